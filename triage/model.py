"""What an intake is, which steps it may take, and in which order a team sees its work.

Pure: standard library and `platform/outcome` only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from netwerkzorg.platform.outcome import Refused

URGENCIES = ("U0", "U1", "U2", "U3", "U4", "U5")
# No 0/O, 1/I/L, 5/S or 2/Z: a code is read aloud over the phone.
CODE_LETTERS = "ABCDEFGHJKMNPQRTUVWXY"
CODE_DIGITS = "346789"


class State(StrEnum):
    """Where one question of one resident stands."""

    draft = "draft"
    stopped_red_flag = "stopped_red_flag"
    self_help = "self_help"
    with_team = "with_team"
    completed = "completed"
    referred = "referred"
    closed = "closed"
    reopened = "reopened"
    withdrawn = "withdrawn"


class Party(StrEnum):
    """Who takes a step: the resident's side, the integral team, whoever accepted the referral, or
    a room that calls down."""

    resident = "resident"
    team = "team"
    receiver = "receiver"
    routing = "routing"


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed step: what is done, by whom, from where, to where."""

    action: str
    by: Party
    start: State
    end: State


def _steps(action: str, by: Party, starts: Iterable[State], end: State | None) -> tuple[Step, ...]:
    """One action from several places; no end means that the intake stays where it is."""
    return tuple(Step(action, by, start, end or start) for start in starts)


S = State
AT_TEAM = (S.stopped_red_flag, S.with_team, S.reopened)
ENDED = (S.closed, S.withdrawn)
OPEN = tuple(state for state in S if state not in ENDED)
_LIVE = (S.self_help, *AT_TEAM, S.completed, S.referred)

STEPS: tuple[Step, ...] = (
    *_steps("answer", Party.resident, (S.draft, S.self_help, S.with_team, S.reopened), None),
    # A wrong yes on a red flag may be corrected, but only a person takes the flag away.
    *_steps("answer", Party.resident, (S.stopped_red_flag,), None),
    *_steps(
        "raise_flag",
        Party.resident,
        (S.draft, S.self_help, S.with_team, S.reopened, S.stopped_red_flag),
        S.stopped_red_flag,
    ),
    *_steps("advise_self_help", Party.resident, (S.draft, S.self_help), S.self_help),
    *_steps("hand_over", Party.resident, (S.draft, S.self_help), S.with_team),
    *_steps("ask_team", Party.resident, (S.draft, S.self_help), S.with_team),
    *_steps("say_called", Party.resident, (S.stopped_red_flag, S.with_team), None),
    *_steps("say_more", Party.resident, _LIVE, None),
    # A red flag cannot be withdrawn: somebody phones first.
    *_steps(
        "withdraw",
        Party.resident,
        (S.draft, S.self_help, S.with_team, S.reopened, S.completed, S.referred),
        S.withdrawn,
    ),
    *_steps("phone_help", Party.resident, (S.draft, S.self_help), None),
    *_steps("solved", Party.resident, (S.self_help, S.completed, S.referred), S.closed),
    *_steps(
        "not_solved", Party.resident, (S.self_help, S.completed, S.referred, S.closed), S.reopened
    ),
    *_steps("claim", Party.team, (*AT_TEAM, S.completed), None),
    *_steps("take_claim", Party.team, (*AT_TEAM, S.completed), None),
    *_steps("release", Party.team, (*AT_TEAM, S.completed), None),
    *_steps("note_call", Party.team, (*AT_TEAM, S.completed, S.referred), None),
    *_steps("add_fact", Party.team, AT_TEAM, None),
    *_steps("take_over", Party.team, (*AT_TEAM, S.completed, S.referred), None),
    *_steps("take_over", Party.receiver, (*AT_TEAM, S.completed, S.referred), None),
    *_steps("raise_flag", Party.team, AT_TEAM, S.stopped_red_flag),
    *_steps("override", Party.team, AT_TEAM, None),
    *_steps("lift_flag", Party.team, (S.stopped_red_flag,), S.with_team),
    *_steps("complete", Party.team, AT_TEAM, S.completed),
    *_steps("mark_referred", Party.routing, (S.completed, S.referred), S.referred),
    *_steps("mark_accepted", Party.routing, (S.referred,), S.referred),
    *_steps("back_to_team", Party.routing, (S.completed, S.referred), S.with_team),
)


@dataclass(frozen=True, slots=True)
class Intake:
    """One question of one resident, from first answer to "it helped".

    `due_at` is never empty. `at_least` marks an urgency that can still rise. `proposed_urgency`
    is a lower one that waits for a person. `version` counts the changes.
    """

    id: UUID
    code: str
    resident_id: UUID
    team_id: UUID
    state: State
    urgency: str | None
    at_least: bool
    due_at: datetime
    red_flag: bool
    claimed_by: UUID | None
    version: int
    created_at: datetime
    created_by: UUID
    channel: str
    completed_route: str | None = None
    proposed_urgency: str | None = None
    agreement: str | None = None
    arrived_at: datetime | None = None
    opened_at: datetime | None = None
    receipt_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed, sourced answer; `value` is the canonical string, None when unobtainable."""

    fact: str
    value: str | None
    type: str
    state: str  # known | unobtainable
    origin: str  # resident | representative | team | source | register
    by: UUID | None
    at: datetime
    confirmed_by: UUID | None = None
    source_ref: str = ""
    schema: int = 1


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline. `text` is only what a person wrote."""

    kind: str
    at: datetime
    by: UUID
    by_kind: str
    text: str = ""
    visible_to_resident: bool = True


def take(intake: Intake, action: str, by: Party) -> Intake | Refused:
    """The intake after this step, or why the step is not allowed now."""
    for step in STEPS:
        if (step.action, step.by, step.start) == (action, by, intake.state):
            return replace(intake, state=step.end, version=intake.version + 1)
    return Refused("state_conflict", at=intake.state)


def open_steps(state: State, by: Party) -> frozenset[str]:
    """What this party can do now: the buttons on the page."""
    return frozenset(step.action for step in STEPS if step.by is by and step.start is state)


def on_worklist(intake: Intake) -> bool:
    """Whether the team has something to do: triage it, or refer what is completed."""
    waits_for_referral = intake.state is State.completed and bool(intake.completed_route)
    return intake.state in AT_TEAM or waits_for_referral


def work_order(intake: Intake) -> tuple[bool, datetime, str]:
    """Sort key of a worklist: red flags above all, then what is due first; the id breaks ties."""
    return (not intake.red_flag, intake.due_at, intake.id.hex)


def more_urgent(one: str | None, other: str | None) -> bool:
    """Whether `one` is more urgent than `other`; undecided is less urgent than anything."""
    if one is None:
        return False
    return other is None or URGENCIES.index(one) < URGENCIES.index(other)


def weigh(intake: Intake, decided: str | None, at_least: bool, *, first: bool = False) -> Intake:
    """The intake under a new decision of the agreements.

    Higher counts at once. Lower, or no longer decided, is a proposal that a person must accept
    with a reason. `first` is the decision that ends a draft: nothing stood before it, unless an
    answer to a red flag already asked for more.
    """
    if first and intake.urgency is None:
        return replace(intake, urgency=decided, at_least=at_least, proposed_urgency=None)
    if more_urgent(decided, intake.urgency):
        return replace(intake, urgency=decided, at_least=at_least, proposed_urgency=None)
    if decided == intake.urgency:
        return replace(intake, at_least=at_least, proposed_urgency=None)
    return replace(intake, proposed_urgency=decided)


def overridden(intake: Intake, urgency: str, reason: str) -> Intake | Refused:
    """The intake after a person set the urgency; lowering, or any override, needs a reason."""
    if urgency not in URGENCIES:
        return Refused("urgency_unknown", at=urgency)
    if not reason.strip():
        return Refused("reason_missing", at="reason")
    # A red flag stays on top until a person has weighed it: U2 or less takes it down.
    flag = intake.red_flag and more_urgent(urgency, "U2")
    return replace(intake, urgency=urgency, at_least=False, red_flag=flag, proposed_urgency=None)


def code_of(number: int) -> str:
    """A short human code such as K7-4M8 out of a large random number."""
    rest = number
    marks = []
    for alphabet in (CODE_LETTERS, CODE_DIGITS, CODE_DIGITS, _BOTH, _BOTH):
        rest, index = divmod(rest, len(alphabet))
        marks.append(alphabet[index])
    return f"{marks[0]}{marks[1]}-{marks[2]}{marks[3]}{marks[4]}"


_BOTH = CODE_LETTERS + CODE_DIGITS
