"""What may be seen of a referral, by whom, and which steps of care are open to its receiver."""

from dataclasses import dataclass
from uuid import UUID

from netwerkzorg.directory import service as directory
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta
from netwerkzorg.triage import service as triage

from . import store
from .access import in_team, own_task
from .model import Asked, Party, Referral, Said, open_steps

MOST_IN_INBOX = 100


@dataclass(frozen=True, slots=True)
class ShownReferral:
    """What may be seen: before acceptance coded need, area, age band and urgency, nothing more.

    `task` is that of the reader's own organisation; `can` are the steps open to the reader.
    """

    referral: Referral
    task: Asked | None
    service_name: str
    postcode4: str
    age_band: str
    resident: residents.Resident | None
    note: str
    said: tuple[Said, ...]
    can: frozenset[str]
    asked: Asked


def referral(work: Work, referral_id: UUID) -> ShownReferral:
    """One referral, for the team that sent it or an organisation that was asked. Raises Absent."""
    found = store.by_id(work, referral_id)
    if found is None:
        raise Absent
    return show(work, found)


def show(work: Work, found: Referral) -> ShownReferral:
    task = own_task(work, found)
    own_team = in_team(work, found)
    if task is None and not own_team:
        raise Absent
    postcode4, band = residents.planning(work, found.resident_id)
    known = own_team or (task is not None and task.state == "accepted")
    shown = task or found.tasks[-1]
    work.record("referral.read", found.id, resident=found.resident_id)
    can = open_steps(task, Party.owner) if task else frozenset()
    return ShownReferral(
        found, task, directory.service(work, shown.service_id).name, postcode4, band,
        residents.resident(work, found.resident_id) if known else None,
        store.note(work, found) if known else "",
        store.said(work, found, shown) if shown.live else (),
        can | open_steps(shown, Party.requester) if own_team else can,
        shown,
    )  # fmt: skip


def inbox(work: Work) -> tuple[ShownReferral, ...]:
    """What the actor's organisation was asked and still has, the soonest first."""
    if work.actor.organization_id is None or work.actor.kind != "professional":
        return ()
    return _shown(work, store.asked_of(work, work.actor.organization_id, MOST_IN_INBOX))


def questions(work: Work) -> tuple[ShownReferral, ...]:
    """What was asked back of the actor's team and nobody answered yet."""
    if work.actor.team_id is None or work.actor.kind != "professional":
        return ()
    return _shown(work, store.waiting_for(work, work.actor.team_id, MOST_IN_INBOX))


def waiting(work: Work) -> int:
    """How many referrals wait for the actor's organisation, or questions for the actor's team: a
    number, nobody is opened."""
    if work.actor.kind != "professional":
        return 0
    return store.waiting_count(work, work.actor.organization_id, work.actor.team_id)


def _shown(work: Work, found: list[Referral]) -> tuple[ShownReferral, ...]:
    persons = [one.resident_id for one in found]
    subject = work.actor.organization_id or work.actor.id
    work.record("referral.inbox_read", subject, persons=persons)
    return tuple(show(work, one) for one in found)


def of_intake(work: Work, intake_id: UUID) -> tuple[Referral, ...]:
    """All referrals of an intake that the actor has to do with. Raises Absent."""
    triage.find(work, intake_id)
    return tuple(store.of_intake(work, intake_id))


def active_steps(work: Work, intake_id: UUID) -> tuple[triage.ActiveStep, ...]:
    """Care steps that the actor's organisation is in: from acceptance until completed."""
    intake = triage.find(work, intake_id)
    own = [
        referral for referral in store.of_intake(work, intake_id)
        if (task := referral.task_of(work.actor.organization_id)) and task.state == "accepted"
    ]  # fmt: skip
    if not own or intake.receipt_id is None:
        return ()
    combined = rta.receipt(work, intake.receipt_id).outcome
    routes = [referral.service_type for referral in own]
    return tuple(
        triage.ActiveStep(
            step.agreement, step.version, step.id, step.role, work.actor.organization_id,
            tuple(triage.InformationSet(one.set, str(one.period or "")) for one in step.sets), step.does,
        )
        for step in rta.steps(combined, phase="care", role=work.actor.role, routes=routes)
    )  # fmt: skip
