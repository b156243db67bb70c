"""Queries about agreements and receipts, each named after its question."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .tables import AgreementRow, PublicationRow, ReceiptRow

InForceRow = tuple[AgreementRow, PublicationRow]


def version(session: Session, agreement: str, version: str) -> AgreementRow | None:
    return session.scalar(
        select(AgreementRow).where(
            AgreementRow.agreement == agreement, AgreementRow.version == version
        )
    )


def publication(session: Session, agreement_id: UUID, starts_on: date) -> PublicationRow | None:
    return session.scalar(
        select(PublicationRow).where(
            PublicationRow.agreement_id == agreement_id, PublicationRow.starts_on == starts_on
        )
    )


def in_force(session: Session, on: date) -> tuple[InForceRow, ...]:
    """Of each agreement the version that was last published to start by this day, if still valid.

    A later publication supersedes an earlier one even where its own validity has ended: an
    agreement that ran out is not replaced by the version before it.
    """
    found = session.execute(
        select(AgreementRow, PublicationRow)
        .join(PublicationRow, PublicationRow.agreement_id == AgreementRow.id)
        .where(PublicationRow.starts_on <= on)
        .order_by(PublicationRow.starts_on, PublicationRow.published_at)
    ).all()
    newest = {row.agreement: (row, published) for row, published in found}
    return tuple(
        (row, published)
        for _, (row, published) in sorted(newest.items())
        if row.valid_from <= on and (row.valid_until is None or on <= row.valid_until)
    )


def versions(session: Session, agreement: str) -> tuple[InForceRow, ...]:
    """Every publication of an agreement, newest start first."""
    found = session.execute(
        select(AgreementRow, PublicationRow)
        .join(PublicationRow, PublicationRow.agreement_id == AgreementRow.id)
        .where(AgreementRow.agreement == agreement)
        .order_by(PublicationRow.starts_on.desc(), PublicationRow.published_at.desc())
    ).all()
    return tuple((row, published) for row, published in found)


def by_hash(session: Session, hashes: Sequence[str]) -> dict[str, AgreementRow]:
    """The stored texts with these hashes."""
    rows = session.scalars(select(AgreementRow).where(AgreementRow.hash.in_(hashes)))
    return {row.hash: row for row in rows}


def receipt(session: Session, receipt_id: UUID) -> ReceiptRow | None:
    return session.get(ReceiptRow, receipt_id)


def receipts_of(session: Session, subject: UUID) -> tuple[ReceiptRow, ...]:
    """The receipts of one subject, newest last."""
    found = session.scalars(
        select(ReceiptRow).where(ReceiptRow.subject == subject).order_by(ReceiptRow.position)
    )
    return tuple(found)


def receipts_of_resident(session: Session, resident_id: UUID) -> tuple[ReceiptRow, ...]:
    found = session.scalars(
        select(ReceiptRow).where(ReceiptRow.resident_id == resident_id).order_by(ReceiptRow.at)
    )
    return tuple(found)


def next_position(session: Session, subject: UUID) -> int:
    """Where the next receipt of a subject stands: two in one moment keep their order."""
    last = session.scalar(
        select(func.max(ReceiptRow.position)).where(ReceiptRow.subject == subject)
    )
    return (last or 0) + 1


def published_any(session: Session) -> bool:
    return session.scalar(select(PublicationRow.id).limit(1)) is not None
