"""When something must be done: terms, working days and the region's closed days. Pure.

`h` is elapsed time; `d`, `w`, `mo` and `y` end 23:59:59 in Amsterdam; `wd` ends 17:00 on the nth
working day after the start, and a start after 17:00 or on a closed day counts from the next one.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from .model import Term
from .values import AMSTERDAM

CLOSING = time(17)
LAST_SECOND = time(23, 59, 59)


def due(start: datetime, unit: str, amount: int, closed: Collection[date]) -> datetime:
    """The last moment of a term that starts at an aware moment; in UTC.

    `closed` are the holidays; weekends are closed by themselves. `amount` is 0 or more.
    """
    if unit == "h":
        return start.astimezone(UTC) + timedelta(hours=amount)
    local = start.astimezone(AMSTERDAM)
    if unit == "wd":
        return _at(_working_day(local, amount, closed), CLOSING)
    return _at(_later(local.date(), unit, amount), LAST_SECOND)


def opens(start: datetime, term: Term) -> datetime:
    """The first moment after a `not_before`: the start of that day; for hours the hour itself."""
    amount = term.amount or 0
    if term.unit == "h":
        return start.astimezone(UTC) + timedelta(hours=amount)
    unit = "d" if term.unit == "wd" else term.unit
    return _at(_later(start.astimezone(AMSTERDAM).date(), unit, amount), time(0))


def term_of(text: str) -> Term:
    """A term as written in the vocabulary, such as 5wd. Raises ValueError."""
    digits = len(text) - len(text.lstrip("0123456789"))
    if not digits or text[digits:] not in ("h", "d", "wd", "w", "mo", "y"):
        raise ValueError(f"not a term: {text}")
    return Term(text[digits:], int(text[:digits]))


def is_open(day: date, closed: Collection[date]) -> bool:
    return day.weekday() < 5 and day not in closed


def _working_day(local: datetime, amount: int, closed: Collection[date]) -> date:
    day = local.date()
    if local.time() > CLOSING or not is_open(day, closed):
        day = _next_open(day, closed)
    for _ in range(amount):
        day = _next_open(day, closed)
    return day


def _next_open(day: date, closed: Collection[date]) -> date:
    day += timedelta(days=1)
    while not is_open(day, closed):
        day += timedelta(days=1)
    return day


def _later(day: date, unit: str, amount: int) -> date:
    if unit in ("d", "w"):
        return day + timedelta(days=amount * (7 if unit == "w" else 1))
    months = day.month - 1 + amount * (12 if unit == "y" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, AMSTERDAM).astimezone(UTC)
