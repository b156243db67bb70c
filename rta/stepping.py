"""What follows from a decision: the steps it asks, and why it came out as it did. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from . import combination
from .agreed import Combined
from .combination import Judged
from .compiling import Given, condition_id
from .evaluation import holds
from .model import Agreement, SetAsked, Term, Within
from .model import Step as AgreedStep
from .trace import TraceLine, trace
from .values import Key, Value, read_value


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of "Hoe kwam dit besluit tot stand?"."""

    agreement: str
    version: str
    title: str
    decision: str
    rule: int
    mark: str
    words: str
    failing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def explain(combined: Combined) -> tuple[Explained, ...]:
    """Every rule that was looked at, in order, of the agreements that (may) apply."""
    return tuple(
        _explained(one, name, line)
        for one in combined.judged
        for name, result in one.results.items()
        for line in trace(one.state, name, result)
        if line.mark != "after"
    )


def _explained(judged: Judged, decision: str, line: TraceLine) -> Explained:
    agreement = judged.agreement
    rule = agreement.decisions[decision].rules[line.rule - 1]
    return Explained(
        agreement.id,
        agreement.version,
        agreement.title.get("nl", agreement.id),
        decision,
        line.rule,
        line.mark,
        rule.because.get("nl", ""),
        line.failing,
        line.unknown,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A step that an agreement asks now. `within` is empty where the urgency has its own term."""

    agreement: str
    version: str
    id: str
    phase: str
    role: str
    does: str
    sets: tuple[SetAsked, ...]
    sends: tuple[str, ...]
    start: str
    within: Within
    title: str = ""


def view_step(agreement: Agreement, step: AgreedStep) -> Step:
    return Step(
        agreement.id,
        agreement.version,
        step.id,
        step.phase,
        step.role,
        step.does.get("nl", ""),
        step.information,
        step.sends,
        step.start,
        step.within,
        agreement.title.get("nl", agreement.id),
    )


def steps(
    combined: Combined,
    *,
    phase: str | None = None,
    role: str | None = None,
    routes: Sequence[str] | None = None,
) -> tuple[Step, ...]:
    """The steps whose condition surely holds, of agreements that apply.

    `routes` replaces the decided routes, after a person chose otherwise with a reason.
    """
    found = []
    for one in combined.judged:
        if one.applies is not True:
            continue
        state = one.state
        if routes is not None:
            state = replace(state, given=_rerouted(one, routes))
        for step in one.agreement.steps:
            if phase not in (None, step.phase) or role not in (None, step.role):
                continue
            if holds(state, condition_id("step", step.id))[0]:
                found.append(view_step(one.agreement, step))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class BackReferral:
    """A way back that an agreement asks now: to which role, by when at the latest, with what."""

    agreement: str
    version: str
    to: str
    not_before: Term | None
    not_after: Term | None
    items: tuple[str, ...]


def back_referrals(combined: Combined) -> tuple[BackReferral, ...]:
    """The ways back whose condition surely holds, of agreements that apply."""
    return tuple(
        BackReferral(
            one.agreement.id,
            one.agreement.version,
            back.to,
            back.not_before,
            back.not_after,
            back.items,
        )
        for one in combined.judged
        if one.applies is True
        for n, back in enumerate(one.agreement.back_referral)
        if holds(one.state, condition_id("back_referral", n))[0]
    )


def _rerouted(judged: Judged, routes: Sequence[str]) -> Given:
    given: dict[str, dict[str, tuple[Key | None, ...]]] = {}
    for name, decision in judged.agreement.decisions.items():
        kinds = {output: column.type for output, column in decision.gives.items()}
        if "service_type" not in kinds.values():
            continue
        result = judged.results.get(name)
        records = combination.records_of(result) if result else ()
        given[name] = {
            output: tuple(routes)
            if kind == "service_type"
            else tuple(_key(record.get(output)) for record in records) or (None,)
            for output, kind in kinds.items()
        }
    return given


def _key(value: Value | None) -> Key | None:
    return None if value is None else value.key


def decided_number(combined: Combined, agreement: str, source: tuple[str, str]) -> int | None:
    """A number that a decision gave, such as a term in working days."""
    for one in combined.agreements:
        result = one.decisions.get(source[0]) if one.agreement == agreement else None
        outcome = result.outcome if result and result.status == "decided" else None
        if isinstance(outcome, Mapping):
            text = outcome.get(source[1])
            number = None if text is None else read_value("number", text).key
            return None if number is None else int(number)  # type: ignore[arg-type]
    return None
