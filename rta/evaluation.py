"""A decision from what is known: decided, undecided or none, and never a silent false.

Unknown facts range over every completion within their declared domains. Decided means that all of
them agree; otherwise the outcomes still possible and the facts that can still change it are named.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from .compiling import Compiled, Given, Table
from .diagram import (
    BUDGET,
    Diagram,
    Found,
    OverBudget,
    Unknown,
    closure_of,
    matters_at_all,
    reach,
    unknown_fact,
)
from .hits import Outcome, Reached, rows_of
from .model import LIST_HITS, Record
from .partial import Question, search
from .solver import NotProved
from .values import Key
from .ways import base_of

# Nodes a diagram may take before a search is quicker, and nodes of a search per node of budget.
SMALL, SEARCHED = 30, 0.4
# More outcomes than a person reads; beyond it they are named one record at a time.
MOST_OUTCOMES = 256
# Stands for an answer that a version does not understand: outside every range.
STRANGE = frozenset({"\0"})

Said = Record | tuple[Record, ...] | None


@dataclass(frozen=True, slots=True)
class Result:
    """What one decision says. `rules` count from 1; `possible` may hold None: no row matches.

    `conflict` are the rules that disagree, where a unique or any table let them meet. `roles`
    must judge a missing fact. `exact` is False when the node budget was passed: `possible` and
    `missing` then hold everything that is true and perhaps more.
    """

    status: str
    outcome: Said = None
    rules: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    possible: tuple[Said, ...] = ()
    exact: bool = True
    outside: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    conflict: tuple[int, ...] = ()


@dataclass(slots=True)
class State:
    """What is known, as masks: the rows still alive, the unknown facts, values out of range."""

    compiled: Compiled
    alive: int
    known: Mapping[str, Key | None]
    unknown: dict[str, Unknown]
    outside: frozenset[str]
    given: Given = field(default_factory=dict)
    budget: int = BUDGET


def state_of(
    compiled: Compiled,
    known: Mapping[str, Key | None],
    given: Given | None = None,
    budget: int = BUDGET,
) -> State:
    """Read what is known once; every decision of the agreement is then asked of it.

    `known` holds keys per fact; a fact that is absent is unknown. Facts of other agreements are
    passed over.
    """
    alive = compiled.rows
    unknown: dict[str, Unknown] = {}
    outside = set()
    for fact, domain in compiled.domains.items():
        strange = known.get(fact) is STRANGE
        atom = domain.atom(known[fact]) if fact in known and not strange else None
        if atom is not None and domain.allowed >> atom & 1:
            alive &= compiled.hit[fact][atom]
            continue
        if fact in known and not (known[fact] is None and domain.null is None):
            outside.add(fact)
        unknown[fact] = unknown_fact(compiled, fact)
    return State(compiled, alive, known, unknown, frozenset(outside), given or {}, budget)


def decide(state: State, decision: str, *, possible: bool = True) -> Result:
    """One decision (or condition). `possible=False` leaves the outcomes still possible out."""
    table = state.compiled.tables[decision]
    closure = closure_of(state.compiled, table, state.given)
    facts = _facts(state.compiled, closure)
    unknown = {fact: state.unknown[fact] for fact in facts if fact in state.unknown}
    outside = tuple(fact for fact in facts if fact in state.outside)
    root = _root(state, closure, unknown)
    if root.settled is not None and not outside:
        return _settled(table, root.settled, _rules_at_root(table, root, root.settled))
    return _unsettled(state, table, closure, unknown, outside, root, possible=possible)


def _facts(compiled: Compiled, closure: tuple[str, ...]) -> tuple[str, ...]:
    if closure == compiled.tables[closure[-1]].closure:
        return compiled.tables[closure[-1]].closure_facts
    used = {fact for name in closure for fact in compiled.tables[name].facts}
    return tuple(fact for fact in compiled.agreement.facts if fact in used)


def _root(state: State, closure: tuple[str, ...], unknown: Mapping[str, Unknown]) -> Reached:
    sure = state.alive
    for fact in unknown:
        sure &= state.compiled.open[fact]
    return reach(state.compiled, closure, state.alive, sure, state.given)


def _rules_at_root(table: Table, root: Reached, outcome: Outcome) -> tuple[int, ...]:
    if outcome.kind in ("list", "value"):
        return tuple(row + 1 for row in outcome.rows)
    if outcome.kind == "none":
        return ()
    if outcome.kind == "conflict":
        return tuple(row + 1 for row in outcome.rows)
    # Of several rows with one outcome, those that surely match are true reasons.
    rows = tuple(rows_of(root.must)) or tuple(rows_of(root.may))
    return tuple(row + 1 for row in rows)


def _settled(table: Table, outcome: Outcome, rules: tuple[int, ...]) -> Result:
    if outcome.kind == "conflict":
        rows = outcome.rows
        records = {table.policy.records[row]: _record(table, row) for row in rows}
        possible: tuple[Said, ...] = tuple(records.values())
        return Result("undecided", rules=rules, possible=possible, conflict=rules)
    if outcome.kind == "none":
        return Result("none")
    return Result("decided", outcome=said_by(table, outcome), rules=rules)


def _record(table: Table, row: int) -> Record:
    then = table.decision.rules[row].then
    return {name: then.get(name) for name in table.decision.gives}


def said_by(table: Table, outcome: Outcome) -> Said:
    """The outcome as records: every output by name, null where a rule leaves it out."""
    if outcome.kind == "value":
        return {next(iter(table.decision.gives)): outcome.value}
    records: list[Record] = [_record(table, row) for row in outcome.rows]
    if outcome.kind == "list":
        return tuple(records)
    return records[0] if outcome.kind == "record" else None


def _unsettled(
    state: State,
    table: Table,
    closure: tuple[str, ...],
    unknown: Mapping[str, Unknown],
    outside: tuple[str, ...],
    root: Reached,
    *,
    possible: bool,
) -> Result:
    found, matters, exact = _explore(state, table, closure, unknown, root, possible=possible)
    if len(found) == 1 and not outside and exact:
        outcome, rows = found[0]
        return _settled(table, outcome, _rules_found(table, root, outcome, rows))
    missing = tuple(fact for fact in unknown if fact in matters and fact not in outside)
    facts = state.compiled.agreement.facts
    roles = dict.fromkeys(role for fact in missing if (role := facts[fact].judged_by))
    outcomes = _possible(table, found, root) if possible else ()
    exact = exact and (not possible or len(outcomes) <= MOST_OUTCOMES)
    return Result(
        "undecided",
        missing=missing,
        possible=outcomes,
        exact=exact,
        outside=outside,
        roles=tuple(roles),
    )


Outcomes = tuple[tuple[Outcome, frozenset[int]], ...]


def _explore(
    state: State,
    table: Table,
    closure: tuple[str, ...],
    unknown: Mapping[str, Unknown],
    root: Reached,
    *,
    possible: bool,
) -> tuple[Outcomes, frozenset[str], bool]:
    """Outcomes, facts that matter, and whether both are exact."""

    def ask(focus: int | None) -> Found:
        return _ask(state, table, closure, unknown, focus)

    try:
        if table.policy.hit != "collect":
            found = ask(None)
            few = len(found.outcomes) <= MOST_OUTCOMES
            return found.outcomes if few else (), found.matters, few
        matters, settled = _list_matters(table, root, ask)
        if not possible and not settled:
            return (), matters, True
        found = ask(None)
        if len(found.outcomes) > MOST_OUTCOMES:
            return (), matters, False
        return found.outcomes, matters, True
    except OverBudget:
        rows = (
            sum(
                state.compiled.tables[name].all << state.compiled.tables[name].offset
                for name in closure
            )
            & state.alive
        )
        return (), matters_at_all(state.compiled, unknown, rows), False


def _ask(
    state: State,
    table: Table,
    closure: tuple[str, ...],
    unknown: Mapping[str, Unknown],
    focus: int | None,
) -> Found:
    """A small diagram, else a search, else a large diagram: the quickest that is exact."""
    in_order = tuple(unknown.values())

    def diagram(budget: int) -> Found:
        asked = Diagram(state.compiled, closure, in_order, state.given, focus, budget)
        return asked.find(state.alive)

    try:
        return diagram(min(SMALL, state.budget))
    except OverBudget:
        pass
    rows = table.all if focus is None else focus
    within = {fact: state.known[fact] for fact in state.known if fact not in state.unknown}
    question = Question(state.compiled, closure, in_order, state.given, rows)
    try:
        return search(question, base_of(state.compiled, within), int(state.budget * SEARCHED))
    except NotProved:
        return diagram(state.budget)


def _list_matters(
    table: Table, root: Reached, ask: Callable[[int | None], Found]
) -> tuple[frozenset[str], bool]:
    """For a bag of records each distinct one is its own question: is it in, and how often."""
    matters: frozenset[str] = frozenset()
    settled = True
    alike: dict[object, int] = {}
    for row in rows_of(root.may & ~root.must):
        alike[table.policy.records[row]] = 0
    for row in rows_of(table.all):
        if table.policy.records[row] in alike:
            alike[table.policy.records[row]] |= 1 << row
    # Looking at no row at all asks whether the tables below agree in the first place.
    for focus in (*alike.values(), *((0,) if root.singles else ())):
        found = ask(focus)
        matters |= found.matters
        settled = settled and len(found.outcomes) == 1
    return matters, settled


def _rules_found(
    table: Table, root: Reached, outcome: Outcome, rows: Iterable[int]
) -> tuple[int, ...]:
    if outcome.kind == "record" and root.must:
        sure = [row for row in rows_of(root.must) if row in set(rows)]
        if sure:
            return tuple(row + 1 for row in sure)
    return tuple(sorted(row + 1 for row in rows))


def _possible(table: Table, found: Outcomes, root: Reached) -> tuple[Said, ...]:
    """Each outcome once; of a conflict the records that meet; else what the bounds leave."""
    outcomes = sorted((_whole(outcome, rows) for outcome, rows in found), key=_place)
    if not outcomes:
        if table.policy.hit in LIST_HITS:
            outcomes = [table.policy.listed(1 << row) for row in rows_of(root.may)]
        else:
            outcomes = list(root.singles)
    said: dict[object, Said] = {}
    for outcome in outcomes:
        if outcome.kind == "conflict":
            for row in outcome.rows:
                one = table.policy.record(row)
                said.setdefault(one.key, said_by(table, one))
        else:
            said.setdefault(outcome.key, said_by(table, outcome))
    return tuple(said.values())


def _whole(outcome: Outcome, rows: frozenset[int]) -> Outcome:
    """A conflict with every row that can take part in it."""
    return replace(outcome, rows=tuple(sorted(rows))) if outcome.kind == "conflict" else outcome


def _place(outcome: Outcome) -> tuple[bool, tuple[int, ...]]:
    return outcome.kind == "none", outcome.rows


def holds(state: State, condition: str) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a condition holds, None when that is not known, and the facts that decide it."""
    result = decide(state, condition, possible=False)
    if result.status == "undecided":
        return None, result.missing
    return result.status == "decided", ()
