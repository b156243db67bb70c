"""Queries about drafts, each named after its question."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from netwerkzorg.platform.work import Work

from .model import Adoption, Draft, Remark, Saved, State, Waiver
from .tables import AdoptionRow, DraftRevisionRow, DraftRow, RemarkRow, WaiverRow

ACTIVE = (State.draft, State.review)


def add(work: Work, draft: Draft, text: str, words: str) -> None:
    work.session.add(
        DraftRow(
            id=draft.id,
            agreement=draft.agreement,
            version=draft.version,
            title=draft.title,
            state=draft.state,
            revision=1,
            author_id=draft.author_id,
            base_version=draft.base_version,
            started_at=draft.started_at,
            updated_at=draft.updated_at,
            updated_by=draft.updated_by,
            submitted_by=None,
            published_by=None,
            published_from=None,
        )
    )
    work.session.flush()
    _keep(work, draft.id, 1, text, words)


def _keep(work: Work, draft_id: UUID, revision: int, text: str, words: str) -> None:
    work.session.add(
        DraftRevisionRow(
            draft_id=draft_id,
            revision=revision,
            text=text.encode("utf-8"),
            by=work.actor.id,
            at=work.now,
            words=words,
        )
    )
    work.session.flush()


def by_id(work: Work, draft_id: UUID) -> Draft | None:
    row = work.session.get(DraftRow, draft_id, populate_existing=True)
    return _draft(row) if row else None


def active(work: Work) -> tuple[Draft, ...]:
    """Every draft that is being written or reviewed, last changed first."""
    found = work.session.scalars(
        select(DraftRow).where(DraftRow.state.in_(ACTIVE)).order_by(DraftRow.updated_at.desc())
    )
    return tuple(_draft(row) for row in found)


def text(work: Work, draft_id: UUID, revision: int) -> str | None:
    found = work.session.get(DraftRevisionRow, (draft_id, revision))
    return found.text.decode("utf-8") if found else None


def history(work: Work, draft_id: UUID) -> tuple[Saved, ...]:
    """Every saved change, last first."""
    found = work.session.execute(
        select(
            DraftRevisionRow.revision,
            DraftRevisionRow.by,
            DraftRevisionRow.at,
            DraftRevisionRow.words,
        )
        .where(DraftRevisionRow.draft_id == draft_id)
        .order_by(DraftRevisionRow.revision.desc())
    )
    return tuple(Saved(*row) for row in found)


def save(work: Work, draft: Draft, text: str, words: str, version: str, title: str) -> bool:
    """Keep the next revision; False when somebody else saved first or writing has ended."""
    kept = work.session.scalar(
        update(DraftRow)
        .where(
            DraftRow.id == draft.id,
            DraftRow.revision == draft.revision,
            DraftRow.state == State.draft,
        )
        .values(
            revision=draft.revision + 1,
            version=version,
            title=title,
            updated_at=work.now,
            updated_by=work.actor.id,
        )
        .returning(DraftRow.revision)
    )
    if kept is None:
        return False
    _keep(work, draft.id, kept, text, words)
    return True


def advance(work: Work, draft: Draft, to: State, starts_on: date | None = None) -> bool:
    """Take a step; False when the draft was changed or stepped meanwhile."""
    values: dict[str, object] = {"state": to, "updated_at": work.now, "updated_by": work.actor.id}
    if to is State.review:
        values["submitted_by"] = work.actor.id
    if to is State.published:
        values |= {"published_by": work.actor.id, "published_from": starts_on}
    kept = work.session.scalar(
        update(DraftRow)
        .where(
            DraftRow.id == draft.id,
            DraftRow.revision == draft.revision,
            DraftRow.state == draft.state,
        )
        .values(**values)
        .returning(DraftRow.id)
    )
    return kept is not None


def editors(work: Work, draft_id: UUID) -> frozenset[UUID]:
    """Everybody who wrote in this draft."""
    found = work.session.scalars(
        select(DraftRevisionRow.by).where(DraftRevisionRow.draft_id == draft_id).distinct()
    )
    return frozenset(found)


def _draft(row: DraftRow) -> Draft:
    return Draft(
        row.id,
        row.agreement,
        row.version,
        row.title,
        State(row.state),
        row.revision,
        row.author_id,
        row.started_at,
        row.updated_at,
        row.updated_by,
        row.base_version,
        row.submitted_by,
        row.published_from,
    )


def remarks(work: Work, draft_id: UUID) -> tuple[Remark, ...]:
    """Every remark, oldest first."""
    found = work.session.scalars(
        select(RemarkRow).where(RemarkRow.draft_id == draft_id).order_by(RemarkRow.at)
    )
    return tuple(
        Remark(r.id, r.decision, r.rule, r.text, r.by, r.role, r.at, r.answer, r.answered_by)
        for r in found
    )


def add_remark(work: Work, draft_id: UUID, decision: str, rule: int, text: str) -> UUID:
    row = RemarkRow(
        id=uuid4(),
        draft_id=draft_id,
        decision=decision,
        rule=rule,
        text=text,
        by=work.actor.id,
        role=work.actor.role,
        at=work.now,
        answer="",
        answered_by=None,
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def answer_remark(work: Work, draft_id: UUID, remark_id: UUID, answer: str) -> bool:
    kept = work.session.scalar(
        update(RemarkRow)
        .where(
            RemarkRow.id == remark_id,
            RemarkRow.draft_id == draft_id,
            RemarkRow.answered_by.is_(None),
        )
        .values(answer=answer, answered_by=work.actor.id)
        .returning(RemarkRow.id)
    )
    return kept is not None


def open_remarks(work: Work, draft_id: UUID) -> int:
    return (
        work.session.scalar(
            select(func.count())
            .select_from(RemarkRow)
            .where(RemarkRow.draft_id == draft_id, RemarkRow.answered_by.is_(None))
        )
        or 0
    )


def adoptions(work: Work, agreement: str) -> tuple[Adoption, ...]:
    """Every signature under any version of an agreement, by organization."""
    found = work.session.scalars(
        select(AdoptionRow)
        .where(AdoptionRow.agreement == agreement)
        .order_by(AdoptionRow.organization, AdoptionRow.at)
    )
    return tuple(
        Adoption(
            r.agreement,
            r.version,
            r.organization,
            r.organization_id is not None,
            r.adopted,
            r.by,
            r.at,
            r.note,
        )
        for r in found
    )


def sign(work: Work, adoption: Adoption, organization_id: UUID | None) -> UUID:
    """Keep a signature; a second one of the same organization replaces the first."""
    row = work.session.scalar(
        select(AdoptionRow).where(
            AdoptionRow.agreement == adoption.agreement,
            AdoptionRow.version == adoption.version,
            AdoptionRow.organization == adoption.organization,
        )
    )
    said = {name: getattr(adoption, name) for name in ("adopted", "by", "at", "note")}
    if row is None:
        row = AdoptionRow(
            id=uuid4(),
            agreement=adoption.agreement,
            version=adoption.version,
            organization=adoption.organization,
            organization_id=organization_id,
            **said,
        )
        work.session.add(row)
    for name, value in said.items():
        setattr(row, name, value)
    work.session.flush()
    return row.id


def waivers(work: Work, draft_id: UUID) -> tuple[Waiver, ...]:
    found = work.session.scalars(select(WaiverRow).where(WaiverRow.draft_id == draft_id))
    return tuple(Waiver(r.id, r.finding, r.reason, r.asked_by, r.granted_by) for r in found)


def ask_waiver(work: Work, draft_id: UUID, finding: str, reason: str) -> UUID:
    row = WaiverRow(
        id=uuid4(),
        draft_id=draft_id,
        finding=finding,
        reason=reason,
        asked_by=work.actor.id,
        granted_by=None,
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def grant_waiver(work: Work, waiver_id: UUID) -> bool:
    """False when it was granted already, or by the one who asked it."""
    kept = work.session.scalar(
        update(WaiverRow)
        .where(
            WaiverRow.id == waiver_id,
            WaiverRow.granted_by.is_(None),
            WaiverRow.asked_by != work.actor.id,
        )
        .values(granted_by=work.actor.id)
        .returning(WaiverRow.id)
    )
    return kept is not None
