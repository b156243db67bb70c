"""The shape of what comes in and goes out of the catalogue."""

from marshmallow import RAISE, Schema, fields, validate


class ServicesAsked(Schema):
    class Meta:
        unknown = RAISE

    text = fields.String(load_default="", validate=validate.Length(max=200))
    service_type = fields.String(load_default=None, validate=validate.Length(max=80))
    near = fields.String(load_default=None, validate=validate.Regexp(r"^\d{4}$"))
    only_free = fields.Boolean(load_default=False)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1000))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class ServiceShown(Schema):
    id = fields.UUID()
    organization_id = fields.UUID()
    organization_name = fields.String()
    name = fields.String()
    service_type = fields.String()
    postcode4 = fields.String()
    place = fields.String()
    phone = fields.String()
    for_whom = fields.String()
    places_free = fields.Integer()
    places_total = fields.Integer()
    reported_at = fields.AwareDateTime()
    waiting_days = fields.Integer()
    self_help = fields.Boolean()
    distance_km = fields.Float(allow_none=True)


class ServicesShown(Schema):
    items = fields.List(fields.Nested(ServiceShown))
    total = fields.Integer()
    degraded = fields.Boolean()
