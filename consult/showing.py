"""A consult as its reader may know it."""

from dataclasses import dataclass
from uuid import UUID

from netwerkzorg.platform import organizations
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta
from netwerkzorg.triage import service as triage

from . import access, model, store
from .asking import role_label
from .model import Consult, Party, State
from .snapshot import Snapshot, read
from .store import Message


@dataclass(frozen=True, slots=True)
class ConsultView:
    """One consult with its texts. `names` are of the people in it; `can` are the open steps."""

    consult: Consult
    part: Party
    question: str
    snapshot: Snapshot
    messages: tuple[Message, ...]
    organization: str
    role: str
    names: dict[UUID, str]
    can: tuple[str, ...]

    @property
    def answer(self) -> str:
        """The advice that counts: the last one given, or empty."""
        return next((m.text for m in reversed(self.messages) if m.kind == "answer"), "")


def consult(work: Work, consult_id: UUID) -> ConsultView:
    """One consult, for the team that asks or the role that is asked. Raises Absent."""
    found, part = access.opened(work, consult_id)
    work.record("consult.read", found.id, resident=found.resident_id, basis=_basis(part))
    return _shown(work, found, part)


def inbox(work: Work) -> tuple[ConsultView, ...]:
    """What the actor's role at its organisation is asked and is not closed, first deadline first."""
    found = _addressed(work)
    if found:
        work.record("consults.read", work.actor.id, persons=store.residents_of(found))
    work.preload_keys(store.residents_of(found))
    return tuple(_shown(work, one, Party.adviser) for one in found)


def asked(work: Work) -> tuple[ConsultView, ...]:
    """What the actor's team asked and did not close, first deadline first."""
    if work.actor.team_id is None or work.actor.kind != "professional":
        return ()
    mine = store.of_team(work, work.actor.team_id)
    found = [one for one in mine if access.part_in(work, one) is Party.asker]
    if found:
        work.record("consults.read", work.actor.team_id, persons=store.residents_of(found))
    work.preload_keys(store.residents_of(found))
    return tuple(_shown(work, one, Party.asker) for one in found)


def of_intake(work: Work, intake_id: UUID) -> tuple[ConsultView, ...]:
    """The consults of one intake, for its team. Raises Absent."""
    intake = access.asking(work, intake_id)
    found = store.of_intake(work, intake_id)
    if found:
        work.record("consults.read", intake_id, resident=intake.resident_id, basis="team")
    return tuple(_shown(work, one, Party.asker) for one in found)


def waiting_count(work: Work) -> int:
    """How many questions wait for an answer of the actor's role at its organisation."""
    return sum(one.state is State.submitted for one in _addressed(work))


def advises(work: Work, intake_id: UUID) -> bool:
    """Whether the actor is asked to think along about this intake, and it is not closed yet."""
    return bool(_as_adviser(work, intake_id))


def active_steps(work: Work, intake_id: UUID) -> tuple[triage.ActiveStep, ...]:
    """The steps that the actor is in now, as the one who still has to give advice.

    Who gave it has no step left: the dossiers are read for the advice and not after it.
    """
    steps: list[triage.ActiveStep] = []
    for one in _as_adviser(work, intake_id):
        if one.state not in model.UNANSWERED:
            continue
        combined = rta.receipt(work, one.receipt_id).outcome
        steps += [
            triage.ActiveStep(
                step.agreement, step.version, step.id, step.role, work.actor.organization_id,
                tuple(triage.InformationSet(s.set, str(s.period or "")) for s in step.sets), step.does,
            )
            for step in rta.steps(combined, phase="care", role=work.actor.role)
        ]  # fmt: skip
    return tuple(steps)


def _as_adviser(work: Work, intake_id: UUID) -> list[Consult]:
    found = store.of_intake(work, intake_id)
    return [one for one in found if access.part_in(work, one) is Party.adviser]


def _addressed(work: Work) -> list[Consult]:
    actor = work.actor
    if actor.kind != "professional" or actor.organization_id is None:
        return []
    found = store.addressed_to(work, actor.organization_id, actor.role)
    return [one for one in found if access.part_in(work, one) is Party.adviser]


def _shown(work: Work, found: Consult, part: Party) -> ConsultView:
    question, snapshot = store.question_and_snapshot(work, found)
    said = store.messages(work, found)
    people = {found.asker_id, *(one.author_id for one in said)}
    return ConsultView(
        found, part, question, read(snapshot), said, _organization(work, found),
        role_label(work, found.adviser_role), organizations.account_names(work, people),
        model.open_steps(found, part),
    )  # fmt: skip


def _organization(work: Work, found: Consult) -> str:
    try:
        return organizations.organization(work, found.adviser_organization_id).name
    except Absent:
        return ""


def _basis(part: Party) -> str:
    return "team" if part is Party.asker else "consulted"
