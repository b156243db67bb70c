"""Replaying a draft against what counts now, in small pieces that the worker carries out.

Each piece is one task and one commit, so a replay that is interrupted goes on where it stood.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import aliased

from netwerkzorg.platform import outbox
from netwerkzorg.platform.outbox import Delivered
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import Work

from .. import publishing
from .. import store as agreements
from ..compiling import Compiled
from ..crowd import age_band, drawn
from ..deciding import SEALED
from ..loading import compiled_text, text_hash
from ..receipts import fact_of, known_of
from ..replay import Person, Player, Tally
from ..replay import replay as play
from ..replay_report import report as report_of
from ..tables import ReceiptRow
from . import store
from .drafting import draft, text_now
from .model import Draft
from .tables import ReplayRow

TASK = "rta.replay"
PIECE = 1000
SEED = "naspelen"
MOST = {"population": 20_000, "receipts": 20_000}
BACK = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay is. `report` is None until everybody was played."""

    source: str
    size: int
    played: int
    revision: int
    report: dict[str, Any] | None


def start(work: Work, draft_id: UUID, source: str, size: int) -> UUID | Refused:
    """Begin a replay over so many drawn residents, or over the receipts of half a year.

    Raises Absent. Refused: draft_findings when the text is not understood, draft_new when nothing
    counts yet, draft_text for another source or size.
    """
    found = draft(work, draft_id)
    counts = _counting(work, found)
    if source not in MOST or not 0 < size <= MOST[source]:
        return _no(work, found, "draft_text")
    if counts is None:
        return _no(work, found, "draft_new")
    content = text_now(work, found).encode("utf-8")
    if _understood(content) is None:
        return _no(work, found, "draft_findings")
    if source == "receipts":
        size = min(size, _receipts_there(work))
    row = ReplayRow(
        id=uuid4(),
        draft_id=found.id,
        revision=found.revision,
        old_hash=counts,
        source=source,
        size=size,
        played=0,
        tally=json.dumps(Tally().body()),
        by=work.actor.id,
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.record("rta.replay_begun", found.id, reason=source)
    outbox.enqueue(work, TASK, found.id, {"replay": str(row.id)})
    return row.id


def _no(work: Work, found: Draft, code: str) -> Refused:
    work.record("rta.replay_begun.refused", found.id, code)
    return Refused(code)


def _counting(work: Work, found: Draft) -> str | None:
    """The hash of the text that counts now."""
    rows, today = agreements.versions(work.session, found.agreement), publishing.today(work)
    return next((row.hash for row, pub in rows if pub.starts_on <= today), None)


def _understood(content: bytes) -> Compiled | None:
    try:
        return compiled_text(content)
    except ValueError:
        return None


def step(work: Work, happened: Delivered) -> None:
    """One piece of a replay; the next is put in line when there are people left."""
    row = work.session.get(ReplayRow, UUID(happened.ids["replay"]))
    if row is None or row.played >= row.size:
        return
    old, new = _versions(work, row)
    tally = Tally.of(json.loads(row.tally))
    people = islice(_people(work, row, new), min(PIECE, row.size - row.played))
    before = tally.played
    play(Player(old), Player(new), people, tally)
    gone = tally.played == before
    kept = work.session.scalar(
        update(ReplayRow)
        .where(ReplayRow.id == row.id, ReplayRow.played == before)
        .values(
            played=tally.played,
            size=tally.played if gone else row.size,
            tally=json.dumps(tally.body()),
        )
        .returning(ReplayRow.played)
    )
    work.record("rta.replayed_piece", row.draft_id)
    if kept is not None and not gone and kept < row.size:
        outbox.enqueue(work, TASK, row.draft_id, {"replay": str(row.id)})


def _versions(work: Work, row: ReplayRow) -> tuple[Compiled, Compiled]:
    old = agreements.by_hash(work.session, [row.old_hash])[row.old_hash]
    text = store.text(work, row.draft_id, row.revision)
    if text is None:
        raise Absent
    return compiled_text(old.text), compiled_text(text.encode("utf-8"))


def _people(work: Work, row: ReplayRow, new: Compiled) -> Iterator[Person]:
    if row.source == "population":
        facts = new.agreement.facts
        return drawn(work.region.folder, row.size, SEED, facts, row.played).people
    return _asked(work, row)


def _last_ones(until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of each question of half a year its last receipt."""
    later = aliased(ReceiptRow)
    last = select(func.max(later.position)).where(later.subject == ReceiptRow.subject)
    return (
        ReceiptRow.kind == "intake",
        ReceiptRow.at >= until - BACK,
        ReceiptRow.at <= until,
        ReceiptRow.position == last.scalar_subquery(),
    )


def _receipts_there(work: Work) -> int:
    counted = select(func.count()).select_from(ReceiptRow).where(*_last_ones(work.now))
    return work.session.scalar(counted) or 0


def _asked(work: Work, row: ReplayRow) -> Iterator[Person]:
    """The questions of half a year, by their receipts: read here, counted, and nothing kept."""
    found = work.session.scalars(
        select(ReceiptRow)
        .where(*_last_ones(row.at))
        .order_by(ReceiptRow.at, ReceiptRow.id)
        .offset(row.played)
        .limit(PIECE)
    ).all()
    work.preload_keys(one.resident_id for one in found)
    work.record("rta.receipts_replayed", row.draft_id, persons={one.resident_id for one in found})
    for one in found:
        yield _person(work, one)


def _person(work: Work, row: ReceiptRow) -> Person:
    try:
        body = json.loads(work.unseal(row.resident_id, *SEALED, row.id, row.body))
    except Absent:  # erased: counted as somebody of whom nothing is known
        return Person({})
    facts = [fact_of(fact) for fact in body["facts"]]
    known = known_of(facts)
    age = known.get("leeftijd")
    origins = {fact.origin for fact in facts}
    return Person(
        known,
        age_band=age_band(int(Decimal(age))) if age else "",
        channel="team" if "team" in origins else "inwoner",
    )


def latest(work: Work, draft_id: UUID) -> Progress | None:
    """The last replay of a draft, with its report once everybody was played."""
    row = work.session.scalar(
        select(ReplayRow)
        .where(ReplayRow.draft_id == draft_id)
        .order_by(ReplayRow.at.desc(), ReplayRow.id)
        .limit(1)
    )
    if row is None:
        return None
    told = None
    if row.played >= row.size:
        old, new = _versions(work, row)
        text = store.text(work, draft_id, row.revision) or ""
        hashes = (row.old_hash, text_hash(text.encode("utf-8")))
        tally = Tally.of(json.loads(row.tally))
        source = {"source": row.source, "size": str(row.size)}
        told = report_of(old.agreement, new.agreement, hashes, tally, source)
    return Progress(row.source, row.size, row.played, row.revision, told)
