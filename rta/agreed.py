"""What the region agreed, as a value: evaluate it, ask its questions, follow its steps. Pure.

Values come in and go out as canonical texts, the form in which every room holds them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from . import combination
from .cases import FactRefused, key_of
from .combination import Combination, Judged, Reason, Route, judge
from .compiling import Compiled
from .evaluation import STRANGE, Result, Said
from .model import Agreement, Decision, Fact
from .presenting import record_text
from .values import Key, show

LOW_URGENCIES = ("U4", "U5")

Told = Mapping[str, str | None] | tuple[Mapping[str, str | None], ...] | None


@dataclass(frozen=True, slots=True)
class InForce:
    """One agreement version that counts now, with the sha256 of its text."""

    compiled: Compiled
    hash: str

    @property
    def agreement(self) -> Agreement:
        return self.compiled.agreement


@dataclass(frozen=True, slots=True)
class Agreed:
    """The versions in force for one subject. `self_help` are the service types one does alone."""

    agreements: tuple[InForce, ...] = ()
    red_flags: tuple[InForce, ...] = ()
    self_help: frozenset[str] = frozenset()

    @property
    def facts(self) -> dict[str, Fact]:
        """Every fact these agreements use; the questions are equal over the region."""
        facts: dict[str, Fact] = {}
        for one in (*self.red_flags, *self.agreements):
            for name, fact in one.agreement.facts.items():
                facts[name] = fact if name not in facts else _joined(facts[name], fact)
        return facts

    def question(self, fact: str) -> Fact:
        return self.facts[fact]

    @property
    def hashes(self) -> dict[str, str]:
        return {
            f"{one.agreement.id}@{one.agreement.version}": one.hash
            for one in (*self.red_flags, *self.agreements)
        }


def _joined(first: Fact, second: Fact) -> Fact:
    """A professional's judgement in one agreement stays one everywhere."""
    return replace(
        first,
        ask={**second.ask, **first.ask},
        judged_by=first.judged_by or second.judged_by,
        origin=first.origin or second.origin,
        burden=max(first.burden, second.burden),
    )


@dataclass(frozen=True, slots=True)
class Because:
    """Why, in Dutch, with the source it rests on; rules count from 1."""

    rule: int
    text: str
    source: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What one decision says, in canonical texts. `status`: decided, undecided or none."""

    status: str
    outcome: Told
    rules: tuple[int, ...]
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    possible: tuple[Told, ...]
    exact: bool
    outside: tuple[str, ...]
    roles: tuple[str, ...]
    conflict: tuple[int, ...]
    none: str = ""


@dataclass(frozen=True, slots=True)
class AgreementResult:
    agreement: str
    version: str
    title: str
    applies: bool | None
    decisions: Mapping[str, DecisionResult]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Combined:
    """One answer for one person, over all agreements of a subject."""

    agreements: tuple[AgreementResult, ...]
    urgency: str | None
    at_least: bool
    routes: tuple[Route, ...]
    missing: tuple[str, ...]
    roles_needed: tuple[str, ...]
    reasons: tuple[Reason, ...]
    self_help: bool
    judged: tuple[Judged, ...] = field(default=(), repr=False, compare=False)

    @property
    def needs_person(self) -> bool:
        return bool(self.reasons)

    @property
    def settled(self) -> bool:
        """Nothing that is still unknown can change anything."""
        return not self.missing


def keys(compiled: Compiled, known: Mapping[str, str | None]) -> dict[str, Key | None]:
    """Canonical texts as keys; what this version does not understand lies outside its range."""
    found: dict[str, Key | None] = {}
    for name, fact in compiled.agreement.facts.items():
        if name not in known or (known[name] is None and not fact.optional):
            continue
        try:
            found[name] = key_of(fact.column, known[name])
        except FactRefused:
            found[name] = STRANGE
    return found


def evaluate(agreed: Agreed, known: Mapping[str, str | None], *, possible: bool = True) -> Combined:
    """What the agreements say about one person. Facts that are absent are unknown.

    `possible=False` leaves out which outcomes are still possible, which asking does not need.
    """
    judged = tuple(
        judge(one.compiled, keys(one.compiled, known), possible=possible)
        for one in agreed.agreements
    )
    return present(combination.combine(judged), agreed.self_help)


def samples(agreed: Agreed, fact: str) -> tuple[str, ...]:
    """One canonical value for each kind of answer that the rules in force tell apart, in order.

    Within the declared range; null is left out. Empty when no rule looks at this fact.
    """
    found: dict[Key, str] = {}
    for one in agreed.agreements:
        domain, column = one.compiled.domains.get(fact), one.agreement.facts.get(fact)
        if domain is None or column is None:
            continue
        for number, key in enumerate(domain.samples):
            if key is not None and domain.allowed >> number & 1:
                found.setdefault(key, show(column.type, key))
    ordered = all(isinstance(key, Decimal) for key in found)
    return tuple(found[key] for key in (sorted(found) if ordered else found))


def understood(agreed: Agreed, fact: str, value: str) -> bool:
    """Whether this canonical value lies in the range of some agreement that uses the fact."""
    asked = False
    for one in agreed.agreements:
        domain, column = one.compiled.domains.get(fact), one.agreement.facts.get(fact)
        if domain is None or column is None:
            continue
        asked = True
        atom = domain.atom(key_of(column.column, value))
        if atom is not None and domain.allowed >> atom & 1:
            return True
    return not asked


def present(combined: Combination, self_help: frozenset[str]) -> Combined:
    """A combination in canonical texts."""
    urgency = combined.urgency.text if combined.urgency else None
    routes = {route.service_type for route in combined.routes}
    alone = bool(routes) and routes <= self_help and urgency in LOW_URGENCIES
    return Combined(
        agreements=tuple(_agreement(one) for one in combined.judged),
        urgency=urgency,
        at_least=combined.at_least,
        routes=combined.routes,
        missing=combined.missing,
        roles_needed=combined.roles,
        reasons=combined.reasons,
        self_help=alone and not combined.needs_person,
        judged=combined.judged,
    )


def _agreement(judged: Judged) -> AgreementResult:
    agreement = judged.agreement
    return AgreementResult(
        agreement.id,
        agreement.version,
        agreement.title.get("nl", agreement.id),
        judged.applies,
        {n: _decision(agreement.decisions[n], r) for n, r in judged.results.items()},
        judged.missing,
    )


def _decision(decision: Decision, result: Result) -> DecisionResult:
    return DecisionResult(
        status=result.status,
        outcome=_told(result.outcome, decision),
        rules=result.rules,
        because=tuple(because_of(decision, n) for n in result.rules if result.status == "decided"),
        missing=result.missing,
        possible=tuple(_told(one, decision) for one in result.possible),
        exact=result.exact,
        outside=result.outside,
        roles=result.roles,
        conflict=result.conflict,
        none=decision.none.get("nl", "") if result.status == "none" else "",
    )


def _told(said: Said, decision: Decision) -> Told:
    if isinstance(said, tuple):
        return tuple(record_text(record, decision.gives) for record in said)
    return None if said is None else record_text(said, decision.gives)


def because_of(decision: Decision, number: int) -> Because:
    rule = decision.rules[number - 1]
    return Because(number, rule.because.get("nl", ""), rule.source, rule.quote)
