"""Pages about agreements: what counts now, and each agreement as a document anyone may read."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from netwerkzorg.platform.http import work
from netwerkzorg.platform.pages import render_page

from . import service
from .document import document
from .labelling import labels_of

BLUEPRINT = Blueprint("rta", __name__, template_folder="templates")


@BLUEPRINT.get("/afspraken")
def now() -> ResponseReturnValue:
    """Wat geldt nu."""
    with work() as unit:
        found = service.versions_in_force(unit)
        return render_page("rta/afspraken.html", agreements=found, subjects=SUBJECTS)


@BLUEPRINT.get("/afspraken/<agreement>")
def show(agreement: str) -> ResponseReturnValue:
    """One agreement, as people read it."""
    with work() as unit:
        published, found, _ = service.agreement_text(unit, agreement)
        shown = document(found, labels_of(unit.region.vocabulary))
        return render_page("rta/afspraak.html", agreement=published, shown=shown, subjects=SUBJECTS)


SUBJECTS = {
    "intake": "zorgvragen van inwoners",
    "consult": "meedenkconsulten",
    "referral": "verwijzingen",
}
