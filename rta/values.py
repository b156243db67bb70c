"""The types of the agreement language: how a text becomes a value, and a value its one text.

A value is held as a key that compares and hashes: Decimal for numbers, the ordinal for dates,
seconds for times and durations, months for periods, the rank for urgencies, text otherwise.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Context, Decimal
from zoneinfo import ZoneInfo

Key = Decimal | str | bool | frozenset[str]

URGENCIES = ("U0", "U1", "U2", "U3", "U4", "U5")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
_DURATION = re.compile(
    r"(-?)P(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?"
)
_PERIOD = re.compile(r"(-?)P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?")
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAX_DIGITS = 34
# Enough room to halve, scale and subtract any two 34-digit numbers without rounding.
EXACT = Context(prec=160)


class NotUnderstood(ValueError):
    """The text is no value of this type."""


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value: `key` compares, `text` is printed as it was written."""

    key: Key
    text: str


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text) or sum(c.isdigit() for c in text) > MAX_DIGITS:
        raise NotUnderstood(text)
    return Decimal(text)


def _integer(text: str) -> Decimal:
    value = _number(text)
    if value != value.to_integral_value():
        raise NotUnderstood(text)
    return value


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise NotUnderstood(text)
    return text == "true"


def _text(text: str) -> str:
    if not text or len(text) > 2000:
        raise NotUnderstood(text)
    return text


def _codes(text: str) -> frozenset[str]:
    return frozenset(part for part in text.split(",") if part)


def _date(text: str) -> Decimal:
    if not _DATE.fullmatch(text):
        raise NotUnderstood(text)
    return Decimal(date.fromisoformat(text).toordinal())


def _time(text: str) -> Decimal:
    if not _TIME.fullmatch(text):
        raise NotUnderstood(text)
    at = time.fromisoformat(text)
    return Decimal(at.hour * 3600 + at.minute * 60 + at.second) + Decimal(at.microsecond) / 10**6


def _datetime(text: str) -> Decimal:
    if not _MOMENT.fullmatch(text):
        raise NotUnderstood(text)
    at = datetime.fromisoformat(text)
    # A wall clock without offset is the clock of the region.
    passed = (at if at.tzinfo else at.replace(tzinfo=AMSTERDAM)).astimezone(UTC) - _EPOCH
    return Decimal(passed.days * 86400 + passed.seconds) + Decimal(passed.microseconds) / 10**6


def _duration(text: str) -> Decimal:
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        raise NotUnderstood(text)
    sign, *parts = found.groups()
    days, hours, minutes, seconds = (Decimal(part or 0) for part in parts)
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return -total if sign else total


def _period(text: str) -> Decimal:
    found = _PERIOD.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        raise NotUnderstood(text)
    total = Decimal(int(found[2] or 0) * 12 + int(found[3] or 0))
    return -total if found[1] else total


def _urgency(text: str) -> Decimal:
    if text not in URGENCIES:
        raise NotUnderstood(text)
    return Decimal(URGENCIES.index(text))


def plain(number: Decimal) -> str:
    """The one way a number is written: no exponent, no needless zeros, no minus zero."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _show_text(key: Key) -> str:
    return str(key)


def _show_number(key: Key) -> str:
    assert isinstance(key, Decimal)
    return plain(key)


def _show_boolean(key: Key) -> str:
    return "true" if key else "false"


def _show_codes(key: Key) -> str:
    assert isinstance(key, frozenset)
    return ",".join(sorted(key))


def _show_date(key: Key) -> str:
    return date.fromordinal(_whole(key)).isoformat()


def _show_time(key: Key) -> str:
    assert isinstance(key, Decimal)
    seconds, micro = divmod(int(EXACT.multiply(key, Decimal(10**6))), 10**6)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, micro).isoformat()


def _show_datetime(key: Key) -> str:
    assert isinstance(key, Decimal)
    seconds, micro = divmod(int(EXACT.multiply(key, Decimal(10**6))), 10**6)
    at = datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro)
    return at.isoformat().replace("+00:00", "Z")


def _show_duration(key: Key) -> str:
    assert isinstance(key, Decimal)
    left, sign = abs(key), "-" if key < 0 else ""
    days, left = divmod(left, 86400)
    hours, left = divmod(left, 3600)
    minutes, seconds = divmod(left, 60)
    clock = "".join(
        f"{plain(amount)}{unit}"
        for amount, unit in ((hours, "H"), (minutes, "M"), (seconds, "S"))
        if amount
    )
    shown = (f"{plain(days)}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{sign}P{shown}" if shown else "PT0S"


def _show_period(key: Key) -> str:
    total = _whole(key)
    years, months = divmod(abs(total), 12)
    shown = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if total < 0 else ''}P{shown}" if shown else "P0M"


def _show_urgency(key: Key) -> str:
    return URGENCIES[_whole(key)]


def _whole(key: Key) -> int:
    assert isinstance(key, Decimal)
    return int(key)


@dataclass(frozen=True, slots=True)
class Type:
    """One type of the language. `ordered` types know `<`; a `step` leaves nothing in between."""

    name: str
    read: Callable[[str], Key]
    show: Callable[[Key], str]
    ordered: bool = False
    step: Decimal | None = None


_ONE = Decimal(1)
TYPES: dict[str, Type] = {
    kind.name: kind
    for kind in (
        Type("number", _number, _show_number, ordered=True),
        Type("integer", _integer, _show_number, ordered=True, step=_ONE),
        Type("boolean", _boolean, _show_boolean),
        Type("code", _text, _show_text),
        Type("codes", _codes, _show_codes),
        Type("text", _text, _show_text),
        Type("date", _date, _show_date, ordered=True, step=_ONE),
        Type("time", _time, _show_time, ordered=True),
        Type("datetime", _datetime, _show_datetime, ordered=True),
        Type("duration", _duration, _show_duration, ordered=True),
        Type("period", _period, _show_period, ordered=True, step=_ONE),
        Type("urgency", _urgency, _show_urgency, ordered=True),
        Type("service_type", _text, _show_text),
    )
}


def read_key(type_name: str, text: str) -> Key:
    """The key of a text of this type; raises NotUnderstood for anything else."""
    try:
        return TYPES[type_name].read(text)
    except NotUnderstood:
        raise
    except (ValueError, OverflowError) as error:  # 2026-02-30, 25:61, year 0
        raise NotUnderstood(text) from error


def read_value(type_name: str, text: str) -> Value:
    """A typed value that keeps its text as written; raises NotUnderstood."""
    return Value(read_key(type_name, text), text)


def show(type_name: str, key: Key) -> str:
    """The one canonical text of a value: what is stored, hashed and compared."""
    return TYPES[type_name].show(key)
