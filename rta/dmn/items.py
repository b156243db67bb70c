"""Item definitions: which values are of a type, and what becomes of those that are not. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .amounts import Feel, Outside, kind
from .evaluating import Scope, passes
from .model import Item, Written
from .parsing import Names, parse_tests
from .syntax import Tests

BASE = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "Any": "",
    "context": "context",
}
_NOTHING = Names(())


class NotOfType(ValueError):
    """The value is not of its declared type; the text says why, in Dutch."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A resolved type. `base` is FEEL's name, or nothing for any value."""

    base: str = ""
    components: tuple[tuple[str, Shape], ...] = ()
    collection: bool = False
    allowed: Tests | None = None
    constraint: Tests | None = None
    inner: Shape | None = None  # the type it narrows or collects


ANY = Shape()


def resolve(type_ref: str, items: Mapping[str, Item], seen: tuple[str, ...] = ()) -> Shape:
    """The shape of a type name; raises Outside for a type that nobody declares."""
    if not type_ref:
        return ANY
    if type_ref in items:
        if type_ref in seen:
            raise Outside(f"het type “{type_ref}”, dat zichzelf bevat")
        return _shape(items[type_ref], items, (*seen, type_ref))
    if type_ref not in BASE:
        raise Outside(f"het type “{type_ref}”")
    return Shape(BASE[type_ref])


def _shape(item: Item, items: Mapping[str, Item], seen: tuple[str, ...]) -> Shape:
    if len(seen) > 20:
        raise Outside("een type dat te diep is genest")
    parts = tuple((one.name, _shape(one, items, seen)) for one in item.components)
    inner = None if parts or not item.base else resolve(item.base, items, seen)
    return Shape(
        "context" if parts else "",
        parts,
        item.collection,
        tests_of(item.allowed),
        tests_of(item.constraint),
        inner,
    )


def tests_of(written: Written | None) -> Tests | None:
    return None if written is None else parse_tests(written.text, _NOTHING)


def fitted(value: Feel, shape: Shape) -> Feel:
    """The value as its type holds it; raises NotOfType. Null is of every type.

    A list of one becomes its element where no list is wanted, and the other way round.
    """
    if value is None:
        return None
    if not shape.collection:
        inner = shape.inner
        if isinstance(value, list) and len(value) == 1 and not _takes_list(shape):
            value = value[0]
        if inner is not None:
            value = fitted(value, inner)
        return _single(value, shape)
    values = value if isinstance(value, list) else [value]
    one = Shape(shape.base, shape.components, False, shape.allowed, None, shape.inner)
    held: Feel = [fitted(each, one) for each in values]
    _check(shape.constraint, held)
    return held


def _takes_list(shape: Shape) -> bool:
    if shape.collection or shape == ANY:
        return True
    return shape.inner is not None and _takes_list(shape.inner)


def _single(value: Feel, shape: Shape) -> Feel:
    if shape.base and kind(value) != shape.base:
        if shape.base == "date and time" and kind(value) == "date":
            raise Outside("een datum waar een datum met tijd hoort")
        raise NotOfType(f"{kind(value)} waar {shape.base} hoort")
    if shape.components and isinstance(value, dict):
        parts = dict(shape.components)
        value = {
            name: fitted(one, parts[name]) if name in parts else one for name, one in value.items()
        }
    _check(shape.allowed, value)
    _check(shape.constraint, value)
    return value


def _check(tests: Tests | None, value: Feel) -> None:
    if tests is not None and value is not None and passes(tests, value, Scope({})) is not True:
        raise NotOfType("de waarde staat niet in de toegestane waarden")


def component_names(items: Mapping[str, Item]) -> set[str]:
    """Every name that may follow a point."""
    names: set[str] = set()
    waiting = list(items.values())
    while waiting:
        item = waiting.pop()
        names |= {one.name for one in item.components}
        waiting += item.components
    return names
