"""The life of a referral: one request, one task for each service asked. Pure.

States are those of a FHIR Task; nothing goes back to `requested`. A place is held as long as a task is live.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from netwerkzorg.platform.outcome import Refused


class Party(StrEnum):
    """Who takes a step: the team that asked, the organisation that was asked, the resident's own
    closing of the question, or the clock."""

    requester = "requester"
    owner = "owner"
    resident = "resident"
    clock = "clock"


@dataclass(frozen=True, slots=True)
class Step:
    action: str
    by: Party
    start: str
    end: str


def _steps(action: str, by: Party, starts: Iterable[str], end: str) -> tuple[Step, ...]:
    return tuple(Step(action, by, start, end) for start in starts)


WAITING = ("requested", "received")
LIVE = (*WAITING, "accepted")
ENDED = ("rejected", "failed", "cancelled", "completed")

# All that can happen; API, pages and tests read this. `received` is "asked something back first".
STEPS = (
    *_steps("accept", Party.owner, WAITING, "accepted"),
    *_steps("decline", Party.owner, WAITING, "rejected"),
    *_steps("ask", Party.owner, WAITING, "received"),
    *_steps("reply", Party.requester, ("received",), "received"),
    *_steps("cancel", Party.requester, LIVE, "cancelled"),
    *_steps("complete", Party.owner, ("accepted",), "completed"),
    *_steps("lapse", Party.clock, WAITING, "failed"),
    # The resident said that it helped, that it did not, or to stop: nobody waits or works any more.
    *_steps("end", Party.resident, WAITING, "cancelled"),
    *_steps("end", Party.resident, ("accepted",), "completed"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One Task: a service that was asked, and what came of it. `reason` is a code beside the state:
    declined, no_answer, question (waits for the team) or replied."""

    id: UUID
    service_id: UUID
    organization_id: UUID
    state: str
    reason: str
    respond_by: datetime
    changed_at: datetime

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def waits_for_team(self) -> bool:
        return self.state == "received" and self.reason == "question"


@dataclass(frozen=True, slots=True)
class Referral:
    """One ServiceRequest. `status`: active, completed or revoked."""

    id: UUID
    intake_id: UUID
    resident_id: UUID
    team_id: UUID
    service_type: str
    urgency: str | None
    wanted_by: datetime
    status: str
    accepted_task_id: UUID | None
    created_by: UUID
    created_at: datetime
    tasks: tuple[Asked, ...]

    def task_of(self, organization_id: UUID | None) -> Asked | None:
        """The newest task of this organisation."""
        own = [task for task in self.tasks if task.organization_id == organization_id]
        return max(own, key=lambda task: task.changed_at, default=None)

    @property
    def live(self) -> tuple[Asked, ...]:
        return tuple(task for task in self.tasks if task.live)


@dataclass(frozen=True, slots=True)
class Said:
    """A question back, or the team's reply to it. `by` is a person."""

    kind: str  # ask | reply
    by: UUID
    at: datetime
    text: str


def step(task: Asked, action: str, by: Party) -> str | Refused:
    """The state after this step, or why it is not allowed now."""
    for one in STEPS:
        if (one.action, one.by, one.start) == (action, by, task.state):
            return one.end
    return Refused("step_not_allowed", at=task.state)


def open_steps(task: Asked, by: Party) -> frozenset[str]:
    """What this party can do now: the buttons on the page. A reply needs a question."""
    steps = {one.action for one in STEPS if one.by is by and one.start == task.state}
    return frozenset(steps if task.waits_for_team else steps - {"reply"})


def names_person(text: str, known: Iterable[str]) -> bool:
    """Whether a text for an organisation that has not accepted names the resident: by name,
    number of the house or telephone, whatever the spaces and capitals."""
    flat = "".join(text.lower().split())
    parts = ("".join(one.lower().split()) for one in known)
    return any(len(one) > 2 and one in flat for one in parts)
