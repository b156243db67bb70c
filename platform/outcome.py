"""Refusals are values with a reason: pages show them, the API sends them, tests compare them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something was not done. `code` is stable English; the Dutch sentence stands in the
    registry of problems (`platform/problems.py`). `at` says where: a state, a field, a place."""

    code: str
    at: str = ""


class Absent(LookupError):
    """Not there, or not for this actor: from outside the two look the same, so they are one."""
