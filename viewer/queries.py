"""Which queries a step permits: the catalogue of a region, and the choice for a look. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .model import Query

_PERIOD = re.compile(r"^(\d{1,3})(y|m|w|d)$")
_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_:.-]*$")
_KEYS = frozenset({"id", "set", "title", "resource", "params", "date"})
RESOURCES = frozenset(
    {
        "AllergyIntolerance", "CarePlan", "CareTeam", "Condition", "Consent", "DeviceUseStatement",
        "DocumentReference", "Encounter", "EpisodeOfCare", "Flag", "Goal", "Immunization",
        "MedicationDispense", "MedicationRequest", "MedicationStatement", "NutritionOrder",
        "Observation", "Procedure", "RelatedPerson", "ServiceRequest", "Task",
    }
)  # fmt: skip


class CatalogueRefused(ValueError):
    """The query catalogue is not understood; the text has one line for each finding."""


@dataclass(frozen=True, slots=True)
class SetAsked:
    """An information set with how far back; "" is all of the past, else 1y, 6m, 2w or 10d."""

    set: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    queries: tuple[Query, ...]

    def lacking(self, sets: Iterable[str]) -> tuple[str, ...]:
        """Information sets for which nothing would be asked: a reason not to start."""
        known = {query.set for query in self.queries}
        return tuple(sorted(set(sets) - known))


def read_catalogue(content: Sequence[Mapping[str, object]], sets: Iterable[str]) -> Catalogue:
    """The catalogue from its parsed file. Raises CatalogueRefused with every finding."""
    known, findings, queries = set(sets), [], []
    for number, entry in enumerate(content, 1):
        found = list(_wrong(entry, known))
        findings += [f"vraag {number} ({entry.get('id', '?')}): {one}" for one in found]
        if not found:
            queries.append(_query(entry))
    double = {q.id for q in queries if sum(o.id == q.id for o in queries) > 1}
    findings += [f"vraag {one}: staat er twee keer" for one in sorted(double)]
    lacking = Catalogue(tuple(queries)).lacking(known)
    findings += [f"informatieset {one}: geen enkele vraag" for one in lacking]
    if findings:
        raise CatalogueRefused("\n".join(findings))
    return Catalogue(tuple(queries))


def _wrong(entry: Mapping[str, object], sets: set[str]) -> Iterable[str]:
    for key in sorted(set(entry) - _KEYS):
        yield f"{key} is onbekend"
    for key in ("id", "set", "title", "resource"):
        if not isinstance(entry.get(key), str) or not entry.get(key):
            yield f"{key} ontbreekt"
    if entry.get("set") and entry["set"] not in sets:
        yield f"informatieset {entry['set']} staat niet in de woordenlijst"
    if entry.get("resource") and entry["resource"] not in RESOURCES:
        yield f"{entry['resource']} vragen wij nooit"
    params = entry.get("params", {})
    if not isinstance(params, Mapping):
        yield "params is geen lijst van namen"
        return
    for name, value in params.items():
        if not _NAME.match(name) or not isinstance(value, str):
            yield f"parameter {name} is niet in orde"
    if not any("{patient}" in str(value) for value in params.values()):
        yield "noemt {patient} niet"


def _query(entry: Mapping[str, object]) -> Query:
    params = entry["params"]
    assert isinstance(params, Mapping)
    return Query(
        id=str(entry["id"]),
        set=str(entry["set"]),
        title=str(entry["title"]),
        resource=str(entry["resource"]),
        params=tuple((str(name), str(value)) for name, value in params.items()),
        date=str(entry.get("date", "")),
    )


def chosen(catalogue: Catalogue, asked: Iterable[SetAsked], today: date) -> tuple[Query, ...]:
    """The queries for these sets, each once, over the longest period that some step asks."""
    since: dict[str, str] = {}
    for one in asked:
        start = start_of(one.period, today)
        since[one.set] = start if one.set not in since else min(since[one.set], start)
    return tuple(
        replace(query, since=since[query.set]) for query in catalogue.queries if query.set in since
    )


def start_of(period: str, today: date) -> str:
    """The first day of a period that ends today, ISO; "" (all of the past) sorts before any day."""
    parts = _PERIOD.match(period)
    if not parts:
        return ""
    number, unit = int(parts[1]), parts[2]
    if unit in "dw":
        return (today - timedelta(days=number * (7 if unit == "w" else 1))).isoformat()
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    for day in range(today.day, 27, -1):
        try:
            return date(max(year, 1), month + 1, day).isoformat()
        except ValueError:
            continue
    return date(max(year, 1), month + 1, today.day).isoformat()


def parameters(query: Query, patient_id: str) -> tuple[tuple[str, str], ...]:
    """What is sent, for this local patient id."""
    filled = tuple((n, v.replace("{patient}", patient_id)) for n, v in query.params)
    if query.date and query.since:
        filled += ((query.date, f"ge{query.since}"),)
    return filled
