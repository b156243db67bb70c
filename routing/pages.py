"""Pages on which a team refers and follows, and an organisation answers."""

from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.pages import Toast, render_page
from netwerkzorg.platform.work import Work
from netwerkzorg.triage import service as triage

from . import service
from .words import words

pages = Blueprint("routing", __name__, template_folder="templates")
_PAGE = "/verwijzingen/<uuid:referral_id>"
_DONE = {
    "aangenomen": "U nam de verwijzing aan. Bel de inwoner voor een afspraak.",
    "afgewezen": "U wees de verwijzing af. Het team zoekt een ander.",
    "gevraagd": "Uw vraag is bij het team.",
    "beantwoord": "Uw antwoord is verstuurd.",
    "ingetrokken": "De verwijzing is ingetrokken. De plek is weer vrij.",
    "afgerond": "U rondde de zorg af. Wij vragen de inwoner of het hielp.",
}
_ERRORS = {
    "reason_missing": "Schrijf waarom. Het team en de inwoner lezen dit.",
    "text_missing": "Schrijf eerst wat u wilt zeggen.",
    "names_person": "Schrijf zonder naam, adres of telefoonnummer: zij zeiden nog geen ja.",
}
LONGEST = 1_000


@pages.get("/zorgvraag/<uuid:intake_id>/verwijzen")
def choose(intake_id: UUID) -> Response:
    """The ranked list: who fits, why, and a button that books."""
    with work() as unit:
        found = service.shortlist(unit, intake_id, request.args.get("soort") or None)
        view = triage.intake(unit, intake_id)
        label = _label(unit, found.service_type) or "Kies eerst welke hulp nodig is"
        return render_page(
            "routing/verwijzen.html", found=found, view=view, label=label, words=words
        )


@pages.post("/zorgvraag/<uuid:intake_id>/verwijzen")
def send(intake_id: UUID) -> BareResponse:
    with work() as unit:
        wanted = _uuid(request.form.get("aanbod"))
        answered(service.refer(unit, intake_id, wanted, request.form.get("toelichting", "")[:4000]))
    return redirect(f"/zorgvraag/{intake_id}?gedaan=verwezen", 303)


@pages.get("/verwijzingen")
def inbox() -> Response:
    with work() as unit:
        found, asked = service.inbox(unit), service.questions(unit)
    return render_page("routing/verwijzingen.html", found=found, asked=asked)


@pages.get(_PAGE)
def one(referral_id: UUID) -> Response:
    with work() as unit:
        return _page(unit, referral_id)


@pages.post(f"{_PAGE}/aannemen")
def accept(referral_id: UUID) -> BareResponse:
    with work() as unit:
        return _done(unit, referral_id, service.accept(unit, referral_id), "", "aangenomen")


@pages.post(f"{_PAGE}/afwijzen")
def decline(referral_id: UUID) -> BareResponse:
    with work() as unit:
        outcome = service.decline(unit, referral_id, _text("reden"))
        return _done(unit, referral_id, outcome, "reden", "afgewezen")


@pages.post(f"{_PAGE}/vragen")
def ask(referral_id: UUID) -> BareResponse:
    with work() as unit:
        outcome = service.ask(unit, referral_id, _text("vraag"))
        return _done(unit, referral_id, outcome, "vraag", "gevraagd")


@pages.post(f"{_PAGE}/beantwoorden")
def reply(referral_id: UUID) -> BareResponse:
    with work() as unit:
        outcome = service.reply(unit, referral_id, _text("antwoord"))
        return _done(unit, referral_id, outcome, "antwoord", "beantwoord")


@pages.post(f"{_PAGE}/intrekken")
def cancel(referral_id: UUID) -> BareResponse:
    with work() as unit:
        outcome = service.cancel(unit, referral_id, _text("waarom"))
        return _done(unit, referral_id, outcome, "waarom", "ingetrokken")


@pages.post(f"{_PAGE}/afronden")
def complete(referral_id: UUID) -> BareResponse:
    with work() as unit:
        outcome = service.complete(unit, referral_id, _text("verslag"))
        return _done(unit, referral_id, outcome, "verslag", "afgerond")


@pages.post(f"{_PAGE}/volgende")
def send_next(referral_id: UUID) -> BareResponse:
    """The next candidate in one step, after a no."""
    with work() as unit:
        sent = answered(service.refer_next(unit, referral_id))
    return redirect(f"/zorgvraag/{sent.intake_id}?gedaan=verwezen", 303)


def _done(
    unit: Work, referral_id: UUID, outcome: service.Referral | Refused, field: str, done: str
) -> BareResponse:
    """On to the page, or the page again with what must be mended."""
    if isinstance(outcome, Refused) and outcome.code in _ERRORS:
        return _page(unit, referral_id, {field: _ERRORS[outcome.code]})
    answered(outcome)
    return redirect(f"/verwijzingen/{referral_id}?gedaan={done}", 303)


def _page(unit: Work, referral_id: UUID, errors: dict[str, str] | None = None) -> Response:
    shown = service.referral(unit, referral_id)
    done = _DONE.get(request.args.get("gedaan", ""))
    return render_page(
        "routing/verwijzing.html", shown=shown, label=_label(unit, shown.referral.service_type),
        errors=errors, given=request.form, toast=Toast(done) if done else None,
        status=422 if errors else 200,
    )  # fmt: skip


def _label(unit: Work, service_type: str) -> str:
    kind = unit.region.vocabulary.service_types.get(service_type)
    return str(kind.label) if kind else ""


def _text(field: str) -> str:
    return request.form.get(field, "")[:LONGEST]


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Absent from None
