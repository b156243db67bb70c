"""One DMN table as one decision of an agreement, or the reason why our language cannot hold it.

A cell of DMN is about its own null: `not("a")` takes it. With us null passes `-` and `null` only,
so such a row becomes two. What depends on a name in a cell or an outcome cannot be held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from math import prod

from .amounts import Clock, Day, Days, Feel, Moment, Months, NoValue, Outside, kind
from .cases import as_json
from .evaluating import Scope, evaluate, passes
from .items import NotOfType, Shape, fitted
from .syntax import Constant, ListOf, Name, Node, OneTest, Path, Tests
from .tables import Column, Compiled, Output
from .writing import string

MAX_ROWS = 2000
OUR_TYPES = {
    "number": "number",
    "string": "text",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "datetime",
    "days and time duration": "duration",
    "years and months duration": "period",
}
_CALLS = (
    (Day, "date"),
    (Clock, "time"),
    (Moment, "date and time"),
    (Days, "duration"),
    (Months, "duration"),
)
Key = tuple[str, ...]  # ("fact", input, part…) or ("output", decision id, output)


@dataclass(frozen=True, slots=True)
class Kind:
    """A column of an agreement: its type, and the codes or the range that it has."""

    type: str
    codes: tuple[str, ...] = ()
    within: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision to be written. Rules hold cells by key, outcomes by output, and why."""

    hit: str
    gives: Mapping[str, Kind]
    rules: tuple[tuple[Mapping[Key, str], Mapping[str, str], str], ...]
    facts: Mapping[Key, Kind] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    @property
    def uses(self) -> tuple[str, ...]:
        keys = (key for when, _, _ in self.rules for key in when)
        return tuple(dict.fromkeys(key[1] for key in keys if key[0] == "output"))


def constant(node: Node) -> Feel:
    """The value of an expression without names; raises Outside."""
    if _names(node):
        raise Outside("een uitdrukking over de invoer: die kan alleen worden berekend")
    scope = Scope({})
    try:
        value = evaluate(node, scope)
    except NoValue:
        value = None
    if value is None and scope.trouble:
        raise Outside(f"een uitdrukking zonder waarde: {scope.trouble[0]}")
    return value


def _names(node: object) -> bool:
    if isinstance(node, Name):
        return True
    if isinstance(node, tuple):
        return any(_names(one) for one in node)
    parts = getattr(type(node), "__dataclass_fields__", {})
    return any(_names(getattr(node, part)) for part in parts)


def path_of(node: Node) -> tuple[str, ...]:
    """A name and its parts; raises Outside for any other expression."""
    if isinstance(node, Name):
        return (node.name,)
    if isinstance(node, Path):
        return (*path_of(node.base), node.name)
    raise Outside("een berekende invoer van een tabel")


def in_words(value: Feel) -> str:
    """A value as a literal in a cell."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return string(value)
    if isinstance(value, (list, dict)):
        raise Outside(f"een {_composite(value)} in een cel")
    shown = str(as_json(value)).lower() if isinstance(value, bool) else str(as_json(value))
    call = next((name for known, name in _CALLS if isinstance(value, known)), "")
    return f'{call}("{shown}")' if call else shown


def cells(tests: Tests) -> tuple[str, ...]:
    """The cells that together take what the DMN cell takes: one, or with null two."""
    if tests.tests is None:
        return ("-",)
    shown = [text for test in tests.tests for text in _shown(test)]
    if not tests.negated:
        return (", ".join(shown),)
    whole = f"not({', '.join(shown)})"
    takes_null = all(test.op == "=" for test in tests.tests) and "null" not in shown
    return (whole, "null") if takes_null else (whole,)


def _shown(test: OneTest) -> Iterator[str]:
    if test.op == "holds":
        raise Outside("een voorwaarde in een cel")
    if test.op == "=" and isinstance(test.low, ListOf):
        yield from (in_words(constant(item)) for item in test.low.items)
        return
    low = in_words(constant(test.low))
    if test.op == "=":
        yield low
    elif test.op == "in" and test.high is not None:
        opening, closing = "[" if test.low_in else "(", "]" if test.high_in else ")"
        yield f"{opening}{low}..{in_words(constant(test.high))}{closing}"
    else:
        yield f"{test.op} {low}"


def listed(tests: Tests | None) -> tuple[Feel, ...] | None:
    """The values of a list of plain values, null left out; None when it is something else."""
    if tests is None or tests.tests is None or tests.negated:
        return None
    if any(test.op != "=" for test in tests.tests):
        return None
    values = (constant(test.low) for test in tests.tests)
    return tuple(value for value in values if value is not None)


def kind_of(base: str, allowed: Tests | None) -> Kind:
    """The column of an agreement for a FEEL type and the values that are allowed; raises Outside."""
    if base not in OUR_TYPES:
        raise Outside(f"een waarde van type {base or 'onbekend'}")
    values = listed(allowed)
    if base == "string":
        if values is None and allowed is not None and allowed.tests is not None:
            raise Outside("toegestane teksten die geen lijst zijn")
        codes = tuple(value for value in values or () if isinstance(value, str))
        if codes and all(code.strip() and "," not in code and len(code) <= 120 for code in codes):
            return Kind("code", tuple(dict.fromkeys(codes)))
        if codes:
            raise Outside("een toegestane tekst met een komma, of langer dan 120 tekens")
        return Kind("text")
    within = "" if allowed is None else cells(allowed)[0]
    return Kind(OUR_TYPES[base], within="" if within == "-" else within)


def base_of(shape: Shape) -> tuple[str, Tests | None]:
    """The FEEL type at the bottom of a shape, with the one set of allowed values on the way."""
    if shape.collection or shape.components:
        raise Outside("een lijst of samengestelde waarde als invoer")
    base, allowed = base_of(shape.inner) if shape.inner else (shape.base, None)
    mine = [tests for tests in (shape.allowed, shape.constraint) if tests is not None]
    if len(mine) + (allowed is not None) > 1:
        raise Outside("meer dan één lijst van toegestane waarden")
    return base, mine[0] if mine else allowed


def one_of(first: Tests | None, second: Tests | None) -> Tests | None:
    """Two declarations of allowed values, of which one is there or both say the same."""
    if first is not None and second is not None and first != second:
        raise Outside("verschillende lijsten van toegestane waarden")
    return first if first is not None else second


def guessed(nodes: Iterator[Node]) -> str:
    """The one FEEL type that all literals have; nothing when there are none or several."""
    found = {kind(value) for node in nodes if (value := constant(node)) is not None}
    return found.pop() if len(found) == 1 else ""


def literals(column: int, table: Compiled) -> Iterator[Node]:
    """The plain values and bounds in a column of cells."""
    for row, _ in table.rows:
        for test in row[column].tests or ():
            if not isinstance(test.low, ListOf):
                yield test.low
            if test.high is not None:
                yield test.high


def when_of(keys: tuple[Key, ...], row: tuple[Tests, ...]) -> Iterator[Mapping[Key, str]]:
    """The conditions of a row. Two columns about one thing cannot both stand in one row."""
    ways = [cells(one) for one in row]
    if prod(map(len, ways)) > MAX_ROWS:
        raise Outside("een rij die in te veel rijen uiteenvalt")
    for chosen in product(*ways):
        when: dict[Key, str] = {}
        for key, text in zip(keys, chosen, strict=True):
            if text == "-":
                continue
            if key in when:
                raise Outside("twee kolommen over dezelfde invoer")
            when[key] = text
        yield when


def outcome_of(value: Feel, output: Output, number: int) -> str | None:
    """An outcome as it stands in `then`; None for null. Raises Outside when it is not allowed."""
    try:
        value = fitted(value, output.shape)
    except NotOfType as wrong:
        raise Outside(f"regel {number}: {wrong}") from None
    if output.values is not None and passes(output.values, value, Scope({})) is not True:
        raise Outside(f"regel {number}: een uitkomst buiten outputValues")
    if isinstance(value, (list, dict)):
        raise Outside(f"een {_composite(value)} als uitkomst")
    if value is None:
        return None
    return str(as_json(value)).lower() if isinstance(value, bool) else str(as_json(value))


def given_kind(output: Output, declared: Shape, values: list[Feel]) -> Kind:
    """The column of an output: as declared, else as its values are."""
    shape = output.shape if output.shape != Shape() else declared
    base, allowed = base_of(shape) if shape != Shape() else ("", None)
    base = base or guessed(Constant(value) for value in values)
    if not base:
        raise Outside("een uitkomst zonder type")
    found = kind_of(base, one_of(output.values, allowed))
    return Kind(found.type, found.codes)


def of_column(column: Column, table: Compiled, at: int, shape: Shape) -> Kind:
    """The fact behind a column, from the input's type, the column's, and its cells."""
    base, allowed = base_of(shape)
    mine, more = base_of(column.shape)
    if base and mine and base != mine:
        raise Outside(f"een invoer van type {base} in een kolom van type {mine}")
    base = base or mine or guessed(literals(at, table))
    return kind_of(base, one_of(one_of(allowed, more), column.values))


def _composite(value: list[Feel] | dict[str, Feel]) -> str:
    return "lijst" if isinstance(value, list) else "samengestelde waarde"


def is_number(value: Feel) -> bool:
    return isinstance(value, Decimal)
