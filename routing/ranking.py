"""Which service fits best, and why: contributions beside totals, in a total order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# A report of free places that is older may not be true any more: phone first.
FRESH = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service as ranking sees it. Distance in km, None when unknown; waiting time in days."""

    key: str
    places_free: int
    reported_at: datetime
    waiting_days: int
    distance_km: float | None
    serves: bool


@dataclass(frozen=True, slots=True)
class Contribution:
    """A reason with its points; `code` and `value` let a page put it in words."""

    code: str
    points: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    rank: int
    score: int
    reasons: tuple[Contribution, ...]
    bookable: bool


def rank(candidates: Iterable[Candidate], now: datetime) -> tuple[Ranked, ...]:
    """Best first. Who cannot be booked stands below who can; equal ones are ordered by key."""
    scored = [(one, _reasons(one, now)) for one in candidates if one.serves]
    ordered = sorted(
        scored,
        key=lambda pair: (not bookable(pair[0], now), -sum(r.points for r in pair[1]), pair[0].key),
    )
    return tuple(
        Ranked(one, place, sum(r.points for r in reasons), reasons, bookable(one, now))
        for place, (one, reasons) in enumerate(ordered, 1)
    )


def bookable(one: Candidate, now: datetime) -> bool:
    """There is room, and whoever said so said it lately."""
    return one.places_free > 0 and now - one.reported_at <= FRESH


def _reasons(one: Candidate, now: datetime) -> tuple[Contribution, ...]:
    fresh = now - one.reported_at <= FRESH
    room = Contribution("full", 0)
    if one.places_free > 0:
        code, points = ("room", 40) if fresh else ("room_old", 10)
        room = Contribution(code, points, str(one.places_free))
    wait = Contribution("waiting", max(0, 40 - one.waiting_days), str(one.waiting_days))
    if one.distance_km is None:
        return (room, wait)
    near = max(0, 20 - int(one.distance_km * 2))
    return (room, wait, Contribution("distance", near, f"{one.distance_km:.1f}"))
