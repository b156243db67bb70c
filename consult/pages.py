"""Pages: asking (the team), thinking along (whoever is asked), and one consult for both."""

from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.pages import Toast, render_page
from netwerkzorg.platform.work import Work

from . import access, service
from .asking import role_label
from .errors import PROBLEMS

pages = Blueprint("consult", __name__, template_folder="templates")
YES_NO = {"ja": True, "nee": False}
STEPS = {
    "antwoord": service.answer,
    "navragen": service.ask_back,
    "toelichten": service.clarify,
}
_DONE = {
    "gevraagd": "De vraag is verstuurd. U blijft verantwoordelijk.",
    "antwoord": "Uw advies is verstuurd. Het team leest het.",
    "navragen": "Uw vraag aan het team is verstuurd.",
    "toelichten": "Uw toelichting is verstuurd.",
    "gesloten": "Het meedenkconsult is gesloten.",
}


@pages.get("/zorgvraag/<uuid:intake_id>/meedenken")
def new(intake_id: UUID) -> Response:
    with work() as unit:
        return _asking(unit, intake_id)


@pages.post("/zorgvraag/<uuid:intake_id>/meedenken")
def ask(intake_id: UUID) -> BareResponse:
    form = request.form
    errors: dict[str, str] = {}
    with work() as unit:
        facts = {name: YES_NO.get(form.get(name, "")) for name, _ in service.questions(unit)}
        chosen = _chosen(form.get("wie", ""))
        if chosen is None:
            errors["wie"] = "Kies aan wie u de vraag stelt."
        if not form.get("vraag", "").strip():
            errors["vraag"] = "Schrijf uw vraag op."
        errors |= {name: "Kies ja of nee." for name, said in facts.items() if said is None}
        if errors or chosen is None:
            return _asking(unit, intake_id, errors=errors)
        made = service.ask(unit, intake_id, *chosen, form["vraag"], facts)
        if isinstance(made, Refused) and made.code in PROBLEMS:
            return _asking(unit, intake_id, refused=made)
        consult = answered(made)
    return redirect(f"/meedenken/{consult.id}?gedaan=gevraagd", 303)


def _asking(
    unit: Work,
    intake_id: UUID,
    *,
    errors: dict[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    intake = access.asking(unit, intake_id)
    person = residents.resident(unit, intake.resident_id)
    unit.record("intake.read", intake.id, resident=intake.resident_id, basis="team")
    options = [
        (f"{one.id} {role}", f"{one.name}, {role_label(unit, role)}")
        for one, role in service.advisers(unit)
    ]
    return render_page(
        "consult/nieuw.html", intake=intake, person=person, options=options,
        questions=service.questions(unit), given=request.form, errors=errors,
        problem=PROBLEMS[refused.code] if refused else None, current="/werklijst",
        status=422 if errors or refused else 200,
    )  # fmt: skip


@pages.get("/meedenken")
def inbox() -> Response:
    with work() as unit:
        return render_page(
            "consult/meedenken.html", waiting=service.inbox(unit), asked=service.asked(unit),
            toast=_toast(),
        )  # fmt: skip


@pages.get("/meedenken/<uuid:consult_id>")
def one(consult_id: UUID) -> Response:
    with work() as unit:
        return _one(unit, consult_id, toast=_toast())


@pages.post("/meedenken/<uuid:consult_id>/<any(antwoord,navragen,toelichten):step>")
def say(consult_id: UUID, step: str) -> BareResponse:
    text = request.form.get(step, "")
    with work() as unit:
        outcome = STEPS[step](unit, consult_id, text)
        if isinstance(outcome, Refused) and outcome.code == "consult_text_missing":
            return _one(
                unit, consult_id, errors={step: "Schrijf in een paar woorden wat u bedoelt."}
            )
        answered(outcome)
    return redirect(f"/meedenken/{consult_id}?gedaan={step}", 303)


@pages.post("/meedenken/<uuid:consult_id>/sluiten")
def close(consult_id: UUID) -> BareResponse:
    with work() as unit:
        answered(service.close(unit, consult_id))
    return redirect(f"/meedenken/{consult_id}?gedaan=gesloten", 303)


def _one(
    unit: Work,
    consult_id: UUID,
    *,
    errors: dict[str, str] | None = None,
    toast: Toast | None = None,
) -> Response:
    view = service.consult(unit, consult_id)
    return render_page(
        "consult/consult.html", view=view, consult=view.consult, given=request.form, errors=errors,
        toast=toast, current="/meedenken", status=422 if errors else 200,
    )  # fmt: skip


def _chosen(text: str) -> tuple[UUID, str] | None:
    organization, _, role = text.partition(" ")
    try:
        return UUID(organization), role
    except ValueError:
        return None


def _toast() -> Toast | None:
    text = _DONE.get(request.args.get("gedaan", ""))
    return Toast(text) if text else None
