"""A service in the catalogue, and the question with which one looks for it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Service:
    """`areas`: four-digit postcodes it serves, none for the whole region. Waiting time in days."""

    id: UUID
    organization_id: UUID
    organization_name: str
    name: str
    service_type: str
    postcode4: str
    place: str
    latitude: float
    longitude: float
    phone: str
    for_whom: str
    areas: tuple[str, ...]
    places_total: int
    places_free: int
    reported_at: datetime
    waiting_days: int
    self_help: bool

    def serves(self, postcode4: str) -> bool:
        return not self.areas or postcode4 in self.areas


@dataclass(frozen=True, slots=True)
class ServiceQuery:
    """`near` is a four-digit postcode: nearest first. `page` counts from 1."""

    text: str = ""
    service_type: str | None = None
    near: str | None = None
    only_free: bool = False
    self_help: bool | None = None
    limit: int = 20
    page: int = 1


@dataclass(frozen=True, slots=True)
class ServiceResults:
    """`items` are services with their distance in km, None when it cannot be told."""

    items: tuple[tuple[Service, float | None], ...]
    total: int
    degraded: bool = False


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great circle between two points of (latitude, longitude) in degrees, in km."""
    lat1, lon1, lat2, lon2 = map(radians, (*a, *b))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
