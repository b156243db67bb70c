"""Pages on which a team refers and an organisation answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.pages import Toast, panel_html, render_page
from netwerkzorg.platform.work import Work
from netwerkzorg.triage import service as triage

from . import service
from .words import words

pages = Blueprint("routing", __name__, template_folder="templates")
_DONE = {
    "aangenomen": "U nam de verwijzing aan. Bel de inwoner voor een afspraak.",
    "afgewezen": "U wees de verwijzing af. Het team zoekt een ander.",
}


@pages.get("/zorgvraag/<uuid:intake_id>/verwijzen")
def choose(intake_id: UUID) -> Response:
    """The ranked list: who fits, why, and a button that books."""
    with work() as unit:
        found = service.shortlist(unit, intake_id, request.args.get("soort") or None)
        view = triage.intake(unit, intake_id)
        kinds = unit.region.vocabulary.service_types
        kind = kinds.get(found.service_type)
        label = str(kind.label) if kind else "Kies eerst welke hulp nodig is"
    return render_page("routing/verwijzen.html", found=found, view=view, label=label, words=words)


@pages.post("/zorgvraag/<uuid:intake_id>/verwijzen")
def send(intake_id: UUID) -> BareResponse:
    with work() as unit:
        wanted = _uuid(request.form.get("aanbod"))
        answered(service.refer(unit, intake_id, wanted, request.form.get("toelichting", "")[:4000]))
    return redirect(f"/zorgvraag/{intake_id}?gedaan=verwezen", 303)


@pages.get("/verwijzingen")
def inbox() -> Response:
    with work() as unit:
        found = service.inbox(unit)
    return render_page("routing/verwijzingen.html", found=found)


@pages.get("/verwijzingen/<uuid:referral_id>")
def one(referral_id: UUID) -> Response:
    with work() as unit:
        shown = service.referral(unit, referral_id)
        kinds = unit.region.vocabulary.service_types
        kind = kinds.get(shown.referral.service_type)
    done = _DONE.get(request.args.get("gedaan", ""))
    return render_page(
        "routing/verwijzing.html", shown=shown, label=str(kind.label) if kind else "",
        toast=Toast(done) if done else None,
    )  # fmt: skip


@pages.post("/verwijzingen/<uuid:referral_id>/aannemen")
def accept(referral_id: UUID) -> BareResponse:
    with work() as unit:
        answered(service.accept(unit, referral_id))
    return redirect(f"/verwijzingen/{referral_id}?gedaan=aangenomen", 303)


@pages.post("/verwijzingen/<uuid:referral_id>/afwijzen")
def decline(referral_id: UUID) -> BareResponse | Response:
    with work() as unit:
        outcome = service.decline(unit, referral_id, request.form.get("reden", "")[:1000])
        if outcome == Refused("reason_missing", at="reden"):
            shown = service.referral(unit, referral_id)
            errors = {"reden": "Schrijf waarom het niet kan. Het team leest dit."}
            return render_page(
                "routing/verwijzing.html", shown=shown, label="", errors=errors, status=422
            )
        answered(outcome)
    return redirect(f"/verwijzingen/{referral_id}?gedaan=afgewezen", 303)


def actions_panel(unit: Work, context: Mapping[str, Any]) -> str | None:
    """On an intake: refer it, or see how far the referral is."""
    intake = context["intake"]
    if unit.actor.team_id is None or unit.actor.team_id != intake.team_id:
        return None
    referrals = service.of_intake(unit, intake.id)
    if not referrals and intake.state != "completed":
        return None
    return panel_html("routing/paneel.html", intake=intake, referrals=referrals)


def new_count(unit: Work) -> int:
    """Referrals that wait for an answer of the actor's organisation."""
    return service.waiting(unit)


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Absent from None
