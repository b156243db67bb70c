"""The shape of what goes out."""

from marshmallow import Schema, fields


class AgreementShown(Schema):
    """One agreement in force."""

    agreement = fields.String(metadata={"example": "valpreventie"})
    version = fields.String(metadata={"example": "1"})
    title = fields.String(metadata={"example": "Valpreventie bij thuiswonende ouderen"})
    kind = fields.String(metadata={"example": "agreement"})
    subject = fields.String(metadata={"example": "intake"})
    summary = fields.String()
    valid_from = fields.Date(metadata={"example": "2026-01-01"})
    valid_until = fields.Date(allow_none=True, metadata={"example": "2028-12-31"})
    published_from = fields.Date(metadata={"example": "2026-01-01"})
    hash = fields.String()


class AgreementsShown(Schema):
    items = fields.List(fields.Nested(AgreementShown))


class ReceiptShown(Schema):
    """A decision with its proof. `body` is the RFC 8785 text whose sha256 is given."""

    id = fields.UUID()
    subject = fields.UUID()
    at = fields.AwareDateTime(format="iso")
    urgency = fields.String(allow_none=True, metadata={"example": "U4"})
    at_least = fields.Boolean()
    needs_person = fields.Boolean()
    self_help = fields.Boolean()
    routes = fields.List(fields.String(), metadata={"example": ["valrisicobeoordeling"]})
    rules = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.List(fields.Integer())),
        metadata={"example": {"valpreventie@1": {"risico": [4]}}},
    )
    sha256 = fields.String()
    body = fields.String()
