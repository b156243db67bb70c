"""Pages about agreements: what counts now, and each agreement as a document anyone may read."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from netwerkzorg.platform.http import work
from netwerkzorg.platform.pages import render_page
from netwerkzorg.platform.region import Vocabulary

from . import service
from .document import document
from .words import Labels

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


def labels_of(vocabulary: Vocabulary) -> Labels:
    """The region's own words for what agreements name."""
    return Labels(
        facts={name: fact.label for name, fact in vocabulary.facts.items()},
        service_types={name: kind.label for name, kind in vocabulary.service_types.items()},
        urgencies={name: f"{name}, {one.words}" for name, one in vocabulary.urgencies.items()},
        roles={name: role.label for name, role in vocabulary.roles.items()},
        sets={name: one.label for name, one in vocabulary.information_sets.items()},
    )
