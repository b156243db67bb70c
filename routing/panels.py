"""What routing offers for the page of an intake, and the badge of the menu."""

from collections.abc import Mapping
from typing import Any

from netwerkzorg.platform.pages import panel_html
from netwerkzorg.platform.work import Work
from netwerkzorg.triage import service as triage

from . import service


def actions(unit: Work, context: Mapping[str, Any]) -> str | None:
    """Refer it, see how far the referral is, or ask the next one in one step after a no."""
    intake = context["intake"]
    if unit.actor.team_id is None or unit.actor.team_id != intake.team_id:
        return None
    referrals = service.of_intake(unit, intake.id)
    if not referrals and intake.state != "completed":
        return None
    mine = triage.held_by_other(unit, intake) is None
    open_ = mine and not any(one.live for one in referrals)
    again = open_ and bool(referrals) and intake.state in ("with_team", "reopened", "completed")
    best = service.shortlist(unit, intake.id).best if again and intake.completed_route else None
    return panel_html(
        "routing/paneel.html", intake=intake, referrals=referrals, best=best,
        choose=open_ and (intake.state == "completed" or (again and intake.completed_route)),
    )  # fmt: skip


def new_count(unit: Work) -> int:
    """What waits for an answer of the actor's organisation, or of the actor's team."""
    return service.waiting(unit)
