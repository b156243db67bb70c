"""Running the scenarios that stand in an agreement. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from .cases import Raw, read_case
from .combination import judge
from .compiling import Compiled
from .evaluation import Result, Said
from .model import Expected, Place, Record, Scenario
from .presenting import said_text


@dataclass(frozen=True, slots=True)
class Failed:
    """A scenario that came out differently, where it stands, and how, in Dutch."""

    place: Place
    words: str


def run_scenarios(compiled: Compiled) -> tuple[Failed, ...]:
    """Every scenario that does not come out as written."""
    return tuple(
        Failed(scenario.place, f"“{scenario.name}”: {words}")
        for scenario in compiled.agreement.scenarios
        for words in _differences(compiled, scenario)
    )


def _differences(compiled: Compiled, scenario: Scenario) -> Iterator[str]:
    given: dict[str, Raw] = {
        name: values[0] if len(values) == 1 else list(values)
        for name, values in scenario.given.items()
    }
    case = read_case(compiled, dict(scenario.facts), given)
    if case.troubles:
        yield "; ".join(f"{one.fact}: {one.words}" for one in case.troubles)
        return
    judged = judge(compiled, case.known, case.given, ignore_applies=True)
    for name, expected in scenario.expect.items():
        if name not in judged.results:
            yield f"{name} is gegeven en wordt dus niet beslist."
            continue
        yield from _compare(name, expected, judged.results[name])


def _compare(name: str, expected: Expected, got: Result) -> Iterator[str]:
    if expected.undecided is not None:
        if got.status != "undecided" or set(got.missing) != expected.undecided:
            wanted = ", ".join(sorted(expected.undecided))
            yield f"{name} hoort onbeslist te zijn door {wanted}; {_told(got)}"
        return
    if expected.none != (got.status == "none") and (expected.none or expected.outcome is not None):
        yield f"{name} hoort {'geen' if expected.none else 'een'} uitkomst te hebben; {_told(got)}"
    elif expected.outcome is not None and not _same(expected.outcome, got):
        yield f"{name} hoort {said_text(expected.outcome)} te zijn; {_told(got)}"
    if expected.rules is not None and expected.rules != got.rules:
        wanted = ", ".join(map(str, expected.rules)) or "geen"
        yield f"{name} hoort door regel {wanted} te komen; {_told(got)}"


def _same(expected: Said, got: Result) -> bool:
    if got.status != "decided":
        return False
    if not isinstance(expected, tuple):
        return not isinstance(got.outcome, tuple) and _within(expected, got.outcome)
    if not isinstance(got.outcome, tuple) or len(got.outcome) != len(expected):
        return False
    left = list(got.outcome)
    for record in expected:
        found = next((one for one in left if _within(record, one)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _within(expected: Record | None, got: Record | None) -> bool:
    """Only the outputs that a scenario names are compared."""
    if expected is None or got is None:
        return expected is got
    for name, value in expected.items():
        other = got.get(name)
        if (value is None) != (other is None):
            return False
        if value is not None and other is not None and value.key != other.key:
            return False
    return True


def _told(got: Result) -> str:
    rules = ", ".join(map(str, got.rules)) or "geen"
    if got.status == "decided":
        return f"het is {said_text(got.outcome)} (regel {rules})."
    if got.status == "none":
        return "er past geen regel."
    missing = ", ".join((*got.missing, *got.outside)) or "niets"
    return f"het is onbeslist (ontbreekt: {missing})."
