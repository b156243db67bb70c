"""Equality and order of FEEL values, three-valued: None is FEEL's null. Pure."""

from decimal import Decimal

from .amounts import Clock, Day, Days, Feel, Moment, Months, Outside, kind


def equal(left: Feel, right: Feel) -> bool | None:
    """Null equals null alone; values of different kinds are neither equal nor different: null."""
    if left is None or right is None:
        return left is right
    if isinstance(left, list) != isinstance(right, list):
        raise Outside("een lijst vergelijken met een enkele waarde")
    if kind(left) != kind(right):
        return None
    if isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return False
        return _all(equal(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        return _all(equal(left[name], right[name]) for name in left)
    _same_clock(left, right)
    return _scale(left) == _scale(right)


def _all(answers: object) -> bool | None:
    told = list(answers)  # type: ignore[call-overload]
    return False if False in told else None if None in told else True


def below(left: Feel, right: Feel, *, or_equal: bool = False) -> bool | None:
    """left < right, or <=; null for null, for different kinds, and for what has no order."""
    if any(isinstance(one, (bool, list, dict)) for one in (left, right)):
        raise Outside("de volgorde van wat geen volgorde heeft")  # engines differ
    if left is None or right is None or kind(left) != kind(right):
        return None
    _same_clock(left, right)
    a, b = _scale(left), _scale(right)
    return bool(a < b or (or_equal and a == b))  # type: ignore[operator]


def compare(operator: str, left: Feel, right: Feel) -> bool | None:
    """One of = != < <= > >=."""
    if operator in ("=", "!="):
        same = equal(left, right)
        return same if same is None or operator == "=" else not same
    if operator[0] == ">":
        left, right = right, left
    return below(left, right, or_equal=operator.endswith("="))


def _same_clock(left: Feel, right: Feel) -> None:
    """Clocks with an offset and clocks without: engines differ on what that means."""
    if isinstance(left, (Clock, Moment)) and isinstance(right, (Clock, Moment)):
        if (left.offset is None) != (right.offset is None):
            raise Outside("een tijd met en een tijd zonder verschil met UTC")
        if isinstance(left, Clock) and left.offset != right.offset:
            raise Outside("tijden met een ander verschil met UTC")


def _scale(value: Feel) -> Decimal | str | int | bool:
    """What orders a value within its kind."""
    if isinstance(value, (Clock, Moment)):
        return value.seconds - (value.offset or 0)
    if isinstance(value, Days):
        return value.seconds
    if isinstance(value, Day):
        return value.number
    if isinstance(value, Months):
        return value.months
    assert isinstance(value, (Decimal, str, bool))
    return value
