"""Several agreements for one person: the most urgent, all routes, and what needs a person. Pure.

Nothing is merged away: each route keeps who asked for it, other outputs stay with their agreement.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .compiling import Compiled, Given, condition_id
from .evaluation import Result, State, decide, holds, state_of
from .model import Agreement, Record
from .values import Key, Value


@dataclass(frozen=True, slots=True)
class Judged:
    """What one agreement says about one person. `missing` are facts that can still change it."""

    agreement: Agreement
    state: State
    applies: bool | None
    gates: tuple[str, ...]
    results: Mapping[str, Result]

    @property
    def missing(self) -> tuple[str, ...]:
        """First what decides whether it applies; only then what it would say."""
        if self.applies is not True:
            return self.gates
        found = dict.fromkeys(fact for r in self.results.values() for fact in r.missing)
        return tuple(fact for fact in self.agreement.facts if fact in found)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for a route: rules count from 1."""

    agreement: str
    version: str
    decision: str
    rules: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Route:
    service_type: str
    asked_by: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person must look. Codes: no_agreement applies_unknown undecided role_needed outside
    gap conflict contradiction."""

    code: str
    agreement: str = ""
    decision: str = ""
    facts: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Combination:
    """`at_least`: something is undecided or contradicts, so it may turn out more urgent."""

    judged: tuple[Judged, ...]
    urgency: Value | None
    routes: tuple[Route, ...]
    missing: tuple[str, ...]
    roles: tuple[str, ...]
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def needs_person(self) -> bool:
        return bool(self.reasons)

    @property
    def at_least(self) -> bool:
        return any(reason.code != "no_agreement" for reason in self.reasons)


def judge(
    compiled: Compiled,
    known: Mapping[str, Key | None],
    given: Given | None = None,
    *,
    possible: bool = True,
    ignore_applies: bool = False,
    only: str | None = None,
) -> Judged:
    """Everything one agreement says. One that does not apply says nothing."""
    state = state_of(compiled, known, given)
    applies, gates = (True, ()) if ignore_applies else _applies(state)
    asked = compiled.agreement.decisions if only is None else (only,)
    results = {}
    if applies is not False:
        results = {
            name: decide(state, name, possible=possible)
            for name in asked
            if name not in state.given
        }
    return Judged(compiled.agreement, state, applies, gates, results)


def _applies(state: State) -> tuple[bool | None, tuple[str, ...]]:
    answer, missing = holds(state, condition_id("applies"))
    return answer, missing


def combine(judged: Sequence[Judged]) -> Combination:
    """One answer for one person."""
    asked = [one for one in judged if one.applies is not False]
    missing = dict.fromkeys(fact for one in asked for fact in one.missing)
    roles = dict.fromkeys(r for one in asked for r in _roles(one))
    routes = _routes(asked)
    urgency = min(_urgencies(asked), key=_rank, default=None)
    reasons = [reason for one in asked for reason in _doubts(one)]
    reasons += _contradictions(asked, routes)
    if not reasons and _silent(asked, urgency, routes):
        words = "Geen afspraak zegt hier iets over. Een medewerker kijkt mee."
        reasons.append(Reason("no_agreement", words=words))
    return Combination(tuple(judged), urgency, routes, tuple(missing), tuple(roles), tuple(reasons))


def _silent(judged: Sequence[Judged], urgency: Value | None, routes: Sequence[Route]) -> bool:
    """Nothing applies, or what applies could name an urgency or a route and names neither."""
    if not judged:
        return True
    columns = (
        c for one in judged for d in one.agreement.decisions.values() for c in d.gives.values()
    )
    could = any(column.type in ("urgency", "service_type") for column in columns)
    return could and urgency is None and not routes


def _roles(one: Judged) -> Iterator[str]:
    for fact in one.missing:
        role = one.agreement.facts[fact].judged_by
        if role:
            yield role


def _rank(value: Value) -> Key:
    return value.key


def records_of(result: Result) -> tuple[Record, ...]:
    """The records of a decided result; none otherwise."""
    if result.status != "decided" or result.outcome is None:
        return ()
    return result.outcome if isinstance(result.outcome, tuple) else (result.outcome,)


def _said(judged: Sequence[Judged], type_name: str) -> Iterator[tuple[Judged, str, Result, Value]]:
    for one in judged:
        if one.applies is not True:
            continue
        for name, result in one.results.items():
            gives = one.agreement.decisions[name].gives
            for record in records_of(result):
                for output, value in record.items():
                    if value is not None and gives[output].type == type_name:
                        yield one, name, result, value


def _urgencies(judged: Sequence[Judged]) -> list[Value]:
    return [value for _, _, _, value in _said(judged, "urgency")]


def _routes(judged: Sequence[Judged]) -> tuple[Route, ...]:
    routes: dict[str, dict[Asked, None]] = {}
    for one, name, result, value in _said(judged, "service_type"):
        asked = Asked(one.agreement.id, one.agreement.version, name, result.rules)
        routes.setdefault(value.text, {})[asked] = None
    return tuple(Route(name, tuple(asked)) for name, asked in routes.items())


def _doubts(one: Judged) -> Iterator[Reason]:
    """What keeps this agreement from a clear answer."""
    name = one.agreement.id
    if one.applies is None:
        words = "We weten nog niet of deze afspraak geldt."
        yield Reason("applies_unknown", name, "", one.gates, words)
        return
    for decision, result in one.results.items():
        if result.outside:
            words = "Een antwoord valt buiten wat de afspraak kent."
            yield Reason("outside", name, decision, result.outside, words)
        elif result.conflict:
            words = "Twee regels van deze afspraak spreken elkaar tegen."
            yield Reason("conflict", name, decision, (), words)
        elif result.status == "undecided":
            code = "role_needed" if result.roles else "undecided"
            words = "Er ontbreekt nog een antwoord dat iets kan veranderen."
            if result.roles:
                words = f"Een oordeel ontbreekt van: {', '.join(result.roles)}."
            yield Reason(code, name, decision, result.missing, words)
        elif result.status == "none" and not one.agreement.decisions[decision].none:
            words = "Geen regel van deze afspraak past."
            yield Reason("gap", name, decision, (), words)


def _contradictions(judged: Sequence[Judged], routes: Sequence[Route]) -> Iterator[Reason]:
    asked = {route.service_type for route in routes}
    for one in judged:
        for n, never in enumerate(one.agreement.never):
            if never.route not in asked or one.applies is not True:
                continue
            forbidden, missing = holds(one.state, condition_id("never", n))
            if forbidden is False:
                continue
            words = never.because.get("nl", "") or "Een andere afspraak verbiedt deze route."
            code = "contradiction" if forbidden else "undecided"
            yield Reason(code, one.agreement.id, "", missing, f"{never.route}: {words}")
