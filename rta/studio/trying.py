"""Trying a draft out on one person: what comes out, and why, while somebody types. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..agreed import Agreed, DecisionResult, InForce, evaluate
from ..cases import FactRefused, canonical_text
from ..compiling import Compiled
from ..document import output_label, readable
from ..stepping import Explained, explain, steps
from ..values import TYPES, read_value
from ..words import Labels, value_words
from .cell_form import options_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact to fill in. `options` is empty where a value is typed."""

    name: str
    label: str
    unit: str
    options: tuple[tuple[str, str], ...]
    value: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one decision says: `status` decided, undecided or none, and its lines."""

    title: str
    status: str
    outcome: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    trace: tuple["Line", ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: whether it counted, and for which facts it did not or is not known yet."""

    rule: int
    mark: str
    words: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    facts: tuple[Asked, ...]
    applies: bool | None
    said: tuple[Said, ...]
    steps: tuple[str, ...]
    known: Mapping[str, str]


def try_out(compiled: Compiled, form: Mapping[str, str], labels: Labels) -> Tried:
    """`form` holds a text per fact; empty is unknown."""
    known: dict[str, str] = {}
    asked = []
    for name, fact in compiled.agreement.facts.items():
        raw, fault = form.get(name, "").strip(), ""
        if raw:
            try:
                known[name] = canonical_text(fact, raw) or ""
            except FactRefused as refused:
                fault = refused.words
        label = labels.facts.get(name) or readable(name)
        options = options_of(fact.column, labels, tuple(labels.service_types))
        asked.append(Asked(name, label, fact.column.unit, options, raw, fault))
    combined = evaluate(Agreed((InForce(compiled, ""),)), dict(known))
    one = combined.agreements[0]
    lines = explain(combined)
    said = [
        Said(
            readable(decision),
            result.status,
            _outcome(compiled, decision, result.outcome, labels),
            tuple(labels.facts.get(fact) or readable(fact) for fact in result.missing),
            tuple(
                _line(line, labels)
                for line in lines
                if line.decision == decision and not _passed_over(compiled, line, result)
            ),
        )
        for decision, result in one.decisions.items()
    ]
    next_steps = tuple(
        f"{labels.roles.get(step.role, step.role)}: {step.does}" for step in steps(combined)
    )
    return Tried(tuple(asked), one.applies, tuple(said), next_steps, known)


def _passed_over(compiled: Compiled, line: Explained, result: DecisionResult) -> bool:
    """In a table where the first row counts, what comes after it is not looked at any more."""
    first = compiled.agreement.decisions[line.decision].hit == "first"
    return first and result.status == "decided" and line.rule > max(result.rules)


def _line(line: Explained, labels: Labels) -> Line:
    names = line.failing or line.unknown
    words = tuple(labels.facts.get(name) or readable(name.rpartition(".")[2]) for name in names)
    return Line(line.rule, line.mark, line.words, words)


def _outcome(
    compiled: Compiled, decision: str, outcome: object, labels: Labels
) -> tuple[tuple[str, str], ...]:
    gives = compiled.agreement.decisions[decision].gives
    records = outcome if isinstance(outcome, tuple) else (outcome,)
    return tuple(
        (
            output_label(name, gives[name]),
            value_words(read_value(gives[name].type, text), gives[name], labels),
        )
        for record in records
        if record is not None
        for name, text in record.items()
        if text is not None and gives[name].type in TYPES
    )
