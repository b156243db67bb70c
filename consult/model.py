"""The life of a meedenkconsult: who may do what, and what follows. Pure: no clock, no database."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from netwerkzorg.platform.outcome import Refused


class State(StrEnum):
    submitted = "submitted"
    question_back = "question_back"
    answered = "answered"
    closed = "closed"
    converted = "converted"


class Party(StrEnum):
    """The team that asks, and whoever has the role that was asked at that organisation."""

    asker = "asker"
    adviser = "adviser"


@dataclass(frozen=True, slots=True)
class Step:
    action: str
    by: Party
    start: State
    end: State


# All that can happen; API, page and tests read this. What is not in it does not exist.
STEPS = (
    Step("ask_back", Party.adviser, State.submitted, State.question_back),
    Step("clarify", Party.asker, State.question_back, State.submitted),
    Step("answer", Party.adviser, State.submitted, State.answered),
    # Advice may be corrected until the asker acts on it; after that it is a new consult.
    Step("answer", Party.adviser, State.answered, State.answered),
    # A question may be taken back: nobody should think along about what is over.
    Step("close", Party.asker, State.submitted, State.closed),
    Step("close", Party.asker, State.question_back, State.closed),
    Step("close", Party.asker, State.answered, State.closed),
    Step("convert", Party.asker, State.answered, State.converted),
)
ENDED = frozenset({State.closed, State.converted})
OPEN = frozenset(State) - ENDED
UNANSWERED = frozenset({State.submitted, State.question_back})
WITH_TEXT = frozenset({"ask_back", "clarify", "answer"})


@dataclass(frozen=True, slots=True)
class Consult:
    """One question to one role at one organisation. `version` counts its steps, so that nobody steps
    from a stale place; `adviser_id` is who took it up. Instants are UTC."""

    id: UUID
    intake_id: UUID
    resident_id: UUID
    team_id: UUID
    asker_id: UUID
    asker_organization_id: UUID | None
    adviser_organization_id: UUID
    adviser_role: str
    receipt_id: UUID
    outcome: str
    due_at: datetime
    created_at: datetime
    adviser_id: UUID | None = None
    state: State = State.submitted
    version: int = 1

    @property
    def open(self) -> bool:
        return self.state in OPEN


def take(consult: Consult, action: str, by: Party, person_id: UUID) -> Consult | Refused:
    """The consult after this step, or why the step is not allowed now."""
    for step in STEPS:
        if (step.action, step.by, step.start) == (action, by, consult.state):
            adviser = person_id if by is Party.adviser else consult.adviser_id
            return replace(consult, state=step.end, adviser_id=adviser, version=consult.version + 1)
    return Refused("step_not_allowed", at=consult.state)


def open_steps(consult: Consult, by: Party) -> tuple[str, ...]:
    """What this party can do now: the buttons on the page."""
    return tuple(step.action for step in STEPS if step.by is by and step.start is consult.state)
