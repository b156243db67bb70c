"""Pages about agreements: what counts now, and each agreement as a document anyone may read."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.platform.http import work
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.pages import Toast, render_page

from . import service
from .brief import brief, searched
from .document import document
from .labelling import labels_of
from .studio import service as studio

BLUEPRINT = Blueprint("rta", __name__, template_folder="templates")


@BLUEPRINT.get("/afspraken")
def now() -> ResponseReturnValue:
    """Wat geldt nu."""
    with work() as unit:
        wanted = request.args.get("zoek", "").strip()[:80]
        found = service.versions_in_force(unit)
        labels = labels_of(unit.region.vocabulary)
        if wanted:
            words = wanted.casefold().split()
            found = tuple(
                one
                for one in found
                if all(
                    word in searched(service.agreement_text(unit, one.agreement)[1], labels)
                    for word in words
                )
            )
        return render_page("rta/afspraken.html", agreements=found, subjects=SUBJECTS, wanted=wanted)


@BLUEPRINT.get("/afspraken/<agreement>")
def show(agreement: str) -> ResponseReturnValue:
    """One agreement, as people read it."""
    with work() as unit:
        published, found, _ = service.agreement_text(unit, agreement)
        shown = document(found, labels_of(unit.region.vocabulary))
        signed = studio.adoptions(unit, agreement)
        return render_page(
            "rta/afspraak.html",
            agreement=published,
            shown=shown,
            subjects=SUBJECTS,
            signed=[one for one in signed if one.version == published.version],
            may_sign=unit.actor.kind if unit.actor.kind in SIGNERS else "",
            toast=Toast("De handtekening staat erbij.") if "getekend" in request.args else None,
            wanted_step=request.args.get("stap", ""),
            step_ids=[one.id for one in found.steps],
            errors=_FAULT if "fout" in request.args else None,
        )


@BLUEPRINT.get("/afspraken/<agreement>/kort")
def short(agreement: str) -> ResponseReturnValue:
    """One agreement on one page, for professionals."""
    return _short(agreement, "rta/kort.html")


@BLUEPRINT.get("/afspraken/<agreement>/voor-inwoners")
def for_residents(agreement: str) -> ResponseReturnValue:
    """One agreement in plain words, for residents."""
    return _short(agreement, "rta/voor_inwoners.html")


def _short(agreement: str, template: str) -> ResponseReturnValue:
    with work() as unit:
        published, found, _ = service.agreement_text(unit, agreement)
        told = brief(found, labels_of(unit.region.vocabulary))
        return render_page(template, agreement=published, told=told, current="/afspraken")


@BLUEPRINT.post("/afspraken/<agreement>/tekenen")
def sign(agreement: str) -> BareResponse:
    """An organization says whether it works by the version that counts."""
    with work() as unit:
        published, _, _ = service.agreement_text(unit, agreement)
        done = studio.sign(
            unit,
            agreement,
            published.version,
            adopted=request.form.get("werkt", "ja") == "ja",
            note=request.form.get("toelichting", ""),
            outsider=request.form.get("organisatie", ""),
        )
    query = "fout=1" if isinstance(done, Refused) else "getekend=1"
    return redirect(f"/afspraken/{agreement}?{query}#tekenen", 303)


SIGNERS = ("org_admin", "regional_admin")
_FAULT = {"organisatie": "Vul de naam van de organisatie in."}


SUBJECTS = {
    "intake": "zorgvragen van inwoners",
    "consult": "meedenkconsulten",
    "referral": "verwijzingen",
}
