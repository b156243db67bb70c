"""Queries about referrals, each named after its question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, case, func, or_, select, true, update

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.work import Work

from .model import LIVE, Asked, Referral, Said
from .tables import MessageRow, ReferralRow, TaskRow

TABLE, MESSAGE = "routing_referral", "routing_message"


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
    """What this organisation was asked and still has to do with, the soonest first.

    Without those of residents whom the actor must not find; the same holds for the two below.
    """
    return _listed(
        work, (TaskRow.organization_id == organization_id, TaskRow.state.in_(LIVE)), most
    )


def waiting_for(work: Work, team_id: UUID, most: int) -> list[Referral]:
    """Referrals of this team about which something was asked that nobody answered yet."""
    open_ = (TaskRow.state == "received", TaskRow.reason == "question")
    return _listed(work, (ReferralRow.team_id == team_id, *open_), most)


def waiting_count(work: Work, organization_id: UUID | None, team_id: UUID | None) -> int:
    """How many wait for a first answer of this organisation, or for a reply of this team."""
    new = (TaskRow.organization_id == organization_id) & (TaskRow.state == "requested")
    asked = (ReferralRow.team_id == team_id) & (TaskRow.reason == "question")
    query = select(func.count(TaskRow.id)).join(ReferralRow, ReferralRow.id == TaskRow.referral_id)
    live = TaskRow.state.in_(LIVE)
    return work.session.scalar(query.where(live, or_(new, asked), _met(work))) or 0


def _met(work: Work) -> ColumnElement[bool]:
    hidden = network.hidden_from(work)
    return ReferralRow.resident_id.not_in(hidden) if hidden else true()


def _listed(work: Work, which: Sequence[Any], most: int) -> list[Referral]:
    rows = work.session.scalars(
        select(ReferralRow)
        .join(TaskRow, TaskRow.referral_id == ReferralRow.id)
        .where(*which, _met(work))
        .order_by(ReferralRow.wanted_by, ReferralRow.id)
        .limit(most)
        .execution_options(populate_existing=True)
    )
    return _referrals(work, list({row.id: row for row in rows}.values()))


def hold(work: Work, referral_id: UUID) -> bool:
    """Let everybody else who would move this referral wait for this work; False when it has ended."""
    held = work.session.scalar(
        update(ReferralRow)
        .where(ReferralRow.id == referral_id, ReferralRow.status == "active")
        .values(status="active")
        .returning(ReferralRow.id)
    )
    return held is not None


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


def finish(work: Work, referral_id: UUID, status: str) -> None:
    work.session.execute(
        update(ReferralRow).where(ReferralRow.id == referral_id).values(status=status)
    )


def move(
    work: Work, task: Asked, to: str, reason: str = "", respond_by: datetime | None = None
) -> bool:
    """Take a task to its next state; False when somebody moved it meanwhile."""
    moved = work.session.scalar(
        update(TaskRow)
        .where(TaskRow.id == task.id, TaskRow.state == task.state, TaskRow.reason == task.reason)
        .values(
            state=to, reason=reason, changed_at=work.now, respond_by=respond_by or task.respond_by
        )
        .returning(TaskRow.id)
    )
    return moved is not None


def waiting(work: Work) -> dict[str, int]:
    """How many services of the region were asked and must answer, are late with it, or said yes."""
    open_ = TaskRow.state.in_(("requested", "received"))
    late = case((TaskRow.respond_by < work.now, 1), else_=0)
    asked, too_late = work.session.execute(
        select(func.count(), func.coalesce(func.sum(late), 0)).where(open_)
    ).one()
    accepted = select(func.count()).select_from(TaskRow).where(TaskRow.state == "accepted")
    said_yes = work.session.scalar(accepted) or 0
    return {"requested": asked, "late": too_late, "accepted": said_yes}


def note(work: Work, referral: Referral) -> str:
    row = work.session.get_one(ReferralRow, referral.id)
    return work.unseal(referral.resident_id, TABLE, "note", referral.id, row.note)


def say(work: Work, referral: Referral, task: Asked, kind: str, text: str) -> None:
    row_id = uuid4()
    sealed = work.seal(referral.resident_id, MESSAGE, "text", row_id, text)
    work.session.add(MessageRow(row_id, task.id, kind, work.actor.id, work.now, sealed))


def said(work: Work, referral: Referral, task: Asked) -> tuple[Said, ...]:
    """The question back and the reply, oldest first."""
    rows = work.session.scalars(
        select(MessageRow).where(MessageRow.task_id == task.id).order_by(MessageRow.at)
    )
    return tuple(
        Said(row.kind, row.by, row.at,
             work.unseal(referral.resident_id, MESSAGE, "text", row.id, row.text))
        for row in rows
    )  # fmt: skip


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
        )  # fmt: skip
    return [
        Referral(
            r.id, r.intake_id, r.resident_id, r.team_id, r.service_type, r.urgency, r.wanted_by,
            r.status, r.accepted_task_id, r.created_by, r.created_at, tuple(tasks[r.id]),
        )
        for r in rows
    ]  # fmt: skip
