"""Inviting, accepting, and what is kept of whom."""

from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from netwerkzorg.platform.config import read_settings
from netwerkzorg.platform.house import create_house
from netwerkzorg.platform.outbox import Delivered
from netwerkzorg.platform.work import SYSTEM, Work, unit_of_work
from netwerkzorg.triage import service as triage

from .tables import InvitationRow


def invite(work: Work, happened: Delivered) -> None:
    """Whoever asks a question may eat along; the house sees to it that this is said once."""
    intake = triage.find(work, happened.subject)
    work.session.add(InvitationRow(uuid4(), intake.resident_id, intake.id, work.now, False))
    work.record("meals.invited", intake.id, resident=intake.resident_id)


def open_invitations(work: Work) -> int:
    """How many invitations the actor has not answered."""
    mine = select(func.count()).where(
        InvitationRow.resident_id == work.actor.id, InvitationRow.accepted.is_(False)
    )
    return work.session.scalar(mine) or 0


def accept(work: Work) -> None:
    work.session.execute(
        update(InvitationRow)
        .where(InvitationRow.resident_id == work.actor.id)
        .values(accepted=True)
    )
    work.record("meals.accepted", work.actor.id, resident=work.actor.id, basis="self")


def export(work: Work, resident_id: UUID) -> list[dict[str, str]]:
    """All that this room holds of this person."""
    rows = work.session.scalars(
        select(InvitationRow).where(InvitationRow.resident_id == resident_id)
    )
    return [{"at": row.at.isoformat(), "accepted": str(row.accepted)} for row in rows]


def erase(work: Work, resident_id: UUID) -> None:
    work.session.execute(delete(InvitationRow).where(InvitationRow.resident_id == resident_id))
    work.record("meals.erased", resident_id, resident=resident_id)


def accepted_in_total() -> int:
    with unit_of_work(create_house(read_settings()), SYSTEM) as work:
        total = select(func.count()).where(InvitationRow.accepted)
        return work.session.scalar(total) or 0
