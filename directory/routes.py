"""JSON over the catalogue."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from netwerkzorg.platform.http import actor, work

from . import service
from .schemas import ServicesAsked, ServicesShown
from .service import ServiceQuery

api = Blueprint("services", __name__, url_prefix="/api/v1/services", description="Het aanbod")


@api.route("")
class Services(MethodView):
    @api.arguments(ServicesAsked, location="query")
    @api.response(200, ServicesShown, example={"items": [], "total": 0, "degraded": False})
    def get(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Search services by words, type, place and room."""
        with work() as unit:
            found = service.find_services(unit, ServiceQuery(**asked))
            unit.record("service.searched", actor().id)
        items = [{**asdict(one), "distance_km": km} for one, km in found.items]
        return {"items": items, "total": found.total, "degraded": found.degraded}
