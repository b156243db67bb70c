"""What this actor may see of this resident now, and why: relation, active steps, consent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from netwerkzorg.consult import service as consult
from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.region import AMSTERDAM
from netwerkzorg.platform.work import Work
from netwerkzorg.routing import service as routing
from netwerkzorg.triage import service as triage

from .model import Query
from .queries import SetAsked, chosen
from .registry import catalogue_of


@dataclass(frozen=True, slots=True)
class Reason:
    """One step that asks for sets: what is shown as the reason to look."""

    agreement: str
    does: str
    sets: tuple[SetAsked, ...]


@dataclass(frozen=True, slots=True)
class Permitted:
    """`queries` may be asked; `refused` are sets of the steps for which there is no consent.
    `advises`: the actor looks in order to think along."""

    intake_id: UUID
    resident_id: UUID
    team_id: UUID
    code: str
    reasons: tuple[Reason, ...]
    queries: tuple[Query, ...]
    refused: tuple[str, ...]
    advises: bool = False


def permitted(work: Work, intake_id: UUID) -> Permitted:
    """Raises Absent when there is no such intake, or the actor has nothing to do with its resident."""
    intake = triage.find(work, intake_id)
    if work.actor.kind != "professional":
        raise Absent
    steps = active_steps(work, intake_id)
    reasons = tuple(
        Reason(step.agreement, step.does, tuple(SetAsked(s.set, s.period) for s in step.sets))
        for step in steps
        if step.sets
    )
    asked = [one for reason in reasons for one in reason.sets]
    today = work.now.astimezone(AMSTERDAM).date()
    allowed = consented(work, intake.resident_id, (one.set for one in asked))
    queries = chosen(catalogue_of(work.house), [o for o in asked if o.set in allowed], today)
    refused = tuple(sorted({one.set for one in asked} - allowed))
    return Permitted(
        intake.id, intake.resident_id, intake.team_id, intake.code, reasons, queries, refused,
        consult.advises(work, intake_id),
    )  # fmt: skip


def active_steps(work: Work, intake_id: UUID) -> tuple[triage.ActiveStep, ...]:
    """The steps of agreements that the actor is in now: as the team, as who accepted a referral, or
    as who is asked to think along. Raises Absent."""
    return (
        *triage.active_steps(work, intake_id),
        *routing.active_steps(work, intake_id),
        *consult.active_steps(work, intake_id),
    )


def consented(work: Work, resident_id: UUID, sets: Iterable[str]) -> frozenset[str]:
    """Of these sets, those that the resident lets this organisation see at this moment."""
    return frozenset(
        one
        for one in set(sets)
        if network.consent_for(
            work, resident_id, work.actor.organization_id, information_set=one
        ).permits
    )


def still_permitted(work: Work, resident_id: UUID, sets: Iterable[str]) -> frozenset[str]:
    """Read again before something is shown: relation and consent, as they are now."""
    if not network.may_see(work, resident_id):
        return frozenset()
    return consented(work, resident_id, sets)
