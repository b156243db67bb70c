"""What was asked of whom, and how that went. "Not reached" never looks like "nothing there"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .model import Fragment, Query, Source

WAITING, OK, EMPTY, PARTIAL = "waiting", "ok", "empty", "partial"
NOT_REACHED, CONFLICT, WITHHELD = "not_reached", "conflict", "withheld"
# The one that matters most to a reader first: it names the state of a whole source.
ORDER = (CONFLICT, NOT_REACHED, PARTIAL, WITHHELD, WAITING, OK, EMPTY)
INCOMPLETE = frozenset({CONFLICT, NOT_REACHED, PARTIAL, WITHHELD, WAITING})

REASONS: Mapping[str, str] = {
    "timeout": "geen antwoord in 5 seconden",
    "refused": "geen verbinding",
    "unauthorised": "de bron liet ons niet toe",
    "failed": "de bron meldde een storing",
    "busy": "de bron heeft het te druk",
    "bad_answer": "het antwoord was niet te lezen",
    "too_large": "het antwoord was te groot",
    "wrong_patient": "het antwoord ging over iemand anders; wij tonen er niets van",
    "redirected": "de bron verwees door naar een ander adres",
    "unsupported_version": "de bron spreekt een oudere versie (STU3)",
    "unsupported_query": "de bron kent deze vraag niet",
    "resting": "de bron antwoordde een paar keer niet; wij wachten een halve minuut",
    "blocked": "het adres van de bron is niet toegestaan",
    "too_many": "de bron had meer dan wij kunnen tonen",
    "not_understood": "een deel begrijpen wij niet; dat tonen wij niet",
    "no_patient": "kent deze persoon niet",
    "birth_date": "zelfde BSN, maar een andere geboortedatum",
    "family": "zelfde BSN, maar een andere naam",
    "several": "meer dan één dossier met dit BSN",
    "no_consent": "geen toestemming",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """How one query to one source went. `count`: items shown; `hidden`: items not understood."""

    source: Source
    query: Query
    state: str = WAITING
    reason: str = ""
    count: int = 0
    hidden: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source in the list of sources."""

    source: Source
    state: str
    reasons: tuple[str, ...]
    count: int
    hidden: int
    at: datetime | None
    sets: tuple[str, ...]

    @property
    def words(self) -> str:
        return "; ".join(REASONS.get(reason, "onbekende oorzaak") for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every query that was asked, whatever came of it. Never shorter than what was asked."""

    entries: tuple[Entry, ...] = ()
    _places: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False)

    @classmethod
    def asking(cls, asked: Iterable[tuple[Source, Iterable[Query]]]) -> Ledger:
        entries = tuple(Entry(source, query) for source, queries in asked for query in queries)
        places = {(e.source.id, e.query.id): n for n, e in enumerate(entries)}
        return cls(entries, places)

    def after(self, fragment: Fragment) -> Ledger:
        """The ledger with this fragment in it; a fragment about a whole source fills all that wait."""
        entries = list(self.entries)
        for number, entry in enumerate(entries):
            if entry.source.id == fragment.source.id and _about(fragment, entry):
                entries[number] = replace(
                    entry, state=fragment.state, reason=fragment.reason,
                    count=len(fragment.items), hidden=fragment.hidden, at=fragment.at,
                )  # fmt: skip
        return replace(self, entries=tuple(entries))

    def closed(self) -> Ledger:
        """The end of the view: whoever still has to answer was not reached."""
        ended = tuple(
            replace(e, state=NOT_REACHED, reason="timeout") if e.state == WAITING else e
            for e in self.entries
        )
        return replace(self, entries=ended)

    def missing(self, set_id: str) -> tuple[str, ...]:
        """Names of sources from which something of this set may be missing."""
        named = {
            entry.source.name
            for entry in self.entries
            if entry.query.set == set_id and (entry.state in INCOMPLETE or entry.hidden)
        }
        return tuple(sorted(named))

    def sources(self) -> tuple[SourceLine, ...]:
        by_source: dict[str, list[Entry]] = {}
        for entry in self.entries:
            by_source.setdefault(entry.source.id, []).append(entry)
        return tuple(_line(entries) for entries in by_source.values())

    def state_of(self, source_id: str, query_id: str) -> str:
        place = self._places.get((source_id, query_id))
        return WAITING if place is None else self.entries[place].state


def _about(fragment: Fragment, entry: Entry) -> bool:
    if fragment.query is None:
        return entry.state == WAITING
    return fragment.query.id == entry.query.id


def _line(entries: list[Entry]) -> SourceLine:
    states = {entry.state for entry in entries}
    state = next(known for known in ORDER if known in states)
    if state == NOT_REACHED and states & {OK, EMPTY, PARTIAL}:
        state = PARTIAL
    reasons = {entry.reason for entry in entries if entry.reason and _tells(entry, state)}
    moments = [entry.at for entry in entries if entry.at]
    return SourceLine(
        source=entries[0].source,
        state=state,
        reasons=tuple(sorted(reasons)),
        count=sum(entry.count for entry in entries),
        hidden=sum(entry.hidden for entry in entries),
        at=max(moments) if moments else None,
        sets=tuple(dict.fromkeys(e.query.set for e in entries if e.state in INCOMPLETE)),
    )


def _tells(entry: Entry, state: str) -> bool:
    return entry.state in INCOMPLETE or state == EMPTY
