"""A cell as fields that people fill in, and those fields as a cell again. Pure.

What menus cannot say (dates, several intervals) stays as it is written, in a field of its own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..cells import BARE_CODE, RESERVED, CellRefused
from ..model import Column
from ..typed import OPEN, TypedCell, typed_cell
from ..values import URGENCIES, plain, show
from ..words import Labels, cell_words

NUMBERS = ("number", "integer")
CHOICES = ("boolean", "code", "codes", "service_type", "urgency")
OPERATORS = (
    ("", "maakt niet uit"),
    ("=", "precies"),
    ("<", "minder dan"),
    ("<=", "hoogstens"),
    (">", "meer dan"),
    (">=", "minstens"),
    ("in", "van … tot en met"),
)
_NUMBER = re.compile(r"-?\d{1,30}(?:[.,]\d{1,20})?")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a row. `kind`: choices, number or own (a cell as the language writes it)."""

    name: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()
    chosen: frozenset[str] = frozenset()
    negated: bool = False
    operator: str = ""
    low: str = ""
    high: str = ""
    own: str = ""
    unit: str = ""

    @property
    def used(self) -> bool:
        """Whether this column says anything in this row."""
        return bool(self.chosen or self.operator or self.own)


def options_of(
    column: Column, labels: Labels, known: Sequence[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Every value of a column that has a list of them, with its label. `known` are service types."""
    if column.type == "boolean":
        return ("true", "ja"), ("false", "nee")
    if column.type == "urgency":
        return tuple((code, labels.urgencies.get(code, code)) for code in URGENCIES)
    if column.type == "service_type":
        codes = tuple(column.codes) if column.codes else tuple(known)
        return tuple((code, labels.service_types.get(code, code)) for code in codes)
    return tuple(
        (code, text.get("nl") or code.replace("-", " "))
        for code, text in (column.codes or {}).items()
    )


def field_of(
    name: str, label: str, column: Column, text: str, labels: Labels, known: Sequence[str] = ()
) -> Field:
    """The field of a cell as it is written; `text` "-" says nothing."""
    options = options_of(column, labels, known)
    cell = _read(text, column)
    if cell is None:
        return Field(name, label, "own", own=text)
    if column.type in CHOICES and options and all(test.op == "=" for test in cell.tests):
        chosen = frozenset(
            show(column.type, test.low) for test in cell.tests if test.low is not None
        )
        if chosen <= {code for code, _ in options} and all(t.low is not None for t in cell.tests):
            return Field(name, label, "choices", options, chosen, cell.negated)
    if column.type in NUMBERS and not cell.negated and len(cell.tests) <= 1:
        return _number(name, label, column, cell, text)
    return Field(name, label, "own", own="" if text == "-" else text)


def _read(text: str, column: Column) -> TypedCell | None:
    if text == "-":
        return OPEN
    try:
        return typed_cell(text, column.type, column.codes, nullable=True)
    except CellRefused:
        return None


def _number(name: str, label: str, column: Column, cell: TypedCell, text: str) -> Field:
    unit = column.unit
    if not cell.tests:
        return Field(name, label, "number", unit=unit)
    test = cell.tests[0]
    if test.low is None or (test.op == "in" and not (test.low_in and test.high_in)):
        return Field(name, label, "own", own=text)
    low = _shown(test.low)
    high = "" if test.high is None else _shown(test.high)
    return Field(name, label, "number", operator=test.op, low=low, high=high, unit=unit)


def _shown(key: object) -> str:
    return plain(key).replace(".", ",")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Filled:
    """What came back from a form for one column; the cell text is empty when it says nothing."""

    text: str = ""
    fault: str = ""


def cell_text(asked: Field, form: Mapping[str, Sequence[str]], prefix: str) -> Filled:
    """The cell that these fields say. `form` holds lists of texts per field name."""

    def one(part: str) -> str:
        return next(iter(form.get(f"{prefix}{part}", ())), "").strip()

    if asked.kind == "choices":
        codes = [code for code, _ in asked.options if code in form.get(prefix, ())]
        listed = ", ".join(map(_literal, codes))
        return Filled(f"not({listed})" if codes and one("-niet") else listed)
    if asked.kind == "own":
        return Filled("" if one("") == "-" else one(""))
    return _number_text(one("-hoe"), one("-a"), one("-b"))


def _number_text(operator: str, low: str, high: str) -> Filled:
    if operator == "":
        return Filled()
    if operator not in dict(OPERATORS):
        return Filled(fault="Kies hoe er vergeleken wordt.")
    for value in (low, *([high] if operator == "in" else [])):
        if not _NUMBER.fullmatch(value):
            return Filled(fault="Vul een getal in, zoals 65 of 4,5.")
    a, b = low.replace(",", "."), high.replace(",", ".")
    if operator == "in":
        return Filled(f"[{a}..{b}]")
    return Filled(a if operator == "=" else f"{operator} {a}")


def _literal(code: str) -> str:
    """A code as a cell writes it."""
    if code in ("true", "false") or (BARE_CODE.fullmatch(code) and code not in RESERVED):
        return code
    escaped = code.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def cell_shown(text: str, column: Column, labels: Labels) -> str:
    """A cell in words; as it is written when it cannot be read."""
    cell = _read(text, column)
    return f"“{text}”" if cell is None else cell_words(cell, column, labels)
