"""Asking, thinking along and closing, with the region's own agreement."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from triage_worlds import Questions
from worlds import (
    GERIATRICIAN,
    HOSPITAL,
    NURSE,
    NURSE_2,
    PHYSIOTHERAPIST,
    RESIDENT,
    STRANGER,
    another,
    id_of,
)

from netwerkzorg.consult import service, store
from netwerkzorg.consult.model import Consult, Party, State, take
from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import Actor
from netwerkzorg.rta import service as rta
from netwerkzorg.triage import service as triage

GOOD = {"spoed": False, "onderBehandeling": False, "inKetenzorg": False, "vraagstelling": True,
        "samenvatting": True}  # fmt: skip
QUESTION = "Kan de plaspil de oorzaak zijn?"


def _ask(asked: Questions, intake_id: UUID, role: str = GERIATRICIAN.role, **but: object) -> object:
    with asked.world.as_person(NURSE) as work:
        facts: dict[str, bool | None] = {**GOOD, **but}  # type: ignore[dict-item]
        return service.ask(work, intake_id, HOSPITAL, role, QUESTION, facts)


@pytest.fixture
def made(asked: Questions) -> Consult:
    consult = _ask(asked, asked.at_team().id)
    assert isinstance(consult, Consult)
    return consult


def test_three_working_days_and_a_relation_for_who_is_asked(
    asked: Questions, made: Consult
) -> None:
    assert made.due_at == datetime(2026, 3, 5, 16, 0, tzinfo=UTC), "Thursday 17.00 in Amsterdam"
    assert made.outcome == "specialist"
    with asked.world.as_person(GERIATRICIAN) as work:
        assert network.may_see(work, made.resident_id)
        (view,) = service.inbox(work)
        assert service.waiting_count(work) == 1
        assert view.question == QUESTION
        assert (view.snapshot.age, view.snapshot.urgency) == (82, "U4")
        assert any("2" in value for _, value, _ in view.snapshot.facts)
        (step,) = service.active_steps(work, made.intake_id)
        assert (step.step_id, step.role) == ("antwoord", "klinisch-geriater")


@pytest.mark.parametrize(
    ("but", "code", "why"),
    [
        ({"spoed": True}, "consult_urgent", "there is a phone number for that"),
        ({"onderBehandeling": True}, "consult_own_specialist", "that specialist knows"),
        ({"vraagstelling": False}, "consult_incomplete", "no question, no answer"),
        ({"samenvatting": False}, "consult_incomplete", "the summary is missing"),
        ({"spoed": None}, "consult_undecided", "unknown is never no"),
        ({"inKetenzorg": True}, "consult_elsewhere", "the agreement names the expert team"),
    ],
)
def test_the_agreement_says_no(
    asked: Questions, but: dict[str, bool | None], code: str, why: str
) -> None:
    intake = asked.at_team()
    outcome = _ask(asked, intake.id, **but)
    assert isinstance(outcome, Refused), why
    assert outcome.code == code, why
    with asked.world.as_person(GERIATRICIAN) as work:
        assert service.inbox(work) == ()
        assert not network.may_see(work, intake.resident_id), "a refused question opens nothing"


def test_nobody_is_asked_who_is_not_there(asked: Questions) -> None:
    outcome = _ask(asked, asked.at_team().id, "kaderhuisarts", inKetenzorg=True)
    assert outcome == Refused("adviser_unknown", at="role")


def test_asked_back_clarified_answered_corrected_closed(asked: Questions, made: Consult) -> None:
    world = asked.world
    with world.as_person(GERIATRICIAN) as work:
        back = service.ask_back(work, made.id, "Wat slikt zij?")
        assert isinstance(back, Consult)
        assert service.waiting_count(work) == 0, "now the team has to say something"
    world.clock.forward(days=1)
    with world.as_person(NURSE_2) as work:
        clear = service.clarify(work, made.id, "Furosemide, 40 mg.")
        assert isinstance(clear, Consult)
        assert clear.due_at == datetime(2026, 3, 6, 16, 0, tzinfo=UTC), "the whole term again"
    for text in ("Halveer de plaspil.", "Stop de plaspil."):
        with world.as_person(GERIATRICIAN) as work:
            assert isinstance(service.answer(work, made.id, text), Consult)
    with world.as_person(NURSE) as work:
        (view,) = service.of_intake(work, made.intake_id)
        assert view.answer == "Stop de plaspil."
        assert [one.kind for one in view.messages] == ["ask_back", "clarify", "answer", "answer"]
        assert view.names[GERIATRICIAN.id] == GERIATRICIAN.name
        closed = service.close(work, made.id)
        assert isinstance(closed, Consult)
        assert closed.state is State.closed
    with world.as_person(GERIATRICIAN) as work:
        assert service.inbox(work) == ()
        assert not network.may_see(work, made.resident_id), "closing ends the relation"
        with pytest.raises(Absent):
            service.consult(work, made.id)
    with world.as_person(RESIDENT) as work:
        lines = [line.text or line.words for line in triage.intake(work, made.intake_id).timeline]
    assert any("klinisch geriater" in line for line in lines), "she sees that advice was asked"
    assert not any("plaspil" in line for line in lines)


@pytest.mark.parametrize(
    ("actor", "why"),
    [
        (STRANGER, "has nothing to do with it"),
        (PHYSIOTHERAPIST, "works elsewhere"),
        (another(GERIATRICIAN, role="verzorgende"), "was not asked, though the organisation was"),
        (another(GERIATRICIAN, organization_id=id_of("elders")), "same role, elsewhere"),
        (RESIDENT, "reads it in her own timeline, not here"),
    ],
)
def test_absent_for_who_has_no_part_in_it(
    asked: Questions, made: Consult, actor: Actor, why: str
) -> None:
    with asked.world.as_person(actor) as work:
        for attempt in (
            lambda: service.consult(work, made.id),
            lambda: service.answer(work, made.id, "Niets."),
            lambda: service.of_intake(work, made.intake_id),
        ):
            with pytest.raises(Absent):
                attempt()
        assert service.inbox(work) == (), why


def test_a_step_at_the_wrong_moment_or_without_words(asked: Questions, made: Consult) -> None:
    with asked.world.as_person(NURSE) as work:
        outcome = service.answer(work, made.id, "Ik zeg het zelf.")
        assert outcome == Refused("step_not_allowed", at=State.submitted), (
            "who asks gives no advice"
        )
    with asked.world.as_person(GERIATRICIAN) as work:
        assert service.answer(work, made.id, "  ") == Refused("consult_text_missing", at="text")


def test_a_closed_question_is_asked_of_nobody_any_more(asked: Questions, made: Consult) -> None:
    with asked.world.as_person(RESIDENT) as work:
        triage.withdraw(work, made.intake_id)
    with asked.world.as_person(NURSE) as work:
        proof = rta.receipts_of(work, made.id)
        assert len(proof) == 1
    with asked.world.as_person(GERIATRICIAN) as work:
        assert isinstance(service.ask_back(work, made.id, "Nog iets."), Consult)
    _deliver(asked, made.intake_id)
    _deliver(asked, made.intake_id)
    with asked.world.as_person(GERIATRICIAN) as work:
        assert service.inbox(work) == ()
        assert not network.may_see(work, made.resident_id)


def _deliver(asked: Questions, intake_id: UUID) -> None:
    from netwerkzorg.consult.stepping import intake_ended
    from netwerkzorg.platform.outbox import Delivered
    from netwerkzorg.platform.work import SYSTEM

    with asked.world.as_person(SYSTEM) as work:
        told = Delivered(id_of("e"), "x", work.now, intake_id, None, None, {})
        intake_ended(work, told)
        work.record("consult.told", intake_id)


def test_closed_is_over_even_for_who_sees_her_for_another_reason(
    asked: Questions, made: Consult
) -> None:
    with asked.world.as_person(NURSE) as work:
        network.open_relation(
            work, made.resident_id, actor_id=HOSPITAL, actor_kind="organization", kind="receiver",
            basis="receiver", basis_ref=id_of("a referral"),
        )  # fmt: skip
        service.close(work, made.id)
    with asked.world.as_person(GERIATRICIAN) as work:
        assert network.may_see(work, made.resident_id)
        with pytest.raises(Absent):
            service.consult(work, made.id)


def test_nobody_steps_from_a_stale_place(asked: Questions, made: Consult) -> None:
    after = take(made, "answer", Party.adviser, GERIATRICIAN.id)
    assert isinstance(after, Consult)
    with asked.world.as_person(GERIATRICIAN) as work:
        work.record("consult.raced", made.id)
        assert store.advance(work, after), "the first one steps"
        assert not store.advance(work, after), "the second started from the same version"


def test_only_the_role_that_was_asked_has_to_do_with_the_resident(
    asked: Questions, made: Consult
) -> None:
    colleague = another(GERIATRICIAN, id=id_of("dezelfde-rol"))
    other_role = another(GERIATRICIAN, id=id_of("andere-rol"), role="fysiotherapeut")
    for actor, sees in ((GERIATRICIAN, True), (colleague, True), (other_role, False)):
        with asked.world.as_person(actor) as work:
            assert network.may_see(work, made.resident_id) is sees, actor.role
            assert asked.world.house.relations.active(work, made.resident_id, work.now) is sees
    with asked.world.as_person(other_role) as work, pytest.raises(Absent):
        triage.find(work, made.intake_id)
