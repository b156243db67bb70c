"""JSON over looks: one GET, live at the sources; whole, or fragment by fragment as an event stream."""

from collections.abc import Iterator
from threading import BoundedSemaphore
from typing import Any
from uuid import UUID

import orjson
from flask import Response, g, request
from flask.views import MethodView
from flask_smorest import Blueprint

from netwerkzorg.platform.http import actor, house

from . import service
from .printing import entry_json, item_json
from .schemas import ViewShown, as_json

api = Blueprint("views", __name__, url_prefix="/api/v1/views", description="Inzage bij bronnen")
# Each stream holds a thread of the server; beyond these the answer comes whole.
STREAMS = BoundedSemaphore(32)
EXAMPLE = {
    "intake": str(UUID(int=1)), "withheld": False, "withheld_because": "", "complete": True,
    "items": [], "together": [], "ledger": [], "refused_sets": [],
}  # fmt: skip


@api.route("/<uuid:intake_id>")
class View(MethodView):
    @api.response(200, ViewShown, example=EXAMPLE)
    def get(self, intake_id: UUID) -> dict[str, Any] | Response:
        """What registered sources say now, with a ledger of what was not reached."""
        kinds = ["application/json", "text/event-stream"]
        wants = request.accept_mimetypes.best_match(kinds)
        if wants == "text/event-stream" and STREAMS.acquire(blocking=False):
            return _stream(intake_id)
        return as_json(service.view(house(), actor(), intake_id, g.get("request_id", "")))


def _stream(intake_id: UUID) -> Response:
    try:
        look = service.open_view(house(), actor(), intake_id, g.get("request_id", ""))
    except BaseException:
        STREAMS.release()
        raise
    response = Response(_events(look), content_type="text/event-stream")
    # Also when the reader leaves before the first event, so that the generator never began.
    response.call_on_close(look.close)
    response.call_on_close(STREAMS.release)
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _events(look: service.OpenView) -> Iterator[bytes]:
    """`fragment` for each answer that arrives, `end` with the whole ledger; ids and words only once."""
    for fragment in look.fragments():
        told = {"source": fragment.source.id, "query": fragment.query.id if fragment.query else None,
                "state": fragment.state, "reason": fragment.reason, "hidden": fragment.hidden,
                "items": [item_json(item) for item in fragment.items]}  # fmt: skip
        yield b"event: fragment\ndata: " + orjson.dumps(told) + b"\n\n"
    look.close()
    end = {"withheld": bool(look.withheld), "withheld_because": look.withheld,
           "ledger": [entry_json(entry) for entry in look.ledger.entries]}  # fmt: skip
    yield b"event: end\ndata: " + orjson.dumps(end) + b"\n\n"


@api.after_request
def never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
