"""The life of a draft, as one table. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    draft = "draft"
    review = "review"
    published = "published"
    withdrawn = "withdrawn"


# (state, act) -> the state after it. What is not here cannot happen.
STEPS: dict[tuple[State, str], State] = {
    (State.draft, "submit"): State.review,
    (State.draft, "withdraw"): State.withdrawn,
    (State.review, "return"): State.draft,
    (State.review, "withdraw"): State.withdrawn,
    (State.review, "publish"): State.published,
}
EDITABLE = State.draft


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that is being written. `revision` counts saved changes from 1."""

    id: UUID
    agreement: str
    version: str
    title: str
    state: State
    revision: int
    author_id: UUID
    started_at: datetime
    updated_at: datetime
    updated_by: UUID
    base_version: str
    submitted_by: UUID | None = None
    published_from: date | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved change: what was done, in Dutch words, and by whom."""

    revision: int
    by: UUID
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said about a row (rule 0: about the whole). Open until it is answered."""

    id: UUID
    decision: str
    rule: int
    text: str
    by: UUID
    role: str
    at: datetime
    answer: str = ""
    answered_by: UUID | None = None

    @property
    def open(self) -> bool:
        return self.answered_by is None


@dataclass(frozen=True, slots=True)
class Adoption:
    """Whether an organization works by a version. Organizations outside the region sign by name."""

    agreement: str
    version: str
    organization: str
    member: bool
    adopted: bool
    by: UUID
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding of the proof that two people accept, with the reason. Granted by the second person."""

    id: UUID
    finding: str
    reason: str
    asked_by: UUID
    granted_by: UUID | None = None
