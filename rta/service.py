"""Front door: what the region agreed, what it decides, and the proof of each decision.

Functions without `work` are pure: load what is in force once, then evaluate as often as needed.
Whoever asks for a receipt has checked the relation to its subject first; the answer is recorded.
"""

from datetime import datetime

from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.region import Vocabulary

from . import deadlines
from .agreed import (
    Agreed,
    AgreementResult,
    Because,
    Combined,
    DecisionResult,
    InForce,
    evaluate,
    samples,
    understood,
)
from .cases import FactRefused, Raw, canonical_text
from .combination import Asked, Reason, Route
from .deciding import Receipt, decide, my_receipt, receipt, receipts_of, replay
from .model import Fact, SetAsked, Term
from .publishing import (
    Published,
    agreement_text,
    in_force,
    not_understood,
    publish,
    steps_of,
    versions_in_force,
)
from .receipts import FactValue, Override
from .red_flags import RedFlag, RedFlagVerdict, judge_red_flags, red_flag_questions
from .stepping import BackReferral, Explained, Step, back_referrals, decided_number, explain, steps

__all__ = [
    "Agreed",
    "AgreementResult",
    "Asked",
    "BackReferral",
    "Because",
    "Combined",
    "DecisionResult",
    "Explained",
    "Fact",
    "FactValue",
    "InForce",
    "Override",
    "Published",
    "Reason",
    "Receipt",
    "RedFlag",
    "RedFlagVerdict",
    "Route",
    "SetAsked",
    "Step",
    "agreement_text",
    "back_referrals",
    "canonical",
    "decide",
    "due_at",
    "evaluate",
    "explain",
    "in_force",
    "judge_red_flags",
    "my_receipt",
    "not_understood",
    "publish",
    "receipt",
    "receipts_of",
    "red_flag_questions",
    "replay",
    "samples",
    "step_due",
    "steps",
    "steps_of",
    "understood",
    "versions_in_force",
]


def canonical(fact: Fact, raw: Raw) -> str | Refused | None:
    """The one text of an answer that every room stores; None for null; or why it is refused."""
    try:
        return canonical_text(fact, raw)
    except FactRefused as refused:
        return Refused(refused.code, at=fact.id)


def due_at(vocabulary: Vocabulary, urgency: str | None, start: datetime) -> datetime:
    """The region's own deadline of an urgency; without one, the `undecided` deadline. UTC."""
    text = vocabulary.undecided if urgency is None else vocabulary.urgencies[urgency].within
    return _due(deadlines.term_of(text), start, vocabulary)


def _due(term: Term, start: datetime, vocabulary: Vocabulary) -> datetime:
    return deadlines.due(start, term.unit, term.amount or 0, vocabulary.closed_days)


def step_due(
    step: Step,
    combined: Combined,
    start: datetime,
    vocabulary: Vocabulary,
    urgency: str | None = None,
) -> datetime | None:
    """When a step must be done: its own term, else that of the urgency; None when neither is known.

    `urgency` is the one that counts after an override; without it the decided one does.
    """
    within, urgency = step.within, urgency or combined.urgency
    term = within.term or within.per_urgency.get(urgency or "")
    if term is not None and term.source is not None:
        amount = decided_number(combined, step.agreement, term.source)
        term = None if amount is None else Term(term.unit, amount)
    if term is not None:
        last = _due(term, start, vocabulary)
    elif urgency is not None:
        last = due_at(vocabulary, urgency, start)
    else:
        return None
    first = deadlines.opens(start, within.not_before) if within.not_before else last
    return max(first, last)
