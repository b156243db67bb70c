"""Hit policies over two row masks: the rows that may still match, and those that surely do.

When the two are equal nothing is unknown and the outcome is exact. In between, `settle` names the
outcome only when every way of filling in the unknown leads to it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from .model import LIST_HITS, NUMBER_HITS, Decision
from .values import EXACT, Key, Value, show

RecordKey = tuple[Key | None, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table says. `kind`: record, list, value, none (no row) or conflict (rows disagree).

    `rows` are row indexes from 0; `key` is equal for outcomes that nobody can tell apart.
    """

    kind: str
    rows: tuple[int, ...]
    key: object
    value: Value | None = None


NONE = Outcome("none", (), ("none",))


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a table is decided. `settled` is None while outcomes differ.

    `may` and `must` are the rows whose outcome can, or surely does, count; `singles` the outcomes
    still possible for policies that give one record.
    """

    may: int
    must: int
    settled: Outcome | None
    singles: tuple[Outcome, ...] = ()


def rows_of(mask: int) -> Iterator[int]:
    """The indexes of the set bits, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Policy:
    """The hit policy of one table, with its records ready to compare."""

    def __init__(self, decision: Decision) -> None:
        self.hit = decision.hit
        self.outputs = tuple(decision.gives)
        self.records: tuple[RecordKey, ...] = tuple(
            tuple(_key(rule.then.get(name)) for name in self.outputs) for rule in decision.rules
        )
        self.values = tuple(rule.then.get(self.outputs[0]) for rule in decision.rules)
        self.type = next(iter(decision.gives.values())).type
        self.ranks = _ranks(decision)
        self.ordered = bool(decision.order)
        self.reach = self._choose()

    def _choose(self) -> Callable[[int, int], Reached]:
        if self.hit in LIST_HITS:
            return self._list
        if self.hit in NUMBER_HITS:
            return self._number
        if self.hit == "any":
            return self._any
        return self._unique if self.hit == "unique" else self._ranked

    def best_first(self) -> list[int]:
        """Rows in the order in which one wins; of min and max those without a value never do."""
        rows = range(len(self.records))
        if self.hit in NUMBER_HITS:
            valued = [(value.key, row) for row in rows if (value := self.values[row]) is not None]
            ordered = sorted(valued, key=lambda pair: pair[0], reverse=self.hit == "max")
            return [row for _, row in ordered]
        return sorted(rows, key=self.ranks.__getitem__)

    def alone(self, row: int) -> Outcome:
        """What the table says when this row decides."""
        if self.hit in NUMBER_HITS:
            return self.total(1 << row)
        return self.record(row)

    def total(self, mask: int) -> Outcome:
        """What the table says when exactly these rows match."""
        settled = self.reach(mask, mask).settled
        assert settled is not None
        return settled

    def counted(self) -> int:
        """The rows that can change a number: those without a value only count for count."""
        if self.hit == "count":
            return (1 << len(self.records)) - 1
        return sum(1 << row for row, value in enumerate(self.values) if value is not None)

    def clash(self, row: int, other: int) -> bool:
        """Whether two rows may not match together."""
        if self.hit == "any":
            return self.records[row] != self.records[other]
        return self.hit == "unique" and row != other

    def record(self, row: int) -> Outcome:
        return Outcome("record", (row,), ("record", self.records[row]))

    def _singles(self, outcomes: list[Outcome], may: int, must: int) -> Reached:
        first = outcomes[0]
        alike = all(outcome.key == first.key for outcome in outcomes)
        return Reached(may, must, first if alike else None, tuple(outcomes))

    def _ranked(self, may: int, must: int) -> Reached:
        """First and priority: the best row that matches; ranks are row order for first."""
        rows: Iterable[int] = rows_of(may)
        if self.ordered:
            rows = sorted(rows, key=self.ranks.__getitem__)
        outcomes, seen = [], 0
        for row in rows:
            outcomes.append(self.record(row))
            seen |= 1 << row
            if must >> row & 1:
                return self._singles(outcomes, seen, must & seen)
        return self._singles([*outcomes, NONE], seen, 0)

    def _unique(self, may: int, must: int) -> Reached:
        rows = tuple(rows_of(may))
        sure = tuple(rows_of(must))
        clash = [conflict(rows)] if len(rows) > 1 else []
        if len(sure) > 1:
            return self._singles(clash, may, must)
        if sure:
            return self._singles([self.record(sure[0]), *clash], may, must)
        return self._singles([*(self.record(row) for row in rows), *clash, NONE], may, must)

    def _any(self, may: int, must: int) -> Reached:
        rows = tuple(rows_of(may))
        sure = {self.records[row] for row in rows_of(must)}
        clash = [conflict(rows)] if len({self.records[row] for row in rows}) > 1 else []
        if len(sure) > 1:
            return self._singles(clash, may, must)
        if sure:
            known = next(rows_of(must))
            return self._singles([self.record(known), *clash], may, must)
        return self._singles([*(self.record(row) for row in rows), *clash, NONE], may, must)

    def _list(self, may: int, must: int) -> Reached:
        return Reached(may, must, self.listed(must) if may == must else None)

    def listed(self, mask: int) -> Outcome:
        """The list of these rows. Only rule_order and output_order promise an order."""
        rows = tuple(rows_of(mask))
        if self.hit == "output_order":
            rows = tuple(sorted(rows, key=self.ranks.__getitem__))
        records = [self.records[row] for row in rows]
        ordered = self.hit != "collect"
        key = tuple(records) if ordered else tuple(sorted(records, key=repr))
        return Outcome("list", rows, ("list", key))

    def _number(self, may: int, must: int) -> Reached:
        if may != must:
            return Reached(may, must, None)
        rows = tuple(rows_of(must))
        if self.hit == "count":
            return Reached(may, must, _value(rows, Value(Decimal(len(rows)), str(len(rows)))))
        chosen = [value for row in rows if (value := self.values[row]) is not None]
        if not chosen:
            return Reached(may, must, NONE)
        return Reached(may, must, self._aggregate(rows, chosen))

    def _aggregate(self, rows: tuple[int, ...], chosen: list[Value]) -> Outcome:
        if self.hit == "sum":
            total = reduce(EXACT.add, [v.key for v in chosen if isinstance(v.key, Decimal)])
            return _value(rows, Value(total, show(self.type, total)))
        pick = min if self.hit == "min" else max
        return _value(rows, pick(chosen, key=lambda value: value.key))


def _value(rows: tuple[int, ...], value: Value) -> Outcome:
    return Outcome("value", rows, ("value", value.key), value)


def conflict(rows: tuple[int, ...]) -> Outcome:
    """Rows that may not meet, and did."""
    return Outcome("conflict", rows, ("conflict",))


def _key(value: Value | None) -> Key | None:
    return None if value is None else value.key


def _ranks(decision: Decision) -> tuple[tuple[int, int], ...]:
    """Where each row stands: by the declared order of its first output, then by row."""
    places = {value.key: n for n, value in enumerate(decision.order)}
    first = next(iter(decision.gives))
    return tuple(
        (places.get(_known(rule.then.get(first)), len(places)) if places else 0, n)
        for n, rule in enumerate(decision.rules)
    )


def _known(value: Value | None) -> Key:
    return "" if value is None else value.key
