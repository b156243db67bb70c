"""What higher rooms call down: a referral was sent, taken, or came back; and what a step may see."""

from dataclasses import dataclass, replace
from uuid import UUID

from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

from . import events, model
from .access import existing, held_by_other, kept, part_in, stepped
from .deciding import deadline, tell
from .model import Intake, Party


@dataclass(frozen=True, slots=True)
class InformationSet:
    """What may be looked at: a set of the vocabulary, and how far back ("" is all of it)."""

    set: str
    period: str


@dataclass(frozen=True, slots=True)
class ActiveStep:
    """A step of an agreement that is active now for this role at this organisation."""

    agreement: str
    version: str
    step_id: str
    role: str
    organization_id: UUID | None
    sets: tuple[InformationSet, ...]
    does: str = ""


def mark_referred(work: Work, intake_id: UUID, referral_id: UUID) -> Intake | Refused:
    """A referral was sent for a completed intake, by whoever has it. The caller checked who asks."""
    before = existing(work, intake_id)
    held = held_by_other(work, before)
    if held is not None:
        return held
    after = stepped(work, before, "mark_referred", Party.routing)
    if isinstance(after, Refused):
        return after
    tell(work, after, "referred")
    work.record("intake.referred", after.id, str(referral_id), resident=after.resident_id)
    events.announce(work, events.REFERRED, after)
    return after


def mark_accepted(
    work: Work, intake_id: UUID, referral_id: UUID, text: str = ""
) -> Intake | Refused:
    """The referral was accepted; `text` says by whom, for the resident."""
    after = stepped(work, existing(work, intake_id), "mark_accepted", Party.routing)
    if isinstance(after, Refused):
        return after
    tell(work, after, "accepted", text)
    work.record("intake.accepted", after.id, str(referral_id), resident=after.resident_id)
    return after


def back_to_team(work: Work, intake_id: UUID, why: str = "") -> Intake | Refused:
    """No referral is left: the team looks again, with everything that was decided."""
    before = existing(work, intake_id)
    after = stepped(work, before, "back_to_team", Party.routing)
    if isinstance(after, Refused):
        return after
    tell(work, after, "returned", why)
    work.record("intake.returned", after.id, resident=after.resident_id)
    due_at = deadline(work.region.vocabulary, after.urgency, after.at_least, work.now)
    last = kept(work, after, replace(after, opened_at=None, due_at=due_at))
    events.announce(work, events.RETURNED, last)
    return last


def add_timeline(
    work: Work, intake_id: UUID, kind: str, text: str, visible_to_resident: bool = True
) -> None:
    """A line of a higher room, such as a consult that was answered; `text` is read as it stands."""
    intake = existing(work, intake_id)
    tell(work, intake, kind, text, to_resident=visible_to_resident)
    work.record("intake.noted", intake.id, kind, resident=intake.resident_id)


def active_steps(work: Work, intake_id: UUID) -> tuple[ActiveStep, ...]:
    """The steps of phase triage that this actor is in now: while the intake is with the team."""
    intake = existing(work, intake_id)
    at_team = intake.state in (*model.AT_TEAM, model.State.completed)
    if not at_team or intake.receipt_id is None or part_in(work, intake) is not Party.team:
        return ()
    combined = rta.receipt(work, intake.receipt_id).outcome
    return tuple(
        ActiveStep(
            step.agreement,
            step.version,
            step.id,
            step.role,
            work.actor.organization_id,
            tuple(InformationSet(one.set, str(one.period or "")) for one in step.sets),
            step.does,
        )
        for step in rta.steps(combined, phase="triage", role=work.actor.role)
    )
