"""Decision tables of DMN: which rows match, and what the hit policy makes of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .amounts import NUMBERS, Feel, NoValue, Outside
from .arithmetic import finite
from .comparing import below, equal
from .evaluating import Scope, evaluate, passes
from .items import ANY, NotOfType, Shape, fitted, resolve
from .model import Item, OutputClause, Table, Written
from .parsing import Names, parse_expression, parse_tests
from .syntax import Constant, Node, Tests


class Failed(ValueError):
    """The decision fails by the standard, so that its value is null; the text says why."""


@dataclass(frozen=True, slots=True)
class Column:
    expression: Node
    shape: Shape
    values: Tests | None
    shown: str


@dataclass(frozen=True, slots=True)
class Output:
    """`ranked` are the tests that order values, highest first, where the hit policy needs them."""

    name: str
    shape: Shape
    values: Tests | None
    default: Node | None
    ranked: Tests | None


@dataclass(frozen=True, slots=True)
class Compiled:
    hit: str
    columns: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rows: tuple[tuple[tuple[Tests, ...], tuple[Node, ...]], ...]


def at(written: Written, parse: Callable[[str, Names], Tests | Node], names: Names) -> object:
    """A parsed text; what is outside says on which line."""
    try:
        return parse(written.text, names)
    except Outside as reason:
        raise Outside(f"{reason} (regel {written.place.line})") from None


def tests_at(written: Written, names: Names) -> Tests:
    if not written.text.strip():
        raise Outside(f"een lege cel (regel {written.place.line})")
    found = at(written, parse_tests, names)
    assert isinstance(found, Tests)
    return found


def expression_at(written: Written, names: Names) -> Node:
    return at(written, parse_expression, names)  # type: ignore[return-value]


def compile_table(
    table: Table, names: Names, items: Mapping[str, Item], result: Shape = ANY
) -> Compiled:
    """The table with every cell parsed; raises Outside. `result` is the type of the whole."""
    columns = tuple(
        Column(
            expression_at(one.expression, names),
            resolve(one.type_ref, items),
            tests_at(one.values, names) if one.values else None,
            one.expression.text.strip(),
        )
        for one in table.inputs
    )
    outputs = tuple(_output(one, table, names, items, result) for one in table.outputs)
    if table.hit in ("priority", "output_order") and not any(one.ranked for one in outputs):
        raise Outside("een volgorde zonder outputValues")
    rows = tuple(
        (
            tuple(tests_at(cell, names) for cell in row.cells),
            tuple(_entry(entry, names) for entry in row.entries),
        )
        for row in table.rows
    )
    return Compiled(table.hit, columns, outputs, rows)


def _entry(written: Written, names: Names) -> Node:
    return expression_at(written, names) if written.text.strip() else Constant(None)


def _output(
    clause: OutputClause, table: Table, names: Names, items: Mapping[str, Item], result: Shape
) -> Output:
    shape = resolve(clause.type_ref, items)
    values = tests_at(clause.values, names) if clause.values else None
    ranked = values
    if table.hit in ("priority", "output_order") and ranked is None:
        ranked = _allowed(shape) or _allowed(_part(result, clause, table))
    if ranked is not None and (ranked.negated or ranked.tests is None):
        raise Outside("outputValues die geen lijst van waarden zijn")
    default = expression_at(clause.default, names) if clause.default else None
    return Output(clause.name, shape, values, default, ranked)


def _part(result: Shape, clause: OutputClause, table: Table) -> Shape:
    """What the type of the whole says of one output."""
    if len(table.outputs) == 1:
        return result
    return dict(_components(result)).get(clause.name, ANY)


def _components(shape: Shape) -> tuple[tuple[str, Shape], ...]:
    return shape.components or (_components(shape.inner) if shape.inner else ())


def _allowed(shape: Shape) -> Tests | None:
    return shape.allowed or (_allowed(shape.inner) if shape.inner else None)


def decide(table: Compiled, scope: Scope) -> Feel:
    """The value of the table; raises Failed where DMN makes it an error, Outside where we stop."""
    values = [_input(column, scope) for column in table.columns]
    matched = []
    for number, (cells, _) in enumerate(table.rows):
        if all(
            passes(cell, value, scope) is True for cell, value in zip(cells, values, strict=True)
        ):
            matched.append(number)
            if table.hit == "first":
                break
    if not matched:
        return _nothing(table, scope)
    if table.hit == "unique" and len(matched) > 1:
        raise Failed(f"de regels {_numbers(matched)} gelden samen, bij UNIQUE")
    records = [_record(table, number, scope) for number in matched]
    return _hit(table, matched, records)


def _numbers(matched: Sequence[int]) -> str:
    return ", ".join(str(number + 1) for number in matched)


def _input(column: Column, scope: Scope) -> Feel:
    value = evaluate(column.expression, scope)
    try:
        value = fitted(value, column.shape)
    except NotOfType as wrong:
        raise Failed(f"{column.shown}: {wrong}") from None
    if column.values is not None and value is not None:
        parts = value if isinstance(value, list) else [value]
        if any(passes(column.values, part, scope) is not True for part in parts):
            raise Failed(f"{column.shown}: de waarde staat niet in inputValues")
    return value


def _record(table: Compiled, number: int, scope: Scope) -> list[Feel]:
    return [
        _checked(output, evaluate(entry, scope), number, scope, typed=table.hit != "count")
        for output, entry in zip(table.outputs, table.rows[number][1], strict=True)
    ]


def _checked(output: Output, value: Feel, number: int, scope: Scope, *, typed: bool) -> Feel:
    shape = output.shape if typed else ANY  # a type beside a count may be that of the count
    if shape.collection and not isinstance(value, list):  # the type of the whole, not of one entry
        shape = Shape(shape.base, shape.components, False, shape.allowed, None, shape.inner)
    try:
        value = fitted(value, shape)
    except NotOfType as wrong:
        raise Failed(f"regel {number + 1}: {wrong}") from None
    if output.values is not None and passes(output.values, value, scope) is not True:
        raise Failed(f"regel {number + 1}: de uitkomst staat niet in outputValues")
    return value


def _whole(table: Compiled, record: Sequence[Feel]) -> Feel:
    """One output is its value; more are a context by name."""
    if len(table.outputs) == 1:
        return record[0]
    return dict(zip((output.name for output in table.outputs), record, strict=True))


def _nothing(table: Compiled, scope: Scope) -> Feel:
    if any(output.default is not None for output in table.outputs):
        if any(output.default is None for output in table.outputs):
            raise Outside("een standaarduitkomst voor een deel van de uitkomsten")
        return _whole(table, [evaluate(output.default, scope) for output in table.outputs])  # type: ignore[arg-type]
    if table.hit == "collect":
        return []
    return NUMBERS.create_decimal(0) if table.hit == "count" else None


def _hit(table: Compiled, matched: Sequence[int], records: list[list[Feel]]) -> Feel:
    wholes = [_whole(table, record) for record in records]
    if table.hit in ("unique", "first"):
        return wholes[0]
    if table.hit == "any":
        return _any(matched, wholes)
    if table.hit in ("collect", "rule_order"):
        return wholes
    if table.hit in ("priority", "output_order"):
        order = sorted(range(len(records)), key=lambda n: _rank(table, records[n]))
        return wholes[order[0]] if table.hit == "priority" else [wholes[n] for n in order]
    if len(table.outputs) > 1:
        raise Outside("een optelling of telling van meer dan één uitkomst")
    return _AGGREGATES[table.hit](wholes)


def _any(matched: Sequence[int], wholes: list[Feel]) -> Feel:
    if any(equal(wholes[0], other) is not True for other in wholes[1:]):
        raise Failed(f"de regels {_numbers(matched)} verschillen, bij ANY")
    return wholes[0]


def _rank(table: Compiled, record: Sequence[Feel]) -> tuple[int, ...]:
    return tuple(
        _position(output.ranked, value) if output.ranked else 0
        for output, value in zip(table.outputs, record, strict=True)
    )


def _position(ranked: Tests, value: Feel) -> int:
    for position, test in enumerate(ranked.tests or ()):
        if passes(Tests((test,)), value, Scope({})) is True:
            return position
    raise Failed("een uitkomst staat niet in outputValues")


def _sum(values: list[Feel]) -> Feel:
    total = NUMBERS.create_decimal(0)
    for value in values:
        if not isinstance(value, Decimal):
            return _no_aggregate(value)
        total = finite(NUMBERS.add(total, value))
    return total


def _no_aggregate(value: Feel) -> Feel:
    if value is None:
        raise NoValue("een van de uitkomsten is null")
    raise Outside("een optelling van iets anders dan getallen")


def _extreme(values: list[Feel], *, largest: bool) -> Feel:
    best = values[0]
    for value in values:
        lower = below(best, value) if largest else below(value, best)
        if lower is None:
            raise NoValue("de uitkomsten hebben samen geen volgorde")
        best = value if lower else best
    return best


def _count(values: list[Feel]) -> Feel:
    """The number of outputs, as DMN has it since 1.2; some engines count different ones only."""
    return NUMBERS.create_decimal(len(values))


_AGGREGATES: dict[str, Callable[[list[Feel]], Feel]] = {
    "sum": _sum,
    "min": lambda values: _extreme(values, largest=False),
    "max": lambda values: _extreme(values, largest=True),
    "count": _count,
}
