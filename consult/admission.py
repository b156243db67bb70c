"""What the region's agreement says about a consult: whether it may be asked, by when, with what proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from netwerkzorg.platform.organizations import Organization, organizations_with
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

SUBJECT = "consult"
DECISION, OUTCOME = "toelating", "uitkomst"
FACTS = ("spoed", "onderBehandeling", "inKetenzorg", "vraagstelling", "samenvatting")
REFUSALS = {
    "afwijzen-bel-dienstdoende": "consult_urgent",
    "afwijzen-overleg-behandelaar": "consult_own_specialist",
    "terug-aanvullen": "consult_incomplete",
}


@dataclass(frozen=True, slots=True)
class Admitted:
    """The agreement lets this role be asked. `due_at` is UTC."""

    receipt_id: UUID
    outcome: str
    due_at: datetime


def questions(work: Work) -> tuple[tuple[str, str], ...]:
    """The yes-or-no questions of what is in force: fact and its Dutch text."""
    facts = rta.in_force(work, SUBJECT).facts
    return tuple((name, _text(facts[name])) for name in FACTS if name in facts)


def advisers(work: Work) -> tuple[tuple[Organization, str], ...]:
    """Who can be asked: organisations with people in a role that a step of the agreement names."""
    roles = {
        step.role
        for one in rta.versions_in_force(work)
        if one.subject == SUBJECT
        for step in rta.steps_of(work, one.agreement, one.version)
    }
    return organizations_with(work, roles)


def admit(
    work: Work, consult_id: UUID, resident_id: UUID, role: str, facts: Mapping[str, bool | None]
) -> Admitted | Refused:
    """Decide by what is in force, keep the receipt, and say whether this role may be asked."""
    agreed = rta.in_force(work, SUBJECT)
    if not agreed.agreements:
        return Refused("consult_not_agreed")
    unknown = next((name for name in facts if name not in agreed.facts), None)
    if unknown is not None:
        return Refused("consult_fact_unknown", at=unknown)
    said = [_said(work, agreed.facts[name], facts[name]) for name in facts]
    made = rta.decide(work, subject=consult_id, resident=resident_id, facts=said, kind=SUBJECT)
    outcome = _outcome(made.outcome)
    if not outcome:
        return Refused("consult_undecided", at=next(iter(made.outcome.missing), ""))
    if outcome in REFUSALS:
        return Refused(REFUSALS[outcome], at=outcome)
    due_at = due(work, made.outcome, role)
    if due_at is None:
        return Refused("consult_elsewhere", at=outcome)
    return Admitted(made.id, outcome, due_at)


def due(work: Work, combined: rta.Combined, role: str) -> datetime | None:
    """When this role must have answered a question put now; None when the agreement names another."""
    for step in rta.steps(combined, phase="care", role=role):
        return rta.step_due(step, combined, work.now, work.region.vocabulary)
    return None


def due_again(work: Work, receipt_id: UUID, role: str) -> datetime | None:
    """The same term, starting now: after a question back the adviser has the full time again."""
    return due(work, rta.receipt(work, receipt_id).outcome, role)


def _outcome(combined: rta.Combined) -> str:
    for one in combined.agreements:
        decided = one.decisions.get(DECISION)
        if decided is not None and decided.status == "decided":
            told = decided.outcome
            if isinstance(told, Mapping):
                return str(told.get(OUTCOME) or "")
    return ""


def _said(work: Work, fact: rta.Fact, value: bool | None) -> rta.FactValue:
    text = None if value is None else str(value).lower()
    state = "unknown" if value is None else "known"
    return rta.FactValue(
        fact.id, text, fact.type, state, "professional", str(work.actor.id), work.now
    )


def _text(fact: rta.Fact) -> str:
    return str(fact.ask.get("team", {}).get("nl", fact.id))
