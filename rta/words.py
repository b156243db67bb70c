"""Cells and values in plain Dutch. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .cells import Test
from .model import Column, Term
from .typed import TypedCell
from .values import Key, Value, show

_UNITS = {"h": "uur", "d": "dagen", "wd": "werkdagen", "w": "weken", "mo": "maanden", "y": "jaar"}
_ONE = {"d": "dag", "wd": "werkdag", "w": "week", "mo": "maand"}
_SHORT = {"s": "seconden", "l": "liter"}
_SIDES = {
    "<": "minder dan {}",
    "<=": "hoogstens {}",
    ">": "meer dan {}",
    ">=": "{} of meer",
}
_MONTHS = tuple(
    "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Labels:
    """What the region calls things, for people: per id a Dutch label."""

    facts: Mapping[str, str] = field(default_factory=dict)
    service_types: Mapping[str, str] = field(default_factory=dict)
    urgencies: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)


def key_words(key: Key | None, column: Column, labels: Labels) -> str:
    """One value as a person reads it."""
    if key is None:
        return "leeg"
    if column.type == "boolean":
        return "ja" if key else "nee"
    # In a cell a set of codes is met by one code at a time.
    text = key if isinstance(key, str) else show(column.type, key)
    if column.type in ("number", "integer"):
        text = text.replace(".", ",")
        unit = _SHORT.get(column.unit, column.unit)
        return f"{text} {unit}" if unit else text
    if column.type == "date":
        at = date.fromisoformat(text)
        return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
    if column.type == "urgency":
        return labels.urgencies.get(text, text)
    if column.type == "service_type":
        return labels.service_types.get(text, text)
    if column.codes is not None:
        return " en ".join(_code(code, column) for code in text.split(","))
    return text


def _code(code: str, column: Column) -> str:
    label = (column.codes or {}).get(code, {}).get("nl", code)
    return label if label != code else code.replace("-", " ")


def value_words(value: Value | None, column: Column, labels: Labels) -> str:
    return key_words(None if value is None else value.key, column, labels)


def cell_words(cell: TypedCell | None, column: Column, labels: Labels) -> str:
    """A cell as a person reads it: “65 jaar of meer”, “niet: licht of ernstig”."""
    if cell is None or not cell.tests:
        return "maakt niet uit"
    words = " of ".join(_test_words(test, column, labels) for test in cell.tests)
    return f"niet: {words}" if cell.negated else words


def _test_words(test: Test[Key | None], column: Column, labels: Labels) -> str:
    low = key_words(test.low, column, labels)
    if test.op == "=":
        return low
    if test.op != "in":
        return _SIDES[test.op].format(low)
    high = key_words(test.high, column, labels)
    begin = f"vanaf {low}" if test.low_in else f"meer dan {low}"
    return f"{begin} tot en met {high}" if test.high_in else f"{begin} en minder dan {high}"


def term_words(term: Term | None) -> str:
    """“5 werkdagen”, “1 maand”; a term that a decision gives says so."""
    if term is None:
        return ""
    if term.source is not None:
        return f"het aantal {_UNITS[term.unit]} dat “{term.source[0]}” geeft"
    unit = _ONE.get(term.unit, _UNITS[term.unit]) if term.amount == 1 else _UNITS[term.unit]
    return f"{term.amount} {unit}"


def period_words(written: str) -> str:
    """A period such as 1y, as written in the model."""
    digits = written.rstrip("hdwmoy")
    return term_words(Term(written[len(digits) :], int(digits))) if digits.isdigit() else written
