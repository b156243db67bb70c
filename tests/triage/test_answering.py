"""The resident's side, through the front door, on a real database and the region's agreements."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from triage_worlds import FLAGS, Questions, with_agreements, with_residents
from worlds import MONDAY, NURSE, OTHER_RESIDENT, RESIDENT, STRANGER, World

from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.rta import service as rta
from netwerkzorg.triage import service as triage
from netwerkzorg.triage import store
from netwerkzorg.triage.service import Intake, Outcome, Question, RedFlags, State


def _step(asked: Questions, intake: Intake, wanted: str = "") -> triage.NextStep:
    with asked.world.as_person(RESIDENT) as work:
        return triage.next_step(work, intake.id, wanted)


def test_the_alarm_questions_come_first_and_all_at_once(asked: Questions) -> None:
    step = _step(asked, asked.start()).step
    assert isinstance(step, RedFlags)
    assert tuple(one.fact for one in step.questions) == FLAGS


def test_mevrouw_de_vries_is_asked_three_things_and_goes_to_the_team(asked: Questions) -> None:
    intake, questions = asked.flags(asked.start()), []
    answers = {"hulpvraag": "vallen", "thuiswonend": "true", "vallen12mnd": "2"}
    while isinstance(step := _step(asked, intake).step, Question):
        questions.append(step.asked.fact)
        intake = asked.answer(intake, **{step.asked.fact: answers[step.asked.fact]})
    assert isinstance(step, Outcome)
    assert set(questions) == set(answers), "what cannot change anything is not asked"
    assert (intake.state, intake.urgency, intake.at_least) == (State.with_team, "U4", False)
    in_a_week = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)
    assert intake.due_at == in_a_week, "17.00 in Utrecht, five working days on"
    with asked.world.as_person(RESIDENT) as work:
        view = triage.intake(work, intake.id)
        assert view.routes[0][0] == "valrisicobeoordeling"
        assert "U viel twee keer of vaker in een jaar." in view.because
        assert rta.replay(work, view.receipt.id) if view.receipt else False


@pytest.mark.parametrize("flag", FLAGS)
def test_no_red_flag_is_missed(asked: Questions, flag: str) -> None:
    intake = asked.flags(asked.start(), **{flag: True})
    assert (intake.state, intake.red_flag) == (State.stopped_red_flag, True)
    assert intake.urgency in ("U0", "U1")
    assert intake.due_at <= MONDAY
    assert not intake.at_least, "now is now"
    assert isinstance(_step(asked, intake).step, Outcome), "nothing more is asked"


def test_a_yes_counts_though_other_alarm_questions_were_left_open(asked: Questions) -> None:
    intake = asked.start()
    with asked.world.as_person(RESIDENT) as work:
        after = triage.submit_red_flags(work, intake.id, {"pijnOpBorst": True})
    assert isinstance(after, Intake)
    assert after.state is State.stopped_red_flag


def test_without_a_yes_every_alarm_question_must_be_answered(asked: Questions) -> None:
    intake = asked.start()
    with asked.world.as_person(RESIDENT) as work:
        after = triage.submit_red_flags(work, intake.id, {"bewusteloos": False})
    assert after == Refused("answers_missing", at="ernstigBenauwd")


def test_not_knowing_an_alarm_answer_goes_to_a_person_today(asked: Questions) -> None:
    intake = asked.flags(asked.start(), pijnOpBorst=None)
    assert (intake.state, intake.urgency, intake.at_least) == (State.with_team, "U2", True)
    assert not intake.red_flag
    assert intake.due_at <= MONDAY.replace(hour=23)


def test_low_risk_leads_to_self_help_and_a_person_can_always_look(asked: Questions) -> None:
    intake = asked.self_help()
    assert (intake.state, intake.urgency) == (State.self_help, "U5")
    with pytest.raises(Absent), asked.world.as_person(NURSE) as work:
        triage.intake(work, intake.id)
    with asked.world.as_person(RESIDENT) as work:
        after = triage.ask_team(work, intake.id)
    assert isinstance(after, Intake)
    assert after.state is State.with_team
    with asked.world.as_person(NURSE) as work:
        assert triage.intake(work, intake.id).intake.state is State.with_team


def test_a_changed_answer_that_is_worse_counts_at_once(asked: Questions) -> None:
    intake = asked.answer(asked.self_help(), vallen12mnd="3")
    assert (intake.state, intake.urgency) == (State.with_team, "U4")


def test_a_changed_answer_that_is_better_waits_for_a_person(asked: Questions) -> None:
    intake = asked.answer(
        asked.at_team(), vallen12mnd="0", mobiliteitsprobleem="false", valangst="false"
    )
    assert (intake.urgency, intake.proposed_urgency) == ("U4", "U5")


def test_taking_back_a_red_flag_does_not_take_it_down(asked: Questions) -> None:
    intake = asked.answer(asked.flags(asked.start(), kanNietStaan=True), kanNietStaan="false")
    assert (intake.state, intake.red_flag, intake.urgency) == (State.stopped_red_flag, True, "U1")


def test_back_shows_the_answer_that_was_given(asked: Questions) -> None:
    intake = asked.answer(asked.flags(asked.start()), hulpvraag="vallen")
    step = _step(asked, intake, "hulpvraag").step
    assert isinstance(step, Question)
    assert (step.asked.value, step.previous) == ("vallen", "alarm")


def test_an_answer_once_refused_is_not_asked_again(asked: Questions) -> None:
    intake = asked.answer(asked.flags(asked.start()), hulpvraag="vallen", thuiswonend=None)
    step = _step(asked, intake).step
    assert isinstance(step, Question)
    assert step.asked.fact != "thuiswonend"


@pytest.mark.parametrize(
    ("fact", "value", "code", "because"),
    [
        ("vallen12mnd", "vaak", "fact_not_understood", "it is no number"),
        ("vallen12mnd", "-1", "fact_outside", "nobody falls minus one time"),
        ("hulpvraag", "tuin", "fact_code_unknown", "it is not in the list"),
        ("looptestSeconden", "5", "fact_not_yours", "the team measures that"),
        ("leeftijd", "20", "fact_from_register", "it is known already"),
        ("schoenmaat", "40", "fact_unknown", "no agreement asks it"),
    ],
)
def test_what_is_refused(asked: Questions, fact: str, value: str, code: str, because: str) -> None:
    intake = asked.flags(asked.start())
    with asked.world.as_person(RESIDENT) as work:
        refused = triage.answer(work, intake.id, fact, value)
    assert isinstance(refused, Refused), because
    assert refused.code == code


def test_nobody_else_can_tell_that_it_exists(asked: Questions) -> None:
    intake = asked.start()
    for actor in (OTHER_RESIDENT, STRANGER, NURSE):
        with pytest.raises(Absent), asked.world.as_person(actor) as work:
            triage.answer(work, intake.id, "vallen12mnd", "2")


def test_it_helped_closes_and_it_did_not_brings_it_back(asked: Questions) -> None:
    intake = asked.self_help()
    with asked.world.as_person(RESIDENT) as work:
        closed = triage.close(work, intake.id, True)
    with asked.world.as_person(RESIDENT) as work:
        reopened = triage.close(work, intake.id, False, "Ik viel toch weer.")
    assert isinstance(closed, Intake)
    assert isinstance(reopened, Intake)
    assert (closed.state, reopened.state) == (State.closed, State.reopened)
    with asked.world.as_person(NURSE) as work:
        view = triage.intake(work, intake.id)
    assert [line.kind for line in view.timeline][-2:] == ["solved", "not_solved"]
    assert view.timeline[-1].text == "Ik viel toch weer."


def test_withdrawing_ends_what_the_team_may_see(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(RESIDENT) as work:
        after = triage.withdraw(work, intake.id)
    assert isinstance(after, Intake)
    with asked.world.as_person(NURSE) as work:
        assert triage.worklist(work).total == 0
    with pytest.raises(Absent), asked.world.as_person(NURSE) as work:
        triage.find(work, intake.id)


def test_a_code_that_somebody_else_has_is_drawn_again(either: World) -> None:
    with_residents(with_agreements(either))
    first = Questions(either).start(OTHER_RESIDENT)
    with either.as_person(RESIDENT) as work:
        other = triage.start(work)
        assert not store.add(work.session, replace(other, id=uuid4(), code=first.code))
        assert other.code != first.code
