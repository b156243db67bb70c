"""The shape of what comes in and goes out. Meaning is checked by the service, never here."""

from marshmallow import RAISE, Schema, fields, validate

TEXT = validate.Length(max=4_000)


class Strict(Schema):
    class Meta:
        unknown = RAISE


class IntakeBegun(Strict):
    resident_id = fields.UUID(data_key="for", load_default=None)


class AnswerGiven(Strict):
    fact = fields.String(required=True, validate=validate.Length(1, 100))
    value = fields.Raw(load_default=None, allow_none=True)
    unobtainable = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    source_ref = fields.String(load_default="", validate=validate.Length(max=500))


class FlagsAnswered(Strict):
    answers = fields.Dict(
        keys=fields.String(), values=fields.Boolean(allow_none=True), required=True
    )


class Completion(Strict):
    route = fields.String(load_default="", validate=validate.Length(max=100))
    urgency = fields.String(load_default=None, allow_none=True)
    reason = fields.String(load_default="", validate=TEXT)


class Closing(Strict):
    solved = fields.Boolean(required=True, truthy={True}, falsy={False})
    note = fields.String(load_default="", validate=TEXT)


class Note(Strict):
    text = fields.String(load_default="", validate=TEXT)
    reached = fields.Boolean(load_default=True, truthy={True}, falsy={False})


class Overriding(Strict):
    urgency = fields.String(required=True)
    reason = fields.String(required=True, validate=TEXT)


class CodeTold(Strict):
    code = fields.String(required=True, validate=validate.Length(6, 20))


class Listing(Strict):
    assigned = fields.String(validate=validate.OneOf(["me"]))
    team = fields.String(validate=validate.OneOf(["mine"]))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 10_000))


class IntakeShown(Schema):
    id = fields.UUID()
    code = fields.String()
    resident_id = fields.UUID()
    team_id = fields.UUID()
    state = fields.String()
    urgency = fields.String(allow_none=True)
    at_least = fields.Boolean()
    proposed_urgency = fields.String(allow_none=True)
    due_at = fields.AwareDateTime()
    red_flag = fields.Boolean()
    claimed_by = fields.UUID(allow_none=True)
    route = fields.String(attribute="completed_route", allow_none=True)
    receipt_id = fields.UUID(allow_none=True)
    version = fields.Integer()
    created_at = fields.AwareDateTime()
    channel = fields.String()


class FactShown(Schema):
    fact = fields.String()
    label = fields.String()
    value = fields.String(attribute="raw", allow_none=True)
    words = fields.String(attribute="value")
    origin = fields.String()
    at = fields.AwareDateTime()


class OpenFactShown(Schema):
    fact = fields.String()
    label = fields.String()
    type = fields.String()


class LineShown(Schema):
    kind = fields.String()
    words = fields.String()
    text = fields.String()
    at = fields.AwareDateTime()


class AskedShown(Schema):
    fact = fields.String()
    text = fields.String()
    type = fields.String()
    options = fields.List(fields.List(fields.String()))


class NextShown(Schema):
    kind = fields.String()
    questions = fields.List(fields.Nested(AskedShown))
    at_least = fields.Integer()
    at_most = fields.Integer()


class IntakeRead(IntakeShown):
    facts = fields.List(fields.Nested(FactShown))
    open_facts = fields.List(fields.Nested(OpenFactShown), attribute="unknown", data_key="open")
    because = fields.List(fields.String())
    routes = fields.List(fields.String())
    timeline = fields.List(fields.Nested(LineShown))
    next = fields.Nested(NextShown, allow_none=True)


class IntakesShown(Schema):
    items = fields.List(fields.Nested(IntakeShown))
    total = fields.Integer()
    page = fields.Integer()
    pages = fields.Integer()
