"""Why this rule, and why not that one: read from the masks that decided, when somebody asks. Pure."""

from dataclasses import dataclass

from .compiling import Table, link_masks
from .diagram import closure_of
from .evaluation import Result, State
from .hits import Reached


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One rule. `mark`: check (it counted), cross (it does not fit), unsure (not known yet) or
    after (it fits, but an earlier or better rule counted). `failing` and `unknown` are names."""

    rule: int
    mark: str
    failing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def trace(state: State, decision: str, result: Result) -> tuple[TraceLine, ...]:
    """Every rule of a decision, in order."""
    table = state.compiled.tables[decision]
    links = _links(state, table)
    return tuple(
        _line(state, table, row, result, links) for row in range(len(table.decision.rules))
    )


Links = tuple[tuple[str, int, int], ...]


def _links(state: State, table: Table) -> Links:
    """Per linked output its name, the rows that may pass, and those that surely do."""
    reached: dict[str, Reached] = {}
    for name in closure_of(state.compiled, table, state.given)[:-1]:
        reached[name] = _reached(state, name, reached)
    return tuple(
        (
            f"{link.decision}.{link.output}",
            *link_masks(link, state.compiled.tables, reached, state.given),
        )
        for link in table.links
    )


def _reached(state: State, name: str, reached: dict[str, Reached]) -> Reached:
    table = state.compiled.tables[name]
    sure = state.alive
    for fact in state.unknown:
        sure &= state.compiled.open[fact]
    may, must = state.alive >> table.offset & table.all, sure >> table.offset & table.all
    for link in table.links:
        passing, surely = link_masks(link, state.compiled.tables, reached, state.given)
        may, must = may & passing, must & surely
    return table.policy.reach(may, may & must)


def _line(state: State, table: Table, row: int, result: Result, links: Links) -> TraceLine:
    bit, at = 1 << row, table.offset + row
    compiled = state.compiled
    failing, unknown = [], []
    for fact, cell in table.decision.rules[row].when.facts.items():
        if not cell.tests:
            continue
        if fact in state.unknown:
            unknown.append(fact)
            continue
        atom = compiled.domains[fact].atom(state.known[fact])
        if atom is None or not compiled.hit[fact][atom] >> at & 1:
            failing.append(fact)
    for name, passing, surely in links:
        if not passing & bit:
            failing.append(name)
        elif not surely & bit:
            unknown.append(name)
    return TraceLine(row + 1, _mark(row, result, failing, unknown), tuple(failing), tuple(unknown))


def _mark(row: int, result: Result, failing: list[str], unknown: list[str]) -> str:
    if row + 1 in result.rules:
        return "check"
    if failing:
        return "cross"
    return "unsure" if unknown else "after"
