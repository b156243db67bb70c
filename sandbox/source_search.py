"""Search on a sandbox source: reads the query, matches resources. Pure; knows no HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .source_parameters import Parameter, parameters, values
from .source_store import Resource, Store, patient_of, reference_of

RESULT_PARAMETERS = frozenset({"_count", "_sort", "_elements", "_include", "_summary", "_format"})
BSN_SYSTEM = "http://fhir.nl/fhir/NamingSystem/bsn"
DEFAULT_COUNT, LARGEST_COUNT = 20, 100
_PREFIX = re.compile(r"^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(\d{4}.*)$")
_DATE = re.compile(r"^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.*)?)?)?$")
_NEVER = (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))
_FOREVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
Pairs = Sequence[tuple[str, str]]
Span = tuple[datetime, datetime]


class BadQuery(Exception):
    """The query cannot be answered; str() says why, without repeating values."""


@dataclass(frozen=True)
class Found:
    """matches in answer order; included is what `_include` brought; used are the kept pairs."""

    matches: tuple[Resource, ...]
    included: tuple[Resource, ...]
    used: tuple[tuple[str, str], ...]


def search(store: Store, kind: str, pairs: Pairs, strict: bool = False) -> Found:
    """Answer one search over resources of one type. Raises BadQuery."""
    known = parameters(kind)
    matches, used = _candidates(store, kind, pairs), []
    for name, value in pairs:
        base, _, modifier = name.partition(":")
        if name in RESULT_PARAMETERS:
            used.append((name, value))
        elif "." in name:
            matches = _chained(store, matches, name, value)
            used.append((name, value))
        elif base in known:
            test = _test(known[base], modifier, value)
            matches = [each for each in matches if test(each)]
            used.append((name, value))
        elif strict:
            raise BadQuery(f"zoekparameter {base} is hier niet bekend")
    ordered = _sorted(matches, known, [value for name, value in pairs if name == "_sort"])
    return Found(tuple(ordered), _included(store, kind, ordered, pairs), tuple(used))


def page_size(pairs: Pairs) -> int:
    """`_count`, bounded to 100; 0 asks for the total only. Raises BadQuery."""
    if ("_summary", "count") in pairs:
        return 0
    for name, value in pairs:
        if name == "_count":
            if not value.isdecimal():
                raise BadQuery("_count moet een getal zijn")
            return min(int(value), LARGEST_COUNT)
    return DEFAULT_COUNT


def elements(pairs: Pairs) -> frozenset[str]:
    """Names asked for with `_elements`; empty means whole resources."""
    return frozenset(
        part.strip() for name, value in pairs if name == "_elements" for part in value.split(",")
    )


def holds_bsn(pairs: Pairs) -> bool:
    """Whether a query would put a BSN where a URL is kept: named as one, or nine bare digits."""
    return any(
        "identifier" in name and (BSN_SYSTEM in value or re.fullmatch(r"\|?\d{8,9}", value))
        for name, value in pairs
    )


def span(text: str) -> Span:
    """The stretch of time a FHIR date means, UTC, end exclusive. Raises BadQuery."""
    parts = _DATE.match(text)
    if not parts:
        raise BadQuery("geen datum")
    year, month, day, clock = parts.groups()
    try:
        if clock:
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return moment, moment + timedelta(microseconds=1)
        start = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
    except ValueError as error:
        raise BadQuery("geen datum") from error
    if day:
        return start, start + timedelta(days=1)
    months = start.year * 12 + start.month - 1 + (1 if month else 12)
    return start, start.replace(year=months // 12, month=months % 12 + 1)


def _candidates(store: Store, kind: str, pairs: Pairs) -> list[Resource]:
    known = parameters(kind)
    for name, value in pairs:
        if name in known and name in ("patient", "subject") and "," not in value and _local(value):
            return list(store.by_patient.get((kind, _local(value)), ()))
        if name == "identifier" and "," not in value and not value.endswith("|"):
            return list(store.by_identifier.get((kind, value.rpartition("|")[2]), ()))
    return list(store.by_type.get(kind, ()))


def _chained(store: Store, matches: list[Resource], name: str, value: str) -> list[Resource]:
    head, _, tail = name.partition(".")
    base, _, target = head.partition(":")
    if base not in ("patient", "subject") or tail != "identifier" or target not in ("", "Patient"):
        raise BadQuery(f"keten {name} wordt niet ondersteund")
    people = {each["id"] for each in search(store, "Patient", [("identifier", value)]).matches}
    return [each for each in matches if patient_of(each) in people]


def _test(parameter: Parameter, modifier: str, value: str) -> Callable[[Resource], bool]:
    def found(resource: Resource) -> list[Any]:
        return [each for path in parameter.paths for each in values(resource, path)]

    if modifier == "missing":
        return lambda resource: bool(found(resource)) != (value == "true")
    options = [part for part in re.split(r"(?<!\\),", value) if part]
    if parameter.kind == "date":
        tests = [_date_test(part) for part in options]
        _refuse_modifier(parameter, modifier)
        return lambda resource: any(
            test(_span_of(each)) for each in found(resource) for test in tests
        )
    matcher = _matcher(parameter, modifier)
    if modifier == "not":
        return lambda resource: (
            not any(matcher(each, part) for each in found(resource) for part in options)
        )
    if parameter.kind == "uri":
        return lambda resource: (
            not found(resource)
            or any(matcher(each, part) for each in found(resource) for part in options)
        )
    return lambda resource: any(matcher(each, part) for each in found(resource) for part in options)


def _matcher(parameter: Parameter, modifier: str) -> Callable[[Any, str], bool]:
    if parameter.kind == "token" and modifier in ("", "not"):
        return _token
    if parameter.kind == "reference" and modifier in ("", "identifier", "Patient"):
        return _reference_identifier if modifier == "identifier" else _reference
    if parameter.kind == "string" and modifier in ("", "exact", "contains"):
        return {
            "": lambda found, asked: str(found).lower().startswith(asked.lower()),
            "exact": lambda found, asked: bool(found == asked),
            "contains": lambda found, asked: asked.lower() in str(found).lower(),
        }[modifier]
    _refuse_modifier(parameter, modifier)
    return lambda found, asked: str(found).split("|")[0] == asked.split("|")[0]


def _refuse_modifier(parameter: Parameter, modifier: str) -> None:
    if modifier:
        raise BadQuery(f"{parameter.name}:{modifier} wordt niet ondersteund")


def _token(found: Any, asked: str) -> bool:
    system, bar, code = asked.rpartition("|")
    codings = found.get("coding", [found]) if isinstance(found, dict) else [{"code": found}]
    for coding in codings:
        value = coding.get("code", coding.get("value", ""))
        value = str(value).lower() if isinstance(value, bool) else value
        if (not code or value == code) and (not bar or coding.get("system", "") == system):
            return True
    return False


def _reference(found: Any, asked: str) -> bool:
    reference = str(found.get("reference", "")) if isinstance(found, dict) else ""
    return bool(reference) and (reference == asked or reference.rsplit("/", 1)[-1] == _local(asked))


def _reference_identifier(found: Any, asked: str) -> bool:
    return isinstance(found, dict) and _token(found.get("identifier", {}), asked)


def _local(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def _date_test(asked: str) -> Callable[[Span], bool]:
    parts = _PREFIX.match(asked)
    if not parts:
        raise BadQuery("datum niet herkend")
    low, high = span(parts[2])
    return {
        "eq": lambda at: low <= at[0] and at[1] <= high,
        "ne": lambda at: not (low <= at[0] and at[1] <= high),
        "gt": lambda at: at[1] > high,
        "lt": lambda at: at[0] < low,
        "ge": lambda at: at[1] > high or (low <= at[0] and at[1] <= high),
        "le": lambda at: at[0] < low or (low <= at[0] and at[1] <= high),
        "sa": lambda at: at[0] >= high,
        "eb": lambda at: at[1] <= low,
        "ap": lambda at: at[0] < high and at[1] > low,
    }[parts[1] or "eq"]


def _span_of(value: Any) -> Span:
    try:
        if isinstance(value, dict):
            start, end = value.get("start"), value.get("end")
            return (
                span(start)[0] if start else _FOREVER[0],
                span(end)[1] if end else _FOREVER[1],
            )
        return span(str(value))
    except BadQuery:
        return _NEVER


def _sorted(
    matches: list[Resource], known: dict[str, Parameter], orders: list[str]
) -> list[Resource]:
    for order in reversed([part for value in orders for part in value.split(",")]):
        parameter = known.get(order.lstrip("-"))
        if parameter is None:
            raise BadQuery("_sort noemt een onbekende zoekparameter")
        matches = sorted(matches, key=_sort_key(parameter), reverse=order.startswith("-"))
    return matches


def _sort_key(parameter: Parameter) -> Callable[[Resource], tuple[bool, Any]]:
    empty: Any = _FOREVER[0] if parameter.kind == "date" else ""

    def key(resource: Resource) -> tuple[bool, Any]:
        for path in parameter.paths:
            for value in values(resource, path):
                return (True, _span_of(value)[0] if parameter.kind == "date" else str(value))
        return (False, empty)

    return key


def _included(
    store: Store, kind: str, matches: Sequence[Resource], pairs: Pairs
) -> tuple[Resource, ...]:
    found: dict[str, Resource] = {}
    for name, value in pairs:
        source, _, rest = value.partition(":")
        parameter = parameters(kind).get(rest.partition(":")[0])
        if name != "_include" or source != kind or parameter is None:
            continue
        for resource in matches:
            for path in parameter.paths:
                for target in values(resource, path):
                    reference = target.get("reference", "") if isinstance(target, dict) else ""
                    if reference in store.by_reference:
                        found[reference] = store.by_reference[reference]
    matched = {reference_of(each) for each in matches}
    return tuple(each for reference, each in found.items() if reference not in matched)
