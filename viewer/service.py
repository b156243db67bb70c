"""Front door: look into what others know of a resident, live, and keep nothing of it.

A look is two units of work, with one short read per fragment between them. No session is open while
a source is asked; the closing row is written even when the reader leaves halfway.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import TracebackType
from typing import Self
from uuid import UUID

import structlog

from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform.house import House
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Actor, Work, unit_of_work
from netwerkzorg.triage import service as triage

from .ledger import WITHHELD, Ledger
from .merging import Section, side_by_side
from .model import Answer, Fragment, Item, Person, Source
from .permitted import Permitted, Reason, permitted, still_permitted
from .reading import read
from .registry import register_sources, sources_of
from .visiting import stumbled

__all__ = ["Fragment", "Item", "OpenView", "Reason", "Shown", "Source", "open_view",
           "register_sources", "take_over", "view"]  # fmt: skip


log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole look. `withheld`: nothing was asked, because there is no consent or no reason."""

    intake_id: UUID
    team_id: UUID
    code: str
    name: str
    birth_date: date
    reasons: tuple[Reason, ...]
    refused: tuple[str, ...]
    withheld: str
    sections: tuple[Section, ...]
    ledger: Ledger
    at: datetime
    advises: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)


class OpenView:
    """A look that is going on. Iterate `fragments`, then close; as a context manager it closes itself."""

    def __init__(
        self, house: House, actor: Actor, request_id: str, may: Permitted,
        person: Person | None, resident: residents.Resident, at: datetime,
    ) -> None:  # fmt: skip
        self._house, self._actor, self._request_id = house, actor, request_id
        self.may, self.resident, self._person, self.at = may, resident, person, at
        self._sources = sources_of(house)
        plan = [(source, may.queries) for source in self._sources.registered()] if person else []
        self.plan, self.ledger = plan, Ledger.asking(plan)
        self._finished = self._closed = False

    @property
    def withheld(self) -> str:
        """Why nothing is asked: "no_consent", "no_step", or "" when there is something to see."""
        if self._person is not None:
            return ""
        return "no_consent" if self.may.refused else "no_step"

    def fragments(self) -> Iterator[Fragment]:
        """Each fragment as it arrives; consent and relation are read again before it is handed on."""
        if self._person is None:
            return
        answers = self._sources.ask(self._person, self.plan)
        try:
            for answer in answers:
                if answer.reason == "wrong_patient":
                    # Names the source and never the person: somebody must phone that source.
                    log.warning("source_answered_about_another", source=answer.source.id)
                fragment = self._guarded(replace(_read(answer), at=self._house.clock.now()))
                self.ledger = self.ledger.after(fragment)
                yield fragment
            self._finished = True
        finally:
            answers.close()

    def _guarded(self, fragment: Fragment) -> Fragment:
        sets = {fragment.query.set} if fragment.query else {q.set for q in self.may.queries}
        with unit_of_work(self._house, self._actor, self._request_id) as work:
            allowed = still_permitted(work, self.may.resident_id, sets)
        if sets <= allowed:
            return fragment
        return replace(fragment, state=WITHHELD, reason="no_consent", items=(), hidden=0)

    def close(self) -> None:
        """Write the closing row, once."""
        if self._closed:
            return
        self._closed = True
        self.ledger = self.ledger.closed()
        if self._person is None:
            return
        how = "shown" if self._finished else "left"
        with unit_of_work(self._house, self._actor, self._request_id) as work:
            work.record(
                "view.closed",
                self.may.intake_id,
                how,
                resident=self.may.resident_id,
                basis="consent",
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _read(answer: Answer) -> Fragment:
    """The answer as items. What makes our reading stumble is not reached, and spoils nothing else."""
    try:
        return read(answer)
    except Exception as error:
        stumbled(answer.source, error)
        return Fragment(answer.source, answer.query, "not_reached", "bad_answer")


def open_view(house: House, actor: Actor, intake_id: UUID, request_id: str = "") -> OpenView:
    """Permit, consent and the row "asked" are committed before any source is called. Raises Absent."""
    with unit_of_work(house, actor, request_id) as work:
        may = permitted(work, intake_id)
        resident = residents.resident(work, may.resident_id)
        person = None
        if may.queries:
            bsn, birth_date, family = residents.identity_for_sources(work, may.resident_id, "view")
            person = Person(bsn, birth_date, family)
            work.record("view.asked", intake_id, "view", resident=may.resident_id, basis="consent")
        else:
            reason = "no_consent" if may.refused else "no_step"
            work.record("view.withheld", intake_id, reason, resident=may.resident_id)
        at = work.now
    return OpenView(house, actor, request_id, may, person, resident, at)


def view(house: House, actor: Actor, intake_id: UUID, request_id: str = "") -> Shown:
    """A whole look, when every source has answered or had its time. Raises Absent."""
    with open_view(house, actor, intake_id, request_id) as look:
        fragments = list(look.fragments())
    kept = [f for f in fragments if _stands(f, look)]
    return Shown(
        intake_id=intake_id,
        team_id=look.may.team_id,
        code=look.may.code,
        name=look.resident.name,
        birth_date=look.resident.birth_date,
        reasons=look.may.reasons,
        refused=look.may.refused,
        withheld=look.withheld,
        sections=side_by_side(kept),
        ledger=look.ledger,
        at=look.at,
        advises=look.may.advises,
    )


def _stands(fragment: Fragment, look: OpenView) -> bool:
    """A set that was withdrawn halfway is not shown at all, also not what came before that."""
    if fragment.query is None:
        return True
    entries = look.ledger.entries
    return not any(e.state == WITHHELD and e.query.set == fragment.query.set for e in entries)


def take_over(
    work: Work, intake_id: UUID, fact: str, value: str, *,
    source: str, author: str, recorded_at: date, known_by: str,
) -> Refused | None:  # fmt: skip
    """Keep one value in the intake, on purpose: with its source, author, time, and how it is known.

    Checked as a look is: relation, an active step and consent, now. Raises Absent.
    """
    may = permitted(work, intake_id)
    if not may.queries:
        return Refused("view_withheld")
    if not known_by.strip():
        return Refused("known_by_missing", at="known_by")
    kept = triage.take_over_fact(
        work,
        intake_id,
        fact,
        value,
        source=source,
        author=author or "onbekend",
        recorded_at=recorded_at,
    )
    if isinstance(kept, Refused):
        return kept
    triage.add_timeline(work, intake_id, "taken_over_because", known_by.strip()[:500])
    work.record("view.taken_over", intake_id, "care", resident=may.resident_id, basis="consent")
    return None
