"""Pages of the integral team: the worklist and one intake."""

from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform import organizations
from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.pages import Toast, render_page
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

from . import listing, service, words
from .deciding import in_force
from .model import URGENCIES, Intake
from .service import Filters

pages = Blueprint("triage_team", __name__, template_folder="templates")
FILTER_NAMES = ("lijst", "zoek", "urgentie", "soort", "pagina")
URGENCY_GROUPS = {"nu": ("U0", "U1"), "snel": ("U2", "U3"), "rustig": ("U4", "U5")}
_DONE = {
    "losgelaten": "De vraag is terug bij het team.",
    "overgenomen": "De vraag is nu van u. Dat staat in het verloop.",
    "te-laat": "Een collega pakte deze vraag net op.",
    "gebeld": "Het telefoongesprek staat in het verloop.",
    "aangevuld": "Het feit staat erbij. Het besluit is opnieuw bekeken.",
    "besloten": "Uw besluit geldt, met uw reden erbij.",
    "afgerond": "De triage is afgerond.",
    "verwezen": "De verwijzing is verstuurd en de plek is vastgelegd.",
}
_SENTENCES = {
    "reason_missing": "Schrijf een reden. De inwoner krijgt die te lezen.",
    "urgency_unknown": "Kies hoe snel het moet.",
    "route_unknown": "Kies een soort hulp uit de lijst.",
    "text_missing": "Schrijf in een paar woorden wat u hoorde.",
    "fact_not_understood": "Dit antwoord past niet bij deze vraag. Vul bijvoorbeeld 4,9 in.",
    "fact_too_fine": "Vul een getal in met minder cijfers achter de komma.",
    "fact_outside": "Dit getal kan niet kloppen.",
    "fact_code_unknown": "Kies een van de antwoorden.",
    "fact_unknown": "Kies een feit uit de lijst.",
    "role_needed": "Dit oordeel is aan iemand met een andere rol.",
}


@pages.get("/werklijst")
def worklist() -> Response:
    """What the team has to do: red flags first, then what is due first."""
    asked = request.args
    view = asked.get("lijst", "team")
    view = view if view in listing.VIEWS else "team"
    urgencies = URGENCY_GROUPS.get(asked.get("urgentie", ""), ())
    filters = Filters(asked.get("zoek", "")[:100], urgencies, asked.get("soort", "")[:100])
    page = min(max(1, asked.get("pagina", 1, type=int)), 10_000)
    with work() as unit:
        if unit.actor.team_id is None:
            return render_page("triage/geen-team.html")
        if request.if_none_match:
            mark = service.worklist_mark(unit, view, filters, page)
            if mark and request.if_none_match.contains_weak(mark):
                return _marked(Response(status=304), mark)
        found = service.worklist(unit, view, filters, page)
        agreements = in_force(unit).agreed.agreements
        kinds = [(a.agreement.id, a.agreement.title.get("nl", a.agreement.id)) for a in agreements]
        shown = render_page(
            "triage/werklijst.html", found=found, filters=filters, kinds=kinds,
            team_name=_team_name(unit), chosen=asked.get("urgentie", ""),
            toast=_taken(unit) or _toast(),
        )  # fmt: skip
    return _marked(shown, found.mark)


def _marked(response: Response, mark: str) -> Response:
    """With the mark of the list, so that who asks again is told in one line that nothing changed."""
    if mark:
        response.set_etag(mark, weak=True)
    return response


def _team_name(unit: Work) -> str:
    team_id = unit.actor.team_id
    return organizations.team_name(unit, team_id) if team_id else ""


def _toast() -> Toast | None:
    text = _DONE.get(request.args.get("gedaan", ""))
    return Toast(text) if text else None


def _taken(unit: Work) -> Toast | None:
    """Whose question was taken up just now; it may stand on another page of the list."""
    if request.args.get("gedaan") != "opgepakt":
        return None
    try:
        intake = service.find(unit, UUID(request.args.get("wie", "")))
    except (ValueError, Absent):
        return None
    person = residents.resident(unit, intake.resident_id)
    return Toast(f"U pakte {person.given} {person.family} op.", f"/werklijst/{intake.id}/loslaten")


def _list_again(done: str, **more: str) -> BareResponse:
    """The worklist as it was filtered when the button was pressed."""
    kept = {name: request.args[name] for name in FILTER_NAMES if request.args.get(name)}
    return redirect(f"/werklijst?{urlencode({**kept, 'gedaan': done, **more})}", 303)


@pages.post("/werklijst/<uuid:intake_id>/oppakken")
def claim(intake_id: UUID) -> BareResponse:
    with work() as unit:
        outcome = service.claim(unit, intake_id)
    won = not isinstance(outcome, Refused)
    if request.form.get("open"):
        return redirect(f"/zorgvraag/{intake_id}?gedaan={'' if won else 'te-laat'}", 303)
    return _list_again("opgepakt", wie=str(intake_id)) if won else _list_again("te-laat")


@pages.post("/werklijst/<uuid:intake_id>/overnemen")
def take_claim(intake_id: UUID) -> BareResponse:
    with work() as unit:
        won = not isinstance(service.take_claim(unit, intake_id), Refused)
    return redirect(f"/zorgvraag/{intake_id}?gedaan={'overgenomen' if won else 'te-laat'}", 303)


@pages.post("/werklijst/code")
def by_code() -> BareResponse:
    """Help on the phone: open what the resident lets the team read, by its short code."""
    with work() as unit:
        found = answered(service.open_by_code(unit, request.form.get("code", "")[:20]))
    return redirect(f"/zorgvraag/{found.id}", 303)


@pages.post("/werklijst/<uuid:intake_id>/loslaten")
def release(intake_id: UUID) -> BareResponse:
    with work() as unit:
        answered(service.release(unit, intake_id))
    return redirect("/werklijst?gedaan=losgelaten", 303)


@pages.get("/zorgvraag/<uuid:intake_id>")
def intake(intake_id: UUID) -> BareResponse:
    """One intake: what is known and from whom, what is open, why it was decided, and what to do."""
    with work() as unit:
        view = service.intake(unit, intake_id)
        if view.part is not service.Party.team:
            return redirect(f"/vragen/{intake_id}", 303)
        return _page(unit, view, toast=_toast())


def _page(
    unit: Work,
    view: service.IntakeView,
    *,
    errors: dict[str, str] | None = None,
    toast: Toast | None = None,
) -> Response:
    vocabulary = unit.region.vocabulary
    explained = rta.explain(view.receipt.outcome) if view.receipt else ()
    ready = in_force(unit)
    asked = {fact.fact for fact in view.facts}
    later = [
        (name, words.label(fact))
        for name, fact in ready.facts.items()
        if name not in ready.flag_ids and (name in asked or fact.ask) and not fact.origin
    ]
    routes = [(one.id, one.label) for one in vocabulary.service_types.values()]
    return render_page(
        "triage/zorgvraag.html", view=view, explained=explained, fact_names=later, routes=routes,
        urgencies=[(u, f"{u} · {vocabulary.urgencies[u].short}") for u in URGENCIES],
        given=request.form, errors=errors, toast=toast, current="/werklijst",
        status=422 if errors else 200,
    )  # fmt: skip


def _done(intake_id: UUID, outcome: Intake | Refused, field: str, done: str) -> BareResponse:
    """On to the page, or the page again with what must be mended."""
    if isinstance(outcome, Refused) and outcome.code in _SENTENCES:
        with work() as unit:
            view = service.intake(unit, intake_id)
            at = {"reason_missing": "reden", "urgency_unknown": "urgentie"}.get(outcome.code, field)
            return _page(unit, view, errors={at: _SENTENCES[outcome.code]})
    answered(outcome)
    return redirect(f"/zorgvraag/{intake_id}?gedaan={done}", 303)


@pages.post("/zorgvraag/<uuid:intake_id>/bellen")
def note_call(intake_id: UUID) -> BareResponse:
    reached = request.form.get("gehoor", "ja") == "ja"
    with work() as unit:
        text = request.form.get("notitie", "")
        outcome = service.note_call(unit, intake_id, text, reached=reached)
        return _done(intake_id, outcome, "notitie", "gebeld")


@pages.post("/zorgvraag/<uuid:intake_id>/feit")
def add_fact(intake_id: UUID) -> BareResponse:
    fact = request.form.get("feit", "")
    unknown = bool(request.form.get("onbekend"))
    with work() as unit:
        value = None if unknown else _read(unit, fact, request.form.get("waarde", ""))
        outcome = service.add_fact(unit, intake_id, fact, value)
        return _done(intake_id, outcome, f"waarde-{fact}", "aangevuld")


def _read(unit: Work, fact: str, text: str) -> str:
    """What somebody wrote, as a code where it is the name of an answer: "ja", "Nee"."""
    known = in_force(unit).facts.get(fact)
    named = {label.lower(): code for code, label in words.options(known)} if known else {}
    return named.get(text.strip().lower(), text)


@pages.post("/zorgvraag/<uuid:intake_id>/anders-besluiten")
def override(intake_id: UUID) -> BareResponse:
    with work() as unit:
        urgency, reason = request.form.get("urgentie", ""), request.form.get("reden", "")
        outcome = service.override(unit, intake_id, urgency, reason)
        return _done(intake_id, outcome, "reden", "besloten")


@pages.post("/zorgvraag/<uuid:intake_id>/afronden")
def complete(intake_id: UUID) -> BareResponse:
    form = request.form
    with work() as unit:
        outcome = service.complete(
            unit, intake_id, route=form.get("soort", ""),
            urgency=form.get("snelheid") or None, reason=form.get("waarom", ""),
        )  # fmt: skip
        if isinstance(outcome, Refused) and outcome.code == "reason_missing":
            view = service.intake(unit, intake_id)
            return _page(unit, view, errors={"waarom": _SENTENCES[outcome.code]})
        return _done(intake_id, outcome, "soort", "afgerond")
