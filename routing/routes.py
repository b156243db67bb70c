"""JSON over shortlists and referrals: load, call, dump."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView
from flask_smorest import Blueprint, abort

from netwerkzorg.platform.http import answered, work

from . import presenting, service
from .schemas import Declined, Nothing, ReferralSent, ShortlistAsked

api = Blueprint("referrals", __name__, url_prefix="/api/v1", description="Verwijzen")
_ID = "3f0c7a52-7a9b-4a55-9d8e-0d6c2c7e7a11"


@api.route("/shortlists")
class Shortlists(MethodView):
    @api.arguments(ShortlistAsked, location="query")
    @api.response(200, example={"intake": _ID, "service_type": "wijkverpleging", "candidates": []})
    def get(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Services that fit an intake, best first, each with its reasons."""
        with work() as unit:
            return presenting.shortlist(
                service.shortlist(unit, asked["intake"], asked["service_type"])
            )


@api.route("/referrals")
class Referrals(MethodView):
    @api.response(200, example={"items": []})
    def get(self) -> dict[str, Any]:
        """What your organisation was asked and still has to do with."""
        with work() as unit:
            return {"items": [presenting.shown(one) for one in service.inbox(unit)]}

    @api.arguments(ReferralSent, example={"intake": _ID, "service": _ID, "note": ""})
    @api.response(201, example={"id": _ID, "status": "active", "tasks": []})
    def post(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Ask a service and book its place, both or neither."""
        wanted = sent["service"] or (sent["services"] or [None])[0]
        if wanted is None:
            abort(422, messages={"json": {"service": ["Missing data for required field."]}})
        with work() as unit:
            outcome = service.refer(unit, sent["intake"], wanted, sent["note"])
            return presenting.referral(answered(outcome))


@api.route("/referrals/<uuid:referral_id>")
class OneReferral(MethodView):
    @api.response(200, example={"id": _ID, "status": "active", "tasks": []})
    def get(self, referral_id: UUID) -> dict[str, Any]:
        """One referral; before acceptance without name, note or contact."""
        with work() as unit:
            return presenting.shown(service.referral(unit, referral_id))


@api.route("/referrals/<uuid:referral_id>/accept")
class Accept(MethodView):
    @api.arguments(Nothing, required=False, example={})
    @api.response(200, example={"id": _ID, "state": "accepted"})
    def post(self, _nothing: Mapping[str, Any], referral_id: UUID) -> dict[str, Any]:
        """Take the referral; of many who try, one does."""
        with work() as unit:
            return presenting.referral(answered(service.accept(unit, referral_id)))


@api.route("/referrals/<uuid:referral_id>/decline")
class Decline(MethodView):
    @api.arguments(Declined, example={"reason": "Onze agenda is vol."})
    @api.response(200, example={"id": _ID, "state": "rejected"})
    def post(self, declined: Mapping[str, Any], referral_id: UUID) -> dict[str, Any]:
        """Say no, with a reason: the place is free again and the team is offered the next one."""
        with work() as unit:
            return presenting.referral(
                answered(service.decline(unit, referral_id, declined["reason"]))
            )
