"""JSON over shortlists and referrals: load, call, dump."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView
from flask_smorest import Blueprint, abort

from netwerkzorg.platform.http import answered, work

from . import examples, presenting, schemas, service

api = Blueprint("referrals", __name__, url_prefix="/api/v1", description="Verwijzen")
_ONE = "/referrals/<uuid:referral_id>"


@api.route("/shortlists")
class Shortlists(MethodView):
    @api.arguments(schemas.ShortlistAsked, location="query")
    @api.response(200, schemas.ShortlistShown, example=examples.SHORTLIST)
    def get(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Services that fit an intake, best first, each with its reasons."""
        with work() as unit:
            found = service.shortlist(unit, asked["intake"], asked["service_type"])
            return presenting.shortlist(found)


@api.route("/referrals")
class Referrals(MethodView):
    @api.response(200, schemas.ReferralsShown, example={"items": [examples.READ]})
    def get(self) -> dict[str, Any]:
        """What your organisation was asked and still has to do with, and what was asked of your team."""
        with work() as unit:
            found = {
                one.referral.id: one for one in (*service.questions(unit), *service.inbox(unit))
            }
            return {"items": [presenting.shown(one) for one in found.values()]}

    @api.arguments(schemas.ReferralSent, example=examples.SENT)
    @api.response(201, schemas.ReferralShown, example=examples.REFERRAL)
    def post(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Ask a service and book its place, both or neither."""
        wanted = sent["service"] or (sent["services"] or [None])[0]
        if wanted is None:
            abort(422, messages={"json": {"service": ["Missing data for required field."]}})
        with work() as unit:
            outcome = service.refer(unit, sent["intake"], wanted, sent["note"])
            return presenting.referral(answered(outcome))


@api.route(_ONE)
class OneReferral(MethodView):
    @api.response(200, schemas.ReferralRead, example=examples.READ)
    def get(self, referral_id: UUID) -> dict[str, Any]:
        """One referral; before acceptance without name, note or contact."""
        with work() as unit:
            return presenting.shown(service.referral(unit, referral_id))


@api.route(f"{_ONE}/accept")
class Accept(MethodView):
    @api.arguments(schemas.Nothing, required=False, example={})
    @api.response(200, schemas.ReferralShown, example=examples.stood("accepted"))
    def post(self, _nothing: Mapping[str, Any], referral_id: UUID) -> dict[str, Any]:
        """Take the referral; of many who try, one does."""
        with work() as unit:
            return presenting.referral(answered(service.accept(unit, referral_id)))


@api.route(f"{_ONE}/decline")
class Decline(MethodView):
    @api.arguments(schemas.Declined, example={"reason": "Onze agenda is vol."})
    @api.response(200, schemas.ReferralShown, example=examples.stood("rejected", "revoked"))
    def post(self, declined: Mapping[str, Any], referral_id: UUID) -> dict[str, Any]:
        """Say no, with a reason: the place is free again and the team is offered the next one."""
        with work() as unit:
            outcome = service.decline(unit, referral_id, declined["reason"])
            return presenting.referral(answered(outcome))


@api.route(f"{_ONE}/ask")
class Ask(MethodView):
    @api.arguments(schemas.ReferralTold, example={"text": "Kan zij zelf komen?"})
    @api.response(200, schemas.ReferralShown, example=examples.stood("received"))
    def post(self, told: Mapping[str, Any], referral_id: UUID) -> dict[str, Any]:
        """Ask the team something before you say yes or no; the place stays held until the term ends."""
        with work() as unit:
            return presenting.referral(answered(service.ask(unit, referral_id, told["text"])))


@api.route(f"{_ONE}/reply")
class Reply(MethodView):
    @api.arguments(schemas.ReferralTold, example={"text": "Ja, met de rollator."})
    @api.response(200, schemas.ReferralShown, example=examples.stood("received"))
    def post(self, told: Mapping[str, Any], referral_id: UUID) -> dict[str, Any]:
        """The team answers a question back, without naming the resident."""
        with work() as unit:
            return presenting.referral(answered(service.reply(unit, referral_id, told["text"])))


@api.route(f"{_ONE}/cancel")
class Cancel(MethodView):
    @api.arguments(
        schemas.ReferralTakenBack, required=False, example={"reason": "Zij gaat naar haar zoon."}
    )
    @api.response(200, schemas.ReferralShown, example=examples.stood("cancelled", "revoked"))
    def post(self, taken: Mapping[str, Any], referral_id: UUID) -> dict[str, Any]:
        """The team takes it back: the place is free again; a reason when it was accepted already."""
        with work() as unit:
            outcome = service.cancel(unit, referral_id, taken.get("reason", ""))
            return presenting.referral(answered(outcome))


@api.route(f"{_ONE}/complete")
class Complete(MethodView):
    @api.arguments(
        schemas.CareClosed, required=False, example={"text": "Zij oefent nu zelf verder."}
    )
    @api.response(200, schemas.ReferralShown, example=examples.stood("completed", "completed"))
    def post(self, closing: Mapping[str, Any], referral_id: UUID) -> dict[str, Any]:
        """The care is done; the resident is asked whether it helped."""
        with work() as unit:
            outcome = service.complete(unit, referral_id, closing.get("text", ""))
            return presenting.referral(answered(outcome))


@api.route(f"{_ONE}/next")
class Next(MethodView):
    @api.arguments(schemas.NextReferral, required=False, example={})
    @api.response(201, schemas.ReferralShown, example=examples.REFERRAL)
    def post(self, asked: Mapping[str, Any], referral_id: UUID) -> dict[str, Any]:
        """After a no: ask the best service that is left, in one step."""
        with work() as unit:
            outcome = service.refer_next(unit, referral_id, asked.get("note", ""))
            return presenting.referral(answered(outcome))
