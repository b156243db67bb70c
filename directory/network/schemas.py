"""The shape of consents."""

from marshmallow import RAISE, Schema, fields, validate


class ConsentGiven(Schema):
    class Meta:
        unknown = RAISE

    organization_id = fields.UUID(required=True)
    decision = fields.String(required=True, validate=validate.OneOf(["permit", "deny"]))
    until = fields.AwareDateTime(load_default=None)
    resident_id = fields.UUID(load_default=None)


class ConsentShown(Schema):
    id = fields.UUID()
    resident_id = fields.UUID()
    organization_id = fields.UUID()
    decision = fields.String()
    given_at = fields.AwareDateTime()
    until = fields.AwareDateTime(attribute="until_at", allow_none=True)
    version = fields.Integer()


class ConsentsShown(Schema):
    items = fields.List(fields.Nested(ConsentShown))
