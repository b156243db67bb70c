"""JSON over consults: load, call, dump."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView
from flask_smorest import Blueprint

from netwerkzorg.platform.http import answered, work

from . import schemas, service

api = Blueprint("consults", __name__, url_prefix="/api/v1/consults", description="Meedenkconsult")
ID = "5d0c3b1e-6f0a-4c1e-9a57-0f7b5b0e2c11"
ASKED = {
    "intake": ID, "organization": ID, "role": "klinisch-geriater",
    "question": "Kan de plaspil de oorzaak zijn van het vallen?",
    "facts": {"spoed": False, "onderBehandeling": False, "inKetenzorg": False,
              "vraagstelling": True, "samenvatting": True},
}  # fmt: skip
STEP = {"id": ID, "state": "answered", "version": 2, "due_at": "2026-03-05T16:00:00+00:00"}
SAID = {"text": "Halveer de plaspil en meet over een week opnieuw."}
SHOWN = {
    **STEP, "intake": ID, "organization": ID, "role": "klinisch-geriater", "outcome": "specialist",
    "receipt": ID, "created_at": "2026-03-02T09:00:00+00:00", "question": ASKED["question"],
    "answer": SAID["text"], "messages": [], "can": ["answer"],
}  # fmt: skip


@api.route("")
class Consults(MethodView):
    @api.arguments(schemas.ConsultAsked, example=ASKED)
    @api.response(201, schemas.StepTaken, example=STEP | {"state": "submitted", "version": 1})
    def post(self, given: Mapping[str, Any]) -> service.Consult:
        """Ask a role at an organisation to think along; the agreement says whether and by when."""
        with work() as unit:
            made = service.ask(
                unit, given["intake"], given["organization"], given["role"], given["question"],
                given["facts"],
            )  # fmt: skip
        return answered(made)

    @api.response(200, schemas.ConsultsShown, example={"items": [SHOWN]})
    def get(self) -> dict[str, Any]:
        """What one's role at one's organisation is asked and what one's team asked, not closed."""
        with work() as unit:
            return {"items": [*service.inbox(unit), *service.asked(unit)]}


@api.route("/<uuid:consult_id>")
class OneConsult(MethodView):
    @api.response(200, schemas.ConsultShown, example=SHOWN)
    def get(self, consult_id: UUID) -> service.ConsultView:
        """One consult, for who has a part in it."""
        with work() as unit:
            return service.consult(unit, consult_id)


@api.route("/<uuid:consult_id>/answer")
class Answered(MethodView):
    @api.arguments(schemas.TextGiven, example=SAID)
    @api.response(200, schemas.StepTaken, example=STEP)
    def post(self, given: Mapping[str, Any], consult_id: UUID) -> service.Consult:
        """Give the advice, or correct it while the team has not acted on it."""
        with work() as unit:
            return answered(service.answer(unit, consult_id, given["text"]))


@api.route("/<uuid:consult_id>/ask-back")
class AskedBack(MethodView):
    @api.arguments(schemas.TextGiven, example={"text": "Wat slikt mevrouw nu precies?"})
    @api.response(200, schemas.StepTaken, example=STEP | {"state": "question_back"})
    def post(self, given: Mapping[str, Any], consult_id: UUID) -> service.Consult:
        """Ask the team something first."""
        with work() as unit:
            return answered(service.ask_back(unit, consult_id, given["text"]))


@api.route("/<uuid:consult_id>/clarify")
class Clarified(MethodView):
    @api.arguments(schemas.TextGiven, example={"text": "Furosemide, 40 mg per dag."})
    @api.response(200, schemas.StepTaken, example=STEP | {"state": "submitted"})
    def post(self, given: Mapping[str, Any], consult_id: UUID) -> service.Consult:
        """Answer what was asked back; the term starts again."""
        with work() as unit:
            return answered(service.clarify(unit, consult_id, given["text"]))


@api.route("/<uuid:consult_id>/close")
class Closed(MethodView):
    @api.response(200, schemas.StepTaken, example=STEP | {"state": "closed"})
    def post(self, consult_id: UUID) -> service.Consult:
        """The team is done with it; the adviser's organisation sees the resident no more."""
        with work() as unit:
            return answered(service.close(unit, consult_id))
