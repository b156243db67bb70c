"""What a table can still say, and which facts still matter: an exact diagram over the unknown.

A node is (level, rows still alive); equal nodes are built once and nodes whose branches agree fall
away, so the diagram is canonical: what is left in it are exactly the outcomes that some completion
reaches and exactly the facts that can change the outcome, through chained tables as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .compiling import Compiled, Given, Table, link_masks
from .hits import Outcome, Reached, rows_of
from .model import LIST_HITS

BUDGET = 5_000
DEEPEST = 300


class OverBudget(Exception):
    """More nodes than allowed: the caller falls back on bounds that are sound, not exact."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that is not known: the masks of its atoms within the declared range, once each."""

    fact: str
    masks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`outcomes` that can be reached, each with every row it can come from; facts that matter."""

    outcomes: tuple[tuple[Outcome, frozenset[int]], ...]
    matters: frozenset[str]


def closure_of(compiled: Compiled, table: Table, given: Given) -> tuple[str, ...]:
    """The tables to work out for this one, lowest first; given ones stand for themselves."""
    if not given:
        return table.closure
    order: dict[str, None] = {}

    def below(name: str) -> None:
        for link in compiled.tables[name].links:
            if link.decision not in order and link.decision not in given:
                below(link.decision)
        order[name] = None

    below(table.id)
    return tuple(order)


def reach(
    compiled: Compiled, closure: tuple[str, ...], alive: int, sure: int, given: Given
) -> Reached:
    """How far the last table of the closure is decided by these rows."""
    tables = compiled.tables
    reached: dict[str, Reached] = {}
    last = None
    for name in closure:
        table = tables[name]
        may, must = alive >> table.offset & table.all, sure >> table.offset & table.all
        clash: Outcome | None = None
        certain = False
        for link in table.links:
            passing, surely = link_masks(link, tables, reached, given)
            may, must = may & passing, must & surely
            if link.decision in reached:
                clash, certain = _clash(reached[link.decision], clash, certain)
        last = table.policy.reach(may, must & may)
        if clash is not None:
            last = _with_clash(last, clash, certain)
        reached[name] = last
    assert last is not None
    return last


def _clash(parent: Reached, clash: Outcome | None, certain: bool) -> tuple[Outcome | None, bool]:
    if parent.settled is not None and parent.settled.kind == "conflict":
        return _passed_on(parent.settled), True
    found = next((one for one in parent.singles if one.kind == "conflict"), None)
    if found is None or parent.settled is not None:
        return clash, certain
    return _passed_on(found), certain


def _passed_on(outcome: Outcome) -> Outcome:
    return Outcome("conflict", (), outcome.key)


def _with_clash(reached: Reached, clash: Outcome, certain: bool) -> Reached:
    """Rows that disagree further down leave nothing decided higher up."""
    if certain:
        return Reached(reached.may, reached.must, clash, (clash,))
    return Reached(reached.may, reached.must, None, (*reached.singles, clash))


class Diagram:
    """One question about one table. `focus` looks at some rows of a list only."""

    def __init__(
        self,
        compiled: Compiled,
        closure: tuple[str, ...],
        unknown: tuple[Unknown, ...],
        given: Given,
        focus: int | None = None,
        budget: int = BUDGET,
    ) -> None:
        self.compiled, self.closure, self.given = compiled, closure, given
        self.table = compiled.tables[closure[-1]]
        self.focus = self.table.all if focus is None else focus
        self.rows = sum(
            compiled.tables[name].all << compiled.tables[name].offset for name in closure
        )
        self.levels = sorted(map(self._here, unknown), key=self._filled, reverse=True)
        self.open = self._open_from()
        self.firsts = tuple(
            table
            for name in closure
            if (table := compiled.tables[name]).policy.hit == "first" and not table.links
        )
        self.left = budget
        self.memo: dict[tuple[int, int], int] = {}
        self.nodes: dict[tuple[int, tuple[int, ...]], int] = {}
        self.ends: dict[object, int] = {}
        self.outcomes: dict[int, tuple[Outcome, set[int]]] = {}

    def _here(self, unknown: Unknown) -> Unknown:
        masks = dict.fromkeys(mask & self.rows for mask in unknown.masks)
        return Unknown(unknown.fact, tuple(masks))

    def _filled(self, unknown: Unknown) -> tuple[int, int]:
        looked = (self.rows & ~self.compiled.open[unknown.fact]).bit_count()
        return looked, -len(unknown.masks)

    def _open_from(self) -> tuple[int, ...]:
        masks = [self.rows]
        for unknown in reversed(self.levels):
            masks.append(masks[-1] & self.compiled.open[unknown.fact])
        return tuple(reversed(masks))

    def find(self, alive: int) -> Found:
        """Everything that can follow from these rows. Raises OverBudget."""
        if len(self.levels) > DEEPEST:
            raise OverBudget
        self._node(0, alive & self.rows)
        matters = frozenset(self.levels[level].fact for level, _ in self.nodes)
        ends = self.outcomes.values()
        return Found(tuple((outcome, frozenset(rows)) for outcome, rows in ends), matters)

    def _node(self, level: int, alive: int) -> int:
        sure = alive & self.open[level]
        alive = self._drop(alive, sure)
        known = self.memo.get((level, alive))
        if known is not None:
            return known
        self.left -= 1
        if self.left < 0:
            raise OverBudget
        node = self._settled(alive, alive & sure)
        if node is None:
            node = self._branch(level, alive)
        self.memo[level, alive] = node
        return node

    def _drop(self, alive: int, sure: int) -> int:
        """In a first table the rows after one that surely matches can never win."""
        for table in self.firsts:
            certain = sure >> table.offset & table.all
            if certain:
                lowest = certain & -certain
                alive &= ~((table.all & ~(lowest | lowest - 1)) << table.offset)
        return alive

    def _branch(self, level: int, alive: int) -> int:
        while not alive & ~self.compiled.open[self.levels[level].fact]:
            level += 1
        children = tuple(self._node(level + 1, alive & mask) for mask in self.levels[level].masks)
        if children.count(children[0]) == len(children):
            return children[0]
        return self.nodes.setdefault((level, children), len(self.nodes) + 1)

    def _settled(self, alive: int, sure: int) -> int | None:
        reached = reach(self.compiled, self.closure, alive, sure, self.given)
        outcome, rows = reached.settled, reached.may
        if self.table.policy.hit in LIST_HITS:
            if (reached.may ^ reached.must) & self.focus or (outcome is None and reached.singles):
                return None
            if outcome is None or outcome.kind == "list":
                outcome = self.table.policy.listed(reached.must & self.focus)
        if outcome is None:
            return None
        end = self.ends.setdefault(outcome.key, -1 - len(self.ends))
        kept = self.outcomes.setdefault(end, (outcome, set()))
        kept[1].update(outcome.rows if outcome.kind in ("list", "conflict") else rows_of(rows))
        return end


def unknown_fact(compiled: Compiled, fact: str) -> Unknown:
    """The distinct ways in which the values of a fact can narrow the rows."""
    domain, hit = compiled.domains[fact], compiled.hit[fact]
    return Unknown(fact, tuple(dict.fromkeys(hit[atom] for atom in rows_of(domain.allowed))))


def matters_at_all(compiled: Compiled, unknown: Mapping[str, object], rows: int) -> frozenset[str]:
    """A sound answer for when the diagram is too large: every unknown fact that a row looks at."""
    return frozenset(fact for fact in unknown if rows & ~compiled.open[fact])
