"""Front door: to whom a question goes, who takes it, and what follows."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from netwerkzorg.directory import service as directory
from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform import outbox
from netwerkzorg.platform.organizations import organization
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import Event, Work
from netwerkzorg.rta import service as rta
from netwerkzorg.triage import service as triage

from . import model, store
from .model import Asked, Party, Referral
from .ranking import Candidate, Ranked, rank

__all__ = [
    "Asked",
    "Choice",
    "Referral",
    "Shortlist",
    "ShownReferral",
    "accept",
    "active_steps",
    "decline",
    "inbox",
    "lapse",
    "of_intake",
    "refer",
    "referral",
    "shortlist",
    "show",
    "waiting",
]  # fmt: skip

MOST_CHOICES = 20
MOST_IN_INBOX = 100
LAPSE = "routing.lapse"


@dataclass(frozen=True, slots=True)
class Choice:
    """A service that may be asked, with its place in the list and the reasons for it."""

    service: directory.Service
    ranked: Ranked


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Who fits, best first. `declined` were asked and said no, so they are not offered again."""

    intake_id: UUID
    service_type: str
    choices: tuple[Choice, ...]
    declined: int


@dataclass(frozen=True, slots=True)
class ShownReferral:
    """What may be seen: before acceptance coded need, area, age band and urgency, nothing more."""

    referral: Referral
    task: Asked | None
    service_name: str
    postcode4: str
    age_band: str
    resident: residents.Resident | None
    note: str


def shortlist(work: Work, intake_id: UUID, service_type: str | None = None) -> Shortlist:
    """Ranked services for an intake of the actor's team. Raises Absent."""
    intake = _of_own_team(work, intake_id)
    wanted = service_type or intake.completed_route or ""
    postcode4, _ = residents.planning(work, intake.resident_id)
    query = directory.ServiceQuery(service_type=wanted, near=postcode4, self_help=False, limit=200)
    found = {str(one.id): (one, km) for one, km in directory.find_services(work, query).items}
    asked = {t.service_id for r in store.of_intake(work, intake_id) for t in r.tasks}
    ranked = rank(
        (
            Candidate(key, one.places_free, one.reported_at, one.waiting_days, km,
                      one.serves(postcode4) and one.id not in asked)
            for key, (one, km) in found.items()
        ),
        work.now,
    )  # fmt: skip
    work.record("referral.ranked", intake_id, wanted, resident=intake.resident_id)
    choices = tuple(Choice(found[r.candidate.key][0], r) for r in ranked[:MOST_CHOICES])
    return Shortlist(intake_id, wanted, choices, len(asked & {s.id for s, _ in found.values()}))


def refer(work: Work, intake_id: UUID, service_id: UUID, note: str = "") -> Referral | Refused:
    """Ask one service and book its place, both or neither. Raises Absent."""
    intake = _of_own_team(work, intake_id)
    earlier = store.of_intake(work, intake_id)
    if any(t.state in ("requested", "accepted") for r in earlier for t in r.tasks):
        return _refused(work, intake_id, Refused("state_conflict", at="referred"))
    if intake.state in ("with_team", "reopened") and earlier and intake.completed_route:
        # Somebody said no: what the team decided still stands, so the next one is one step away.
        again = triage.complete(
            work, intake_id, route=intake.completed_route, reason="De vorige organisatie kon niet."
        )
        if isinstance(again, Refused):
            return again
    elif intake.state not in ("completed", "referred"):
        return _refused(work, intake_id, Refused("state_conflict", at=intake.state))
    service = directory.service(work, service_id)
    if not directory.take_place(work, service_id):
        return _refused(work, intake_id, Refused("slot_full", at=str(service_id)))
    by = rta.due_at(work.region.vocabulary, intake.urgency, work.now)
    task = Asked(uuid4(), service_id, service.organization_id, "requested", "", by, work.now)
    referral = Referral(
        uuid4(), intake_id, intake.resident_id, intake.team_id, service.service_type, intake.urgency,
        by, "active", None, work.actor.id, work.now, (task,),
    )  # fmt: skip
    store.add(work, referral, note)
    marked = triage.mark_referred(work, intake_id, referral.id)
    assert not isinstance(marked, Refused), "the state was looked at in this transaction"
    outbox.enqueue(work, LAPSE, task.id, {"referral": str(referral.id)}, due_at=by)
    _happened(work, "referral_sent", referral)
    return referral


def accept(work: Work, referral_id: UUID) -> Referral | Refused:
    """Take the referral, once. Opens the relation with the resident. Raises Absent."""
    referral, task = _asked_of_own(work, referral_id)
    if isinstance(model.step(task, "accept", Party.owner), Refused) or not store.win(
        work, referral_id, task.id
    ):
        return _refused(work, referral_id, Refused("already_accepted", at=task.state))
    store.move(work, task, "accepted")
    network.open_relation(
        work, referral.resident_id, actor_id=task.organization_id, actor_kind="organization",
        kind="receiver", basis="verwijzing", basis_ref=referral.id,
    )  # fmt: skip
    name = organization(work, task.organization_id).name
    triage.mark_accepted(work, referral.intake_id, referral.id, f"{name} neemt de zorg op zich.")
    _happened(work, "referral_accepted", referral)
    return _again(work, referral_id)


def decline(work: Work, referral_id: UUID, reason: str) -> Referral | Refused:
    """Say no with a reason: the place is free again and the team is offered the next one."""
    referral, task = _asked_of_own(work, referral_id)
    if not reason.strip():
        return Refused("reason_missing", at="reden")
    after = model.step(task, "decline", Party.owner)
    if isinstance(after, Refused) or not store.move(work, task, after, "declined"):
        return _refused(work, referral_id, Refused("state_conflict", at=task.state))
    _returned(
        work, referral, task, f"{organization(work, task.organization_id).name}: {reason.strip()}"
    )
    _happened(work, "referral_declined", referral)
    return _again(work, referral_id)


def lapse(work: Work, referral_id: UUID, task_id: UUID) -> None:
    """Nobody answered in time: free the place and give the question back to the team."""
    referral = store.by_id(work, referral_id)
    task = next((t for t in referral.tasks if t.id == task_id), None) if referral else None
    if referral is None or task is None or task.state != "requested":
        return
    if store.move(work, task, "failed", "no_answer"):
        _returned(work, referral, task, "Er kwam op tijd geen antwoord.")
        _happened(work, "referral_lapsed", referral)


def referral(work: Work, referral_id: UUID) -> ShownReferral:
    """One referral, for the team that sent it or an organisation that was asked. Raises Absent."""
    found = store.by_id(work, referral_id)
    if found is None:
        raise Absent
    return show(work, found)


def show(work: Work, found: Referral) -> ShownReferral:
    task = found.task_of(work.actor.organization_id)
    own_team = work.actor.team_id is not None and work.actor.team_id == found.team_id
    if task is None and not own_team:
        raise Absent
    postcode4, band = residents.planning(work, found.resident_id)
    known = own_team or (task is not None and task.state in ("accepted", "completed"))
    person = residents.resident(work, found.resident_id) if known else None
    note = store.note(work, found) if known else ""
    shown = task or found.tasks[-1]
    work.record("referral.read", found.id, resident=found.resident_id)
    name = directory.service(work, shown.service_id).name
    return ShownReferral(found, task, name, postcode4, band, person, note)


def inbox(work: Work) -> tuple[ShownReferral, ...]:
    """What the actor's organisation was asked and still has, the soonest first."""
    if work.actor.organization_id is None:
        return ()
    found = store.asked_of(work, work.actor.organization_id, MOST_IN_INBOX)
    work.record(
        "referral.inbox_read", work.actor.organization_id, persons=[r.resident_id for r in found]
    )
    return tuple(show(work, one) for one in found)


def waiting(work: Work) -> int:
    """How many referrals the actor's organisation has to answer: a number, nobody is opened."""
    organization_id = work.actor.organization_id
    return store.waiting_for(work, organization_id) if organization_id else 0


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


def _of_own_team(work: Work, intake_id: UUID) -> triage.Intake:
    intake = triage.find(work, intake_id)
    if work.actor.team_id is None or work.actor.team_id != intake.team_id:
        raise Absent
    return intake


def _asked_of_own(work: Work, referral_id: UUID) -> tuple[Referral, Asked]:
    found = store.by_id(work, referral_id)
    task = found.task_of(work.actor.organization_id) if found else None
    if found is None or task is None:
        raise Absent
    return found, task


def _again(work: Work, referral_id: UUID) -> Referral:
    found = store.by_id(work, referral_id)
    assert found is not None, "it was there a moment ago, in this transaction"
    return found


def _returned(work: Work, referral: Referral, task: Asked, why: str) -> None:
    directory.free_place(work, task.service_id)
    network.end_relations(work, basis_ref=referral.id, kind="receiver")
    triage.back_to_team(work, referral.intake_id, why)


def _refused(work: Work, subject: UUID, refused: Refused) -> Refused:
    work.record("referral.refused", subject, refused.code)
    return refused


def _happened(work: Work, what: str, referral: Referral) -> None:
    work.record(f"referral.{what.removeprefix('referral_')}", referral.id,
                resident=referral.resident_id)  # fmt: skip
    work.announce(
        Event(
            f"nl.netwerkzorg.routing.{what}.v1",
            referral.id,
            ids={"intake": str(referral.intake_id)},
        )
    )
