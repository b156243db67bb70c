"""An agreement in short: for a resident in plain words, for a professional on one page. Pure."""

from dataclasses import dataclass

from .document import condition_words, readable, within_words
from .model import Agreement
from .words import Labels, value_words


@dataclass(frozen=True, slots=True)
class Way:
    """One outcome that gives help: what kind, how soon, and why somebody gets it."""

    help: str
    urgency: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does what, when it must be done, and what goes along."""

    who: str
    does: str
    when: str
    within: str
    sends: str


@dataclass(frozen=True, slots=True)
class Brief:
    title: str
    summary: str
    applies: str
    questions: tuple[str, ...]
    ways: tuple[Way, ...]
    doings: tuple[Doing, ...]


def brief(agreement: Agreement, labels: Labels) -> Brief:
    """The whole agreement on one page."""
    return Brief(
        title=agreement.title.get("nl", agreement.id),
        summary=agreement.summary.get("nl", ""),
        applies=condition_words(agreement, agreement.applies, labels),
        questions=tuple(
            fact.ask["resident"].get("nl", "")
            for fact in agreement.facts.values()
            if fact.for_resident
        ),
        ways=_ways(agreement, labels),
        doings=tuple(
            Doing(
                labels.roles.get(step.role, readable(step.role)),
                step.does.get("nl", ""),
                condition_words(agreement, step.when, labels),
                "; ".join(within_words(step.within)),
                ", ".join(step.sends),
            )
            for step in agreement.steps
        ),
    )


def _ways(agreement: Agreement, labels: Labels) -> tuple[Way, ...]:
    """Each pair of help and urgency once, with every reason that leads to it."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for decision in agreement.decisions.values():
        kinds = {column.type: name for name, column in decision.gives.items()}
        if "service_type" not in kinds:
            continue
        for rule in decision.rules:
            help_, urgency = (
                value_words(rule.then.get(kinds[kind]), decision.gives[kinds[kind]], labels)
                if kind in kinds and rule.then.get(kinds[kind]) is not None
                else ""
                for kind in ("service_type", "urgency")
            )
            if help_ or urgency:
                found.setdefault((help_, urgency), {})[rule.because.get("nl", "")] = None
    return tuple(
        Way(help_, urgency, tuple(filter(None, because)))
        for (help_, urgency), because in found.items()
    )


def searched(agreement: Agreement, labels: Labels) -> str:
    """Everything by which people look for an agreement: complaint, question, role, kind of help."""
    told = brief(agreement, labels)
    codes = [
        label.get("nl", "")
        for cell_fact in agreement.applies.facts
        for code, label in (agreement.facts[cell_fact].codes or {}).items()
        if any(test.low == code for test in agreement.applies.facts[cell_fact].tests)
    ]
    parts = [told.title, told.summary, told.applies, *codes, *agreement.owners, *told.questions]
    parts += [way.help for way in told.ways]
    parts += [f"{one.who} {one.does}" for one in told.doings]
    return " ".join(parts).casefold()
