"""The shape of referrals and shortlists over the API. Meaning is checked by the service."""

from marshmallow import RAISE, Schema, fields, validate


class Strict(Schema):
    class Meta:
        unknown = RAISE


class ShortlistAsked(Strict):
    intake = fields.UUID(required=True)
    service_type = fields.String(load_default=None, validate=validate.Length(max=80))


class ReferralSent(Strict):
    intake = fields.UUID(required=True)
    service = fields.UUID(load_default=None)
    services = fields.List(fields.UUID(), load_default=None, validate=validate.Length(1, 1))
    note = fields.String(load_default="", validate=validate.Length(max=4000))


class NextReferral(Strict):
    note = fields.String(load_default="", validate=validate.Length(max=4000))


class Declined(Strict):
    reason = fields.String(required=True, validate=validate.Length(1, 1000))


class ReferralTakenBack(Strict):
    reason = fields.String(load_default="", validate=validate.Length(max=1000))


class ReferralTold(Strict):
    text = fields.String(required=True, validate=validate.Length(1, 1000))


class CareClosed(Strict):
    text = fields.String(load_default="", validate=validate.Length(max=1000))


class Nothing(Strict):
    """No body, or an empty one."""


class TaskShown(Schema):
    id = fields.UUID()
    service = fields.UUID()
    organization = fields.UUID()
    state = fields.String()
    reason = fields.String(allow_none=True)
    respond_by = fields.AwareDateTime()


class ReferralShown(Schema):
    id = fields.UUID()
    intake = fields.UUID()
    service_type = fields.String()
    urgency = fields.String(allow_none=True)
    wanted_by = fields.AwareDateTime()
    status = fields.String()
    state = fields.String()
    tasks = fields.List(fields.Nested(TaskShown))


class ReferredPerson(Schema):
    name = fields.String()
    phone = fields.String()


class ReferralSaid(Schema):
    kind = fields.String()
    at = fields.AwareDateTime()
    text = fields.String()


class ReferralRead(ReferralShown):
    service_name = fields.String()
    postcode4 = fields.String()
    age_band = fields.String()
    resident = fields.Nested(ReferredPerson, allow_none=True)
    note = fields.String(allow_none=True)
    said = fields.List(fields.Nested(ReferralSaid))
    can = fields.List(fields.String())


class ReferralsShown(Schema):
    items = fields.List(fields.Nested(ReferralRead))


class RankReason(Schema):
    code = fields.String()
    points = fields.Integer()
    text = fields.String()


class CandidateShown(Schema):
    rank = fields.Integer()
    score = fields.Integer()
    bookable = fields.Boolean()
    service = fields.UUID()
    name = fields.String()
    organization = fields.UUID()
    organization_name = fields.String()
    phone = fields.String()
    places_free = fields.Integer()
    reasons = fields.List(fields.Nested(RankReason))


class ShortlistShown(Schema):
    intake = fields.UUID()
    service_type = fields.String()
    declined = fields.Integer()
    candidates = fields.List(fields.Nested(CandidateShown))
