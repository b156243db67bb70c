"""What this room offers on the page of one intake: asking a colleague, and what colleagues said."""

from collections.abc import Mapping
from typing import Any

from netwerkzorg.platform.pages import panel_html
from netwerkzorg.platform.work import Work

from . import service
from .asking import LIVE


def intake_actions(work: Work, context: Mapping[str, Any]) -> str | None:
    """For the team alone: the way to ask, and how each question stands."""
    intake = context["intake"]
    if work.actor.kind != "professional" or work.actor.team_id != intake.team_id:
        return None
    views = service.of_intake(work, intake.id)
    may_ask = intake.state in LIVE
    if not views and not may_ask:
        return None
    return panel_html("consult/panel_actions.html", intake=intake, views=views, may_ask=may_ask)
