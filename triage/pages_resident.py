"""Pages of the resident: self-triage, what came out of it, and one's own questions."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.directory import service as directory
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.pages import Toast, render_page
from netwerkzorg.platform.work import Work

from . import service, stepping
from .answering import LONGEST_TEXT
from .model import Intake, State
from .service import Asked, Question, RedFlags

pages = Blueprint("triage", __name__, template_folder="templates")
UNSURE, RATHER_NOT = "weet-niet", "zeg-niet"
_DONE = {
    "bewaard": "Uw antwoorden zijn bewaard. U kunt later verder.",
    "gebeld": "Goed dat u gebeld hebt. Het team ziet dat ook.",
    "niemand": "Het team weet dat niemand opnam. Wij bellen u zo snel mogelijk.",
    "ingetrokken": "U trok uw vraag in.",
    "geholpen": "Fijn dat het hielp. Uw vraag is gesloten.",
    "terug": "Het team kijkt opnieuw naar uw vraag.",
    "meekijken": "Het team kan nu een uur meekijken. Bel en noem uw code.",
    "geschreven": "Wij hebben erbij gezet wat u schreef.",
}
_SENTENCES = {
    "fact_not_understood": "Dit antwoord begrijpen wij niet. Vul een getal in, bijvoorbeeld 2.",
    "fact_too_fine": "Vul een getal in met minder cijfers achter de komma.",
    "fact_outside": "Dit getal kan niet kloppen. Kijk of u een ander getal bedoelt.",
    "fact_code_unknown": "Kies een van de antwoorden.",
    "text_missing": "Schrijf in een paar woorden wat u wilt zeggen.",
}


def toast() -> Toast | None:
    """What was done just now, from the address of the page after it."""
    text = _DONE.get(request.args.get("gedaan", ""))
    return Toast(text) if text else None


@pages.get("/zelftriage")
def begin() -> Response:
    """Start, or go on where one stopped."""
    with work() as unit:
        drafts = [one for one in service.own(unit) if one.state is State.draft]
        unit.record("intakes.read", unit.actor.id)
        return render_page("triage/begin.html", drafts=drafts, toast=toast())


@pages.post("/zelftriage")
def start() -> BareResponse:
    about = request.form.get("voor")
    with work() as unit:
        intake = service.start(unit, _uuid(about) if about else None)
    return redirect(f"/zelftriage/{intake.id}", 303)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@pages.get("/zelftriage/<uuid:intake_id>")
def step(intake_id: UUID) -> BareResponse:
    """The alarm questions, one question, or on to what came out."""
    with work() as unit:
        wanted = request.args.get("vraag", "")
        found = service.next_step(unit, intake_id, wanted)
        return _step_page(found, {}) or redirect(outcome_path(found.intake), 303)


def _step_page(found: service.NextStep, errors: Mapping[str, str]) -> Response | None:
    status = 422 if errors else 200
    if isinstance(found.step, RedFlags):
        return render_page(
            "triage/alarm.html", intake=found.intake, questions=found.step.questions,
            errors=errors, status=status,
        )  # fmt: skip
    if isinstance(found.step, Question):
        return render_page(
            "triage/vraag.html", intake=found.intake, step=found.step, asked=found.step.asked,
            answered=found.answered, errors=errors, status=status,
        )  # fmt: skip
    return None


def outcome_path(intake: Intake) -> str:
    unsure = intake.state is State.with_team and intake.urgency == "U2" and intake.at_least
    if intake.state is State.stopped_red_flag or unsure:
        return f"/zelftriage/{intake.id}/bel-nu"
    return f"/zelftriage/{intake.id}/uitkomst"


@pages.post("/zelftriage/<uuid:intake_id>")
def take(intake_id: UUID) -> BareResponse:
    """Keep the answers of one page and go on, or stop for now with what is given."""
    wanted = request.form.get("vraag", "")
    stopping = bool(request.form.get("stoppen"))
    with work() as unit:
        found = service.next_step(unit, intake_id, wanted)
        if isinstance(found.step, RedFlags):
            outcome, errors = _take_flags(unit, found.step, intake_id, stopping=stopping)
        elif isinstance(found.step, Question):
            outcome, errors = _take_one(unit, found.step.asked, intake_id, stopping=stopping)
        else:
            outcome, errors = found.intake, {}
        if errors:
            page = _step_page(found, errors)
            if page is not None:
                return page
    after = answered(outcome)
    if after.state is State.stopped_red_flag:
        return redirect(outcome_path(after), 303)
    return redirect("/zelftriage?gedaan=bewaard" if stopping else f"/zelftriage/{intake_id}", 303)


Taken = tuple[Intake | Refused, dict[str, str]]


def _take_flags(unit: Work, flags: RedFlags, intake_id: UUID, *, stopping: bool) -> Taken:
    told = {"ja": True, "nee": False, UNSURE: None}
    given = {
        one.fact: told[chosen]
        for one in flags.questions
        if (chosen := request.form.get(one.fact)) in told
    }
    missing = [one for one in flags.questions if one.fact not in given]
    if missing and not any(given.values()):
        if stopping:
            return service.answer_all(unit, intake_id, dict(given)), {}
        sentences = {one.fact: f"Kies een antwoord: {one.text}" for one in missing}
        return Refused("answers_missing"), sentences
    return service.submit_red_flags(unit, intake_id, given), {}


def _take_one(unit: Work, asked: Asked, intake_id: UUID, *, stopping: bool) -> Taken:
    chosen = request.form.get("antwoord", "").strip() or request.form.get("anders", "")
    if not chosen:
        if stopping:
            return service.answer_all(unit, intake_id, {}), {}
        return Refused("answers_missing"), {
            "antwoord": "Kies een antwoord. Weet u het niet? Kies dan “Dat weet ik niet”."
        }
    value = None if chosen in (UNSURE, RATHER_NOT) else chosen
    outcome = service.answer_all(unit, intake_id, {asked.fact: value})
    if isinstance(outcome, Refused) and outcome.code in _SENTENCES:
        return outcome, {"antwoord": _SENTENCES[outcome.code]}
    return outcome, {}


@pages.get("/zelftriage/<uuid:intake_id>/uitkomst")
def outcome(intake_id: UUID) -> BareResponse:
    """The advice, why, and what happens next."""
    with work() as unit:
        view = service.intake(unit, intake_id)
        if view.intake.state is State.draft:
            return redirect(f"/zelftriage/{intake_id}", 303)
        offers = _offers(unit, view) if view.intake.state is State.self_help else ()
        return render_page("triage/uitkomst.html", view=view, offers=offers, toast=toast())


def _offers(unit: Work, view: service.IntakeView) -> tuple[object, ...]:
    """What somebody can start with alone, near home, of the kinds that the agreements name."""
    found: list[object] = []
    for route, _ in view.routes or (("", ""),):
        query = directory.ServiceQuery(
            service_type=route or None, near=view.resident.postcode4, self_help=True, limit=3
        )
        found += directory.find_services(unit, query).items
    return tuple(found[:4])


@pages.get("/zelftriage/<uuid:intake_id>/bel-nu")
def call_now(intake_id: UUID) -> BareResponse:
    """Whom to call, now, from here."""
    with work() as unit:
        intake = service.next_step(unit, intake_id).intake
        if outcome_path(intake) != request.path:
            return redirect(f"/zelftriage/{intake_id}", 303)
        person = residents.resident(unit, intake.resident_id)
        verdict, calls = stepping.calls(unit, intake, person.postcode4)
        return render_page(
            "triage/bel-nu.html", intake=intake, person=person, verdict=verdict, calls=calls,
            toast=toast(),
        )  # fmt: skip


@pages.post("/zelftriage/<uuid:intake_id>/bel-nu")
def called(intake_id: UUID) -> BareResponse:
    reached = request.form.get("gebeld") == "ja"
    with work() as unit:
        answered(service.say_called(unit, intake_id, reached=reached))
    done = "gebeld" if reached else "niemand"
    return redirect(f"/zelftriage/{intake_id}/bel-nu?gedaan={done}", 303)


@pages.post("/zelftriage/<uuid:intake_id>/meekijken")
def ask_team(intake_id: UUID) -> BareResponse:
    with work() as unit:
        answered(service.ask_team(unit, intake_id))
    return redirect(f"/zelftriage/{intake_id}/uitkomst", 303)


@pages.get("/vragen")
def questions() -> Response:
    """All questions of oneself and of whom one represents."""
    with work() as unit:
        own = service.own(unit)
        unit.record("intakes.read", unit.actor.id)
        people = residents.residents(unit, {one.resident_id for one in own})
        return render_page("triage/vragen.html", own=own, people=people, toast=toast())


@pages.get("/vragen/<uuid:intake_id>")
def question(intake_id: UUID) -> BareResponse:
    with work() as unit:
        view = service.intake(unit, intake_id)
        if view.part is not service.Party.resident:
            return redirect(f"/zorgvraag/{intake_id}", 303)
        return render_page("triage/eigen-vraag.html", view=view, toast=toast())


@pages.post("/vragen/<uuid:intake_id>/hielp")
def helped(intake_id: UUID) -> BareResponse:
    solved = request.form.get("antwoord") == "ja"
    note = request.form.get("toelichting", "")[:LONGEST_TEXT]
    with work() as unit:
        answered(service.close(unit, intake_id, solved, note))
    done = "geholpen" if solved else "terug"
    return redirect(f"/vragen/{intake_id}?gedaan={done}", 303)


@pages.post("/vragen/<uuid:intake_id>/intrekken")
def withdraw(intake_id: UUID) -> BareResponse:
    with work() as unit:
        answered(service.withdraw(unit, intake_id))
    return redirect("/vragen?gedaan=ingetrokken", 303)


@pages.post("/vragen/<uuid:intake_id>/meekijken")
def allow_phone_help(intake_id: UUID) -> BareResponse:
    with work() as unit:
        answered(service.allow_phone_help(unit, intake_id))
    return redirect(f"/vragen/{intake_id}?gedaan=meekijken", 303)


@pages.post("/vragen/<uuid:intake_id>/woorden")
def say_more(intake_id: UUID) -> BareResponse:
    with work() as unit:
        outcome = service.say_more(unit, intake_id, request.form.get("woorden", ""))
        if isinstance(outcome, Refused) and outcome.code in _SENTENCES:
            view = service.intake(unit, intake_id)
            errors = {"woorden": _SENTENCES[outcome.code]}
            return render_page("triage/eigen-vraag.html", view=view, errors=errors, status=422)
    answered(outcome)
    return redirect(f"/vragen/{intake_id}?gedaan=geschreven", 303)
