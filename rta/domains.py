"""The atoms of a column: sets of values that no cell of it can tell apart, numbered from 0.

Ordered values are cut where a cell begins or ends: a cut is (value, side), side 0 just before the
value and 1 just after, so open, closed and unbounded ends are one case. Each atom has one value
that stands for it; a cell is the bit set of the atoms whose value passes.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from .cells import Cell, Test
from .typed import TypedCell, matches
from .values import EXACT, TYPES, URGENCIES, Key

Cut = tuple[Decimal, int]
MAX_SETS = 1024


class TooManyAtoms(ValueError):
    """The cells of a `codes` fact cut it in more pieces than can be kept."""


@dataclass(frozen=True, slots=True)
class Domain:
    """The atoms of one column. `allowed` leaves out what lies outside the declared range."""

    samples: tuple[Key | None, ...]
    allowed: int
    cuts: tuple[Cut, ...] = ()
    index: dict[Key, int] = field(default_factory=dict)
    other: int | None = None
    null: int | None = None
    touched: dict[str, int] = field(default_factory=dict)
    signatures: dict[int, int] = field(default_factory=dict)
    step: Decimal | None = None

    def atom(self, key: Key | None) -> int | None:
        """The number of the atom that holds this value, or None when there is none."""
        if key is None:
            return self.null
        if isinstance(key, frozenset):
            signature = 0
            for code in key:
                signature |= self.touched.get(code, 0)
            return self.signatures[signature]
        if self.index or self.other is not None:
            return self.index.get(key, self.other)
        return bisect_right(self.cuts, (key, 0))

    def bits(self, cell: TypedCell) -> int:
        """The atoms that pass a cell of this column."""
        everything = (1 << len(self.samples)) - 1
        if not cell.tests:
            return everything
        passed = 0
        for test in cell.tests:
            passed |= self._passing(test)
        if not cell.negated:
            return passed
        return everything & ~passed & ~(0 if self.null is None else 1 << self.null)

    def _passing(self, test: Test[Key | None]) -> int:
        if test.low is None:
            return 0 if self.null is None else 1 << self.null
        if self.signatures or (self.index and test.op != "="):
            cell = Cell((test,))
            return sum(1 << n for n, sample in enumerate(self.samples) if matches(cell, sample))
        if self.index or self.other is not None:
            atom = self.index.get(test.low)
            return 0 if atom is None else 1 << atom
        span = _span(test)
        return 0 if span is None else self._between(*span)

    def _between(self, low: Cut | None, high: Cut | None) -> int:
        """Ordered atoms between two cuts of this domain."""
        cuts = self.cuts
        begin = 0 if low is None else bisect_left(cuts, _on_step(low, self.step)) + 1
        end = len(cuts) + 1 if high is None else bisect_left(cuts, _on_step(high, self.step)) + 1
        return ((1 << end) - 1) & ~((1 << begin) - 1)


def domain_of(
    type_name: str,
    cells: Iterable[TypedCell],
    *,
    codes: Sequence[str] | None = None,
    within: TypedCell | None = None,
    step: Decimal | None = None,
    optional: bool = False,
) -> Domain:
    """The domain of a column from all its cells.

    `codes` are the declared codes; without them texts and codes keep an atom for anything else.
    `within` is the declared range; `step` the distance between neighbours, where there is one.
    """
    used = [*cells, *([within] if within else [])]
    if type_name == "codes":
        return _sets(used, codes or (), optional=optional)
    if type_name == "boolean":
        return _listed((False, True), within, optional=optional)
    if type_name == "urgency":
        keys = tuple(Decimal(rank) for rank in range(len(URGENCIES)))
        return _listed(keys, within, optional=optional)
    if TYPES[type_name].ordered:
        return _ordered(used, within, step or TYPES[type_name].step, optional=optional)
    if codes is not None:
        return _listed(tuple(codes), within, optional=optional)
    return _listed(_literals(used), within, optional=optional, other=True)


def _literals(cells: Iterable[TypedCell]) -> tuple[Key, ...]:
    keys = {test.low: None for cell in cells for test in cell.tests if test.low is not None}
    return tuple(keys)


def _listed(
    keys: tuple[Key, ...], within: TypedCell | None, *, optional: bool, other: bool = False
) -> Domain:
    samples: list[Key | None] = [*keys]
    spare = len(samples) if other else None
    if other:
        samples.append(_unlike(keys))
    allowed = _allowed(samples, within)
    null = len(samples) if optional else None
    if optional:
        samples.append(None)
        allowed |= 1 << len(samples) - 1
    index = {key: n for n, key in enumerate(keys)}
    return Domain(tuple(samples), allowed, index=index, other=spare, null=null)


def _unlike(keys: Iterable[Key]) -> str:
    taken, name = set(keys), "iets anders"
    while name in taken:
        name += "…"
    return name


def _allowed(samples: Sequence[Key | None], within: TypedCell | None) -> int:
    return sum(1 << n for n, key in enumerate(samples) if within is None or matches(within, key))


def _ordered(
    cells: Sequence[TypedCell],
    within: TypedCell | None,
    step: Decimal | None,
    *,
    optional: bool,
) -> Domain:
    cuts = sorted({_on_step(cut, step) for cell in cells for cut in _cuts(cell)})
    samples: list[Key | None] = [*_samples(cuts, step)]
    allowed = _allowed(samples, within)
    null = len(samples) if optional else None
    if optional:
        samples.append(None)
        allowed |= 1 << len(samples) - 1
    return Domain(tuple(samples), allowed, cuts=tuple(cuts), null=null, step=step)


Span = tuple[Cut | None, Cut | None]


def _span(test: Test[Key | None]) -> Span | None:
    """Where a test begins and ends; None at an end means for ever. None at all: matches null only."""
    low, high = test.low, test.high
    if not isinstance(low, Decimal):
        return None
    if test.op == "=":
        return (low, 0), (low, 1)
    if test.op == "in" and isinstance(high, Decimal):
        return (low, 0 if test.low_in else 1), (high, 1 if test.high_in else 0)
    if test.op in ("<", "<="):
        return None, (low, 0 if test.op == "<" else 1)
    return (low, 0 if test.op == ">=" else 1), None


def _cuts(cell: TypedCell) -> Iterable[Cut]:
    for test in cell.tests:
        for cut in _span(test) or ():
            if cut is not None:
                yield cut


def _on_step(cut: Cut, step: Decimal | None) -> Cut:
    """With steps, "just after v" is just before the next step, so every atom holds a value."""
    if step is None:
        return cut
    value, side = cut
    count = EXACT.divide(value, step)
    if side:
        return EXACT.multiply(count.to_integral_value(ROUND_FLOOR) + 1, step), 0
    return EXACT.multiply(count.to_integral_value(ROUND_CEILING), step), 0


def _samples(cuts: Sequence[Cut], step: Decimal | None) -> Iterable[Decimal]:
    if not cuts:
        yield Decimal(0)
        return
    yield EXACT.subtract(cuts[0][0], step or Decimal(1))
    for (low, side), (high, _) in pairwise(cuts):
        if step is not None or side == 0:
            yield low  # the cut just before `low` begins with `low` itself
        else:
            yield EXACT.divide(EXACT.add(low, high), Decimal(2))
    last, side = cuts[-1]
    yield last if side == 0 else EXACT.add(last, step or Decimal(1))


def _sets(cells: Sequence[TypedCell], codes: Sequence[str], *, optional: bool) -> Domain:
    """A set of codes: two sets are alike when they touch the same cells."""
    touched = dict.fromkeys(codes, 0)
    for n, cell in enumerate(dict.fromkeys(cells)):
        for test in cell.tests:
            if isinstance(test.low, str):
                touched[test.low] = touched.get(test.low, 0) | 1 << n
    samples: dict[int, frozenset[str]] = {}
    fresh = [(0, frozenset[str]())]
    while fresh:
        signature, chosen = fresh.pop()
        if signature in samples:
            continue
        samples[signature] = chosen
        if len(samples) > MAX_SETS:
            raise TooManyAtoms
        fresh.extend(
            (signature | bits, chosen | {code})
            for code, bits in touched.items()
            if bits & ~signature
        )
    keys: list[Key | None] = [*samples.values()]
    null = len(keys) if optional else None
    if optional:
        keys.append(None)
    signatures = {signature: n for n, signature in enumerate(samples)}
    return Domain(
        tuple(keys), (1 << len(keys)) - 1, null=null, touched=touched, signatures=signatures
    )
