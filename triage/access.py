"""Whose intake this is, and what part the actor has in it. Asked at the moment of access."""

from dataclasses import replace
from uuid import UUID

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import SYSTEM, Work

from . import model, store
from .model import Intake, Party


def part_in(work: Work, intake: Intake) -> Party | None:
    """The part of the actor: the resident's side, a member of its team, or none."""
    actor = work.actor
    if actor.id == intake.resident_id and actor.kind == "resident":
        return Party.resident
    if actor.kind == "professional":
        mine = actor.team_id is not None and actor.team_id == intake.team_id
        mine = mine and intake.resident_id not in network.hidden_from(work)
        return Party.team if mine and (intake.arrived_at or _helps(work, intake)) else None
    return Party.resident if network.may_act_for(work, intake.resident_id) else None


def _helps(work: Work, intake: Intake) -> bool:
    """Whether the resident let the team look at what has not reached it yet: help on the phone."""
    ties = network.relations(work, intake.resident_id)
    return any(tie.kind == "phone_help" and tie.basis_ref == intake.id for tie in ties)


def held_by_other(work: Work, intake: Intake) -> Refused | None:
    """Why this member of the team leaves it to a colleague: whoever took it up decides and refers."""
    if intake.claimed_by is None or work.actor.kind != "professional":
        return None
    mine = intake.claimed_by == work.actor.id
    return None if mine else Refused("claimed_by_other", at=str(intake.claimed_by))


def opened(work: Work, intake_id: UUID, *parts: Party) -> tuple[Intake, Party]:
    """The intake and the part the actor has in it.

    Raises Absent when there is none, or the actor has none of these parts: the two look the same.
    """
    intake = store.find(work.session, intake_id)
    if intake is None:
        raise Absent
    if work.actor is SYSTEM:
        return intake, parts[0]
    part = part_in(work, intake)
    if part not in parts or part is None:
        raise Absent
    return intake, part


def existing(work: Work, intake_id: UUID) -> Intake:
    """The intake, for a room that calls down and has checked who asks. Raises Absent."""
    intake = store.find(work.session, intake_id)
    if intake is None:
        raise Absent
    return intake


def stepped(work: Work, before: Intake, action: str, part: Party) -> Intake | Refused:
    """Take a step and keep it, before anything else is written; the log keeps a refusal too."""
    after = model.take(before, action, part)
    if isinstance(after, Intake) and not store.advance(work.session, before, after):
        after = Refused("changed_meanwhile")
    if isinstance(after, Refused):
        work.record(f"intake.{action}.refused", before.id, after.code, resident=before.resident_id)
    return after


def kept(work: Work, before: Intake, after: Intake) -> Intake:
    """Keep what follows from a step of this same work: nobody can have come in between."""
    if not store.advance(work.session, before, after):
        raise AssertionError("an intake changed under the work that holds it")
    return replace(after, version=before.version + 1)
