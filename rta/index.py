"""All tables of many agreements in one numbering: facts in, matched rows and their reasons out. Pure.

Each table has words of 64 bits of its own and each fact, per value, the rows that the value passes.
One AND per fact narrows all tables at once; one subtraction finds the first row of each; only then
is it taken apart. Exact where what a table looks at is known; where it is not, the table says so
(`None`) and `evaluation` answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from struct import Struct

from .compiling import Compiled, Table, condition_id
from .hits import Outcome, Policy, rows_of
from .model import Record, Text
from .values import Key

WORD = 64
ORDERED = ("first", "priority")
MOST_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that counts, with what it gives and why; `rule` counts from 1."""

    agreement: str
    decision: str
    rule: int
    then: Record
    because: Text


Hits = tuple[Hit, ...] | None


class Shelf:
    """One table in the numbering: where its words are, and what stands at each bit."""

    def __init__(self, compiled: Compiled, table: Table, word: int) -> None:
        self.compiled, self.table, self.word = compiled, table, word
        self.policy: Policy = table.policy
        self.ordered = table.policy.hit in ORDERED and not table.links
        self.rows = tuple(
            table.policy.best_first() if self.ordered else range(len(table.decision.rules))
        )
        self.words = len(self.rows) // WORD + 1  # one bit stays free, for the subtraction
        self.at = word * WORD
        self.all = ((1 << len(self.rows)) - 1) << self.at
        agreement = compiled.agreement.id
        self.hits = tuple(
            Hit(agreement, table.id, rule.number, rule.then, rule.because)
            for rule in table.decision.rules
        )
        self.first: dict[int, tuple[Hit, ...]] = {0: ()}
        self.first |= {1 << n: (self.hits[row],) for n, row in enumerate(self.rows)}

    def moved(self, rows: int) -> int:
        """Rows of the agreement's own numbering, at their place here."""
        mine = rows >> self.table.offset & self.table.all
        if not self.ordered:
            return mine << self.at
        return sum(1 << n for n, row in enumerate(self.rows) if mine >> row & 1) << self.at

    def read(self, bits: int) -> tuple[Outcome, tuple[Hit, ...]]:
        """What the table says when these rows match, and the rows that count."""
        if self.ordered:
            low = bits & -bits
            outcome = self.policy.total(
                sum(1 << row for n, row in enumerate(self.rows) if low >> n & 1)
            )
            return outcome, self.first[low]
        outcome = self.policy.total(bits)
        rows = rows_of(bits) if self.policy.hit == "any" else outcome.rows
        return outcome, tuple(self.hits[row] for row in rows)


class Index:
    """Agreements that are asked together. `match` takes typed values per fact."""

    def __init__(self, agreements: Sequence[Compiled], tables: Iterable[str] | None = None) -> None:
        self.shelves = _shelves(agreements, None if tables is None else frozenset(tables))
        self.place = {
            (one.compiled.agreement.id, one.table.id): n for n, one in enumerate(self.shelves)
        }
        words = sum(one.words for one in self.shelves)
        self.struct = Struct(f"<{words}Q")
        self.every = sum(one.all for one in self.shelves)
        ordered = [one for one in self.shelves if one.ordered]
        self.lows = sum(1 << one.at for one in ordered)
        self.guards = sum(1 << one.at + len(one.rows) for one in ordered)
        self.whole = sum(one.all for one in self.shelves if not one.ordered)
        self.simple = all(one.ordered and one.words == 1 for one in self.shelves)
        self.readers = [one.first.__getitem__ for one in self.shelves]
        self.facts = _facts(self.shelves)
        self.plain = [(name, one.masks) for name, one in self.facts.items() if not one.sets]
        self.sets = [(name, one.masks) for name, one in self.facts.items() if one.sets]

    def match(self, known: Mapping[str, Key | None]) -> list[Hits]:
        """Per table the rows that count, None where a fact it looks at is not known or understood."""
        alive = self.every
        try:
            for name, masks in self.plain:
                alive &= masks[known[name]]
            for name, masks in self.sets:
                alive &= masks[frozenset(known[name])]  # type: ignore[arg-type]
        except (KeyError, TypeError):
            return self._match_slowly(known)
        return self._read(alive)

    def match_and_trace(self, known: Mapping[str, Key | None]) -> "tuple[list[Hits], Trace]":
        """The same, and what is needed to tell why any row did not match; told when asked."""
        hits = self.match(known)
        return hits, Trace(self, known)

    def _read(self, alive: int) -> list[Hits]:
        best = alive & ~((alive | self.guards) - self.lows) | alive & self.whole
        words = self.struct.unpack(best.to_bytes(self.struct.size, "little"))
        if self.simple:
            return [read(word) for read, word in zip(self.readers, words, strict=True)]
        return self._read_each(words)

    def _read_each(self, words: tuple[int, ...], unsure: int = 0) -> list[Hits]:
        """Tables of more words, of other policies, and those that read another table."""
        found: list[Hits] = []
        said: dict[tuple[str, str], Outcome | None] = {}
        for shelf in self.shelves:
            own = words[shelf.word : shelf.word + shelf.words]
            matched = sum(word << n * WORD for n, word in enumerate(own))
            bits = _linked(shelf, matched, said)
            key = shelf.compiled.agreement.id, shelf.table.id
            said[key] = None
            if bits is None or bits & unsure >> shelf.at:
                found.append(None)
                continue
            outcome, hits = shelf.read(bits)
            said[key] = outcome
            found.append(None if outcome.kind == "conflict" else hits)
        return found

    def _match_slowly(self, known: Mapping[str, Key | None]) -> list[Hits]:
        """With values not met before, or none: tables that look at what is missing stay open."""
        alive, unsure = self.every, 0
        for name, fact in self.facts.items():
            mask, open_rows = fact.mask(known[name]) if name in known else (self.every, fact.looks)
            alive &= mask
            unsure |= open_rows
        if not unsure & alive:
            return self._read(alive)
        words = self.struct.unpack(alive.to_bytes(self.struct.size, "little"))
        return self._read_each(words, unsure)

    def mask(self, name: str, known: Mapping[str, Key | None]) -> int:
        """The rows that the value of one fact passes; all, when it is not known."""
        return self.facts[name].mask(known[name])[0] if name in known else self.every


class Trace:
    """Why a row did not match: the facts whose value does not pass it. Nothing is kept but facts."""

    __slots__ = ("index", "known")

    def __init__(self, index: Index, known: Mapping[str, Key | None]) -> None:
        self.index, self.known = index, known

    def failing(self, agreement: str, decision: str, rule: int) -> tuple[str, ...]:
        """The facts that keep a rule from matching; rules count from 1."""
        shelf = self.index.shelves[self.index.place[agreement, decision]]
        bit = 1 << shelf.at + shelf.rows.index(rule - 1)
        return tuple(
            name for name in self.index.facts if not self.index.mask(name, self.known) & bit
        )


class _Fact:
    """Per value of one fact the rows it passes, in every agreement that asks it."""

    def __init__(self, name: str, shelves: Sequence[Shelf]) -> None:
        self.name, self.shelves = name, [one for one in shelves if name in one.compiled.domains]
        self.sets = any(one.compiled.agreement.facts[name].type == "codes" for one in self.shelves)
        self.looks = 0
        self.others = sum(one.all for one in shelves if one not in self.shelves)
        for one in self.shelves:
            self.looks |= one.all & ~one.moved(one.compiled.open[name])
        self.masks: dict[Key | None, int] = {}

    def mask(self, value: Key | None) -> tuple[int, int]:
        """The rows that pass, and the rows for which the value is not understood."""
        key = frozenset(value) if self.sets and isinstance(value, list | tuple) else value
        if key in self.masks:
            return self.masks[key], 0
        mask, strange = self.others, 0
        for one in self.shelves:
            domain = one.compiled.domains[self.name]
            atom = domain.atom(key)
            if atom is None or not domain.allowed >> atom & 1:
                mask |= one.all
                strange |= self.looks & one.all
            else:
                mask |= one.moved(one.compiled.hit[self.name][atom])
        if not strange and len(self.masks) < MOST_REMEMBERED:
            self.masks[key] = mask
        return mask, strange


def _shelves(agreements: Sequence[Compiled], only: frozenset[str] | None) -> list[Shelf]:
    """Every decision, and whether its agreement applies; lower tables before those that read them."""
    shelves: list[Shelf] = []
    word = 0
    for compiled in agreements:
        names = dict.fromkeys(
            below
            for name in (*compiled.agreement.decisions, condition_id("applies"))
            if only is None or name in only
            for below in compiled.tables[name].closure
        )
        for name in names:
            shelf = Shelf(compiled, compiled.tables[name], word)
            shelves.append(shelf)
            word += shelf.words
    return shelves


def _facts(shelves: Sequence[Shelf]) -> dict[str, _Fact]:
    names = dict.fromkeys(
        name for one in shelves for name in one.compiled.domains if name in one.table.facts
    )
    return {name: _Fact(name, shelves) for name in names}


def _linked(shelf: Shelf, bits: int, said: Mapping[tuple[str, str], Outcome | None]) -> int | None:
    """The rows whose cells on other tables pass too; None when such a table is still open."""
    for link in shelf.table.links:
        below = said[shelf.compiled.agreement.id, link.decision]
        if below is None or below.kind == "conflict":
            return None
        passing = link.open
        for key in shelf.compiled.tables[link.decision].keys(below, link.output):
            passing |= link.passing(key)
        bits &= passing
    return bits
