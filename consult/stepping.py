"""Steps in a consult, and what follows from them for the intake and for who may see the resident."""

from dataclasses import replace
from uuid import UUID

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform import notify
from netwerkzorg.platform.outbox import Delivered
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work
from netwerkzorg.triage import service as triage

from . import events, model, store
from .access import opened
from .admission import due_again
from .asking import role_label
from .model import ENDED, WITH_TEXT, Consult, Party

_TIMELINE = {"answer": "Het team kreeg advies: {}", "ask_back": "Vroeg eerst nog iets na: {}"}


def answer(work: Work, consult_id: UUID, text: str) -> Consult | Refused:
    """Give the advice, or correct it while the team has not acted on it. Raises Absent."""
    return _step(work, consult_id, "answer", text)


def ask_back(work: Work, consult_id: UUID, text: str) -> Consult | Refused:
    """Ask the team something first; the term waits. Raises Absent."""
    return _step(work, consult_id, "ask_back", text)


def clarify(work: Work, consult_id: UUID, text: str) -> Consult | Refused:
    """Answer a question back; the adviser has the whole term again. Raises Absent."""
    return _step(work, consult_id, "clarify", text)


def close(work: Work, consult_id: UUID) -> Consult | Refused:
    """The team is done with it: the adviser's organisation sees the resident no more. Raises Absent."""
    return _step(work, consult_id, "close")


def convert(work: Work, consult_id: UUID) -> Consult | Refused:
    """The advice leads to a referral, which the team sends through routing. Raises Absent."""
    return _step(work, consult_id, "convert")


def intake_ended(work: Work, delivered: Delivered) -> None:
    """The question is closed or withdrawn: nobody thinks along about it any more."""
    for found in store.of_intake(work, delivered.subject):
        if found.open:
            _take(work, found, Party.asker, "close")


def _step(work: Work, consult_id: UUID, action: str, text: str = "") -> Consult | Refused:
    before, part = opened(work, consult_id)
    if action in WITH_TEXT and not text.strip():
        outcome: Consult | Refused = Refused("consult_text_missing", at="text")
    else:
        outcome = _take(work, before, part, action)
    if isinstance(outcome, Refused):
        work.record(
            f"consult.{action}.refused", before.id, outcome.code, resident=before.resident_id
        )
    elif action in WITH_TEXT:
        store.say(work, outcome, action, text.strip())
    return outcome


def _take(work: Work, before: Consult, part: Party, action: str) -> Consult | Refused:
    after = model.take(before, action, part, work.actor.id)
    if isinstance(after, Refused):
        return after
    if action == "clarify":
        again = due_again(work, after.receipt_id, after.adviser_role)
        after = replace(after, due_at=again or after.due_at)
    if not store.advance(work, after):
        return Refused("changed_meanwhile")
    if after.state in ENDED:
        network.end_relations(work, basis_ref=after.id)
    if action == "clarify" and after.adviser_id is not None:
        notify.tell(work, after.adviser_id, "consult_asked")
    if action in _TIMELINE:
        notify.tell(work, after.asker_id, "consult_answered")
        told = _TIMELINE[action].format(role_label(work, after.adviser_role))
        triage.add_timeline(work, after.intake_id, f"consult_{action}", told)
    basis = "team" if part is Party.asker else "consulted"
    work.record(f"consult.{action}", after.id, resident=after.resident_id, basis=basis)
    events.announce(work, events.TAKEN[action], after)
    return after
