"""The few functions of FEEL that we know: literals of date and time, `not`, and what cells need.

Each takes evaluated arguments and gives a value, or raises NoValue (null) or Outside (refused).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .amounts import (
    Clock,
    Day,
    Days,
    Feel,
    Moment,
    NoValue,
    Outside,
    kind,
    moment,
    read_date,
    read_duration,
    read_moment,
    read_time,
)
from .comparing import equal


@dataclass(frozen=True, slots=True)
class Function:
    """`parameters` are the names of its one accepted form; `most` the largest number of them."""

    run: Callable[..., Feel]
    parameters: tuple[str, ...]
    least: int = 1


def call(name: str, arguments: Sequence[Feel]) -> Feel:
    """The value of a built-in function; raises NoValue and Outside."""
    function = BUILTIN[name]
    if not function.least <= len(arguments) <= len(function.parameters):
        raise Outside(f"{name} met {len(arguments)} argumenten")
    return function.run(*arguments)


def _not(value: Feel) -> Feel:
    if value is None:
        return None
    if not isinstance(value, bool):
        raise NoValue(f"not({kind(value)})")
    return not value


def _text(value: Feel, name: str) -> str:
    if value is None:
        raise NoValue(f"{name}(null)")
    if not isinstance(value, str):
        raise NoValue(f"{name}({kind(value)})")
    return value


def _date(value: Feel, month: Feel = None, day: Feel = None) -> Feel:
    if month is not None or day is not None:
        return _date_of(value, month, day)
    if isinstance(value, Day):
        return value
    if isinstance(value, Moment):
        return Day(int(value.seconds // 86400))
    return read_date(_text(value, "date"))


def _date_of(*parts: Feel) -> Feel:
    whole = [int(part) for part in parts if isinstance(part, Decimal) and part == int(part)]
    if len(whole) != 3:
        raise NoValue("date(jaar, maand, dag) vraagt drie hele getallen")
    if not 1 <= whole[0] <= 9999:
        raise Outside(f"het jaar {whole[0]}")
    try:
        return Day(date(*whole).toordinal())
    except (ValueError, OverflowError):
        raise NoValue("deze datum bestaat niet") from None


def _time(value: Feel) -> Feel:
    if isinstance(value, Clock):
        return value
    if isinstance(value, Moment):
        return Clock(value.seconds % 86400, value.offset)
    if isinstance(value, Day):
        raise Outside("de tijd van een datum")
    return read_time(_text(value, "time"))


def _moment(value: Feel, clock: Feel = None) -> Feel:
    if clock is not None:
        if isinstance(value, Moment):
            value = _date(value)
        if not isinstance(value, Day) or not isinstance(clock, Clock):
            raise NoValue("date and time vraagt een datum en een tijd")
        return moment(value, clock)
    if isinstance(value, Moment):
        return value
    if isinstance(value, Day):
        raise Outside("date and time van een datum")
    return read_moment(_text(value, "date and time"))


def _duration(value: Feel) -> Feel:
    if isinstance(value, (Days,)):
        raise Outside("de duur van een duur")
    return read_duration(_text(value, "duration"))


def _at(value: Feel) -> Feel:
    """`@"…"`: the form of the text says what it is."""
    text = _text(value, "@")
    bare = text.removeprefix("-")
    if bare.startswith("P"):
        return read_duration(text)
    if "T" in text:
        return read_moment(text)
    return read_time(text) if ":" in text else read_date(text)


def _list_contains(items: Feel, value: Feel) -> Feel:
    if not isinstance(items, list):
        raise NoValue("list contains vraagt een lijst")
    return any(equal(item, value) for item in items)


BUILTIN: dict[str, Function] = {
    "not": Function(_not, ("negand",)),
    "date": Function(_date, ("from", "month", "day")),
    "time": Function(_time, ("from",)),
    "date and time": Function(_moment, ("from", "time")),
    "duration": Function(_duration, ("from",)),
    "list contains": Function(_list_contains, ("list", "element"), 2),
    "@": Function(_at, ("from",)),
}
