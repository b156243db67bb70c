"""JSON over looks: one GET, live at the sources."""

from typing import Any
from uuid import UUID

from flask import Response, g
from flask.views import MethodView
from flask_smorest import Blueprint

from netwerkzorg.platform.http import actor, house

from . import service
from .schemas import ViewShown, as_json

api = Blueprint("views", __name__, url_prefix="/api/v1/views", description="Inzage bij bronnen")
EXAMPLE = {
    "intake": str(UUID(int=1)), "withheld": False, "withheld_because": "", "complete": True,
    "items": [], "together": [], "ledger": [], "refused_sets": [],
}  # fmt: skip


@api.route("/<uuid:intake_id>")
class View(MethodView):
    @api.response(200, ViewShown, example=EXAMPLE)
    def get(self, intake_id: UUID) -> dict[str, Any]:
        """What registered sources say now, with a ledger of what was not reached."""
        return as_json(service.view(house(), actor(), intake_id, g.get("request_id", "")))


@api.after_request
def never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
