"""An agreement made fast: each fact cut into atoms, each row a bit, each cell a set of atoms.

All tables of an agreement share one numbering of rows, so one AND per fact narrows them together.
Conditions (applies, never, steps) are tables of one row, asked the same way.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .domains import Domain, domain_of
from .hits import Outcome, Policy, Reached, rows_of
from .model import Agreement, Column, Condition, Decision, Rule
from .typed import TypedCell, matches
from .values import Key, Value

YES = "yes"


class Link:
    """The column of a table that reads an output of another decision."""

    def __init__(self, source: tuple[str, str], cells: tuple[TypedCell | None, ...]) -> None:
        self.decision, self.output = source
        self.cells = cells
        self.open = sum(1 << n for n, cell in enumerate(cells) if cell is None or not cell.tests)
        self.cache: dict[Key | None, int] = {}

    def passing(self, key: Key | None) -> int:
        """The rows whose cell this value passes."""
        if key not in self.cache:
            self.cache[key] = self.open | sum(
                1 << n
                for n, cell in enumerate(self.cells)
                if cell is not None and cell.tests and matches(cell, key)
            )
        return self.cache[key]


@dataclass(slots=True)
class Table:
    """One decision (or condition) as masks. Row n is bit `offset + n` of the shared numbering."""

    id: str
    decision: Decision
    policy: Policy
    offset: int
    all: int
    links: tuple[Link, ...]
    facts: frozenset[str]
    closure: tuple[str, ...] = ()
    closure_facts: tuple[str, ...] = ()
    closure_rows: int = 0
    outputs: dict[str, int] = field(default_factory=dict)

    def keys(self, outcome: Outcome, output: str) -> tuple[Key | None, ...]:
        """What an outcome gives for one output: one key, or one per record of a list."""
        if outcome.kind == "value":
            return (outcome.value.key if outcome.value else None,)
        if outcome.kind in ("record", "list"):
            at = self.outputs[output]
            return tuple(self.policy.records[row][at] for row in outcome.rows)
        return (None,)


@dataclass(slots=True)
class Compiled:
    """`hit[fact][atom]` are the rows that the atom passes; `open[fact]` those that do not look."""

    agreement: Agreement
    domains: dict[str, Domain]
    tables: dict[str, Table]
    hit: dict[str, tuple[int, ...]]
    open: dict[str, int]
    rows: int
    # Row by row the atoms per fact that it passes; filled as they are asked for.
    boxes: dict[int, tuple[int, ...]] = field(default_factory=dict)


def condition_id(kind: str, number: int | str = "") -> str:
    """The name under which a condition is asked; a colon cannot stand in the id of a decision."""
    return f"{kind}:{number}"


def compile_agreement(agreement: Agreement) -> Compiled:
    """Build the masks. Raises TooManyAtoms when the cells of a `codes` fact cut too fine."""
    decisions = {**agreement.decisions, **dict(_conditions(agreement))}
    cells = _cells_per_fact(decisions.values())
    domains = {
        name: domain_of(
            fact.type,
            cells.get(name, ()),
            codes=None if fact.codes is None else tuple(fact.codes),
            within=fact.range,
            step=fact.column.step,
            optional=fact.optional,
        )
        for name, fact in agreement.facts.items()
    }
    tables = _tables(decisions)
    rows = sum(1 << n for n in range(sum(len(d.rules) for d in decisions.values())))
    hit, open_rows = _masks(agreement, domains, tables, rows)
    _close(agreement, tables)
    return Compiled(agreement, domains, tables, hit, open_rows, rows)


def _conditions(agreement: Agreement) -> Iterator[tuple[str, Decision]]:
    yield _asked(condition_id("applies"), agreement.applies)
    for n, never in enumerate(agreement.never):
        yield _asked(condition_id("never", n), never.when)
    for step in agreement.steps:
        yield _asked(condition_id("step", step.id), step.when)
        if step.hands_over:
            yield _asked(condition_id("hands_over", step.id), step.hands_over.when)
    for n, back in enumerate(agreement.back_referral):
        yield _asked(condition_id("back_referral", n), back.when)


def _asked(name: str, when: Condition) -> tuple[str, Decision]:
    rule = Rule(1, when, {YES: Value(True, "true")})
    return name, Decision(name, "first", {YES: Column("boolean")}, (rule,))


def _cells_per_fact(decisions: Iterable[Decision]) -> dict[str, list[TypedCell]]:
    cells: dict[str, list[TypedCell]] = {}
    for decision in decisions:
        for rule in decision.rules:
            for name, cell in rule.when.facts.items():
                cells.setdefault(name, []).append(cell)
    return cells


def _tables(decisions: Mapping[str, Decision]) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    offset = 0
    for name, decision in decisions.items():
        count = len(decision.rules)
        facts = frozenset(
            fact for rule in decision.rules for fact, cell in rule.when.facts.items() if cell.tests
        )
        tables[name] = Table(
            name, decision, Policy(decision), offset, (1 << count) - 1, _links(decision), facts
        )
        tables[name].outputs = {output: n for n, output in enumerate(decision.gives)}
        offset += count
    return tables


def _links(decision: Decision) -> tuple[Link, ...]:
    sources = dict.fromkeys(
        source
        for rule in decision.rules
        for source, cell in rule.when.outputs.items()
        if cell.tests
    )
    return tuple(
        Link(source, tuple(rule.when.outputs.get(source) for rule in decision.rules))
        for source in sources
    )


def _masks(
    agreement: Agreement, domains: Mapping[str, Domain], tables: Mapping[str, Table], rows: int
) -> tuple[dict[str, tuple[int, ...]], dict[str, int]]:
    looked: dict[str, list[tuple[int, int]]] = {name: [] for name in agreement.facts}
    for table in tables.values():
        for n, rule in enumerate(table.decision.rules):
            for name, cell in rule.when.facts.items():
                if cell.tests:
                    looked[name].append((table.offset + n, domains[name].bits(cell)))
    hit, open_rows = {}, {}
    for name, entries in looked.items():
        open_rows[name] = rows & ~sum(1 << row for row, _ in entries)
        per_atom = [open_rows[name]] * len(domains[name].samples)
        for row, atoms in entries:
            for atom in rows_of(atoms):
                per_atom[atom] |= 1 << row
        hit[name] = tuple(per_atom)
    return hit, open_rows


def _close(agreement: Agreement, tables: Mapping[str, Table]) -> None:
    """For each table: the decisions below it, lowest first, with all their facts and rows."""
    for table in tables.values():
        order: dict[str, None] = {}
        _below(table.id, tables, order)
        facts = {fact for name in order for fact in tables[name].facts}
        table.closure = tuple(order)
        table.closure_facts = tuple(name for name in agreement.facts if name in facts)
        table.closure_rows = sum(tables[name].all << tables[name].offset for name in order)


def _below(name: str, tables: Mapping[str, Table], order: dict[str, None]) -> None:
    for link in tables[name].links:
        if link.decision not in order:
            _below(link.decision, tables, order)
    order[name] = None


Given = Mapping[str, Mapping[str, tuple[Key | None, ...]]]


def link_masks(
    link: Link, tables: Mapping[str, Table], reached: Mapping[str, Reached], given: Given
) -> tuple[int, int]:
    """The rows whose link may pass, and those whose link surely passes."""
    if link.decision in given:
        return (_some(link, given[link.decision][link.output]),) * 2
    parent, table = reached[link.decision], tables[link.decision]
    if parent.settled is not None:
        return (_some(link, table.keys(parent.settled, link.output)),) * 2
    if parent.singles:
        may, must = 0, link_all(link)
        for outcome in parent.singles:
            mask = _some(link, table.keys(outcome, link.output))
            may, must = may | mask, must & mask
        return may, must | link.open
    if table.policy.hit in ("sum", "min", "max", "count"):
        return link_all(link), link.open
    at = table.outputs[link.output]
    keys = table.policy.records
    return (
        _some(link, tuple(keys[row][at] for row in rows_of(parent.may))),
        _some(link, tuple(keys[row][at] for row in rows_of(parent.must))),
    )


def link_all(link: Link) -> int:
    return (1 << len(link.cells)) - 1


def _some(link: Link, keys: tuple[Key | None, ...]) -> int:
    """A cell on a collect decision passes when some record does; on an empty list, only `-`."""
    mask = link.open
    for key in keys:
        mask |= link.passing(key)
    return mask
