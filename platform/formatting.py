"""How dates, numbers and telephone numbers are written for people: Dutch, 24 hours, with a dot (LOOK §3).

Moments are aware datetimes in any zone and are shown in Amsterdam; a naive one is refused. `now` decides
between "vandaag", "gisteren" and a date, and whether the year is worth saying.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TypeVar
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

ZONE = ZoneInfo("Europe/Amsterdam")
_LOCALE = "nl"
Item = TypeVar("Item")


def local(moment: datetime) -> datetime:
    """The moment on the wall clock in Amsterdam. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone")
    return moment.astimezone(ZONE)


def _date(moment: date) -> date:
    return local(moment).date() if isinstance(moment, datetime) else moment


def _written(moment: date, now: datetime, pattern: str) -> str:
    on = _date(moment)
    year = "" if on.year == local(now).year else " y"
    return format_date(on, pattern + year, locale=_LOCALE)


def _near(moment: date, now: datetime) -> str:
    """ "vandaag" or "gisteren", else nothing: other days are said as a date."""
    days = (local(now).date() - _date(moment)).days
    return {0: "vandaag", 1: "gisteren"}.get(days, "")


def clock(moment: datetime) -> str:
    """10.30"""
    at = local(moment)
    return f"{at.hour}.{at.minute:02}"


def day(moment: date, now: datetime) -> str:
    """dinsdag 1 december"""
    return _written(moment, now, "EEEE d MMMM")


def day_short(moment: date, now: datetime) -> str:
    """di 1 dec"""
    return _written(moment, now, "EEE d MMM")


def moment(at: datetime, now: datetime) -> str:
    """For residents: "dinsdag 1 december, 10.30 uur" or "vandaag, 8.41 uur"."""
    return f"{_near(at, now) or day(at, now)}, {clock(at)} uur"


def moment_short(at: datetime, now: datetime) -> str:
    """For professionals: "di 1 dec, 10.30" or "vandaag 8.44"."""
    near = _near(at, now)
    return f"{near} {clock(at)}" if near else f"{day_short(at, now)}, {clock(at)}"


def deadline(at: datetime, now: datetime) -> str:
    """ "uiterlijk donderdag 26 november, 17.00 uur" """
    return f"uiterlijk {moment(at, now)}"


def late(at: datetime, now: datetime) -> bool:
    return at < now


def due(at: datetime, now: datetime) -> str:
    """For the worklist: "vr 27 nov 17.00 uur", and when late by how much."""
    near = _near(at, now)
    if not late(at, now):
        return f"{near or day_short(at, now)} {clock(at)} uur"
    by = f"{_amount(at, now)} te laat"
    if near == "vandaag":
        return f"{clock(at)} uur, {by}"
    return f"{near} {clock(at)} uur, {by}" if near else f"{day_short(at, now)}, {by}"


def period_ago(at: datetime, now: datetime) -> str:
    """ "19 dagen geleden" """
    return f"{_amount(at, now)} geleden"


def _amount(since: datetime, now: datetime) -> str:
    """How long ago in one unit: minutes below the hour, hours below the day, then calendar days."""
    passed = now - since
    minutes = max(int(passed / timedelta(minutes=1)), 1)
    if minutes < 60:
        return f"{minutes} {'minuut' if minutes == 1 else 'minuten'}"
    if passed < timedelta(days=1):
        return f"{minutes // 60} uur"
    days = (_date(now) - _date(since)).days
    return f"{days} {'dag' if days == 1 else 'dagen'}"


def dossier_date(on: date) -> str:
    """18 nov 2026: in dossier data the year is always said."""
    return format_date(_date(on), "d MMM y", locale=_LOCALE)


def number(value: int | float | Decimal) -> str:
    """1.234,5"""
    return format_decimal(value, locale=_LOCALE)


def phone(text: str) -> str:
    """088-000 0120; what is not a Dutch number of ten digits stays as it is."""
    digits = re.sub(r"[\s()-]", "", text)
    if not re.fullmatch(r"0\d{9}", digits):
        return text
    split = 2 if digits.startswith("06") else 3
    rest = digits[split:]
    return f"{digits[:split]}-{rest[:3]} {rest[3:]}"


def tel(text: str) -> str:
    """tel:0880000120"""
    return "tel:" + re.sub(r"[^\d+]", "", text)


def initials(name: str) -> str:
    """Samira Haddou → SH; small words and titles do not count: mevrouw J. de Vries → JV."""
    titles = {"dokter", "dr", "mevrouw", "heer", "de", "mijnheer"}
    words = [word for word in re.split(r"[\s.-]+", name) if word]
    named = [word for word in words if word.lower() not in titles and word[0].isupper()]
    letters = [word[0] for word in named] or [word[0].upper() for word in words[:1]]
    return letters[0] + letters[-1] if len(letters) > 1 else "".join(letters)


def day_named(on: date, now: datetime) -> str:
    """Above a list of one day: "Vandaag, woensdag 25 november" or "Dinsdag 24 november"."""
    near = {"vandaag": "Vandaag, "}.get(_near(on, now), "")
    return near + day(on, now) if near else capital(day(on, now))


def greeting(at: datetime) -> str:
    """By the hour in Amsterdam."""
    hour = local(at).hour
    if 6 <= hour < 12:
        return "Goedemorgen"
    if 12 <= hour < 18:
        return "Goedemiddag"
    return "Goedenavond" if hour >= 18 else "Goedenacht"


def address(name: str) -> str:
    """A name inside a sentence: the title gets its small letter back (mevrouw De Vries)."""
    first, _, rest = name.partition(" ")
    titles = ("Mevrouw", "De heer", "Dokter", "Meneer")
    return f"{first.lower()} {rest}" if rest and name.startswith(titles) else name


def capital(text: str) -> str:
    """The first letter up, the rest untouched."""
    return text[:1].upper() + text[1:]


def by_day(items: Iterable[Item]) -> list[tuple[date, list[Item]]]:
    """Items with a moment `.at`, in the order given, put together per day in Amsterdam."""
    return [(on, list(some)) for on, some in groupby(items, key=lambda item: _date(item.at))]  # type: ignore[attr-defined]


FILTERS_OF_NOW = (day, day_short, moment, moment_short, deadline, due, late, period_ago, day_named)
FILTERS = (clock, dossier_date, number, phone, tel, initials, capital, by_day, greeting, address)
