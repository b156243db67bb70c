"""Which agreements count, from when: publishing them, and reading what is in force."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from netwerkzorg.platform import organizations
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import Work

from . import store
from .admission import obstacles
from .agreed import Agreed, InForce
from .loading import compiled_text, load
from .model import LANGUAGE, Agreement
from .stepping import Step, view_step
from .tables import AgreementRow, PublicationRow
from .values import AMSTERDAM

_IN_FORCE = "rta_in_force"


@dataclass(frozen=True, slots=True)
class Published:
    """One version that counts, from when, and which text it is."""

    agreement: str
    version: str
    title: str
    kind: str
    subject: str
    summary: str
    valid_from: date
    valid_until: date | None
    published_from: date
    hash: str


def in_force(work: Work, subject: str = "intake", at: datetime | None = None) -> Agreed:
    """The published versions that count for a subject at a moment; compiled once per text.

    One unit of work asks several times and must hear the same each time, so it reads them once.
    """
    known: dict[tuple[str, date], Agreed] = work.session.info.setdefault(_IN_FORCE, {})
    key = (subject, _day(at or work.now))
    if key not in known:
        rows = [row for row, _ in store.in_force(work.session, key[1])]
        known[key] = agreed_of(work, [row for row in rows if row.subject == subject])
    return known[key]


def agreed_of(work: Work, rows: Sequence[AgreementRow]) -> Agreed:
    found = [(row.kind, InForce(compiled_text(row.text), row.hash)) for row in rows]
    types = work.region.vocabulary.service_types.values()
    return Agreed(
        tuple(one for kind, one in found if kind == "agreement"),
        tuple(one for kind, one in found if kind == "red_flags"),
        frozenset(kind.id for kind in types if kind.self_help),
    )


def _day(at: datetime) -> date:
    return at.astimezone(AMSTERDAM).date()


def versions_in_force(work: Work, at: datetime | None = None) -> tuple[Published, ...]:
    """What counts now: every agreement, its version and from when."""
    return tuple(
        _published(row, published)
        for row, published in store.in_force(work.session, _day(at or work.now))
    )


def _published(row: AgreementRow, published: PublicationRow) -> Published:
    return Published(
        row.agreement,
        row.version,
        row.title,
        row.kind,
        row.subject,
        row.summary,
        row.valid_from,
        row.valid_until,
        published.starts_on,
        row.hash,
    )


def agreement_text(
    work: Work, agreement: str, version: str | None = None
) -> tuple[Published, Agreement, bytes]:
    """One published agreement: the version in force, or a named one. Raises Absent."""
    found = store.versions(work.session, agreement)
    if version is None:
        now = {row.id for row, _ in store.in_force(work.session, _day(work.now))}
        found = tuple(pair for pair in found if pair[0].id in now) or found
    for row, published in found:
        if version in (None, row.version):
            return _published(row, published), compiled_text(row.text).agreement, row.text
    raise Absent


def steps_of(work: Work, agreement: str, version: str) -> tuple[Step, ...]:
    """Every step of a published version. Raises Absent when it was never published."""
    row = store.version(work.session, agreement, version)
    if row is None:
        raise Absent
    found = compiled_text(row.text).agreement
    return tuple(view_step(found, step) for step in found.steps)


def publish(
    work: Work, content: bytes, starts_on: date, *, waived: Collection[str] = ()
) -> Published | Refused:
    """Put a version in force from a day. The same again changes nothing and says the same.

    `waived` are the keys of findings that two people accepted. Refused: agreement_refused or
    agreement_not_proved (at: the findings, one per line), or already_published (this version was
    published with another text).
    """
    loaded = load(content, work.region)
    agreement = loaded.agreement
    if loaded.compiled is None or agreement is None:
        lines = "\n".join(finding.line("") for finding in loaded.findings)
        return Refused("agreement_refused", at=lines)
    row = store.version(work.session, agreement.id, agreement.version)
    if row is not None and row.hash != loaded.hash:
        return Refused("already_published", at=f"{agreement.id} {agreement.version}")
    published = store.publication(work.session, row.id, starts_on) if row else None
    if published is None and (found := obstacles(work, loaded.compiled, starts_on, waived)):
        return Refused("agreement_not_proved", at="\n".join(one.line("") for one in found))
    row = row or _add(work, agreement, content, loaded.hash)
    if published is None:
        published = PublicationRow(uuid4(), row.id, starts_on, work.now, work.actor.id)
        work.session.info.pop(_IN_FORCE, None)
        work.session.add(published)
        work.session.flush()
    work.record("rta.published", row.id, reason=f"{agreement.id}@{agreement.version}")
    return _published(row, published)


def _add(work: Work, agreement: Agreement, content: bytes, hashed: str) -> AgreementRow:
    row = AgreementRow(
        id=uuid4(),
        agreement=agreement.id,
        version=agreement.version,
        kind=agreement.kind,
        subject=agreement.subject,
        language=LANGUAGE,
        title=agreement.title.get("nl", agreement.id),
        summary=agreement.summary.get("nl", ""),
        valid_from=date.fromisoformat(agreement.valid_from),
        valid_until=date.fromisoformat(agreement.valid_until) if agreement.valid_until else None,
        text=content,
        hash=hashed,
        added_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return row


def not_understood(work: Work) -> tuple[str, ...]:
    """Every finding over what is in force now: a start is refused when there is one.

    An agreement was checked when it was published; since then the region's words may have changed.
    """
    return tuple(
        finding.line(f"{row.agreement}/{row.version}")
        for row, _ in store.in_force(work.session, _day(work.now))
        for finding in load(row.text, work.region).findings
    )


def today(work: Work) -> date:
    """The day it is in the region."""
    return _day(work.now)


def organization_name(work: Work, organization_id: UUID) -> str:
    return organizations.organization(work, organization_id).name


def tomorrow(work: Work) -> date:
    return today(work) + timedelta(days=1)


def day_of(written: str) -> date | None:
    """A day as a form sends it (2026-01-31); None when it is not one."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
