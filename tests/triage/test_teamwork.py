"""The team's side through the front door: races, reasons, and what higher rooms call down."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select
from triage_worlds import Questions
from worlds import GERIATRICIAN, NURSE, NURSE_2, RESIDENT, STRANGER, another

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outbox_tables import OutboxRow
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import SYSTEM
from netwerkzorg.rta import service as rta
from netwerkzorg.triage import service as triage
from netwerkzorg.triage.service import Intake, State


def test_of_two_who_claim_one_gets_it(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        first = triage.claim(work, intake.id)
    with asked.world.as_person(NURSE_2) as work:
        second = triage.claim(work, intake.id)
    assert isinstance(first, Intake)
    assert first.claimed_by == NURSE.id
    assert second == Refused("already_claimed", at=str(NURSE.id))
    with asked.world.as_person(NURSE_2) as work:
        assert isinstance(triage.release(work, intake.id), Refused), "it is not hers to give back"
    with asked.world.as_person(NURSE) as work:
        freed = triage.release(work, intake.id)
    assert isinstance(freed, Intake)
    assert freed.claimed_by is None


@pytest.mark.parametrize(
    ("route", "urgency", "reason", "expected", "because"),
    [
        ("valrisicobeoordeling", None, "", State.completed, "as the agreement decided"),
        ("welzijn", None, "", "reason_missing", "another route needs a reason"),
        ("welzijn", None, "Zij wil dat.", State.completed, "a person may choose otherwise"),
        ("valrisicobeoordeling", "U5", "", "reason_missing", "lowering needs a reason"),
        ("", None, "", "reason_missing", "no referral needs a reason"),
        ("", None, "Opgelost aan de telefoon.", State.completed, "the phone call did it"),
        ("tovenaar", None, "Graag.", "route_unknown", "the region has no such help"),
    ],
)
def test_complete(
    asked: Questions, route: str, urgency: str | None, reason: str, expected: str, because: str
) -> None:
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        after = triage.complete(work, intake.id, route=route, urgency=urgency, reason=reason)
    found = after.code if isinstance(after, Refused) else after.state
    assert found == expected, because


def test_only_a_team_member_completes(asked: Questions) -> None:
    intake = asked.at_team()
    for actor in (RESIDENT, STRANGER, GERIATRICIAN):
        with pytest.raises(Absent), asked.world.as_person(actor) as work:
            triage.complete(work, intake.id, route="valrisicobeoordeling")


def test_no_booking_on_a_red_flag_until_a_person_weighed_it(asked: Questions) -> None:
    intake = asked.flags(asked.start(), kanNietStaan=True)
    with asked.world.as_person(NURSE) as work:
        refused = triage.complete(
            work, intake.id, route="valrisicobeoordeling", urgency="U1", reason="Gebeld."
        )
    assert refused == Refused("state_conflict", at="red_flag")
    with asked.world.as_person(NURSE) as work:
        after = triage.override(work, intake.id, "U3", "Gebeld: zij staat weer.")
    assert isinstance(after, Intake)
    assert (after.state, after.red_flag, after.urgency) == (State.with_team, False, "U3")


def test_red_flags_stand_above_what_is_due_first(asked: Questions) -> None:
    due_first = asked.flags(asked.start(), pijnOpBorst=None)
    later = asked.at_team()
    asked.world.clock.forward(days=2)  # both others may be late by now
    flagged = asked.flags(asked.start(), kanNietStaan=True)
    with asked.world.as_person(NURSE) as work:
        found = triage.worklist(work)
        assert triage.new_count(work) == 3
    order = [row.intake.id for row in found.rows]
    assert order == [flagged.id, due_first.id, later.id]
    assert (found.counts.red, found.counts.total) == (1, 3)


def test_the_worklist_is_filtered_before_it_is_counted(asked: Questions) -> None:
    intake = asked.at_team()
    asked.start()
    with asked.world.as_person(NURSE) as work:
        assert triage.worklist(work).total == 1, "a draft is the resident's own"
        assert triage.worklist(work, "mine").total == 0
        triage.claim(work, intake.id)
        assert triage.worklist(work, "mine").total == 1
        assert triage.worklist(work, "free").total == 0
        assert triage.worklist(work, "team", triage.Filters(text=intake.code)).total == 1
        assert triage.worklist(work, "team", triage.Filters(text="vries")).total == 1
        assert triage.worklist(work, "team", triage.Filters(text="bakker")).total == 0
        assert triage.worklist(work, "team", triage.Filters(urgencies=("U0",))).total == 0
        assert triage.worklist(work, "team", triage.Filters(agreement="valpreventie")).total == 1
    elsewhere = another(NURSE, team_id=uuid4())
    with asked.world.as_person(elsewhere) as work:
        found = triage.worklist(work)
        assert (found.total, found.counts.total, triage.new_count(work)) == (0, 0, 0)
    for actor in (STRANGER, RESIDENT):
        with pytest.raises(Absent), asked.world.as_person(actor) as work:
            triage.worklist(work)


def test_a_referral_comes_and_goes(asked: Questions) -> None:
    intake, referral = asked.at_team(), uuid4()
    with asked.world.as_person(NURSE) as work:
        assert isinstance(triage.mark_referred(work, intake.id, referral), Refused)
        triage.complete(work, intake.id, route="valrisicobeoordeling")
        referred = triage.mark_referred(work, intake.id, referral)
        assert triage.worklist(work).total == 0
    assert isinstance(referred, Intake)
    with asked.world.as_person(SYSTEM) as work:
        back = triage.back_to_team(work, intake.id, "Geen plek.")
    assert isinstance(back, Intake)
    assert (back.state, back.completed_route) == (State.with_team, "valrisicobeoordeling")


def test_one_value_is_taken_over_with_its_source(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(SYSTEM) as work:
        network.open_relation(
            work, RESIDENT.id, actor_id=GERIATRICIAN.id, actor_kind="person", kind="receiver",
            basis="referral", basis_ref=uuid4(),
        )  # fmt: skip
    told = {"source": "Ziekenhuis", "author": "Dr. Wit", "recorded_at": date(2026, 2, 1)}
    with asked.world.as_person(GERIATRICIAN) as work:
        after = triage.take_over_fact(work, intake.id, "looptestSeconden", "6", **told)  # type: ignore[arg-type]
    assert isinstance(after, Intake)
    with pytest.raises(Absent), asked.world.as_person(STRANGER) as work:
        triage.take_over_fact(work, intake.id, "looptestSeconden", "6", **told)  # type: ignore[arg-type]
    with asked.world.as_person(RESIDENT) as work:
        view = triage.intake(work, intake.id)
    fact = next(one for one in view.facts if one.fact == "looptestSeconden")
    assert "Ziekenhuis · Dr. Wit · 2026-02-01" in fact.origin
    assert "taken_over" in [line.kind for line in view.timeline]


def test_the_active_step_of_triage_belongs_to_the_role_in_the_team(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        (step,) = triage.active_steps(work, intake.id)
    assert (step.agreement, step.step_id) == ("valpreventie", "aanvullen")
    assert [one.set for one in step.sets] == ["problemen", "medicatie"]
    with asked.world.as_person(STRANGER) as work:
        assert triage.active_steps(work, intake.id) == ()


def test_what_the_answer_would_change_is_said(asked: Questions) -> None:
    intake = asked.flags(asked.start())
    intake = asked.answer(
        intake, hulpvraag="vallen", thuiswonend="true", vallen12mnd="0",
        mobiliteitsprobleem="true", valangst="false", ernstigeVal="false",
    )  # fmt: skip
    assert (intake.state, intake.at_least) == (State.with_team, True)
    with asked.world.as_person(NURSE) as work:
        (open_fact,) = triage.intake(work, intake.id).unknown
    assert open_fact.fact == "looptestSeconden"
    told = [(effect.answer, effect.leads_to) for effect in open_fact.effects]
    assert told == [
        ("Minder dan 4 seconden", "Zelf oefenen tegen vallen, U5"),
        ("4 seconden of meer", "Cursus tegen vallen, U5"),
    ]
    after = asked.answer(intake, NURSE, looptestSeconden="5")
    assert (after.urgency, after.at_least) == ("U5", False)


def test_every_step_is_announced_without_content(asked: Questions) -> None:
    asked.at_team()
    with asked.world.as_person(SYSTEM) as work:
        rows = work.session.execute(select(OutboxRow.__table__)).mappings().all()
        work.record("test.read", SYSTEM.id)
    types = {row["name"].split(".")[-2] for row in rows if "triage" in row["name"]}
    assert types == {"started", "handed_over"}
    assert not any("vallen" in row["ids"] for row in rows)


def test_an_override_stays_in_every_later_receipt_until_completion(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        triage.claim(work, intake.id)
        triage.override(work, intake.id, "U3", "Woont alleen.")
    asked.answer(intake, NURSE, looptestSeconden="3")
    with asked.world.as_person(NURSE) as work:
        done = triage.complete(work, intake.id, route="valrisicobeoordeling")
        assert isinstance(done, Intake)
        assert done.receipt_id is not None
        receipt = rta.receipt(work, done.receipt_id)
    assert (done.urgency, receipt.urgency) == ("U3", "U3")
    assert receipt.override is not None
    assert (receipt.override.reason, receipt.override.by) == ("Woont alleen.", str(NURSE.id))


@pytest.mark.parametrize(
    ("route", "urgency", "reason", "expected", "because"),
    [
        ("valrisicobeoordeling", None, "", None, "nothing differs from what was agreed"),
        ("valrisicobeoordeling", "U5", "Zij belde af.", ("U5", "Zij belde af."), "it was lowered"),
        ("welzijn", None, "Zij wil dat.", ("U4", "Zij wil dat."), "other help"),
        ("", None, "Opgelost.", ("U4", "Opgelost."), "no help at all"),
    ],
)
def test_the_receipt_of_a_completion_says_what_a_person_decided(
    asked: Questions, route: str, urgency: str | None, reason: str,
    expected: tuple[str, str] | None, because: str,
) -> None:  # fmt: skip
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        done = triage.complete(work, intake.id, route=route, urgency=urgency, reason=reason)
        assert isinstance(done, Intake)
        assert done.receipt_id is not None
        receipt = rta.receipt(work, done.receipt_id)
    told = receipt.override
    assert (told and (told.urgency, told.reason)) == expected, because
    assert receipt.urgency == done.urgency
    assert receipt.routes == ((route,) if route else ())


def test_a_lowering_that_is_overtaken_counts_no_more_and_stays_in_sight(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        triage.override(work, intake.id, "U5", "Zij oefent al.")
    after = asked.answer(intake, NURSE, looptestSeconden="9")
    assert after.urgency == "U4", "higher counts at once"
    assert after.proposed_urgency == "U5", "and what a person decided waits for a person"
    with asked.world.as_person(NURSE_2) as work:
        (row,) = triage.worklist(work).rows
        view = triage.intake(work, intake.id)
    assert view.undone == (
        "was verlaagd naar U5 door Samira Haddou: Zij oefent al.; opnieuw beoordelen"
    )
    assert row.is_new, "the team reads it again"
    with asked.world.as_person(NURSE) as work:
        triage.override(work, intake.id, "U5", "Opnieuw gewogen.")
        assert triage.intake(work, intake.id).undone == ""


def test_a_raise_by_a_person_is_not_called_a_lowering(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        triage.override(work, intake.id, "U3", "Woont alleen.")
    flagged = asked.answer(intake, NURSE, kanNietStaan="true")
    assert (flagged.state, flagged.urgency) == (State.stopped_red_flag, "U1")
    with asked.world.as_person(NURSE) as work:
        assert triage.intake(work, intake.id).undone == ""


def test_whoever_claimed_it_completes_it_or_a_colleague_takes_it_over(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        triage.claim(work, intake.id)
    with asked.world.as_person(NURSE_2) as work:
        refused = triage.complete(work, intake.id, route="valrisicobeoordeling")
        assert refused == Refused("claimed_by_other", at=str(NURSE.id))
        can = triage.intake(work, intake.id).can
        assert "take_claim" in can
        assert "complete" not in can
        taken = triage.take_claim(work, intake.id)
        again = triage.take_claim(work, intake.id)
        done = triage.complete(work, intake.id, route="valrisicobeoordeling")
    assert isinstance(taken, Intake)
    assert taken.claimed_by == NURSE_2.id
    assert again == Refused("state_conflict", at="with_team"), "it is hers already"
    assert isinstance(done, Intake)
    with asked.world.as_person(NURSE) as work:
        late = triage.mark_referred(work, intake.id, uuid4())
        assert late == Refused("claimed_by_other", at=str(NURSE_2.id)), "nor does she refer it"
    with asked.world.as_person(RESIDENT) as work:
        lines = triage.intake(work, intake.id).timeline
    assert ("claim_taken", "Eerst bij Samira Haddou") in [(one.kind, one.text) for one in lines]


def test_completing_what_nobody_took_up_takes_it_up(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        done = triage.complete(work, intake.id, route="valrisicobeoordeling")
    assert isinstance(done, Intake)
    assert done.claimed_by == NURSE.id
