"""The test cases of the DMN Technology Compatibility Kit: typed inputs, and what is expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from netwerkzorg.platform.strict_yaml import Finding

from .amounts import (
    Clock,
    Day,
    Days,
    Feel,
    Moment,
    Months,
    NoValue,
    Outside,
    kind,
    number,
    plain,
    read_date,
    read_duration,
    read_moment,
    read_time,
    show_date,
    show_days,
    show_moment,
    show_months,
    show_time,
)
from .comparing import equal
from .tokens import normal
from .tree import Element, XmlRefused, read_xml

SPACE = "http://www.omg.org/spec/DMN/20160719/testcase"
CLOSE = Decimal(1).scaleb(-8)
_NUMBERS = frozenset(
    {"decimal", "double", "float", "integer", "int", "long", "short", "byte"}
    | {"nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedLong"}
)


class Untyped(str):
    """A text whose type the test does not say."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of one decision. With `error`, it must fail or be null with a reason."""

    decision: str
    value: Feel | Outside
    error: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One test case. An input that we cannot read is kept as the reason."""

    id: str
    kind: str
    invocable: str
    inputs: Mapping[str, Feel | Outside]
    results: tuple[Expected, ...]


def read_cases(content: bytes) -> tuple[str, list[Case]]:
    """The name of the model's file where it is said, and the cases; raises XmlRefused."""
    root = read_xml(content)
    if root.name != "testCases" or root.space != SPACE:
        raise XmlRefused(Finding(root.place, "not_tests", "Dit zijn geen DMN-testgevallen."))
    name = root.first("modelName")
    return name.text.strip() if name else "", [_case(one) for one in root.all("testCase")]


def _case(element: Element) -> Case:
    return Case(
        element.get("id") or element.get("name"),
        element.get("type", "decision"),
        normal(element.get("invocableName")),
        {normal(one.get("name")): _read(one) for one in element.all("inputNode")},
        tuple(_expected(one) for one in element.all("resultNode")),
    )


def _expected(element: Element) -> Expected:
    inside = element.first("expected")
    value: Feel | Outside = None if inside is None else _read(inside)
    error = element.get("errorResult").strip() in ("true", "1")
    return Expected(normal(element.get("name")), value, error)


def _read(element: Element) -> Feel | Outside:
    try:
        return _value(element)
    except (Outside, NoValue, InvalidOperation) as reason:
        return Outside(f"{reason} (regel {element.place.line})")


def _value(element: Element) -> Feel:
    """`valueType` of the schema: a value, components, or a list; any of them may be nil."""
    if element.nil:
        return None
    parts = list(element.all("component"))
    if parts:
        if all(one.nil for one in parts) and not any(one.get("name") for one in parts):
            return None
        return {normal(one.get("name")): _value(one) for one in parts}
    if (items := element.first("list")) is not None:
        return None if items.nil else [_value(one) for one in items.all("item")]
    single = element.first("value")
    return None if single is None or single.nil else _single(single)


def _single(element: Element) -> Feel:
    name, text = element.schema_type, element.text
    if not name:
        return Untyped(text)
    if name in ("string", "anySimpleType", "token", "normalizedString", "anyURI"):
        return text
    return _typed(name, text.strip())


def _typed(name: str, text: str) -> Feel:
    if name in _NUMBERS:
        return number(text)
    if name == "boolean":
        if text not in ("true", "false", "1", "0"):
            raise Outside(f"de waarde “{text[:40]}” van type boolean")
        return text in ("true", "1")
    if name == "date":
        return read_date(text)
    if name == "time":
        return read_time(text)
    if name == "dateTime":
        return read_moment(text)
    if name in ("duration", "dayTimeDuration", "yearMonthDuration"):
        return read_duration(text)
    raise Outside(f"het type {name[:40]} in een testgeval")


_BY_TYPE = {
    "number": "decimal",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "dateTime",
    "days and time duration": "duration",
    "years and months duration": "duration",
}


def typed(value: Feel, base: str) -> Feel:
    """An input without a type in the test, read as the model declares it; raises Outside."""
    if not isinstance(value, Untyped):
        return value
    if base not in _BY_TYPE:
        return str(value)
    try:
        return _typed(_BY_TYPE[base], value.strip())
    except (NoValue, InvalidOperation) as wrong:
        raise Outside(str(wrong)) from None


def same(got: Feel, wanted: Feel) -> bool:
    """Whether a result is what was expected: numbers to 8 decimals, null as null alone.

    A list of one is its element where no list is expected, as the kit's own runners have it.
    """
    if isinstance(got, list) and len(got) == 1 and not isinstance(wanted, list):
        return same(got[0], wanted)
    if isinstance(wanted, Untyped):
        return got is not None and shown_text(got) == wanted.strip()
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(same(a, b) for a, b in zip(got, wanted, strict=True))
    if isinstance(got, dict) and isinstance(wanted, dict):
        return got.keys() == wanted.keys() and all(same(got[name], wanted[name]) for name in got)
    if kind(got) == kind(wanted) == "number":
        assert isinstance(got, Decimal)
        assert isinstance(wanted, Decimal)
        return abs(got - wanted) <= CLOSE
    try:
        return equal(got, wanted) is True
    except Outside:
        return got == wanted


def shown_text(value: Feel) -> str:
    shown = as_json(value)
    return str(shown).lower() if isinstance(value, bool) else str(shown)


class Number(str):
    """A number that is printed bare, as it stands."""

    __slots__ = ()


def as_json(value: Feel) -> object:
    """A value for a line of JSON: numbers bare, dates and durations as their FEEL text."""
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, dict):
        return {name: as_json(one) for name, one in value.items()}
    if isinstance(value, Decimal):
        return Number(plain(value))
    for known, show in _SHOW:
        if isinstance(value, known):
            return show(value)
    return value


_SHOW: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Day, show_date),
    (Clock, show_time),
    (Moment, show_moment),
    (Days, show_days),
    (Months, show_months),
)
