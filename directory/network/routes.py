"""JSON over consents: a resident gives and withdraws, and sees what stands."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView
from flask_smorest import Blueprint

from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.organizations import organization

from . import service
from .schemas import ConsentGiven, ConsentShown, ConsentsShown

api = Blueprint("consents", __name__, url_prefix="/api/v1/consents", description="Toestemming")

SHOWN = {
    "id": str(UUID(int=2)), "resident_id": str(UUID(int=3)), "organization_id": str(UUID(int=1)),
    "decision": "permit", "given_at": "2026-03-02T09:00:00+00:00", "until": None, "version": 1,
}  # fmt: skip


@api.route("")
class Consents(MethodView):
    @api.response(200, ConsentsShown, example={"items": [SHOWN]})
    def get(self) -> dict[str, Any]:
        """All consents of oneself and of whom one represents."""
        with work() as unit:
            items = [c for one in service.represented(unit) for c in service.consents(unit, one)]
            unit.record("consent.read", unit.actor.id)
        return {"items": items}


@api.route("/<uuid:consent_id>")
class OneConsent(MethodView):
    @api.arguments(
        ConsentGiven, example={"organization_id": str(UUID(int=1)), "decision": "permit"}
    )
    @api.response(200, ConsentShown, example=SHOWN)
    def put(self, given: Mapping[str, Any], consent_id: UUID) -> service.Consent:
        """Give or withdraw consent. The id is yours to choose; the same id again replaces it."""
        with work() as unit:
            resident_id = given["resident_id"] or unit.actor.id
            organization(unit, given["organization_id"])
            outcome = service.put_consent(
                unit, consent_id, resident_id, given["organization_id"], given["decision"],
                given["until"],
            )  # fmt: skip
        return answered(outcome)
