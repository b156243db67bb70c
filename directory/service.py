"""Front door of the catalogue: who offers what, where, and whether there is room."""

import csv
from functools import cache
from pathlib import Path
from threading import Lock
from uuid import UUID

import structlog

from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import Work

from . import store
from .model import Service, ServiceQuery, ServiceResults, distance_km
from .ports import CatalogueIndex
from .tantivy_index import TantivyIndex

__all__ = [
    "Service", "ServiceQuery", "ServiceResults", "add_service", "distance_between", "find_services",
    "free_place", "report_capacity", "service", "take_place",
]  # fmt: skip

MOST_FOUND = 500
log = structlog.get_logger()
_lock = Lock()
_indexes: dict[str, tuple[object, CatalogueIndex]] = {}


def find_services(work: Work, query: ServiceQuery) -> ServiceResults:
    """Services for this question: best match first, nearest first when a postcode is given.

    When the index fails, words are looked for in the rows instead and the answer says `degraded`.
    """
    ids, degraded = _by_words(work, query.text)
    found = store.matching(work, query, ids)
    if ids is not None and not query.near:
        order = {service_id: place for place, service_id in enumerate(ids)}
        found.sort(key=lambda s: order.get(s.id, len(order)))
    measured = [(one, distance_between(work, query.near, one)) for one in found]
    if query.near:
        measured.sort(key=lambda pair: (pair[1] is None, pair[1] or 0.0, str(pair[0].id)))
    start = (query.page - 1) * query.limit
    return ServiceResults(tuple(measured[start : start + query.limit]), len(measured), degraded)


def service(work: Work, service_id: UUID) -> Service:
    """The service. Raises Absent."""
    found = store.by_id(work, service_id)
    if found is None:
        raise Absent
    return found


def add_service(work: Work, new: Service) -> UUID:
    store.add(work, new)
    work.record("service.added", new.id)
    return new.id


def take_place(work: Work, service_id: UUID) -> bool:
    """Book one place; False when the last one went to somebody else."""
    taken = store.take_place(work, service_id)
    work.record("service.place_taken" if taken else "service.full", service_id)
    return taken


def free_place(work: Work, service_id: UUID) -> None:
    store.free_place(work, service_id)
    work.record("service.place_freed", service_id)


def report_capacity(work: Work, service_id: UUID, total: int, free: int) -> None:
    """What an organisation says about its own service, with the moment it said so."""
    found = service(work, service_id)
    if work.actor.organization_id not in (found.organization_id, None):
        raise Absent
    store.report(work, service_id, total, free)
    work.record("service.capacity_reported", service_id)


def distance_between(work: Work, postcode4: str | None, place: Service) -> float | None:
    """Km from the middle of a postcode area to a service; None for an unknown postcode."""
    here = _centroids(work.region.folder).get(postcode4 or "")
    return None if here is None else distance_km(here, (place.latitude, place.longitude))


def _by_words(work: Work, text: str) -> tuple[tuple[UUID, ...] | None, bool]:
    if not text.strip():
        return None, False
    try:
        return _index(work).search(text, MOST_FOUND), False
    except (ValueError, OSError) as error:
        log.warning("search_degraded", error=type(error).__name__)
    words = text.lower().split()
    rows = store.everything(work)
    found = [
        s.id for s in rows if all(w in f"{s.name} {s.organization_name}".lower() for w in words)
    ]
    return tuple(found), True


def _index(work: Work) -> CatalogueIndex:
    """This process's index, built anew when the catalogue changed since."""
    key, seen = work.house.settings.database, store.last_change(work)
    with _lock:
        kept = _indexes.get(key)
        if kept is None or kept[0] != seen:
            index: CatalogueIndex = TantivyIndex()
            index.rebuild(store.everything(work))
            _indexes[key] = kept = (seen, index)
    return kept[1]


@cache
def _centroids(region: Path) -> dict[str, tuple[float, float]]:
    path = region / "postcodes.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {r["postcode4"]: (float(r["latitude"]), float(r["longitude"])) for r in rows}
