"""Cells and values of an agreement as FEEL. Pure.

In an agreement null passes `-` and `null` only, never `not(…)`. In FEEL `not("a")` takes null, so a
cell that is negated gets a null beside it where null can occur.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..cells import Test
from ..model import Column
from ..typed import TypedCell
from ..values import Key, plain, show

TYPES = {
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "code": "string",
    "codes": "string",
    "text": "string",
    "service_type": "string",
    "urgency": "string",
    "date": "date",
    "time": "time",
    "datetime": "date and time",
    "duration": "days and time duration",
    "period": "years and months duration",
}
_CALLS = {
    "date": "date",
    "time": "time",
    "datetime": "date and time",
    "duration": "duration",
    "period": "duration",
}
_EACH = "_one"


def string(text: str) -> str:
    """A FEEL string. What FEEL has no escape for cannot stand in an agreement."""
    shown = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + shown.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def literal(type_name: str, key: Key | None) -> str:
    """A value as a FEEL literal; a set of codes as a list."""
    if key is None:
        return "null"
    if isinstance(key, frozenset):
        return "[" + ", ".join(string(code) for code in sorted(key)) + "]"
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, Decimal) and type_name in ("number", "integer"):
        return plain(key)
    text = show(type_name, key)
    return f'{_CALLS[type_name]}("{text}")' if type_name in _CALLS else string(text)


@dataclass(frozen=True, slots=True)
class Source:
    """What a cell is about. `many`: a list of records, of which some one must pass."""

    column: Column
    nullable: bool = False
    many: bool = False


def cell(tested: TypedCell, source: Source) -> str:
    """The cell as FEEL unary tests."""
    if not tested.tests:
        return "-"
    if source.many:
        inside = _condition(tested, source.column.type, _EACH, nullable=True)
        return f"? != null and (some {_EACH} in ? satisfies ({inside}))"
    if source.column.type == "codes":
        return _condition(tested, "codes", "?", nullable=source.nullable)
    tests = [_test(test, source.column.type) for test in tested.tests]
    if not tested.negated:
        return ", ".join(tests)
    if source.nullable and "null" not in tests:
        tests.append("null")
    return f"not({', '.join(tests)})"


def _condition(tested: TypedCell, type_name: str, name: str, *, nullable: bool) -> str:
    """The cell as a condition about a name."""
    nulls = any(test.low is None for test in tested.tests)
    parts = [_about(test, type_name, name) for test in tested.tests if test.low is not None]
    held = " or ".join(parts)
    if tested.negated:
        there = f"{name} != null" if nullable or nulls else ""
        return " and ".join(part for part in (there, f"not({held})" if held else "") if part)
    if parts and nullable:
        held = f"{name} != null and ({held})"
    return " or ".join(([f"{name} = null"] if nulls else []) + ([held] if held else []))


def _about(test: Test[Key | None], type_name: str, name: str) -> str:
    if type_name == "codes":
        return f"list contains({name}, {string(str(test.low))})"
    low = literal(type_name, test.low)
    if test.op == "=":
        return f"{name} = {low}"
    if test.op != "in":
        return f"{name} {test.op} {low}"
    high = literal(type_name, test.high)
    above, below = ">=" if test.low_in else ">", "<=" if test.high_in else "<"
    return f"({name} {above} {low} and {name} {below} {high})"


def _test(test: Test[Key | None], type_name: str) -> str:
    low = literal(type_name, test.low)
    if test.op == "=":
        return low
    if test.op != "in":
        return f"{test.op} {low}"
    opening, closing = "[" if test.low_in else "(", "]" if test.high_in else ")"
    return f"{opening}{low}..{literal(type_name, test.high)}{closing}"
