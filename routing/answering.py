"""What becomes of a referral. Who takes a step holds the referral first, so steps come one by one."""

from uuid import UUID

from netwerkzorg.directory import service as directory
from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform import notify, outbox
from netwerkzorg.platform.organizations import organization
from netwerkzorg.platform.outbox import Delivered
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta
from netwerkzorg.triage import service as triage

from . import model, store
from .access import again, asked_of_own, sent_by_own_team
from .events import happened, refused
from .model import Asked, Party, Referral
from .sending import LAPSE

LONGEST_TEXT = 1_000


def accept(work: Work, referral_id: UUID) -> Referral | Refused:
    """Take the referral, once. Opens the relation with the resident. Raises Absent."""
    referral, task = _own(work, referral_id)
    after = model.step(task, "accept", Party.owner)
    if referral.accepted_task_id is not None:
        return refused(work, referral_id, Refused("already_accepted", at=task.state))
    if isinstance(after, Refused):
        return refused(work, referral_id, after)
    name = organization(work, task.organization_id).name
    told = f"{name} neemt de zorg op zich."
    marked = triage.mark_accepted(work, referral.intake_id, referral.id, told)
    if isinstance(marked, Refused):
        return refused(work, referral_id, marked)
    if not store.win(work, referral_id, task.id):
        raise AssertionError("a referral was taken while this work held it")
    _moved(work, task, after)
    network.open_relation(
        work, referral.resident_id, actor_id=task.organization_id, actor_kind="organization",
        kind="receiver", basis="verwijzing", basis_ref=referral.id,
    )  # fmt: skip
    happened(work, "accepted", referral)
    notify.tell(work, network.spoken_to(work, referral.resident_id), "referral_accepted")
    return again(work, referral_id)


def decline(work: Work, referral_id: UUID, reason: str) -> Referral | Refused:
    """Say no with a reason: the place is free again and the team is offered the next one."""
    referral, task = _own(work, referral_id)
    if not reason.strip():
        return refused(work, referral_id, Refused("reason_missing", at="reden"))
    after = model.step(task, "decline", Party.owner)
    if isinstance(after, Refused):
        return refused(work, referral_id, after)
    said = f"{organization(work, task.organization_id).name}: {reason.strip()[:LONGEST_TEXT]}"
    _back(work, referral, task, after, said, "declined")
    happened(work, "declined", referral)
    return again(work, referral_id)


def ask(work: Work, referral_id: UUID, text: str) -> Referral | Refused:
    """Ask the team something first. The place stays held until the term is over. Raises Absent."""
    referral, task = _own(work, referral_id)
    after = model.step(task, "ask", Party.owner)
    if isinstance(after, Refused):
        return refused(work, referral_id, after)
    if not text.strip():
        return refused(work, referral_id, Refused("text_missing", at="vraag"))
    _moved(work, task, after, "question")
    store.say(work, referral, task, "ask", text.strip()[:LONGEST_TEXT])
    name = organization(work, task.organization_id).name
    _line(work, referral, f"{name} vroeg eerst nog iets aan het team.")
    happened(work, "asked", referral)
    notify.tell(work, referral.created_by, "referral_asked")
    return again(work, referral_id)


def reply(work: Work, referral_id: UUID, text: str) -> Referral | Refused:
    """The team answers a question back; the organisation has the whole term again. Raises Absent.

    Refused when it names the resident: who has not accepted knows no name.
    """
    referral = _sent(work, referral_id)
    task = next((one for one in referral.tasks if one.waits_for_team), None)
    if task is None:
        return refused(work, referral_id, Refused("step_not_allowed", at="reply"))
    if not text.strip():
        return refused(work, referral_id, Refused("text_missing", at="antwoord"))
    if _names(work, referral, text):
        return refused(work, referral_id, Refused("names_person", at="antwoord"))
    by = rta.due_at(work.region.vocabulary, referral.urgency, work.now)
    if not store.move(work, task, "received", "replied", respond_by=by):
        raise AssertionError("a task moved while this work held its referral")
    outbox.enqueue(work, LAPSE, task.id, {"referral": str(referral.id)}, due_at=by)
    store.say(work, referral, task, "reply", text.strip()[:LONGEST_TEXT])
    happened(work, "replied", referral)
    return again(work, referral_id)


def cancel(work: Work, referral_id: UUID, reason: str = "") -> Referral | Refused:
    """The team takes it back, also after acceptance: the place is free and nobody sees the resident
    by it any more. Raises Absent."""
    referral = _sent(work, referral_id)
    held = triage.held_by_other(work, triage.find(work, referral.intake_id))
    if held is not None:
        return refused(work, referral_id, held)
    task = next(iter(referral.live), None)
    if task is None:
        return refused(work, referral_id, Refused("step_not_allowed", at=referral.status))
    if task.state == "accepted" and not reason.strip():
        return refused(work, referral_id, Refused("reason_missing", at="reden"))
    after = model.step(task, "cancel", Party.requester)
    assert not isinstance(after, Refused), "every live task may be taken back"
    said = f"Het team trok de verwijzing in. {reason.strip()[:LONGEST_TEXT]}".strip()
    _back(work, referral, task, after, said)
    happened(work, "cancelled", referral)
    return again(work, referral_id)


def complete(work: Work, referral_id: UUID, text: str = "") -> Referral | Refused:
    """The care is done: the resident is asked whether it helped. Raises Absent.

    `text` is what the resident and the team read about it.
    """
    referral, task = _own(work, referral_id)
    after = model.step(task, "complete", Party.owner)
    if isinstance(after, Refused):
        return refused(work, referral_id, after)
    _released(work, referral, task, after, "completed")
    name = organization(work, task.organization_id).name
    _line(work, referral, f"{name} rondde de zorg af. {text.strip()[:LONGEST_TEXT]}".strip())
    happened(work, "completed", referral)
    notify.tell(work, network.spoken_to(work, referral.resident_id), "care_completed")
    return again(work, referral_id)


def lapse(work: Work, referral_id: UUID, task_id: UUID) -> None:
    """Nobody answered in time: free the place and give the question back to the team.

    A bell of before a reply finds a later term, and does nothing.
    """
    if not store.hold(work, referral_id):
        return
    referral = again(work, referral_id)
    task = next((t for t in referral.tasks if t.id == task_id), None)
    if task is None or task.respond_by > work.now:
        return
    after = model.step(task, "lapse", Party.clock)
    if isinstance(after, Refused):
        return
    _back(work, referral, task, after, "Er kwam op tijd geen antwoord.", "no_answer")
    happened(work, "lapsed", referral)


def intake_ended(work: Work, delivered: Delivered) -> None:
    """The question is closed, reopened or withdrawn: what was asked before that is over."""
    for found in store.of_intake(work, delivered.subject):
        if found.created_at > delivered.at or not store.hold(work, found.id):
            continue
        for task in again(work, found.id).live:
            after = model.step(task, "end", Party.resident)
            assert not isinstance(after, Refused), "every live task ends with its question"
            status = "completed" if after == "completed" else "revoked"
            _released(work, found, task, after, status)
            happened(work, "ended", found)


def _own(work: Work, referral_id: UUID) -> tuple[Referral, Asked]:
    """The referral and the task of the actor's organisation, held for this work. Raises Absent."""
    asked_of_own(work, referral_id)
    store.hold(work, referral_id)
    return asked_of_own(work, referral_id)


def _sent(work: Work, referral_id: UUID) -> Referral:
    """The referral for the team that sent it, held for this work. Raises Absent."""
    sent_by_own_team(work, referral_id)
    store.hold(work, referral_id)
    return again(work, referral_id)


def _moved(work: Work, task: Asked, to: str, reason: str = "") -> None:
    if not store.move(work, task, to, reason):
        raise AssertionError("a task moved while this work held its referral")


def _released(
    work: Work, referral: Referral, task: Asked, to: str, status: str, reason: str = ""
) -> None:
    """End a live task: its place is free, and its organisation sees the resident no more."""
    _moved(work, task, to, reason)
    directory.free_place(work, task.service_id)
    network.end_relations(work, basis_ref=referral.id, kind="receiver")
    store.finish(work, referral.id, status)


def _back(work: Work, referral: Referral, task: Asked, to: str, why: str, reason: str = "") -> None:
    _released(work, referral, task, to, "revoked", reason)
    triage.back_to_team(work, referral.intake_id, why)
    notify.tell(work, referral.created_by, "referral_returned")


def _line(work: Work, referral: Referral, text: str) -> None:
    triage.add_timeline(work, referral.intake_id, "referral", text)


def _names(work: Work, referral: Referral, text: str) -> bool:
    person = residents.resident(work, referral.resident_id)
    known = (person.given, person.family, person.street, person.phone, person.email)
    return model.names_person(text, known)
