"""The ways in which tables that feed each other can come out, each as a region and what blocks it.

A way fixes what every table below says, so that the cells that read it are settled and a row is a
plain box again. Shared facts come out right by themselves: they are axes of the same region. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .compiling import Compiled, Given, Link, Table
from .hits import NONE, Outcome, conflict, rows_of
from .model import LIST_HITS
from .solver import NODES, NotProved, Region, Space
from .values import Key

MOST_WAYS = 5_000


@dataclass(frozen=True, slots=True)
class Way:
    """Points of `region` outside the boxes `blocked`: there the tables below say `said`.

    `free` is a part of them, where one was looked for.
    """

    region: Region
    blocked: int
    said: Mapping[str, Outcome]
    free: Region | None = None

    @property
    def clash(self) -> bool:
        return any(outcome.kind == "conflict" for outcome in self.said.values())


@dataclass(frozen=True, slots=True)
class Box:
    """One way for a row to match: its atoms per fact, and its bit in the space."""

    region: Region
    bit: int


def meet(one: Region, other: Region) -> Region:
    return tuple(a & b for a, b in zip(one, other, strict=True))


def base_of(compiled: Compiled, known: Mapping[str, Key | None]) -> Region:
    """Per fact the atoms it can still have; what is known must lie in the declared range."""
    base = []
    for fact, domain in compiled.domains.items():
        atom = domain.atom(known[fact]) if fact in known else None
        base.append(domain.allowed if atom is None else 1 << atom)
    return tuple(base)


class Ways:
    """All questions about one agreement share one space, one numbering and one node limit."""

    def __init__(
        self,
        compiled: Compiled,
        base: Region | None = None,
        given: Given | None = None,
        nodes: int = NODES,
        most: int = MOST_WAYS,
    ) -> None:
        self.compiled, self.given, self.most = compiled, given or {}, most
        self.facts = tuple(compiled.domains)
        hit = [compiled.hit[fact] for fact in self.facts]
        opened = [compiled.open[fact] for fact in self.facts]
        self.space = Space(hit, opened, compiled.rows.bit_length(), nodes)
        self.base = base or tuple(domain.allowed for domain in compiled.domains.values())
        self.near = self.space.touching(self.base, compiled.rows)
        # A fact with one value left, or at which no row still looks, decides nothing any more.
        self.space.facts = tuple(
            at
            for at, atoms in enumerate(self.base)
            if atoms & (atoms - 1) and self.near & ~opened[at]
        )
        self._met: dict[tuple[int, int], Box] = {}

    def box(self, table: Table, row: int) -> Box:
        """A row as a box over facts; cells that read another table are left out."""
        at = table.offset + row
        region = self.compiled.boxes.get(at)
        if region is None:
            region = self.compiled.boxes[at] = self._region(at)
        return Box(region, 1 << at)

    def _region(self, at: int) -> Region:
        """The atoms per fact that a row of the shared numbering passes."""
        return tuple(
            sum(1 << atom for atom, boxes in enumerate(self.compiled.hit[fact]) if boxes >> at & 1)
            for fact in self.facts
        )

    def boxes(self, table: Table, row: int, way: Way) -> tuple[Box, ...]:
        """The ways in which a row matches where the tables below say what they say; any of them."""
        if not self.near >> (table.offset + row) & 1:
            return ()
        found: tuple[Box, ...] = (self.box(table, row),)
        for link in table.links:
            if link.open >> row & 1:
                continue
            if link.decision in self.given or link.decision in way.said:
                if not self._keys(link, way) >> row & 1:
                    return ()
                continue
            above = self.compiled.tables[link.decision]
            also = [
                box
                for other in rows_of(self._giving(above, link, row))
                for box in self.boxes(above, other, way)
            ]
            found = tuple(self._both(one, other) for one in found for other in also)
        return found

    def _keys(self, link: Link, way: Way) -> int:
        """The rows whose cell passes what the table below gives."""
        if link.decision in self.given:
            keys = self.given[link.decision][link.output]
        else:
            table = self.compiled.tables[link.decision]
            keys = table.keys(way.said[link.decision], link.output)
        mask = link.open
        for key in keys:
            mask |= link.passing(key)
        return mask

    def _giving(self, above: Table, link: Link, row: int) -> int:
        """Of a list: the rows whose record passes the cell of this row."""
        at = above.outputs[link.output]
        return sum(
            1 << other
            for other, record in enumerate(above.policy.records)
            if link.passing(record[at]) >> row & 1
        )

    def _both(self, one: Box, other: Box) -> Box:
        """Two boxes at once, as a box of its own."""
        key = one.bit, other.bit
        if key not in self._met:
            region = meet(one.region, other.region)
            bit = self.space.add(dict(enumerate(region)))
            self._met[key] = Box(region, bit)
        return self._met[key]

    def below(
        self, table: Table, closure: Sequence[str] | None = None, start: Region | None = None
    ) -> list[Way]:
        """How everything below a table can come out, as far as a cell above looks at it."""
        return self.through((closure or table.closure)[:-1], start)

    def through(self, names: Sequence[str], start: Region | None = None) -> list[Way]:
        """How these tables can come out, each after those it reads; lists are left to their rows."""
        ways = [Way(start or self.base, 0, {})]
        for name in names:
            lower = self.compiled.tables[name]
            if lower.policy.hit in LIST_HITS:
                continue
            ways = [longer for way in ways for longer in self.extend(way, lower)]
            if len(ways) > self.most:
                raise NotProved
        return ways

    def extend(self, way: Way, table: Table) -> Iterator[Way]:
        """What one table can say along a way; each that is yielded is reached by some person."""
        if way.clash:
            yield self._saying(way, table, conflict(()))
            return
        hit = table.policy.hit
        if hit in ("unique", "any"):
            yield from self._agreeing(way, table)
        elif hit in ("sum", "count"):
            yield from self._adding(way, table)
        else:
            yield from self._ranked(way, table)

    def _saying(self, way: Way, table: Table, outcome: Outcome) -> Way:
        return replace(way, said={**way.said, table.id: outcome})

    def _reached(
        self, way: Way, region: Region, blocked: int, outcome: Outcome, table: Table
    ) -> Iterator[Way]:
        longer = Way(meet(way.region, region), way.blocked | blocked, way.said)
        free = self.space.find(longer.region, longer.blocked)
        if free is not None:
            yield self._saying(replace(longer, free=free), table, outcome)

    def _ranked(self, way: Way, table: Table) -> Iterator[Way]:
        """The best row that matches: no better one does."""
        blocked = 0
        for row in table.policy.best_first():
            boxes = self.boxes(table, row, way)
            for box in boxes:
                yield from self._reached(way, box.region, blocked, table.policy.alone(row), table)
            blocked |= sum(box.bit for box in boxes)
        yield from self._reached(way, way.region, blocked, NONE, table)

    def _agreeing(self, way: Way, table: Table) -> Iterator[Way]:
        """Unique and any: one row and none that disagrees, or two that do."""
        boxes = {row: self.boxes(table, row, way) for row in rows_of(table.all)}
        bits = {row: sum(box.bit for box in found) for row, found in boxes.items()}
        for row, found in boxes.items():
            others = sum(bits[other] for other in boxes if table.policy.clash(row, other))
            for box in found:
                yield from self._reached(way, box.region, others, table.policy.alone(row), table)
        for row, other in self.clashes(way, table):
            both = conflict((row, other))
            for one in boxes[row]:
                for two in boxes[other]:
                    yield from self._reached(way, meet(one.region, two.region), 0, both, table)
        yield from self._reached(way, way.region, sum(bits.values()), NONE, table)

    def clashes(self, way: Way, table: Table) -> Iterator[tuple[int, int]]:
        """Pairs of rows that may not meet, and whose boxes share a point of the way's region."""
        boxes = {row: self.boxes(table, row, way) for row in rows_of(table.all)}
        bits = {row: sum(box.bit for box in found) for row, found in boxes.items()}
        for row, found in boxes.items():
            near = 0
            for box in found:
                near |= self.space.touching(meet(way.region, box.region), sum(bits.values()))
            for other in boxes:
                if other > row and near & bits[other] and table.policy.clash(row, other):
                    yield row, other

    def _adding(self, way: Way, table: Table) -> Iterator[Way]:
        """Sum and count: every set of rows that can match together."""
        yield from self.sets(way, table, tuple(rows_of(table.policy.counted())))

    def sets(self, way: Way, table: Table, rows: Sequence[int]) -> Iterator[Way]:
        """One way for each set of these rows that can match while the others do not."""
        waiting, ended = [(way, 0, 0)], 0
        while waiting:
            here, at, chosen = waiting.pop()
            if at == len(rows):
                ended += 1
                yield self._saying(here, table, table.policy.total(chosen))
                continue
            boxes = self.boxes(table, rows[at], here)
            blocked = sum(box.bit for box in boxes)
            for box, chosen_then in (*((b, chosen | 1 << rows[at]) for b in boxes), (None, chosen)):
                region = here.region if box is None else meet(here.region, box.region)
                then = Way(region, here.blocked | (blocked if box is None else 0), here.said)
                if self.space.find(then.region, then.blocked) is not None:
                    waiting.append((then, at + 1, chosen_then))
            if ended + len(waiting) > self.most:
                raise NotProved
