"""Putting a question to a role at another organisation, when the agreement lets it be put."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform import notify, organizations
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work
from netwerkzorg.triage import service as triage

from . import events, snapshot, store
from .access import asking
from .admission import admit, advisers, questions
from .model import Consult

__all__ = ["advisers", "ask", "questions"]
LIVE = frozenset(
    {
        triage.State.stopped_red_flag,
        triage.State.self_help,
        triage.State.with_team,
        triage.State.completed,
        triage.State.referred,
        triage.State.reopened,
    }
)


def ask(
    work: Work,
    intake_id: UUID,
    organization_id: UUID,
    role: str,
    question: str,
    facts: Mapping[str, bool | None],
) -> Consult | Refused:
    """Ask a colleague to think along; the asker stays responsible. A refusal is in the log too.

    `facts` are the agreement's own yes-or-no questions; None is not known. Raises Absent when the
    actor is not of the intake's team.
    """
    intake = asking(work, intake_id)
    identity = uuid4()
    made = _made(work, intake, identity, organization_id, role, question, facts)
    if isinstance(made, Refused):
        work.record("consult.refused", identity, made.code, resident=intake.resident_id)
        return made
    view = triage.intake(work, intake_id)
    store.add(work, made, question.strip(), snapshot.taken(view))
    network.open_relation(
        work, made.resident_id, actor_id=organization_id, actor_kind="organization",
        kind="consulted", basis="consulted", basis_ref=made.id, role=role,
    )  # fmt: skip
    label = role_label(work, role)
    triage.add_timeline(work, intake_id, "consult_asked", f"Het team vroeg advies: {label}")
    work.record("consult.asked", made.id, resident=made.resident_id, basis="team")
    events.announce(work, events.ASKED, made)
    notify.tell(work, organizations.people_with(work, organization_id, role), "consult_asked")
    return made


def role_label(work: Work, role: str) -> str:
    found = work.region.vocabulary.roles.get(role)
    return found.label if found else role


def _made(
    work: Work, intake: triage.Intake, identity: UUID, organization_id: UUID, role: str,
    question: str, facts: Mapping[str, bool | None],
) -> Consult | Refused:  # fmt: skip
    if intake.state not in LIVE:
        return Refused("consult_intake_closed", at=intake.state)
    if not question.strip():
        return Refused("consult_text_missing", at="question")
    if not any(o.id == organization_id and r == role for o, r in advisers(work)):
        return Refused("adviser_unknown", at="role")
    admitted = admit(work, identity, intake.resident_id, role, facts)
    if isinstance(admitted, Refused):
        return admitted
    assert work.actor.team_id is not None
    return Consult(
        identity, intake.id, intake.resident_id, work.actor.team_id, work.actor.id,
        work.actor.organization_id, organization_id, role, admitted.receipt_id, admitted.outcome,
        admitted.due_at, work.now,
    )  # fmt: skip
