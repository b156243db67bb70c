"""An agreement as a document that people read: the same text the computer decides by. Pure."""

from dataclasses import dataclass

from .model import Agreement, BackReferral, Column, Condition, Decision, Step, Within
from .typed import TypedCell
from .words import Labels, cell_words, period_words, term_words, value_words

HITS = {
    "first": "De eerste regel die past, telt.",
    "unique": "Er past steeds precies één regel.",
    "any": "Passen er meer regels, dan zeggen ze hetzelfde.",
    "collect": "Alle regels die passen, tellen.",
    "rule_order": "Alle regels die passen, tellen, in deze volgorde.",
    "output_order": "Alle regels die passen, tellen, het belangrijkste eerst.",
    "priority": "Van de regels die passen, telt de belangrijkste uitkomst.",
    "sum": "De uitkomsten van de regels die passen, worden opgeteld.",
    "min": "De laagste uitkomst telt.",
    "max": "De hoogste uitkomst telt.",
    "count": "Het aantal regels dat past, telt.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: what must hold (nothing: in all other cases), what comes out, and why."""

    number: int
    when: tuple[str, ...]
    outcome: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One decision as a table."""

    title: str
    how: str
    rows: tuple[Row, ...]
    none: str


@dataclass(frozen=True, slots=True)
class StepShown:
    who: str
    does: str
    when: str
    within: tuple[str, ...]
    sees: tuple[str, ...]
    sends: tuple[str, ...]
    hands_over: str


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    summary: str
    applies: str
    owners: tuple[str, ...]
    questions: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    steps: tuple[StepShown, ...]
    sources: tuple[str, ...]
    never: tuple[str, ...]
    back: tuple[str, ...] = ()


def document(agreement: Agreement, labels: Labels) -> Document:
    """The whole agreement in Dutch."""
    return Document(
        title=agreement.title.get("nl", agreement.id),
        summary=agreement.summary.get("nl", ""),
        applies=condition_words(agreement, agreement.applies, labels),
        owners=agreement.owners,
        questions=tuple(
            fact.ask["resident"].get("nl", "")
            for fact in agreement.facts.values()
            if fact.for_resident
        ),
        sheets=tuple(_sheet(agreement, one, labels) for one in agreement.decisions.values()),
        steps=tuple(_step(agreement, step, labels) for step in agreement.steps),
        sources=tuple(
            ", ".join(part for part in (s.title.get("nl", ""), s.publisher, s.year) if part)
            for s in agreement.sources.values()
        ),
        never=tuple(
            f"Nooit {labels.service_types.get(one.route, one.route)} bij "
            f"{condition_words(agreement, one.when, labels)}: {one.because.get('nl', '')}"
            for one in agreement.never
        ),
        back=tuple(_back(agreement, one, labels) for one in agreement.back_referral),
    )


def readable(name: str) -> str:
    """An id as words: `niet-van-toepassing`, `looptestSeconden`."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name.replace("-", " "))
    return words[:1].upper() + words[1:]


Source = str | tuple[str, str]


def column_of(agreement: Agreement, source: Source) -> Column:
    if isinstance(source, str):
        return agreement.facts[source].column
    return agreement.decisions[source[0]].gives[source[1]]


def label_of(agreement: Agreement, source: Source, labels: Labels) -> str:
    if isinstance(source, str):
        return labels.facts.get(source) or readable(source)
    return output_label(source[1], column_of(agreement, source))


def output_label(name: str, column: Column) -> str:
    """What an output is called: the types that people know have a word of their own."""
    return {"urgency": "Hoe snel", "service_type": "Hulp"}.get(column.type) or readable(name)


def _lines(agreement: Agreement, when: Condition, labels: Labels) -> tuple[str, ...]:
    """What must hold, one line for each cell that looks at something."""
    cells: list[tuple[Source, TypedCell]] = [*when.facts.items(), *when.outputs.items()]
    return tuple(
        f"{label_of(agreement, source, labels)}: "
        f"{cell_words(cell, column_of(agreement, source), labels)}"
        for source, cell in cells
        if cell.tests
    )


def condition_words(agreement: Agreement, when: Condition, labels: Labels) -> str:
    return " en ".join(_lines(agreement, when, labels))


def _sheet(agreement: Agreement, decision: Decision, labels: Labels) -> Sheet:
    return Sheet(
        title=readable(decision.id),
        how=HITS[decision.hit],
        rows=tuple(
            Row(
                rule.number,
                _lines(agreement, rule.when, labels),
                tuple(
                    f"{output_label(name, column)}: {value_words(rule.then.get(name), column, labels)}"
                    for name, column in decision.gives.items()
                ),
                rule.because.get("nl", ""),
            )
            for rule in decision.rules
        ),
        none=decision.none.get("nl", ""),
    )


def _step(agreement: Agreement, step: Step, labels: Labels) -> StepShown:
    over = step.hands_over
    return StepShown(
        who=labels.roles.get(step.role, step.role),
        does=step.does.get("nl", ""),
        when=condition_words(agreement, step.when, labels),
        within=within_words(step.within),
        sees=tuple(
            labels.sets.get(one.set, one.set)
            + (f" (laatste {period_words(one.period)})" if one.period else "")
            for one in step.information
        ),
        sends=step.sends,
        hands_over=f"Draagt over aan: {labels.roles.get(over.to, over.to)}" if over else "",
    )


def _back(agreement: Agreement, back: BackReferral, labels: Labels) -> str:
    """Who takes over again, when, and with what."""
    words = f"Terug naar: {labels.roles.get(back.to, back.to)}"
    if when := condition_words(agreement, back.when, labels):
        words += f", als {when}"
    if back.not_before:
        words += f", niet eerder dan na {term_words(back.not_before)}"
    if back.not_after:
        words += f", uiterlijk na {term_words(back.not_after)}"
    if back.items:
        words += f". Gaat mee: {', '.join(labels.sets.get(one, one) for one in back.items)}"
    return words


def within_words(within: Within) -> tuple[str, ...]:
    found = [f"binnen {term_words(within.term)}"] if within.term else []
    found += [
        f"{urgency}: binnen {term_words(term)}" for urgency, term in within.per_urgency.items()
    ]
    if within.not_before:
        found.append(f"niet eerder dan na {term_words(within.not_before)}")
    return tuple(found)
