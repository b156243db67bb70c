"""The values of FEEL: what they are, how they are read, printed and compared. Pure.

Numbers are Decimal with 34 digits, never binary floats. Strings, booleans, lists and contexts are
Python's own. What differs between engines, or lies outside what we can hold, raises `Outside`:
a refusal is always better than a wrong value.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TypeAlias

NUMBERS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emax=6144, Emin=-6143, traps=[])
DAY = 86400


class Outside(ValueError):
    """What we do not evaluate; the text says what, in Dutch."""


class NoValue(ValueError):
    """What has no value by the standard, so that the result is null; the text says why."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date; `number` counts days since 1 January of year 1."""

    number: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in seconds, with its offset to UTC in seconds where it has one."""

    seconds: Decimal
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time. `seconds` since the start of year 1, on its own clock."""

    seconds: Decimal
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """A days-and-time duration, in seconds."""

    seconds: Decimal


@dataclass(frozen=True, slots=True)
class Months:
    """A years-and-months duration."""

    months: int


Feel: TypeAlias = (
    "bool | Decimal | str | Day | Clock | Moment | Days | Months"
    " | list[Feel] | dict[str, Feel] | None"
)

_DATE = re.compile(r"(-?\d{4,9})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d(?::\d\d)?)?")
_DAYS = re.compile(
    r"(-)?P(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?"
)
_MONTHS = re.compile(r"(-)?P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?")
_ANY_DURATION = re.compile(r"-?P[0-9YMWDTHS.]+")


def number(text: str) -> Decimal:
    """A number with at most 34 digits, exactly as written; raises Outside when it is longer."""
    read = NUMBERS.create_decimal(text)
    if not read.is_finite() or read != Decimal(text):
        raise Outside(f"het getal {text[:40]} heeft meer dan 34 cijfers")
    return read


def plain(value: Decimal) -> str:
    """A number without exponent, needless zeros or minus zero."""
    if value.adjusted() > 400 or value.adjusted() < -400:
        return str(value)
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def read_date(text: str) -> Day:
    found = _DATE.fullmatch(text)
    if not found:
        if re.fullmatch(r"-?\d{4,9}-\d\d-\d\d.+", text):
            raise Outside(f"de datum “{text[:40]}”")
        raise NoValue(f"“{text[:40]}” is geen datum")
    year = int(found[1])
    if not 1 <= year <= 9999:
        raise Outside(f"het jaar {year}")
    try:
        return Day(date(year, int(found[2]), int(found[3])).toordinal())
    except ValueError:
        raise NoValue(f"“{text}” is geen datum") from None


def read_time(text: str) -> Clock:
    if "@" in text:
        raise Outside("een tijdzone met een naam")
    found = _TIME.fullmatch(text)
    if not found:
        raise NoValue(f"“{text[:40]}” is geen tijd")
    hours, minutes, seconds = int(found[1]), int(found[2]), Decimal(found[3] or 0)
    if hours == 24:
        raise Outside("het uur 24")
    if hours > 24 or minutes > 59 or seconds > 59:
        raise NoValue(f"“{text}” is geen tijd")
    total = hours * 3600 + minutes * 60 + seconds + Decimal(found[4] or 0)
    return Clock(total, _offset(found[5]))


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "Z":
        return 0
    hours, minutes, *more = (int(part) for part in text[1:].split(":"))
    if hours > 14 or minutes > 59 or more:
        raise Outside(f"het verschil {text} met UTC")
    return (hours * 3600 + minutes * 60) * (-1 if text[0] == "-" else 1)


def read_moment(text: str) -> Moment:
    day, mark, clock = text.partition("T")
    at = Clock(Decimal(0)) if not mark else read_time(clock)
    return moment(read_date(day), at)


def moment(day: Day, clock: Clock) -> Moment:
    return Moment(day.number * DAY + clock.seconds, clock.offset)


def read_duration(text: str) -> Days | Months:
    if (found := _DAYS.fullmatch(text)) and any(found.groups()[1:]):
        days, hours, minutes, seconds = (Decimal(part or 0) for part in found.groups()[1:])
        total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        return Days(-total if found[1] else total)
    if (found := _MONTHS.fullmatch(text)) and any(found.groups()[1:]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-months if found[1] else months)
    if _ANY_DURATION.fullmatch(text) and any(c.isdigit() for c in text):
        raise Outside(f"de duur “{text[:40]}”")  # engines disagree on mixed ones
    raise NoValue(f"“{text[:40]}” is geen duur")


def show_date(value: Day) -> str:
    return date.fromordinal(value.number).isoformat()


def show_time(value: Clock) -> str:
    whole = int(value.seconds)
    rest = plain(value.seconds - whole)[1:] if value.seconds != whole else ""
    clock = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{rest}"
    if value.offset is None:
        return clock
    if value.offset == 0:
        return clock + "Z"
    away = abs(value.offset)
    return f"{clock}{'-' if value.offset < 0 else '+'}{away // 3600:02}:{away // 60 % 60:02}"


def show_moment(value: Moment) -> str:
    days, seconds = divmod(value.seconds, DAY)
    return f"{show_date(Day(int(days)))}T{show_time(Clock(seconds, value.offset))}"


def show_days(value: Days) -> str:
    left, sign = abs(value.seconds), "-" if value.seconds < 0 else ""
    days, left = divmod(left, DAY)
    hours, left = divmod(left, 3600)
    minutes, seconds = divmod(left, 60)
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    clock = "".join(f"{plain(amount)}{unit}" for amount, unit in parts if amount)
    shown = (f"{plain(days)}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{sign}P{shown}" if shown else "PT0S"


def show_months(value: Months) -> str:
    years, months = divmod(abs(value.months), 12)
    shown = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if value.months < 0 else ''}P{shown}" if shown else "P0M"


def kind(value: Feel) -> str:
    """The FEEL type of a value, in its own words."""
    for known, name in _KINDS:
        if isinstance(value, known):
            return name
    return "context"


_KINDS: tuple[tuple[type, str], ...] = (
    (type(None), "null"),
    (bool, "boolean"),
    (Decimal, "number"),
    (str, "string"),
    (Day, "date"),
    (Clock, "time"),
    (Moment, "date and time"),
    (Days, "days and time duration"),
    (Months, "years and months duration"),
    (list, "list"),
)
