"""FEEL's arithmetic, on 34 digits. What is not defined is null; the reason goes to `trouble`. Pure."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from .amounts import (
    DAY,
    NUMBERS,
    Clock,
    Day,
    Days,
    Feel,
    Moment,
    Months,
    NoValue,
    Outside,
    kind,
)

_NANO = Decimal(1).scaleb(-9)
_MOST_DAYS = date.max.toordinal()


def calculate(operator: str, left: Feel, right: Feel) -> Feel:
    """One of + - * / **. Raises NoValue where the standard says null, Outside where we stop."""
    if left is None or right is None:
        raise NoValue(f"er wordt gerekend ({operator}) met null")
    if isinstance(left, bool) or isinstance(right, bool):
        raise NoValue(f"{operator} kan niet met true of false")
    return _OPERATORS[operator](left, right)


def negate(value: Feel) -> Feel:
    if value is None:
        raise NoValue("min null")
    if isinstance(value, Decimal) and not isinstance(value, bool):
        return NUMBERS.minus(value)
    if isinstance(value, Days):
        return Days(-value.seconds)
    if isinstance(value, Months):
        return Months(-value.months)
    raise NoValue(f"min {kind(value)} bestaat niet")


def finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise NoValue("de uitkomst is geen getal")
    return value


def _undefined(operator: str, left: Feel, right: Feel) -> NoValue:
    return NoValue(f"{kind(left)} {operator} {kind(right)} bestaat niet")


def _add(left: Feel, right: Feel) -> Feel:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return finite(NUMBERS.add(left, right))
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > 100_000:
            raise Outside("een tekst van meer dan 100.000 tekens")
        return left + right
    if isinstance(left, Days) and isinstance(right, Days):
        return _days(NUMBERS.add(left.seconds, right.seconds))
    if isinstance(left, Months) and isinstance(right, Months):
        return Months(left.months + right.months)
    if isinstance(left, (Days, Months)):
        left, right = right, left
    if isinstance(right, Months):
        return _add_months(left, right.months)
    if isinstance(right, Days):
        return _add_seconds(left, right.seconds)
    raise _undefined("+", left, right)


def _subtract(left: Feel, right: Feel) -> Feel:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return finite(NUMBERS.subtract(left, right))
    if isinstance(left, Day) and isinstance(right, Day):
        return Days(Decimal((left.number - right.number) * DAY))
    if isinstance(left, (Clock, Moment)) and isinstance(right, (Clock, Moment, Day)):
        return _apart(left, right)
    if isinstance(left, Day) and isinstance(right, Moment):
        raise Outside("een datum min een datum met tijd")
    if isinstance(right, (Days, Months)) and not isinstance(left, (str, Decimal)):
        return _add(left, negate(right))
    raise _undefined("-", left, right)


def _apart(left: Clock | Moment, right: Clock | Moment | Day) -> Feel:
    if isinstance(right, Day):
        raise Outside("een datum met tijd min een datum")
    if type(left) is not type(right):
        raise _undefined("-", left, right)
    if (left.offset is None) != (right.offset is None):
        raise Outside("een tijd met en een tijd zonder verschil met UTC")
    return Days(left.seconds - (left.offset or 0) - right.seconds + (right.offset or 0))


def _add_months(left: Feel, months: int) -> Feel:
    if isinstance(left, Moment):
        days, seconds = divmod(left.seconds, DAY)
        later = _add_months(Day(int(days)), months)
        assert isinstance(later, Day)
        return Moment(later.number * DAY + seconds, left.offset)
    if isinstance(left, Clock):
        raise Outside("een tijd plus maanden")
    if not isinstance(left, Day):
        raise _undefined("+", left, Months(months))
    at = date.fromordinal(left.number)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise Outside(f"het jaar {year}")
    for day in range(at.day, 27, -1):  # a shorter month ends on its last day
        try:
            return Day(date(year, month + 1, day).toordinal())
        except ValueError:
            continue
    return Day(date(year, month + 1, at.day).toordinal())


def _add_seconds(left: Feel, seconds: Decimal) -> Feel:
    if isinstance(left, Clock):  # Decimal's remainder takes a sign; a clock has none
        return Clock(((left.seconds + seconds) % DAY + DAY) % DAY, left.offset)
    if isinstance(left, Day):
        return Day(_possible(int((left.number * DAY + seconds) // DAY)))
    if isinstance(left, Moment):
        later = left.seconds + seconds
        _possible(int(later // DAY))
        return Moment(later, left.offset)
    raise _undefined("+", left, Days(seconds))


def _possible(days: int) -> int:
    if not 1 <= days <= _MOST_DAYS:
        raise Outside("een datum buiten de jaren 1 tot en met 9999")
    return days


def _multiply(left: Feel, right: Feel) -> Feel:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return finite(NUMBERS.multiply(left, right))
    if isinstance(left, Decimal):
        left, right = right, left
    if isinstance(right, Decimal):
        if isinstance(left, Days):
            return _days(NUMBERS.multiply(left.seconds, right))
        if isinstance(left, Months):
            return _months(NUMBERS.multiply(Decimal(left.months), right))
    raise _undefined("*", left, right)


def _days(seconds: Decimal) -> Days:
    if abs(finite(seconds)) > 10**15 or seconds != seconds.quantize(_NANO):
        raise Outside("een duur die te groot of te fijn is")
    return Days(seconds)


def _months(value: Decimal) -> Months:
    if finite(value) != value.to_integral_value() or abs(value) > 10**10:
        raise Outside("een deel van een maand")
    return Months(int(value))


def _divide(left: Feel, right: Feel) -> Feel:
    if isinstance(right, Decimal):
        if right == 0:
            raise NoValue("delen door 0")
        if isinstance(left, Decimal):
            return finite(NUMBERS.divide(left, right))
        if isinstance(left, Days):
            return _days(NUMBERS.divide(left.seconds, right))
        if isinstance(left, Months):
            return _months(NUMBERS.divide(Decimal(left.months), right))
    if isinstance(left, Days) and isinstance(right, Days):
        return _divide(left.seconds, right.seconds)
    if isinstance(left, Months) and isinstance(right, Months):
        return _divide(Decimal(left.months), Decimal(right.months))
    raise _undefined("/", left, right)


def _power(left: Feel, right: Feel) -> Feel:
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        raise _undefined("**", left, right)
    if right == 0:
        return Decimal(1)
    if left == 0 and right < 0:
        raise NoValue("delen door 0")
    return finite(NUMBERS.power(left, right))


_OPERATORS: dict[str, Callable[[Feel, Feel], Feel]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "**": _power,
}
