"""Everything that a resource says, line by line: the part of reading that knows no resource type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from . import datatypes as text
from .checking import BSN_SYSTEMS
from .labels import LABELS
from .model import Line

SKIPPED = frozenset(
    {"resourceType", "id", "meta", "text", "contained", "implicitRules", "language", "data", "div",
     "modifierExtension", "hash", "url"}
)  # fmt: skip
MAX_DEPTH = 16
_TYPED = re.compile(
    r"^(value|onset|abatement|effective|performed|occurrence|medication|asNeeded|scheduled|deceased|"
    r"multipleBirth|collected|dose|rate|reported|timing|allowed|product|serviced|defaultValue|doseNumber|seriesDoses)"
    r"(CodeableConcept|DateTime|Quantity|String|Boolean|Integer|Period|Range|Ratio|Reference|Timing|Age|Date|"
    r"Coding|Time|Identifier|Duration|Decimal|Instant|Code|Uri|Url|PositiveInt|UnsignedInt|Annotation|Attachment|"
    r"SimpleQuantity|Canonical|Id|Oid)$"
)
Resolve = Callable[[str], str]


def lines(
    value: Mapping[str, Any], resolve: Resolve, *, only: tuple[str, ...] = (), full: bool = False
) -> tuple[Line, ...]:
    """The elements of a resource as labelled text; `only` these, in this order; `full` with codes."""
    walker = _Walker(resolve, full)
    keys = _named(value, only) if only else list(value)
    found = [line for key in keys for line in walker.element(key, value[key], "", 0)]
    return tuple(dict.fromkeys(found))


def _named(value: Mapping[str, Any], only: tuple[str, ...]) -> list[str]:
    """The keys of these elements, whatever type of value they carry, in the order asked."""
    by_base: dict[str, list[str]] = {}
    for key in value:
        by_base.setdefault(_base(key), []).append(key)
    return [key for base in only for key in by_base.get(base, ())]


def _base(key: str) -> str:
    if key in LABELS:
        return key
    typed = _TYPED.match(key)
    return typed[1] if typed else key


class _Walker:
    def __init__(self, resolve: Resolve, full: bool) -> None:
        self.resolve, self.full = resolve, full

    def element(self, key: str, value: Any, under: str, depth: int) -> Iterator[Line]:
        if key in SKIPPED and not (key == "text" and depth and not isinstance(value, dict)):
            return
        if depth > MAX_DEPTH:
            return
        if key.startswith("_") or key == "extension":
            if self.full:
                yield from self._extensions(value, under, depth)
            return
        own = _label(key)
        label = f"{under}, {own[:1].lower()}{own[1:]}" if under else own
        for one in value if isinstance(value, list) else [value]:
            yield from self._one(key, one, label, depth)

    def _one(self, key: str, value: Any, label: str, depth: int) -> Iterator[Line]:
        said = self.said(key, value)
        if said:
            yield Line(label, said)
        if isinstance(value, dict):
            if said is None:
                for inner, child in value.items():
                    yield from self.element(inner, child, label, depth + 1)
            elif self.full:
                yield from self._extensions(value.get("extension"), label, depth + 1)
                for name in ("_line", "_country", "_value", "_given"):
                    yield from self._extensions(value.get(name), label, depth + 1)

    def said(self, key: str, value: Any) -> str | None:
        """The value as text; "" when there is nothing to say; None when it must be taken apart."""
        if not isinstance(value, dict):
            if text.is_date(value) or _is_moment(key):
                return text.day(value)
            return text.number(value) if isinstance(value, (int, float)) else text.coded(value)
        return next((say(self, value) for fits, say in _SHAPES if fits(value)), None)

    def _extensions(self, value: Any, under: str, depth: int) -> Iterator[Line]:
        for holder in value if isinstance(value, list) else [value]:
            if not isinstance(holder, dict) or depth > MAX_DEPTH:
                continue
            if "url" not in holder:
                yield from self._extensions(holder.get("extension"), under, depth + 1)
                continue
            own = _humanised(re.split(r"[/.]", str(holder["url"]))[-1].removeprefix("ext-"))
            label = f"{under}, {own[:1].lower()}{own[1:]}" if under else own
            yield from self._extensions(holder.get("extension"), label, depth + 1)
            for key, inner in holder.items():
                if key.startswith("value"):
                    yield from self._one(key, inner, label, depth + 1)

    def concept(self, value: Mapping[str, Any]) -> str:
        return text.concept_in_full(value) if self.full else text.concept(value)

    def reference(self, value: Mapping[str, Any]) -> str:
        told = text.clean(value.get("display"))
        number = value.get("identifier")
        own = self.identifier(number) if self.full and isinstance(number, dict) else ""
        if not told and isinstance(value.get("reference"), str):
            told = self.resolve(value["reference"])
        return f"{told} ({own})" if told and own else told or own

    def identifier(self, value: Mapping[str, Any]) -> str:
        if value.get("system") in BSN_SYSTEMS:
            return ""
        return text.clean(value.get("value"))

    def name(self, value: Mapping[str, Any]) -> str:
        return text.name_in_full(value) if self.full else text.name(value)

    def attachment(self, value: Mapping[str, Any]) -> str:
        told = [text.clean(value.get(n)) for n in ("title", "contentType")]
        told.append(text.day(value.get("creation")))
        return ", ".join(part for part in told if part) or "bijlage"

    def ratio(self, value: Mapping[str, Any]) -> str:
        sides = (value.get("numerator"), value.get("denominator"))
        return " per ".join(text.quantity(one) for one in sides if isinstance(one, dict))

    def annotation(self, value: Mapping[str, Any]) -> str:
        when = text.day(value.get("time"))
        who = text.clean(value.get("authorString"))
        return ", ".join(part for part in (text.clean(value.get("text")), who, when) if part)


def _has(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda value: any(name in value for name in names)


def _only(*names: str, one_of: tuple[str, ...] = ()) -> Callable[[Mapping[str, Any]], bool]:
    allowed = {*names, *one_of, "extension", "id"}
    return lambda value: set(value) <= allowed and any(n in value for n in one_of or names)


def _is_quantity(value: Mapping[str, Any]) -> bool:
    amount = value.get("value")
    countable = isinstance(amount, (int, float)) or (
        isinstance(amount, str) and bool(re.fullmatch(r"-?\d+(\.\d+)?", amount))
    )
    measured = "unit" in value or "code" in value or "comparator" in value
    bare = set(value) <= {"value", "extension"} and isinstance(amount, (int, float))
    return countable and (measured or bare)


_CHANNELS = frozenset({"phone", "fax", "email", "pager", "url", "sms", "other"})
# The first that fits says how a value reads; order matters where shapes overlap.
_SHAPES: tuple[
    tuple[Callable[[Mapping[str, Any]], bool], Callable[[_Walker, Mapping[str, Any]], str]], ...
] = (
    (_is_quantity, lambda w, v: text.quantity(v)),
    (lambda v: v.get("system") in _CHANNELS and "value" in v, lambda w, v: text.reached_at(v)),
    (_has("family", "given"), lambda w, v: w.name(v)),
    (_has("postalCode", "city", "line"), lambda w, v: text.address(v)),
    (_has("coding"), lambda w, v: w.concept(v)),
    (_only("start", "end"), lambda w, v: text.period(v)),
    (_only("text", "time", "authorString", "authorReference"), lambda w, v: w.annotation(v)),
    (_only("system", "version", "code", "display", "userSelected"), lambda w, v: w.concept(v)),
    (_only("low", "high"), lambda w, v: text.between(v)),
    (_only("type", "text", "appliesTo", "age", one_of=("low", "high")),
     lambda w, v: text.between(v)),
    (_has("numerator", "denominator"), lambda w, v: w.ratio(v)),
    (_only("type", one_of=("reference", "display", "identifier")), lambda w, v: w.reference(v)),
    (_has("contentType"), lambda w, v: w.attachment(v)),
    (lambda v: "value" in v and not isinstance(v["value"], (dict, list)),
     lambda w, v: w.identifier(v)),
)  # fmt: skip


def _is_moment(key: str) -> bool:
    return key.endswith(("DateTime", "Date", "date", "Instant")) or key in ("start", "end")


def _label(key: str) -> str:
    return LABELS.get(_base(key)) or _humanised(_base(key))


def _humanised(name: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", name).strip().lower()
    return words[:1].upper() + words[1:] if words else "Aanvulling"
