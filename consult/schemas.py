"""The shape of what comes in and goes out. Meaning is checked in the service, never here."""

from marshmallow import RAISE, Schema, fields, validate

LONGEST = 20_000


class FactsGiven(Schema):
    class Meta:
        unknown = RAISE

    spoed = fields.Boolean(load_default=None, allow_none=True)
    onderBehandeling = fields.Boolean(load_default=None, allow_none=True)
    inKetenzorg = fields.Boolean(load_default=None, allow_none=True)
    vraagstelling = fields.Boolean(load_default=None, allow_none=True)
    samenvatting = fields.Boolean(load_default=None, allow_none=True)


class ConsultAsked(Schema):
    class Meta:
        unknown = RAISE

    intake = fields.UUID(required=True)
    organization = fields.UUID(required=True)
    role = fields.String(required=True, validate=validate.Length(1, 80))
    question = fields.String(required=True, validate=validate.Length(1, LONGEST))
    facts = fields.Nested(FactsGiven, required=True)


class TextGiven(Schema):
    class Meta:
        unknown = RAISE

    text = fields.String(required=True, validate=validate.Length(1, LONGEST))


class MessageShown(Schema):
    kind = fields.String()
    author = fields.UUID(attribute="author_id")
    at = fields.AwareDateTime()
    text = fields.String()


class ConsultShown(Schema):
    id = fields.UUID(attribute="consult.id")
    intake = fields.UUID(attribute="consult.intake_id")
    organization = fields.UUID(attribute="consult.adviser_organization_id")
    role = fields.String(attribute="consult.adviser_role")
    state = fields.String(attribute="consult.state")
    version = fields.Integer(attribute="consult.version")
    outcome = fields.String(attribute="consult.outcome")
    receipt = fields.UUID(attribute="consult.receipt_id")
    due_at = fields.AwareDateTime(attribute="consult.due_at")
    created_at = fields.AwareDateTime(attribute="consult.created_at")
    question = fields.String()
    answer = fields.String()
    messages = fields.List(fields.Nested(MessageShown))
    can = fields.List(fields.String())


class ConsultsShown(Schema):
    items = fields.List(fields.Nested(ConsultShown))


class StepTaken(Schema):
    id = fields.UUID()
    state = fields.String()
    version = fields.Integer()
    due_at = fields.AwareDateTime()
