"""What a table can still say and which facts still matter, by search. Pure.

The diagram answers the same question and is quicker where it stays small; where it does not, each
outcome is reached by a point that is found, and each fact that matters is shown by two points that
differ in nothing else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .compiling import Compiled, Given, Table
from .diagram import Found, Unknown, reach
from .hits import Outcome, rows_of
from .model import LIST_HITS
from .solver import Region, Space
from .ways import Way, Ways

MOST_ENDS = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """One table of an agreement, what is not known yet, and the rows of a list to look at."""

    compiled: Compiled
    closure: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    given: Given
    focus: int

    @property
    def table(self) -> Table:
        return self.compiled.tables[self.closure[-1]]


def search(question: Question, base: Region, nodes: int) -> Found:
    """Everything that can follow, exactly. Raises NotProved past the node limit."""
    ways = Ways(question.compiled, base, question.given, nodes, MOST_ENDS)
    found = _ends(ways, question)
    outcomes: dict[object, tuple[Outcome, set[int]]] = {}
    for _, outcome in found:
        kept = outcomes.setdefault(outcome.key, (outcome, set()))
        kept[1].update(outcome.rows)
    matters = _matters(ways, question, found) if len(outcomes) > 1 else frozenset()
    told = tuple((outcome, frozenset(rows)) for outcome, rows in outcomes.values())
    return Found(told, matters)


Ends = list[tuple[Way, Outcome]]


def _ends(ways: Ways, question: Question) -> Ends:
    """Every way to an outcome of the table that is asked about."""
    table = question.table
    below = ways.below(table, question.closure)
    if table.policy.hit in LIST_HITS:
        rows = tuple(rows_of(question.focus))
        longer = (end for way in below for end in _listed(ways, way, table, rows))
    else:
        longer = (end for way in below for end in ways.extend(way, table))
    return [(way, way.said[table.id]) for way in longer]


def _listed(ways: Ways, way: Way, table: Table, rows: Sequence[int]) -> Iterable[Way]:
    return ways.extend(way, table) if way.clash else ways.sets(way, table, rows)


def _matters(ways: Ways, question: Question, ends: Ends) -> frozenset[str]:
    """The unknown facts that can change the outcome while nothing else changes."""
    looked_at = {ways.facts[at]: at for at in ways.space.facts}
    left = {one.fact: looked_at[one.fact] for one in question.unknown if one.fact in looked_at}
    shown = _flipped(ways, question, ends, left)
    for fact, at in left.items():
        if fact not in shown and _doubled(ways, ends, at):
            shown.add(fact)
    return frozenset(shown)


def _flipped(ways: Ways, question: Question, ends: Ends, left: Mapping[str, int]) -> set[str]:
    """Facts that change the outcome of a person we already have: cheap, and nearly all of them."""
    judge, shown = _judge(question, ways), set[str]()
    kinds = {at: _kinds(ways, at) for at in left.values()}
    for way, outcome in ends:
        if len(shown) == len(left):
            break
        free = way.free or ways.space.find(way.region, way.blocked)
        if free is None:
            continue
        point = [(atoms & -atoms).bit_length() - 1 for atoms in free]
        for fact, at in left.items():
            if fact not in shown and _turns(judge, point, at, kinds[at], outcome):
                shown.add(fact)
    return shown


def _turns(
    judge: Callable[[Sequence[int]], object],
    point: Sequence[int],
    at: int,
    kinds: Iterable[int],
    outcome: Outcome,
) -> bool:
    return any(
        judge([*point[:at], atom, *point[at + 1 :]]) != outcome.key
        for atom in kinds
        if atom != point[at]
    )


def _kinds(ways: Ways, at: int) -> tuple[int, ...]:
    """One atom for each way in which the values of a fact can still narrow the rows."""
    hit = ways.space.hit[at]
    return tuple({hit[atom] & ways.near: atom for atom in rows_of(ways.base[at])}.values())


def _judge(question: Question, ways: Ways) -> Callable[[Sequence[int]], object]:
    """The outcome of one complete person, by the tables themselves."""
    compiled, table = question.compiled, question.table
    unknown = [(at, compiled.hit[ways.facts[at]]) for at in ways.space.facts]
    listed = table.policy.hit in LIST_HITS

    def judge(point: Sequence[int]) -> object:
        alive = ways.near
        for at, hit in unknown:
            alive &= hit[point[at]]
        reached = reach(compiled, question.closure, alive, alive, question.given)
        assert reached.settled is not None
        if listed and reached.settled.kind == "list":
            return table.policy.listed(reached.must & question.focus).key
        return reached.settled.key

    return judge


def _doubled(ways: Ways, ends: Ends, at: int) -> bool:
    """Whether two people who differ in this fact alone can come out differently."""
    space, count = ways.space, ways.space.count
    double = _double(space, at, ways.space.left)
    try:
        return any(
            double.find(_pair(one.region, two.region, at), one.blocked | two.blocked << count)
            for n, (one, said) in enumerate(ends)
            for two, other in ends[:n]
            if said.key != other.key and _can_differ(space, one, two, at, ways.base[at])
        )
    finally:
        space.left = double.left


def _can_differ(space: Space, one: Way, two: Way, at: int, allowed: int) -> bool:
    looks = (one.blocked | two.blocked) & ~space.open[at]
    return bool(looks) or one.region[at] != allowed or two.region[at] != allowed


def _pair(one: Region, two: Region, at: int) -> Region:
    shared = [a & b for a, b in zip(one, two, strict=True)]
    shared[at] = one[at]
    return (*shared, two[at])


def _double(space: Space, at: int, nodes: int) -> Space:
    """The same boxes twice, alike in every fact but one, which each copy has for itself."""
    count, every = space.count, (1 << space.count) - 1
    hit = [[boxes | boxes << count for boxes in per_atom] for per_atom in space.hit]
    opened = [boxes | boxes << count for boxes in space.open]
    hit[at] = [boxes | every << count for boxes in space.hit[at]]
    opened[at] = space.open[at] | every << count
    hit.append([every | boxes << count for boxes in space.hit[at]])
    opened.append(every | space.open[at] << count)
    return Space(hit, opened, 2 * count, nodes)
