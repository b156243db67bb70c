"""The steps of an intake, the weight of an urgency, and the order of work: tables with reasons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerkzorg.platform.outcome import Refused
from netwerkzorg.triage import model
from netwerkzorg.triage.model import Intake, Party, State, open_steps, take

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def an_intake(**but: Any) -> Intake:
    people = [UUID(int=n) for n in range(1, 5)]
    base = Intake(
        people[0],
        "K7-4M8",
        people[1],
        people[2],
        State.draft,
        None,
        False,
        NOW,
        False,
        None,
        1,
        NOW,
        people[1],
        "resident",
    )
    return replace(base, **but)


S = State


@pytest.mark.parametrize(
    ("state", "by", "action", "leads_to", "because"),
    [
        (S.draft, Party.resident, "answer", S.draft, "answers change and go back"),
        (S.draft, Party.resident, "raise_flag", S.stopped_red_flag, "a red flag stops all"),
        (S.draft, Party.resident, "withdraw", S.withdrawn, "nobody has to go on"),
        (S.draft, Party.team, "claim", None, "a draft is not the team's yet"),
        (S.stopped_red_flag, Party.resident, "withdraw", None, "somebody phones first"),
        (S.stopped_red_flag, Party.team, "complete", S.completed, "after the call it is done"),
        (S.stopped_red_flag, Party.routing, "mark_referred", None, "no booking on a red flag"),
        (S.self_help, Party.resident, "ask_team", S.with_team, "a person looks, always"),
        (S.self_help, Party.resident, "solved", S.closed, "it helped"),
        (S.self_help, Party.resident, "not_solved", S.reopened, "it did not help"),
        (S.with_team, Party.resident, "complete", None, "only a team member completes"),
        (S.with_team, Party.resident, "solved", None, "the team has done nothing yet"),
        (S.with_team, Party.routing, "mark_referred", None, "triage is completed first"),
        (S.completed, Party.routing, "mark_referred", S.referred, "that is what follows"),
        (S.referred, Party.routing, "back_to_team", S.with_team, "nobody could take it"),
        (S.referred, Party.resident, "solved", S.closed, "the resident decides that it helped"),
        (S.referred, Party.team, "override", None, "the decision has been acted on"),
        (S.closed, Party.resident, "not_solved", S.reopened, "it came back"),
        (S.closed, Party.team, "claim", None, "there is nothing to do"),
        (S.withdrawn, Party.resident, "answer", None, "it was withdrawn"),
    ],
)
def test_steps(state: S, by: Party, action: str, leads_to: S | None, because: str) -> None:
    outcome = take(an_intake(state=state), action, by)
    assert (None if isinstance(outcome, Refused) else outcome.state) == leads_to, because


def test_a_step_counts_and_a_refusal_says_where_the_intake_stands() -> None:
    moved = take(an_intake(), "withdraw", Party.resident)
    assert isinstance(moved, Intake)
    assert moved.version == 2
    assert take(moved, "answer", Party.resident) == Refused("state_conflict", at="withdrawn")


def test_every_button_works_and_no_other() -> None:
    actions = {step.action for step in model.STEPS}
    for state in State:
        for by in Party:
            intake = an_intake(state=state)
            works = {a for a in actions if not isinstance(take(intake, a, by), Refused)}
            assert open_steps(state, by) == works


def test_one_action_of_one_party_leads_to_one_place() -> None:
    keys = [(step.action, step.by, step.start) for step in model.STEPS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("stood", "decided", "first", "urgency", "proposed", "because"),
    [
        (None, "U4", True, "U4", None, "the first decision counts"),
        (None, None, True, None, None, "undecided: a person decides"),
        ("U2", "U4", True, "U2", "U4", "a doubtful red flag already asked for more"),
        ("U4", "U3", False, "U3", None, "higher counts at once"),
        ("U3", "U4", False, "U3", "U4", "lower waits for a person"),
        ("U3", None, False, "U3", None, "no longer decided is not lower"),
        ("U3", "U3", False, "U3", None, "the same takes a stale proposal away"),
        (None, "U5", False, "U5", None, "anything is more than undecided"),
    ],
)
def test_weigh(
    stood: str | None,
    decided: str | None,
    first: bool,
    urgency: str | None,
    proposed: str | None,
    because: str,
) -> None:
    after = model.weigh(an_intake(urgency=stood), decided, False, first=first)
    assert (after.urgency, after.proposed_urgency) == (urgency, proposed), because


urgencies = st.sampled_from([None, *model.URGENCIES])


@given(urgencies, urgencies, st.booleans(), st.booleans())
def test_the_agreements_never_lower_an_urgency(
    stood: str | None, decided: str | None, at_least: bool, first: bool
) -> None:
    after = model.weigh(an_intake(urgency=stood), decided, at_least, first=first)
    assert not model.more_urgent(stood, after.urgency)


@pytest.mark.parametrize(
    ("urgency", "reason", "expected", "because"),
    [
        ("U5", "", Refused("reason_missing", at="reason"), "lowering needs a reason"),
        ("U5", "   ", Refused("reason_missing", at="reason"), "spaces are no reason"),
        ("U9", "gebeld", Refused("urgency_unknown", at="U9"), "it does not exist"),
        ("U5", "gebeld", ("U5", False), "a person took the red flag away"),
        ("U2", "gebeld", ("U2", False), "today is not now"),
        ("U0", "gebeld", ("U0", True), "it is still a red flag"),
    ],
)
def test_override(urgency: str, reason: str, expected: object, because: str) -> None:
    after = model.overridden(an_intake(urgency="U1", red_flag=True), urgency, reason)
    found = after if isinstance(after, Refused) else (after.urgency, after.red_flag)
    assert found == expected, because


@given(st.lists(st.tuples(st.booleans(), st.integers(-99, 99)), max_size=20))
def test_red_flags_stand_above_all_then_what_is_due_first(rows: list[tuple[bool, int]]) -> None:
    intakes = [
        an_intake(id=UUID(int=n), red_flag=flag, due_at=NOW + timedelta(hours=hours))
        for n, (flag, hours) in enumerate(rows)
    ]
    ordered = sorted(intakes, key=model.work_order)
    assert [i.red_flag for i in ordered] == sorted((i.red_flag for i in ordered), reverse=True)
    for one, two in pairwise(ordered):
        assert one.red_flag != two.red_flag or one.due_at <= two.due_at


@pytest.mark.parametrize(
    ("state", "route", "expected", "because"),
    [
        (S.with_team, None, True, "it waits for triage"),
        (S.stopped_red_flag, None, True, "somebody must phone"),
        (S.reopened, None, True, "it did not help"),
        (S.completed, "valrisicobeoordeling", True, "it waits for a referral"),
        (S.completed, None, False, "the resident has the word"),
        (S.referred, "valrisicobeoordeling", False, "the receiver has the word"),
        (S.draft, None, False, "it is not the team's yet"),
    ],
)
def test_on_worklist(state: S, route: str | None, expected: bool, because: str) -> None:
    assert model.on_worklist(an_intake(state=state, completed_route=route)) == expected, because


@given(st.integers(0, 10**12))
def test_a_code_can_be_read_aloud(number: int) -> None:
    code = model.code_of(number)
    assert len(code) == 6
    assert code[2] == "-"
    assert not set(code) & set("0O1IL5S2Z"), "these are misheard or misread"


def test_codes_do_not_repeat_soon() -> None:
    assert len({model.code_of(n) for n in range(20_000)}) == 20_000
