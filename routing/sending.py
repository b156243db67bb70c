"""To whom: the ranked list, sending a referral, and the next one after a no."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from netwerkzorg.directory import service as directory
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform import outbox
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta
from netwerkzorg.triage import service as triage

from . import store
from .access import of_own_team, sent_by_own_team
from .events import happened, refused
from .model import Asked, Referral
from .ranking import Candidate, Ranked, rank

MOST_CHOICES = 20
LAPSE = "routing.lapse"
AGAIN = "De vorige organisatie kon niet."


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

    @property
    def best(self) -> Choice | None:
        """The first that can be booked now."""
        return next((one for one in self.choices if one.ranked.bookable), None)


def shortlist(work: Work, intake_id: UUID, service_type: str | None = None) -> Shortlist:
    """Ranked services for an intake of the actor's team. Raises Absent."""
    intake = of_own_team(work, intake_id)
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
    intake = of_own_team(work, intake_id)
    why_not = triage.held_by_other(work, intake) or _ready(work, intake)
    if why_not is not None:
        return refused(work, intake_id, why_not)
    service = directory.service(work, service_id)
    if not directory.take_place(work, service_id):
        return refused(work, intake_id, Refused("slot_full", at=str(service_id)))
    referral = _made(work, intake, service)
    marked = triage.mark_referred(work, intake_id, referral.id)
    if isinstance(marked, Refused):
        directory.free_place(work, service_id)
        return refused(work, intake_id, marked)
    store.add(work, referral, note)
    task = referral.tasks[0]
    ids = {"referral": str(referral.id)}
    outbox.enqueue(work, LAPSE, task.id, ids, due_at=task.respond_by)
    happened(work, "sent", referral)
    return referral


def refer_next(work: Work, referral_id: UUID, note: str = "") -> Referral | Refused:
    """After a no, a silence or a taking back: ask the best one that is left, in one step.

    The note of the earlier referral goes along unless there is a new one. Raises Absent.
    """
    earlier = sent_by_own_team(work, referral_id)
    best = shortlist(work, earlier.intake_id, earlier.service_type).best
    if best is None:
        return refused(work, referral_id, Refused("nobody_left", at=earlier.service_type))
    text = note.strip() or store.note(work, earlier)
    return refer(work, earlier.intake_id, best.service.id, text)


def _ready(work: Work, intake: triage.Intake) -> Refused | None:
    """Why this intake cannot be referred now; what came back is completed again as it was."""
    earlier = store.of_intake(work, intake.id)
    if any(one.live for one in earlier):
        return Refused("state_conflict", at="referred")
    if intake.state in ("with_team", "reopened") and earlier and intake.completed_route:
        # What the team decided still stands, so the next one is one step away.
        again = triage.complete(work, intake.id, route=intake.completed_route, reason=AGAIN)
        return again if isinstance(again, Refused) else None
    if intake.state not in ("completed", "referred"):
        return Refused("state_conflict", at=intake.state)
    return None


def _made(work: Work, intake: triage.Intake, service: directory.Service) -> Referral:
    by = rta.due_at(work.region.vocabulary, intake.urgency, work.now)
    task = Asked(uuid4(), service.id, service.organization_id, "requested", "", by, work.now)
    return Referral(
        uuid4(), intake.id, intake.resident_id, intake.team_id, service.service_type, intake.urgency,
        by, "active", None, work.actor.id, work.now, (task,),
    )  # fmt: skip
