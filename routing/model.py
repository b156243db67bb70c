"""The life of a referral: one request, one task for each service asked. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from netwerkzorg.platform.outcome import Refused


class Party(StrEnum):
    requester = "requester"
    owner = "owner"
    clock = "clock"


@dataclass(frozen=True, slots=True)
class Step:
    action: str
    by: Party
    start: str
    end: str


# FHIR Task.status; a place is booked when a task is sent and freed on decline, cancel or lapse.
STEPS = (
    Step("accept", Party.owner, "requested", "accepted"),
    Step("decline", Party.owner, "requested", "rejected"),
    Step("lapse", Party.clock, "requested", "failed"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One Task: a service that was asked, and what came of it."""

    id: UUID
    service_id: UUID
    organization_id: UUID
    state: str
    reason: str
    respond_by: datetime
    changed_at: datetime


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


def step(task: Asked, action: str, by: Party) -> str | Refused:
    """The state after this step, or why it is not allowed now."""
    for one in STEPS:
        if (one.action, one.by, one.start) == (action, by, task.state):
            return one.end
    return Refused("step_not_allowed", at=task.state)
