"""Replaying a draft: who would end up elsewhere, with the progress while it runs."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.pages import panel_html, render_page

from ..replay_words import BREAKDOWNS, KINDS
from . import replaying, service
from .pages import BLUEPRINT, DRAFT
from .replay_bars import bars


@BLUEPRINT.get(f"{DRAFT}/naspelen")
def replay(draft_id: UUID) -> Response:
    """The last replay, or the form to begin one. A fragment while somebody watches it run."""
    with work() as unit:
        draft = service.draft(unit, draft_id)
        progress = replaying.latest(unit, draft.id)
        labels = unit.region.vocabulary
        shown: dict[str, Any] = {
            "draft": draft,
            "progress": progress,
            "bars": bars(progress.report) if progress and progress.report else "",
            "kinds": KINDS,
            "breakdowns": BREAKDOWNS,
            "service_types": {one.id: one.label for one in labels.service_types.values()},
            "roles": {one.id: one.label for one in labels.roles.values()},
        }
        if request.headers.get("HX-Request") == "true":
            return Response(panel_html("studio/nagespeeld.html", **shown))
        return render_page("studio/naspelen.html", current="/studio", **shown)


@BLUEPRINT.post(f"{DRAFT}/naspelen")
def begin_replay(draft_id: UUID) -> BareResponse:
    """Begin: the worker plays everybody, this page shows how far it is."""
    with work() as unit:
        source = request.form.get("wie", "population")
        size = request.form.get("mensen", 5000, type=int)
        answered(replaying.start(unit, draft_id, source, size))
    return redirect(f"/studio/concept/{draft_id}/naspelen", 303)
