"""One DMN unary test against one FEEL literal, three-valued. Pure.

This is DMN's own reading, not that of agreement files: strings have an order, null is a value, and
what cannot be compared is null rather than an error.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal

from .cells import Cell, CellRefused, Literal, Test, parse_cell
from .values import NotUnderstood, read_key

# Our names and DMN's, each with the kind of literal that its values have.
KINDS = {
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "string": "string",
    "text": "string",
    "code": "string",
    "codes": "string",
    "service_type": "string",
    "urgency": "string",
    "date": "date",
    "time": "time",
    "datetime": "moment",
    "date and time": "moment",
    "dateTime": "moment",
    "duration": "days",
    "days-time duration": "days",
    "days and time duration": "days",
    "period": "months",
    "years-months duration": "months",
    "years and months duration": "months",
}
_OFFSET = re.compile(r"(.*?)(Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Feel:
    """A FEEL value: only values of one kind compare. Clocks with an offset are a kind apart."""

    kind: str
    key: Decimal | str | bool | None


NULL = Feel("null", None)


def unary(type_name: str, cell: str, text: str) -> bool | None:
    """Whether the literal passes the cell; None when DMN says null.

    Raises KeyError for a type that neither we nor DMN have.
    """
    kind = KINDS[type_name]
    try:
        value = _input(text, kind)
        return _cell(parse_cell(cell, dmn=True), value, kind)
    except (CellRefused, NotUnderstood):
        return None


def _input(text: str, kind: str) -> Feel:
    tests = parse_cell(text, dmn=True).tests
    if len(tests) != 1 or tests[0].op != "=":
        raise NotUnderstood(text)
    value = _feel(tests[0].low, kind)
    if value.kind.removesuffix(" offset") not in (kind, "null"):
        raise NotUnderstood(text)
    return value


def _cell(cell: Cell[Literal], value: Feel, kind: str) -> bool | None:
    if not cell.tests:
        return True
    answers = [
        _passes(test.each(lambda literal: _feel(literal, kind)), value) for test in cell.tests
    ]
    answer = True if True in answers else None if None in answers else False
    return answer if answer is None or not cell.negated else not answer


def _feel(literal: Literal, wanted: str) -> Feel:
    """The value of a literal. A bare name is a code, so a string; `@` takes the kind wanted."""
    kind, text = literal.kind, literal.text
    if kind == "null":
        return NULL
    if kind in ("string", "name"):
        return Feel("string", text)
    if kind == "number":
        return Feel("number", _number(text))
    if kind == "boolean":
        return Feel("boolean", text == "true")
    if kind == "at":
        kind = "duration" if wanted in ("days", "months") else wanted
    if kind == "duration":
        return _duration(text)
    if kind == "date":
        return Feel("date", read_decimal("date", text))
    return _clock(kind, text)


def _number(text: str) -> Decimal:
    mantissa = re.split("[eE]", text)[0]
    read_key("number", mantissa)
    return Decimal(text)


def read_decimal(type_name: str, text: str) -> Decimal:
    key = read_key(type_name, text)
    assert isinstance(key, Decimal)
    return key


def _duration(text: str) -> Feel:
    try:
        return Feel("months", read_decimal("period", text))
    except NotUnderstood:
        return Feel("days", read_decimal("duration", text))


def _clock(kind: str, text: str) -> Feel:
    offset = _OFFSET.fullmatch(text)
    if kind == "moment":
        if "T" not in text:
            text = f"{text}T00:00:00"
        name = "moment offset" if _OFFSET.fullmatch(text.partition("T")[2]) else "moment"
        return Feel(name, read_decimal("datetime", text))
    if offset is None:
        return Feel("time", read_decimal("time", text))
    read_key("time", offset[1])
    at = datetime.combine(datetime(2000, 1, 1), time.fromisoformat(text)).astimezone(UTC)
    return Feel("time offset", Decimal(at.timestamp()))


def _passes(test: Test[Feel], value: Feel) -> bool | None:
    if test.op == "=":
        if NULL in (test.low, value):
            return test.low == value
        return test.low.key == value.key if test.low.kind == value.kind else None
    if test.op != "in" or test.high is None:
        return _compare(value, test.op, test.low)
    low = _compare(value, ">=" if test.low_in else ">", test.low)
    high = _compare(value, "<=" if test.high_in else "<", test.high)
    if False in (low, high):
        return False
    return None if None in (low, high) else True


def _compare(left: Feel, op: str, right: Feel) -> bool | None:
    if left.kind != right.kind or left.kind in ("null", "boolean"):
        return None
    a, b = left.key, right.key
    if op in ("<", "<="):
        return bool(a < b or (op == "<=" and a == b))  # type: ignore[operator]
    return bool(a > b or (op == ">=" and a == b))  # type: ignore[operator]
