"""JSON over intakes: load, call, dump."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask.views import MethodView
from flask_smorest import Blueprint

from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.work import Work

from . import schemas, service
from .model import Intake

api = Blueprint("intakes", __name__, url_prefix="/api/v1/intakes", description="Zorgvragen")

ID = "5d0c3b1e-6f0a-4c1e-9a57-0f7b5b0e2c11"
SHOWN = {
    "id": ID, "code": "K7-4M8", "resident_id": ID, "team_id": ID, "state": "with_team",
    "urgency": "U4", "at_least": False, "proposed_urgency": None,
    "due_at": "2026-03-09T16:00:00+00:00", "red_flag": False, "claimed_by": None, "route": None,
    "receipt_id": ID, "version": 5, "created_at": "2026-03-02T09:00:00+00:00",
    "channel": "resident",
}  # fmt: skip
READ = SHOWN | {
    "facts": [{"fact": "vallen12mnd", "label": "Aantal keren gevallen in 12 maanden", "value": "2",
               "words": "2", "origin": "Mevrouw zelf", "at": "2026-03-02T09:03:00+00:00"}],
    "open": [], "because": ["U viel twee keer of vaker in een jaar."],
    "routes": ["valrisicobeoordeling"], "timeline": [], "next": None,
}  # fmt: skip


@api.route("")
class Intakes(MethodView):
    @api.arguments(schemas.IntakeBegun, example={})
    @api.response(201, schemas.IntakeShown, example=SHOWN | {"state": "draft", "urgency": None})
    def post(self, given: Mapping[str, Any]) -> Intake:
        """Begin a question, for oneself or `for` a resident one may act for."""
        with work() as unit:
            return service.start(unit, given["resident_id"], channel="api")

    @api.arguments(schemas.Listing, location="query")
    @api.response(
        200, schemas.IntakesShown, example={"items": [SHOWN], "total": 1, "page": 1, "pages": 1}
    )
    def get(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A resident's own questions; for a team `?assigned=me` or `?team=mine`, due first."""
        with work() as unit:
            if unit.actor.kind != "professional":
                own = service.own(unit)
                unit.record("intakes.read", unit.actor.id)
                return {"items": own, "total": len(own), "page": 1, "pages": 1}
            view = "mine" if asked.get("assigned") else "team"
            found = service.worklist(unit, view, page=asked["page"])
        return {
            "items": [row.intake for row in found.rows],
            "total": found.total,
            "page": found.page,
            "pages": found.pages,
        }


@api.route("/<uuid:intake_id>")
class OneIntake(MethodView):
    @api.response(200, schemas.IntakeRead, example=READ)
    def get(self, intake_id: UUID) -> dict[str, Any]:
        """One question with what is known, why it was decided so, and what is asked next."""
        with work() as unit:
            view = service.intake(unit, intake_id)
            shown = asdict(view.intake)
            return shown | {
                "facts": view.facts,
                "unknown": view.unknown,
                "because": view.because,
                "routes": [route for route, _ in view.routes],
                "timeline": view.timeline,
                "next": _next(unit, intake_id) if view.part is service.Party.resident else None,
            }


def _next(unit: Work, intake_id: UUID) -> dict[str, Any]:
    step = service.next_step(unit, intake_id).step
    if isinstance(step, service.RedFlags):
        return {"kind": "red_flags", "questions": step.questions, "at_least": 1, "at_most": 1}
    if isinstance(step, service.Question):
        told = {"at_least": step.at_least, "at_most": step.at_most}
        return {"kind": "question", "questions": [step.asked], **told}
    return {"kind": "outcome", "questions": [], "at_least": 0, "at_most": 0}


@api.route("/<uuid:intake_id>/answers")
class Answers(MethodView):
    @api.arguments(schemas.AnswerGiven, example={"fact": "vallen12mnd", "value": "2"})
    @api.response(200, schemas.IntakeShown, example=SHOWN)
    def post(self, given: Mapping[str, Any], intake_id: UUID) -> Intake:
        """Give or change one answer; a team member adds a fact."""
        value = given["value"]
        if isinstance(value, float):
            value = Decimal(str(value))
        with work() as unit:
            outcome = service.answer(
                unit, intake_id, given["fact"], value,
                unobtainable=given["unobtainable"], source_ref=given["source_ref"],
            )  # fmt: skip
        return answered(outcome)


@api.route("/<uuid:intake_id>/red-flags")
class RedFlagAnswers(MethodView):
    @api.arguments(schemas.FlagsAnswered, example={"answers": {"pijnOpBorst": False}})
    @api.response(200, schemas.IntakeShown, example=SHOWN | {"state": "draft"})
    def post(self, given: Mapping[str, Any], intake_id: UUID) -> Intake:
        """All alarm questions at once; null is "I do not know"."""
        with work() as unit:
            return answered(service.submit_red_flags(unit, intake_id, given["answers"]))


@api.route("/<uuid:intake_id>/complete")
class Completed(MethodView):
    @api.arguments(schemas.Completion, example={"route": "valrisicobeoordeling", "urgency": "U4"})
    @api.response(200, schemas.IntakeShown, example=SHOWN | {"state": "completed"})
    def post(self, given: Mapping[str, Any], intake_id: UUID) -> Intake:
        """Say which help fits and how soon; a reason where it differs from what was decided."""
        with work() as unit:
            return answered(service.complete(unit, intake_id, **given))


@api.route("/<uuid:intake_id>/override")
class Overridden(MethodView):
    @api.arguments(schemas.Overriding, example={"urgency": "U3", "reason": "Woont alleen."})
    @api.response(200, schemas.IntakeShown, example=SHOWN | {"urgency": "U3"})
    def post(self, given: Mapping[str, Any], intake_id: UUID) -> Intake:
        """Decide another urgency, with a reason."""
        with work() as unit:
            return answered(service.override(unit, intake_id, given["urgency"], given["reason"]))


@api.route("/<uuid:intake_id>/close")
class Closed(MethodView):
    @api.arguments(schemas.Closing, example={"solved": True})
    @api.response(200, schemas.IntakeShown, example=SHOWN | {"state": "closed"})
    def post(self, given: Mapping[str, Any], intake_id: UUID) -> Intake:
        """Did it help? Yes closes the question, no brings it back to the team."""
        with work() as unit:
            return answered(service.close(unit, intake_id, given["solved"], given["note"]))


@api.route("/<uuid:intake_id>/notes")
class Notes(MethodView):
    @api.arguments(schemas.Note, example={"text": "Mevrouw wil graag thuis bezoek."})
    @api.response(200, schemas.IntakeShown, example=SHOWN)
    def post(self, given: Mapping[str, Any], intake_id: UUID) -> Intake:
        """Note a phone call (team), or add own words (resident)."""
        with work() as unit:
            if unit.actor.kind == "professional":
                noted = service.note_call(unit, intake_id, given["text"], reached=given["reached"])
                return answered(noted)
            return answered(service.say_more(unit, intake_id, given["text"]))


@api.route("/<uuid:intake_id>/withdraw")
class Withdrawn(MethodView):
    @api.response(200, schemas.IntakeShown, example=SHOWN | {"state": "withdrawn"})
    def post(self, intake_id: UUID) -> Intake:
        """The resident does not want to go on."""
        with work() as unit:
            return answered(service.withdraw(unit, intake_id))


@api.route("/<uuid:intake_id>/ask-team")
class TeamAsked(MethodView):
    @api.response(200, schemas.IntakeShown, example=SHOWN)
    def post(self, intake_id: UUID) -> Intake:
        """ "I still want a person to look": always possible."""
        with work() as unit:
            return answered(service.ask_team(unit, intake_id))


@api.route("/<uuid:intake_id>/claim")
class Claimed(MethodView):
    @api.response(200, schemas.IntakeShown, example=SHOWN | {"claimed_by": ID})
    def post(self, intake_id: UUID) -> Intake:
        """Take it up; of two who do so at once, one gets 409."""
        with work() as unit:
            return answered(service.claim(unit, intake_id))


@api.route("/<uuid:intake_id>/take-claim")
class ClaimTaken(MethodView):
    @api.response(200, schemas.IntakeShown, example=SHOWN | {"claimed_by": ID})
    def post(self, intake_id: UUID) -> Intake:
        """Take it over from a colleague; the timeline says so."""
        with work() as unit:
            return answered(service.take_claim(unit, intake_id))


@api.route("/<uuid:intake_id>/phone-help")
class PhoneHelp(MethodView):
    @api.response(200, schemas.IntakeShown, example=SHOWN | {"state": "draft"})
    def post(self, intake_id: UUID) -> Intake:
        """The resident lets the team read what is filled in so far, for an hour."""
        with work() as unit:
            return answered(service.allow_phone_help(unit, intake_id))


@api.route("/by-code")
class ByCode(MethodView):
    @api.arguments(schemas.CodeTold, example={"code": "K7-4M8"})
    @api.response(200, schemas.IntakeShown, example=SHOWN | {"state": "draft"})
    def post(self, given: Mapping[str, Any]) -> Intake:
        """Open what a resident lets the team read, by its short code."""
        with work() as unit:
            return answered(service.open_by_code(unit, given["code"]))


@api.route("/<uuid:intake_id>/release")
class Released(MethodView):
    @api.response(200, schemas.IntakeShown, example=SHOWN)
    def post(self, intake_id: UUID) -> Intake:
        """Give it back to the team."""
        with work() as unit:
            return answered(service.release(unit, intake_id))
