"""The shape of referrals and shortlists over the API."""

from marshmallow import RAISE, Schema, fields, validate


class ShortlistAsked(Schema):
    class Meta:
        unknown = RAISE

    intake = fields.UUID(required=True)
    service_type = fields.String(load_default=None, validate=validate.Length(max=80))


class ReferralSent(Schema):
    class Meta:
        unknown = RAISE

    intake = fields.UUID(required=True)
    service = fields.UUID(load_default=None)
    services = fields.List(fields.UUID(), load_default=None, validate=validate.Length(1, 1))
    note = fields.String(load_default="", validate=validate.Length(max=4000))


class Declined(Schema):
    class Meta:
        unknown = RAISE

    reason = fields.String(required=True, validate=validate.Length(1, 1000))


class Nothing(Schema):
    class Meta:
        unknown = RAISE
