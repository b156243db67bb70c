"""The resident's side: begin, answer, change, ask for a person, withdraw, say whether it helped."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform import organizations
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work

from . import events, history, model, store
from .access import kept, opened, stepped
from .asking import Done, Stop, Unsure
from .checking import Answer, checked
from .deciding import arrive, deadline, decided, from_register, in_force, is_self_help, tell
from .judging import Judging, answers_of
from .model import Fact, Intake, Party, State

LONGEST_TEXT = 4_000


def start(work: Work, resident_id: UUID | None = None, channel: str = "resident") -> Intake:
    """Begin a question for oneself, or for a resident one may act for. Raises Absent otherwise."""
    about = resident_id or work.actor.id
    network.require_actor_for(work, about)
    person = residents.resident(work, about)
    intake = Intake(
        uuid4(),
        _fresh_code(),
        about,
        organizations.team_for(work, person.postcode4).id,
        State.draft,
        None,
        at_least=False,
        due_at=deadline(work.region.vocabulary, None, False, work.now),
        red_flag=False,
        claimed_by=None,
        version=1,
        created_at=work.now,
        created_by=work.actor.id,
        channel=channel,
    )
    while not store.add(work.session, intake):
        intake = replace(intake, code=_fresh_code())
    history.add_facts(work, intake, from_register(work, in_force(work), person))
    tell(work, intake, "started")
    work.record("intake.started", intake.id, resident=about, basis=_basis(work, intake))
    events.announce(work, events.STARTED, intake)
    return intake


def _fresh_code() -> str:
    return model.code_of(secrets.randbits(64))


def _basis(work: Work, intake: Intake) -> str:
    return "self" if work.actor.id == intake.resident_id else "representative"


def answer(work: Work, intake_id: UUID, given: Mapping[str, Answer]) -> Intake | Refused:
    """Keep answers of the resident's side, new or changed, and go where they lead.

    None as an answer means that it cannot be obtained. Raises Absent.
    """
    before, part = opened(work, intake_id, Party.resident)
    ready = in_force(work)
    told = checked(work, ready, given, part, origin_of(work, before))
    if isinstance(told, Refused):
        return told
    after = stepped(work, before, "answer", part)
    if isinstance(after, Refused):
        return after
    history.add_facts(work, after, told)
    work.record(
        "intake.answered", before.id, resident=before.resident_id, basis=_basis(work, before)
    )
    return _moved(work, ready, after, history.facts(work, after), told)


def origin_of(work: Work, intake: Intake) -> str:
    return "resident" if work.actor.id == intake.resident_id else "representative"


def _moved(
    work: Work, ready: Judging, intake: Intake, facts: Sequence[Fact], told: Sequence[Fact]
) -> Intake:
    """Where an intake goes after an answer of the resident."""
    move = ready.asking().move(answers_of(facts))
    if isinstance(move, Stop):
        return raise_flag(work, intake, facts)
    if intake.state is State.draft:
        if isinstance(move, Unsure):
            tell(work, intake, "flag_unsure")
            return hand_over(work, intake, facts)
        return _finished(work, intake, facts) if isinstance(move, Done) else intake
    if intake.state is State.stopped_red_flag:
        tell(work, intake, "red_flag_denied")
    elif told:
        tell(work, intake, "changed")
    if intake.state is State.self_help:
        return _finished(work, intake, facts)
    after, _ = decided(work, intake, facts)
    return kept(work, intake, after)


def raise_flag(work: Work, intake: Intake, facts: Sequence[Fact]) -> Intake:
    """Stop everything: on top of the worklist, due now."""
    part = Party.team if work.actor.kind == "professional" else Party.resident
    stopped = model.take(intake, "raise_flag", part)
    assert isinstance(stopped, Intake), "a red flag may be raised wherever answers are given"
    after, _ = decided(work, replace(stopped, red_flag=True), facts, first=True)
    after = arrive(work, intake, replace(after, at_least=False), facts)
    tell(work, intake, "red_flag")
    work.record("intake.red_flag_raised", intake.id, resident=intake.resident_id)
    last = kept(work, intake, after)
    events.announce(work, events.RED_FLAG_RAISED, last)
    return last


def _finished(work: Work, intake: Intake, facts: Sequence[Fact]) -> Intake:
    """All that matters has been asked: advice for oneself, or to the team."""
    first = intake.state is State.draft
    after, receipt = decided(work, intake, facts, first=first)
    if not is_self_help(receipt) or after.proposed_urgency:
        return hand_over(work, intake, facts, after)
    advised = model.take(after, "advise_self_help", Party.resident)
    assert isinstance(advised, Intake), "self-help is advised at the end of a draft"
    last = kept(work, intake, advised)
    if first:
        tell(work, last, "self_help")
        work.record("intake.self_help_advised", last.id, resident=last.resident_id)
        events.announce(work, events.SELF_HELP_ADVISED, last)
    return last


def hand_over(
    work: Work, intake: Intake, facts: Sequence[Fact], weighed: Intake | None = None,
    action: str = "hand_over",
) -> Intake:  # fmt: skip
    """To the team, with what is decided so far."""
    if weighed is None:
        weighed, _ = decided(work, intake, facts, first=intake.state is State.draft)
    moved = model.take(weighed, action, Party.resident)
    assert isinstance(moved, Intake), "what is handed over was the resident's"
    after = arrive(work, intake, moved, facts)
    tell(work, intake, "handed_over")
    work.record("intake.handed_over", intake.id, resident=intake.resident_id)
    last = kept(work, intake, after)
    events.announce(work, events.HANDED_OVER, last)
    return last


def ask_team(work: Work, intake_id: UUID) -> Intake | Refused:
    """ "I still want a person to look": always possible, no reason asked. Raises Absent."""
    before, part = opened(work, intake_id, Party.resident)
    if "ask_team" not in model.open_steps(before.state, part):
        return Refused("state_conflict", at=before.state)
    facts = history.facts(work, before)
    tell(work, before, "asked_team")
    weighed = None
    if before.state is State.self_help:
        weighed = replace(before, due_at=deadline(
            work.region.vocabulary, before.urgency, before.at_least, work.now))  # fmt: skip
    return hand_over(work, before, facts, weighed, "ask_team")


def say_called(work: Work, intake_id: UUID, *, reached: bool) -> Intake | Refused:
    """The resident tells whether somebody answered the phone. Nobody did: the team must see it."""
    before, part = opened(work, intake_id, Party.resident)
    after = stepped(work, before, "say_called", part)
    if isinstance(after, Refused):
        return after
    tell(work, after, "called" if reached else "not_reached")
    code = "reached" if reached else "not_reached"
    work.record("intake.called", before.id, code, resident=before.resident_id)
    return kept(work, after, after if reached else replace(after, opened_at=None))


def say_more(work: Work, intake_id: UUID, text: str) -> Intake | Refused:
    """The resident adds own words. Raises Absent."""
    before, part = opened(work, intake_id, Party.resident)
    if not text.strip():
        return Refused("text_missing", at="woorden")
    after = stepped(work, before, "say_more", part)
    if isinstance(after, Refused):
        return after
    tell(work, after, "said", text.strip()[:LONGEST_TEXT])
    work.record("intake.said", before.id, resident=before.resident_id)
    return after


def withdraw(work: Work, intake_id: UUID) -> Intake | Refused:
    """The resident does not want to go on. Not on a red flag: somebody phones first."""
    before, part = opened(work, intake_id, Party.resident)
    after = stepped(work, before, "withdraw", part)
    if isinstance(after, Refused):
        return after
    tell(work, after, "withdrawn")
    network.end_relations(work, basis_ref=after.id)
    work.record("intake.withdrawn", after.id, resident=after.resident_id)
    events.announce(work, events.WITHDRAWN, after)
    return kept(work, after, replace(after, claimed_by=None))


def close(work: Work, intake_id: UUID, solved: bool, note: str = "") -> Intake | Refused:
    """ "Hielp het?": yes ends it; no brings it back to the team with its history. Raises Absent."""
    before, part = opened(work, intake_id, Party.resident)
    action = "solved" if solved else "not_solved"
    after = stepped(work, before, action, part)
    if isinstance(after, Refused):
        return after
    tell(work, after, action, note.strip()[:LONGEST_TEXT])
    if not solved:
        return _reopened(work, before, after)
    network.end_relations(work, basis_ref=after.id)
    work.record("intake.closed", after.id, "solved", resident=after.resident_id)
    events.announce(work, events.CLOSED, after)
    return kept(work, after, replace(after, claimed_by=None))


def _reopened(work: Work, before: Intake, after: Intake) -> Intake:
    """Back to the team: everything known stays, what stands in the register is read again."""
    person = residents.resident(work, after.resident_id)
    history.add_facts(work, after, from_register(work, in_force(work), person))
    facts = history.facts(work, after)
    due_at = deadline(work.region.vocabulary, after.urgency, after.at_least, work.now)
    fresh = replace(after, due_at=due_at, claimed_by=None, completed_route=None)
    work.record("intake.reopened", after.id, "not_solved", resident=after.resident_id)
    last = kept(work, after, arrive(work, before, fresh, facts))
    events.announce(work, events.REOPENED, last)
    return last
