"""The team's side: claim, phone, add what is known, decide otherwise with a reason, complete."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform import notify, organizations
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

from . import events, history, model, overriding, store
from .access import existing, held_by_other, kept, opened, part_in, stepped
from .answering import LONGEST_TEXT, raise_flag
from .asking import Stop
from .checking import Answer, checked
from .deciding import deadline, decided, decided_by, in_force, tell
from .judging import answers_of
from .model import Fact, Intake, Party, State


def claim(work: Work, intake_id: UUID) -> Intake | Refused:
    """Take it up; of two who do so at once, one is told that somebody else did. Raises Absent."""
    return _claimed(work, intake_id, "claim")


def release(work: Work, intake_id: UUID) -> Intake | Refused:
    """Give it back to the team; only who has it can. Raises Absent."""
    return _claimed(work, intake_id, "release")


def _claimed(work: Work, intake_id: UUID, action: str) -> Intake | Refused:
    before, part = opened(work, intake_id, Party.team)
    if action not in model.open_steps(before.state, part):
        return _refused(work, before, action, Refused("state_conflict", at=before.state))
    taking = action == "claim"
    won = (store.claim if taking else store.release)(work.session, before, work.actor.id)
    if not won:
        code = "already_claimed" if taking else "not_yours"
        return _refused(work, before, action, Refused(code, at=str(before.claimed_by or "")))
    store.mark_opened(work.session, before.id, work.now)
    tell(work, before, "claimed" if taking else "released")
    done = "intake.claimed" if taking else "intake.released"
    work.record(done, before.id, resident=before.resident_id)
    after = existing(work, before.id)
    events.announce(work, events.CLAIMED if taking else events.RELEASED, after)
    return after


def take_claim(work: Work, intake_id: UUID) -> Intake | Refused:
    """Take it over from the colleague who has it: on purpose, and everybody can read it.

    Raises Absent.
    """
    before, part = opened(work, intake_id, Party.team)
    if "take_claim" not in model.open_steps(before.state, part) or not held_by_other(work, before):
        return _refused(work, before, "take_claim", Refused("state_conflict", at=before.state))
    if not store.take_claim(work.session, before, work.actor.id):
        return _refused(work, before, "take_claim", Refused("changed_meanwhile"))
    former = before.claimed_by
    assert former is not None
    name = organizations.account_names(work, [former]).get(former) or "een collega"
    tell(work, before, "claim_taken", f"Eerst bij {name}")
    work.record("intake.claim_taken", before.id, str(former), resident=before.resident_id)
    after = existing(work, before.id)
    events.announce(work, events.CLAIMED, after)
    return after


def _refused(work: Work, intake: Intake, action: str, refused: Refused) -> Refused:
    work.record(f"intake.{action}.refused", intake.id, refused.code, resident=intake.resident_id)
    return refused


def note_call(work: Work, intake_id: UUID, text: str, *, reached: bool = True) -> Intake | Refused:
    """Note a phone call; the resident reads it too. Raises Absent."""
    before, part = opened(work, intake_id, Party.team)
    if reached and not text.strip():
        return Refused("text_missing", at="notitie")
    after = stepped(work, before, "note_call", part)
    if isinstance(after, Refused):
        return after
    tell(work, after, "call" if reached else "call_missed", text.strip()[:LONGEST_TEXT])
    work.record("intake.call_noted", after.id, resident=after.resident_id)
    notify.tell(work, network.spoken_to(work, after.resident_id), "team_replied")
    return after


def add_fact(
    work: Work, intake_id: UUID, given: Mapping[str, Answer], source_ref: str = ""
) -> Intake | Refused:
    """A team member fills in what was asked, measured or judged; None: not to be had."""
    before, part = opened(work, intake_id, Party.team)
    told = checked(work, in_force(work), given, part, "team", source_ref)
    if isinstance(told, Refused):
        return told
    after = stepped(work, before, "add_fact", part)
    if isinstance(after, Refused):
        return after
    tell(work, after, "fact")
    work.record("intake.fact_added", after.id, resident=after.resident_id)
    return _weighed(work, after, told)


def take_over_fact(
    work: Work,
    intake_id: UUID,
    fact: str,
    value: Answer,
    *,
    source: str,
    author: str,
    recorded_at: date,
) -> Intake | Refused:
    """Keep one value that somebody deliberately took out of a dossier: with source and author.

    Called down by the viewer, which checked the step; here the relation is checked once more.
    """
    before = existing(work, intake_id)
    part = part_in(work, before) or Party.receiver
    if work.actor.kind != "professional" or not network.may_see(work, before.resident_id):
        raise Absent
    ref = f"{source} · {author} · {recorded_at.isoformat()}"
    told = checked(work, in_force(work), {fact: value}, part, "source", ref)
    if isinstance(told, Refused):
        return told
    after = stepped(work, before, "take_over", part)
    if isinstance(after, Refused):
        return after
    tell(work, after, "taken_over", ref)
    work.record("intake.fact_taken_over", after.id, resident=after.resident_id)
    return _weighed(work, after, told)


def _weighed(work: Work, intake: Intake, told: tuple[Fact, ...]) -> Intake:
    """Decide again: more urgent counts at once, less urgent waits for a person."""
    history.add_facts(work, intake, told)
    facts = history.facts(work, intake)
    fresh = {fact.fact for fact in told}
    move = in_force(work).asking("team").move(answers_of(facts))
    if isinstance(move, Stop) and fresh & set(move.facts) and intake.state in model.AT_TEAM:
        return raise_flag(work, intake, facts)
    after, _ = decided(work, intake, facts)
    last = kept(work, intake, after)
    if last.urgency != intake.urgency:
        events.announce(work, events.URGENCY_CHANGED, last)
    return last


def override(work: Work, intake_id: UUID, urgency: str, reason: str) -> Intake | Refused:
    """A person decides how soon, and says why. Raises Absent."""
    before, part = opened(work, intake_id, Party.team)
    wanted = model.overridden(before, urgency, reason)
    if isinstance(wanted, Refused):
        return wanted
    lifted = before.red_flag and not wanted.red_flag and before.state is State.stopped_red_flag
    after = stepped(work, before, "lift_flag" if lifted else "override", part)
    if isinstance(after, Refused):
        return after
    by = rta.Override(reason.strip(), str(work.actor.id), urgency)
    decision, _ = decided_by(work, after, history.facts(work, after), by)
    weighed = replace(
        decision,
        urgency=urgency,
        at_least=False,
        red_flag=wanted.red_flag,
        proposed_urgency=None,
        due_at=_due_after(work, before, urgency, red_flag=wanted.red_flag),
    )
    tell(work, after, "override", f"{urgency}: {reason.strip()[:LONGEST_TEXT]}")
    work.record("intake.overridden", after.id, urgency, resident=after.resident_id)
    last = kept(work, after, weighed)
    events.announce(work, events.URGENCY_CHANGED, last)
    return last


def _due_after(work: Work, before: Intake, urgency: str, *, red_flag: bool) -> datetime:
    """Counted from the moment it reached the team: who waited already is not made to wait anew."""
    if red_flag:
        return before.due_at
    start = before.arrived_at or work.now
    return deadline(work.region.vocabulary, urgency, False, start)


def complete(
    work: Work, intake_id: UUID, *, route: str = "", urgency: str | None = None, reason: str = ""
) -> Intake | Refused:
    """Say which help fits and how soon, or that none is needed. Raises Absent.

    A reason is needed where it differs from what was decided, and to complete without a route.
    """
    before, part = opened(work, intake_id, Party.team)
    facts = history.facts(work, before)
    differs = _differs(work, before, route, urgency, facts)
    refused = held_by_other(work, before) or _complete_refused(work, before, route, urgency)
    if refused is None and (differs or before.red_flag) and not reason.strip():
        refused = Refused("reason_missing", at="reden")
    if refused is not None:
        return _refused(work, before, "complete", refused)
    after = stepped(work, before, "complete", part)
    if isinstance(after, Refused):
        return after
    chosen = urgency or before.urgency
    by = overriding.completing(
        work, in_force(work), before, facts, route=route, urgency=chosen, reason=reason
    )
    weighed, _ = decided_by(work, after, facts, by)
    tell(work, after, "completed" if route else "completed_without", reason.strip()[:LONGEST_TEXT])
    work.record("intake.completed", after.id, route or "none", resident=after.resident_id)
    last = kept(work, after, replace(
        weighed, urgency=chosen, at_least=False, proposed_urgency=None, red_flag=False,
        completed_route=_to_refer(work, route), claimed_by=before.claimed_by or work.actor.id,
        due_at=_due_after(work, before, chosen, red_flag=False) if chosen else before.due_at,
    ))  # fmt: skip
    events.announce(work, events.COMPLETED, last)
    notify.tell(work, network.spoken_to(work, last.resident_id), "intake_decided")
    return last


def _to_refer(work: Work, route: str) -> str | None:
    """The route that still needs a referral; self-help needs none."""
    kind = work.region.vocabulary.service_types.get(route)
    return route if kind is not None and not kind.self_help else None


def _differs(
    work: Work, intake: Intake, route: str, urgency: str | None, facts: tuple[Fact, ...]
) -> bool:
    """Whether a person chooses something else than the agreements decided."""
    combined = in_force(work).evaluate(answers_of(facts).known)
    agreed = {one.service_type for one in combined.routes}
    return route not in agreed or (urgency is not None and urgency != intake.urgency)


def _complete_refused(
    work: Work, intake: Intake, route: str, urgency: str | None
) -> Refused | None:
    if urgency is not None and urgency not in model.URGENCIES:
        return Refused("urgency_unknown", at=urgency)
    if route and route not in work.region.vocabulary.service_types:
        return Refused("route_unknown", at=route)
    if route and (urgency or intake.urgency) is None:
        return Refused("urgency_unknown", at="urgentie")
    flagged = intake.red_flag and (urgency is None or model.more_urgent(urgency, "U2"))
    return Refused("state_conflict", at="red_flag") if route and flagged else None
