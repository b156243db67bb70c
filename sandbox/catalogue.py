"""Organisations, teams and services of the oefenregio, worked out from the region's catalogue file.

Pure over the loaded texts; a draw depends on the key of the organisation and nothing else, so a new
organisation changes no other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from netwerkzorg.rta.population import share

from .personas import sandbox_id

Spec = Mapping[str, Any]
SEED = "catalogus"


@dataclass(frozen=True, slots=True)
class CatalogueOrganization:
    """kind is the heading it stands under: huisartsenpraktijk, fysiotherapie, thuiszorg …"""

    id: UUID
    key: str
    name: str
    kind: str
    ura: str
    agb: str
    phone: str
    postcode4: str
    city: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class CatalogueService:
    """areas: postcode4 it serves, () is everywhere. places None: nothing to book. Hours and days."""

    id: UUID
    organization_id: UUID
    organization_key: str
    name: str
    service_type: str
    postcode4: str
    place: str
    latitude: float
    longitude: float
    phone: str
    for_whom: str
    areas: tuple[str, ...]
    places_total: int | None
    places_free: int | None
    reported_hours_ago: int | None
    waiting_days: int | None
    self_help: bool


@dataclass(frozen=True, slots=True)
class CatalogueTeam:
    id: UUID
    key: str
    name: str
    host_organization_id: UUID
    postcodes: tuple[str, ...]
    phone: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    organizations: tuple[CatalogueOrganization, ...]
    services: tuple[CatalogueService, ...]
    teams: tuple[CatalogueTeam, ...]


def load_catalogue(region_folder: Path) -> Catalogue:
    """The catalogue of a region's folder (catalogue.yaml, and places from population.yaml)."""
    spec = yaml.safe_load((region_folder / "catalogue.yaml").read_text("utf-8"))
    places = yaml.safe_load((region_folder / "population.yaml").read_text("utf-8"))["postcodes"]
    return catalogue(spec, places)


def catalogue(spec: Spec, places: Spec) -> Catalogue:
    organizations = tuple(_organizations(spec, places))
    return Catalogue(
        organizations,
        tuple(each for one in organizations for each in _services(spec, one, places)),
        tuple(_team(key, team) for key, team in spec["teams"].items()),
    )


def _organizations(spec: Spec, places: Spec) -> Iterator[CatalogueOrganization]:
    number = 0
    for kind, group in spec["organizations"].items():
        for key, each in group["members"].items():
            number += 1
            place = places[each["postcode4"]]
            # Two organisations in one postcode do not stand on the same spot.
            north, east = (share(SEED, 0, f"{key} {way}") * 0.006 - 0.003 for way in ("n", "e"))
            yield CatalogueOrganization(
                id=sandbox_id("organization", key),
                key=key,
                name=each["name"],
                kind=kind,
                ura=f"{number:08d}",
                agb=f"{group['agb']}99{number:04d}" if group["agb"] else "",
                phone=each.get("phone", f"088-000 {2000 + number}"),
                postcode4=each["postcode4"],
                city=place["city"],
                latitude=round(place["latitude"] + north, 5),
                longitude=round(place["longitude"] + east, 5),
            )


def _services(spec: Spec, one: CatalogueOrganization, places: Spec) -> Iterator[CatalogueService]:
    for number, offer in enumerate(spec["offers"][one.kind], 1):
        key = f"{one.key}/{number}"
        total, free, reported, waiting = _room(key, offer, spec["fixed"].get(key))
        yield CatalogueService(
            id=sandbox_id("service", key),
            organization_id=one.id,
            organization_key=one.key,
            name=offer["name"],
            service_type=offer["type"],
            postcode4=one.postcode4,
            place=places[one.postcode4]["area"],
            latitude=one.latitude,
            longitude=one.longitude,
            phone=one.phone,
            for_whom=offer["for"],
            areas=_areas(one.postcode4, offer.get("area"), places),
            places_total=total,
            places_free=free,
            reported_hours_ago=reported,
            waiting_days=waiting,
            self_help=bool(offer.get("self_help", False)),
        )


def _room(
    key: str, offer: Spec, fixed: Spec | None
) -> tuple[int | None, int | None, int | None, int | None]:
    """Places in all, places free, how many hours ago that was told, days to wait."""
    if fixed:
        return fixed["places"], fixed["free"], fixed["reported"], fixed["waiting"]
    if "places" not in offer:
        return None, None, None, None
    total = _between(offer["places"], key, "places")
    free = int(share(SEED, 0, f"{key} free") * (total + 1))
    fresh = share(SEED, 0, f"{key} fresh") < 0.8
    reported = _between([1, 30] if fresh else [200, 900], key, "reported")
    return total, free, reported, _between(offer["waiting"], key, "waiting")


def _between(bounds: list[int], key: str, what: str) -> int:
    return bounds[0] + int(share(SEED, 0, f"{key} {what}") * (bounds[1] - bounds[0] + 1))


def _areas(postcode4: str, reach: float | None, places: Spec) -> tuple[str, ...]:
    if reach is None:
        return ()
    here = places[postcode4]
    return tuple(code for code, there in places.items() if _kilometres(here, there) <= reach)


def _kilometres(here: Spec, there: Spec) -> float:
    north = (there["latitude"] - here["latitude"]) * 111.2
    east = (there["longitude"] - here["longitude"]) * 111.2
    return math.hypot(north, east * math.cos(math.radians(here["latitude"])))


def _team(key: str, team: Spec) -> CatalogueTeam:
    return CatalogueTeam(
        id=sandbox_id("team", key),
        key=key,
        name=team["name"],
        host_organization_id=sandbox_id("organization", team["host"]),
        postcodes=tuple(team["postcodes"]),
        phone=team["phone"],
    )
