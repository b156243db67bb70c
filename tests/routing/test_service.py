"""From a completed question to somebody who takes it, and what a no brings about."""

import pytest
from routing_worlds import DOCTOR, FIRST, SECOND, Referring
from worlds import NURSE, NURSE_2, PHYSIOTHERAPIST, RESIDENT, STRANGER, another, id_of

from netwerkzorg.directory import service as directory
from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import SYSTEM
from netwerkzorg.routing import service
from netwerkzorg.routing.service import Referral
from netwerkzorg.triage import service as triage


def test_the_list_is_ranked_and_explained(ready: Referring) -> None:
    with ready.world.as_person(NURSE) as work:
        found = service.shortlist(work, ready.intake_id)
    assert [one.service.id for one in found.choices] == [FIRST, SECOND]
    assert {reason.code for reason in found.choices[0].ranked.reasons} >= {"room", "waiting"}


def test_sending_books_the_place_and_tells_the_receiver_little(ready: Referring) -> None:
    sent = ready.sent()
    assert ready.free(FIRST) == 0
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        (shown,) = service.inbox(work)
    assert shown.referral.id == sent.id
    assert (shown.resident, shown.note) == (None, ""), "not before it is accepted"
    assert (shown.postcode4, shown.age_band) == ("3531", "80-89")


def test_accepting_opens_the_relation_and_the_name(ready: Referring) -> None:
    sent = ready.sent()
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert not network.may_see(work, RESIDENT.id)
        assert isinstance(service.accept(work, sent.id), Referral)
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        shown = service.referral(work, sent.id)
        assert shown.resident is not None
        assert shown.note == "Durft niet meer naar buiten."
        assert service.active_steps(work, ready.intake_id) is not None


def test_the_second_acceptance_is_refused(ready: Referring) -> None:
    sent = ready.sent()
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        service.accept(work, sent.id)
    colleague = another(PHYSIOTHERAPIST, id=id_of("collega"))
    with ready.world.as_person(colleague) as work:
        assert service.accept(work, sent.id) == Refused("already_accepted", at="accepted")


def test_a_no_frees_the_place_and_the_next_is_one_step_away(ready: Referring) -> None:
    sent = ready.sent()
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert service.decline(work, sent.id, " ") == Refused("reason_missing", at="reden")
        service.decline(work, sent.id, "De agenda is vol.")
    assert ready.free(FIRST) == 1
    assert ready.state() == "with_team"
    with ready.world.as_person(NURSE) as work:
        found = service.shortlist(work, ready.intake_id)
        assert [one.service.id for one in found.choices] == [SECOND]
        assert found.declined == 1
        again = service.refer_next(work, sent.id)
        assert isinstance(again, Referral)
        assert [task.service_id for task in again.tasks] == [SECOND]
    with ready.world.as_person(DOCTOR) as work:
        assert isinstance(service.accept(work, again.id), Referral)
        assert service.referral(work, again.id).note == "Durft niet meer naar buiten."
    with ready.world.as_person(NURSE) as work:
        assert service.refer_next(work, again.id) == Refused("nobody_left", at=again.service_type)


def test_silence_lapses_and_goes_back_to_the_team(ready: Referring) -> None:
    ready.sent()
    ready.world.clock.forward(days=30)
    ready.deliver()
    assert ready.state() == "with_team"
    assert ready.free(FIRST) == 1


def test_the_last_place_goes_to_one(ready: Referring) -> None:
    with ready.world.as_person(SYSTEM) as work:
        assert directory.take_place(work, FIRST)
    refused = ready.send()
    assert isinstance(refused, Refused)
    assert refused.code == "slot_full"
    with ready.world.as_person(NURSE) as work:
        assert service.of_intake(work, ready.intake_id) == ()


def test_who_has_the_question_refers_it(ready: Referring) -> None:
    assert ready.send(by=NURSE_2) == Refused("claimed_by_other", at=str(NURSE.id))
    assert ready.free(FIRST) == 1, "and no place is held"
    with ready.world.as_person(NURSE_2) as work:
        triage.take_claim(work, ready.intake_id)
    assert isinstance(ready.send(by=NURSE_2), Referral)


def test_a_question_back_is_answered_without_a_name(ready: Referring) -> None:
    sent = ready.sent()
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert service.ask(work, sent.id, " ") == Refused("text_missing", at="vraag")
        asked = service.ask(work, sent.id, "Kan zij zelf komen?")
        assert service.waiting(work) == 0, "it is the team's turn"
    assert isinstance(asked, Referral)
    before = asked.tasks[0].respond_by
    ready.world.clock.forward(days=1)
    with ready.world.as_person(NURSE_2) as work:
        assert service.waiting(work) == 1
        (waiting,) = service.questions(work)
        assert [one.text for one in waiting.said] == ["Kan zij zelf komen?"]
        refused = service.reply(work, sent.id, "Mevrouw de Vries komt zelf.")
        assert refused == Refused("names_person", at="antwoord")
        told = service.reply(work, sent.id, "Ja, met de rollator.")
        assert service.questions(work) == ()
    assert isinstance(told, Referral)
    assert told.tasks[0].respond_by > before, "the organisation has the whole term again"
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        (shown,) = service.inbox(work)
        assert (shown.task and shown.task.state, shown.resident) == ("received", None)
        assert [one.text for one in shown.said][-1] == "Ja, met de rollator."
        assert isinstance(service.accept(work, sent.id), Referral)


def test_the_first_term_does_not_end_what_has_a_new_one(ready: Referring) -> None:
    sent = ready.sent()
    first = sent.tasks[0].respond_by
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        service.ask(work, sent.id, "Kan zij zelf komen?")
    ready.world.clock.forward(days=2)
    with ready.world.as_person(NURSE) as work:
        service.reply(work, sent.id, "Ja.")
    ready.world.clock.forward(seconds=(first - ready.world.clock.now()).total_seconds() + 1)
    ready.deliver()
    assert (ready.state(), ready.free(FIRST)) == ("referred", 0)
    ready.world.clock.forward(days=30)
    ready.deliver()
    assert (ready.state(), ready.free(FIRST)) == ("with_team", 1)


@pytest.mark.parametrize("accepted", [False, True], ids=["before a yes", "after a yes"])
def test_the_team_takes_it_back(ready: Referring, accepted: bool) -> None:
    sent = ready.sent()
    if accepted:
        with ready.world.as_person(PHYSIOTHERAPIST) as work:
            service.accept(work, sent.id)
    with ready.world.as_person(NURSE_2) as work:
        refused = service.cancel(work, sent.id, "Zij is verhuisd.")
        assert refused == Refused("claimed_by_other", at=str(NURSE.id))
    with ready.world.as_person(NURSE) as work:
        if accepted:
            assert service.cancel(work, sent.id) == Refused("reason_missing", at="reden")
        taken = service.cancel(work, sent.id, "Zij is verhuisd.")
    assert isinstance(taken, Referral)
    assert (taken.status, taken.tasks[0].state) == ("revoked", "cancelled")
    assert (ready.state(), ready.free(FIRST)) == ("with_team", 1)
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert not network.may_see(work, RESIDENT.id), "the relation has ended"
        assert service.referral(work, sent.id).resident is None


def test_care_that_is_done_frees_the_place_and_the_resident_closes(ready: Referring) -> None:
    sent = ready.sent()
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        refused = service.complete(work, sent.id)
        assert refused == Refused("step_not_allowed", at="requested")
        service.accept(work, sent.id)
        done = service.complete(work, sent.id, "Zij oefent nu zelf verder.")
    assert isinstance(done, Referral)
    assert (done.status, ready.free(FIRST)) == ("completed", 1)
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert not network.may_see(work, RESIDENT.id)
        assert service.referral(work, sent.id).resident is None
    with ready.world.as_person(RESIDENT) as work:
        view = triage.intake(work, ready.intake_id)
        assert "Fysio Zuilen rondde de zorg af. Zij oefent nu zelf verder." in [
            line.text for line in view.timeline
        ]
        assert "solved" in view.can
        closed = triage.close(work, ready.intake_id, solved=True)
    assert isinstance(closed, triage.Intake)
    assert closed.state == "closed"


ENDINGS = [
    ("solved", False, "cancelled", "nobody waits for an answer any more"),
    ("solved", True, "completed", "it helped, so the care is done"),
    ("not_solved", True, "completed", "it did not help, so another is sought"),
    ("withdrawn", False, "cancelled", "the resident does not want to go on"),
]


@pytest.mark.parametrize(("how", "accepted", "end", "because"), ENDINGS)
def test_the_resident_ends_what_was_asked(
    ready: Referring, how: str, accepted: bool, end: str, because: str
) -> None:
    sent = ready.sent()
    if accepted:
        with ready.world.as_person(PHYSIOTHERAPIST) as work:
            service.accept(work, sent.id)
    with ready.world.as_person(RESIDENT) as work:
        if how == "withdrawn":
            triage.withdraw(work, ready.intake_id)
        else:
            triage.close(work, ready.intake_id, solved=how == "solved")
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert isinstance(service.accept(work, sent.id), Refused), "not even before the bell rings"
    ready.deliver()
    ready.deliver()
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        shown = service.referral(work, sent.id)
        assert shown.task is not None
        assert shown.task.state == end, because
        assert not network.may_see(work, RESIDENT.id)
    assert ready.free(FIRST) == 1


def test_a_late_bell_leaves_a_newer_referral_alone(ready: Referring) -> None:
    ready.sent()
    with ready.world.as_person(RESIDENT) as work:
        triage.close(work, ready.intake_id, solved=False)
    ready.deliver()
    ready.world.clock.forward(minutes=5)
    with ready.world.as_person(NURSE) as work:
        triage.complete(work, ready.intake_id, route="valrisicobeoordeling")
    again = ready.sent(SECOND)
    ready.deliver()
    with ready.world.as_person(DOCTOR) as work:
        assert isinstance(service.accept(work, again.id), Referral)


def test_whoever_has_no_part_in_it_cannot_tell_that_it_exists(ready: Referring) -> None:
    sent = ready.sent()
    acts = (service.referral, service.accept, service.complete, service.cancel, service.refer_next)
    for act in acts:
        with ready.world.as_person(STRANGER) as work, pytest.raises(Absent):
            act(work, sent.id)
    for say in (service.ask, service.reply, service.decline):
        with ready.world.as_person(STRANGER) as work, pytest.raises(Absent):
            say(work, sent.id, "Hallo.")
    with ready.world.as_person(PHYSIOTHERAPIST) as work, pytest.raises(Absent):
        service.cancel(work, sent.id, "Die van de ander.")
    with ready.world.as_person(NURSE) as work, pytest.raises(Absent):
        service.accept(work, sent.id)
    with ready.world.as_person(STRANGER) as work, pytest.raises(Absent):
        service.shortlist(work, ready.intake_id)


def test_the_badge_counts_what_waits_and_opens_nobody(ready: Referring) -> None:
    sent = ready.sent()
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert service.waiting(work) == 1
        assert not work.has_entries(), "a number names nobody, so it leaves nothing in a log"
    with ready.world.as_person(DOCTOR) as work:
        assert service.waiting(work) == 0, "another organisation was not asked"
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        service.accept(work, sent.id)
        assert service.waiting(work) == 0
