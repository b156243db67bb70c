"""Cells that know their type: literals become keys, and a key passes or does not."""

from collections.abc import Collection

from .cells import Cell, CellRefused, Literal, Test, parse_cell
from .values import TYPES, URGENCIES, Key, NotUnderstood, read_key

TypedCell = Cell[Key | None]

_KINDS: dict[str, tuple[str, ...]] = {
    "number": ("number",),
    "integer": ("number",),
    "boolean": ("boolean",),
    "code": ("name", "string"),
    "codes": ("name", "string"),
    "service_type": ("name", "string"),
    "urgency": ("name", "string"),
    "text": ("string",),
    "date": ("date",),
    "time": ("time",),
    "datetime": ("moment",),
    "duration": ("duration",),
    "period": ("duration",),
}
_EXAMPLES = {
    "number": "1.5",
    "integer": "3",
    "boolean": "true of false",
    "text": 'een tekst tussen aanhalingstekens: "…"',
    "urgency": ", ".join(URGENCIES),
    "date": 'date("2026-01-31")',
    "time": 'time("10:30:00")',
    "datetime": 'date and time("2026-01-31T10:30:00")',
    "duration": 'duration("P2D")',
    "period": 'duration("P1Y6M")',
}
OPEN: TypedCell = Cell()


def typed_cell(
    text: str, type_name: str, codes: Collection[str] | None = None, *, nullable: bool = False
) -> TypedCell:
    """The cell as this type understands it; raises CellRefused.

    `codes` are the declared codes, or None when any is allowed. `nullable` allows `null`.
    """
    cell = parse_cell(text)
    tests = tuple(_typed(test, type_name, codes, nullable=nullable) for test in cell.tests)
    return Cell(tests, cell.negated, text)


def _typed(
    test: Test[Literal], type_name: str, codes: Collection[str] | None, *, nullable: bool
) -> Test[Key | None]:
    if test.op != "=" and not TYPES[type_name].ordered:
        words = f"Waarden van type {type_name} hebben geen volgorde: vergelijk op gelijkheid."
        raise CellRefused("not_ordered", words)
    ends = [test.low] + ([test.high] if test.high else [])
    if any(end.kind == "null" for end in ends):
        if test.op != "=":
            raise CellRefused("not_ordered", "null heeft geen volgorde.")
        if not nullable:
            words = (
                "null kan hier niet voorkomen: alleen een feit met optional: true kan leeg zijn."
            )
            raise CellRefused("null_not_optional", words)
        return Test("=", None)
    typed: Test[Key] = test.each(lambda literal: _key(literal, type_name, codes))
    if typed.op == "in" and _empty(typed):
        raise CellRefused("empty_interval", "In dit interval past geen enkele waarde.")
    high = typed.high
    return Test(typed.op, typed.low, high, typed.low_in, typed.high_in)


def _empty(test: Test[Key]) -> bool:
    low, high = test.low, test.high
    if low == high:
        return not (test.low_in and test.high_in)
    return bool(low > high)  # type: ignore[operator]


def _key(literal: Literal, type_name: str, codes: Collection[str] | None) -> Key:
    if literal.kind not in _KINDS[type_name]:
        wanted = _EXAMPLES.get(type_name, "een van de codes")
        words = f"“{literal.text}” past niet bij type {type_name}. Verwacht: {wanted}."
        raise CellRefused("cell_type", words)
    if type_name in ("code", "codes", "service_type"):
        if codes is not None and literal.text not in codes:
            raise CellRefused("unknown_code", f"De code “{literal.text}” is niet bekend.")
        return literal.text
    try:
        # A bound between two whole numbers is a bound all the same.
        return read_key("number" if type_name == "integer" else type_name, literal.text)
    except NotUnderstood:
        wanted = _EXAMPLES.get(type_name, type_name)
        words = f"“{literal.text}” is geen waarde van type {type_name}. Verwacht: {wanted}."
        raise CellRefused("cell_type", words) from None


def matches(cell: TypedCell, key: Key | None) -> bool:
    """Whether a value passes. Null passes `-` and `null` only, and never `not(…)`."""
    if not cell.tests:
        return True
    if key is None:
        return not cell.negated and any(test.low is None for test in cell.tests)
    return any(_passes(test, key) for test in cell.tests) != cell.negated


def _passes(test: Test[Key | None], key: Key) -> bool:
    low = test.low
    if low is None:
        return False
    if test.op == "=":
        return low in key if isinstance(key, frozenset) else bool(key == low)
    if test.op == "in":
        return _above(low, key, test.low_in) and _above(key, test.high, test.high_in)
    if test.op in (">", ">="):
        return _above(low, key, test.op == ">=")
    return _above(key, low, test.op == "<=")


def _above(low: Key | None, high: Key | None, inclusive: bool) -> bool:
    return bool(low <= high if inclusive else low < high)  # type: ignore[operator]
