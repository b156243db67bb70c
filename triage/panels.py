"""What triage offers for the home pages."""

from collections.abc import Mapping
from typing import Any

from netwerkzorg.platform.pages import panel_html
from netwerkzorg.platform.small_groups import protected
from netwerkzorg.platform.work import Work

from . import listing, model, service, store


def home_resident(work: Work, context: Mapping[str, Any]) -> str:
    """The next step, and the questions that are open."""
    own = service.own(work)
    work.record("intakes.read", work.actor.id)
    current = [one for one in own if one.state not in model.ENDED]
    return panel_html("triage/panel_home_resident.html", own=current[:5])


def home_team(work: Work, context: Mapping[str, Any]) -> str | None:
    """How much work there is, and what is due first."""
    team_id = work.actor.team_id
    if team_id is None:
        return None
    counts = listing.counts_of(work, team_id)
    work.record("worklist.counted", team_id)
    return panel_html("triage/panel_home_team.html", counts=counts)


def region_counts(work: Work, context: Mapping[str, Any]) -> str:
    """For the whole region: what waits at teams, how much of it is late, and how far all questions are."""
    found = store.waiting(work.session, work.now)
    urgencies = (*model.URGENCIES, None)
    waiting = {urgency: found.get(urgency, (0, 0))[0] for urgency in urgencies}
    late = {urgency: found.get(urgency, (0, 0))[1] for urgency in urgencies}
    states = listing.state_counts(work)
    return panel_html(
        "triage/panel_region.html",
        urgencies=urgencies,
        waiting=protected(waiting),
        late=protected(late),
        totals=protected({"waiting": sum(waiting.values()), "late": sum(late.values())}),
        states=protected({state: states.get(str(state), 0) for state in model.State}),
    )


def asked_now(work: Work, context: Mapping[str, Any]) -> str | None:
    """What the agreement asks of this person now, with the way to the very step."""
    steps = service.active_steps(work, context["intake_id"])
    return panel_html("triage/panel_asked_now.html", steps=steps) if steps else None
