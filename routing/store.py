"""Queries about referrals, each named after its question."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update

from netwerkzorg.platform.work import Work

from .model import Asked, Referral
from .tables import ReferralRow, TaskRow

TABLE = "routing_referral"


def add(work: Work, referral: Referral, note: str) -> None:
    sealed = work.seal(referral.resident_id, TABLE, "note", referral.id, note)
    work.session.add(
        ReferralRow(
            referral.id, referral.intake_id, referral.resident_id, referral.team_id,
            referral.service_type, referral.urgency, referral.wanted_by, referral.status,
            referral.accepted_task_id, referral.created_by, referral.created_at, sealed,
        )
    )  # fmt: skip
    work.session.flush()
    for task in referral.tasks:
        work.session.add(
            TaskRow(task.id, referral.id, task.service_id, task.organization_id, task.state,
                    task.reason, task.respond_by, task.changed_at)
        )  # fmt: skip


def by_id(work: Work, referral_id: UUID) -> Referral | None:
    row = work.session.get(ReferralRow, referral_id, populate_existing=True)
    return None if row is None else _referrals(work, [row])[0]


def of_intake(work: Work, intake_id: UUID) -> list[Referral]:
    rows = work.session.scalars(
        select(ReferralRow)
        .where(ReferralRow.intake_id == intake_id)
        .order_by(ReferralRow.created_at)
        .execution_options(populate_existing=True)
    )
    return _referrals(work, rows.all())


def asked_of(work: Work, organization_id: UUID, most: int) -> list[Referral]:
    """What this organisation was asked and still has to do with, the soonest first."""
    rows = work.session.scalars(
        select(ReferralRow)
        .join(TaskRow, TaskRow.referral_id == ReferralRow.id)
        .where(
            TaskRow.organization_id == organization_id, TaskRow.state.in_(("requested", "accepted"))
        )
        .order_by(ReferralRow.wanted_by, ReferralRow.id)
        .limit(most)
        .execution_options(populate_existing=True)
    )
    return _referrals(work, list({row.id: row for row in rows}.values()))


def waiting_for(work: Work, organization_id: UUID) -> int:
    """How many this organisation was asked and did not answer yet."""
    wanted = (TaskRow.organization_id == organization_id, TaskRow.state == "requested")
    return work.session.scalar(select(func.count()).select_from(TaskRow).where(*wanted)) or 0


def win(work: Work, referral_id: UUID, task_id: UUID) -> bool:
    """Accept for this task, if nobody did: the row decides between all who try at once."""
    won = work.session.scalar(
        update(ReferralRow)
        .where(
            ReferralRow.id == referral_id,
            ReferralRow.accepted_task_id.is_(None),
            ReferralRow.status == "active",
        )
        .values(accepted_task_id=task_id)
        .returning(ReferralRow.id)
    )
    return won is not None


def move(work: Work, task: Asked, to: str, reason: str = "") -> bool:
    """Take a task to its next state; False when somebody moved it meanwhile."""
    moved = work.session.scalar(
        update(TaskRow)
        .where(TaskRow.id == task.id, TaskRow.state == task.state)
        .values(state=to, reason=reason, changed_at=work.now)
        .returning(TaskRow.id)
    )
    return moved is not None


def note(work: Work, referral: Referral) -> str:
    row = work.session.get_one(ReferralRow, referral.id)
    return work.unseal(referral.resident_id, TABLE, "note", referral.id, row.note)


def _referrals(work: Work, rows: Sequence[ReferralRow]) -> list[Referral]:
    tasks: dict[UUID, list[Asked]] = {row.id: [] for row in rows}
    found = work.session.scalars(
        select(TaskRow)
        .where(TaskRow.referral_id.in_(list(tasks)))
        .order_by(TaskRow.changed_at, TaskRow.id)
        .execution_options(populate_existing=True)
    )
    for t in found:
        tasks[t.referral_id].append(
            Asked(
                t.id, t.service_id, t.organization_id, t.state, t.reason, t.respond_by, t.changed_at
            )
        )
    return [
        Referral(
            r.id, r.intake_id, r.resident_id, r.team_id, r.service_type, r.urgency, r.wanted_by,
            r.status, r.accepted_task_id, r.created_by, r.created_at, tuple(tasks[r.id]),
        )
        for r in rows
    ]  # fmt: skip
