"""From a completed question to somebody who takes it, and what a no brings about."""

from uuid import UUID

import pytest
from triage_worlds import Questions, with_agreements, with_residents
from worlds import (
    HOSPITAL,
    NURSE,
    PHYSIO,
    PHYSIOTHERAPIST,
    RESIDENT,
    STRANGER,
    World,
    another,
    id_of,
)

from netwerkzorg.directory import service as directory
from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import SYSTEM
from netwerkzorg.platform.worker import drain
from netwerkzorg.routing import service
from netwerkzorg.routing.service import Referral
from netwerkzorg.triage import service as triage

ROUTE = "valrisicobeoordeling"
FIRST, SECOND = id_of("service-fysio"), id_of("service-ziekenhuis")
DOCTOR = another(PHYSIOTHERAPIST, id=id_of("arts"), organization_id=HOSPITAL)


def _offer(world: World, service_id: UUID, organization_id: UUID, waiting_days: int) -> None:
    with world.as_person(SYSTEM) as work:
        directory.add_service(
            work,
            directory.Service(
                service_id, organization_id, "", "Valonderzoek", ROUTE, "3531", "Utrecht", 52.09, 5.1,
                "088-000 0199", "65 jaar en ouder", (), 1, 1, work.now, waiting_days, False,
            ),
        )  # fmt: skip


@pytest.fixture
def ready(world: World) -> tuple[World, UUID]:
    """Mevrouw De Vries's question, completed by the team, and two services that fit."""
    with_residents(with_agreements(world))
    _offer(world, FIRST, PHYSIO, 2)
    _offer(world, SECOND, HOSPITAL, 9)
    intake = Questions(world).at_team()
    with world.as_person(NURSE) as work:
        triage.claim(work, intake.id)
        done = triage.complete(work, intake.id, route=ROUTE)
    assert isinstance(done, triage.Intake), done
    return world, intake.id


def _sent(world: World, intake_id: UUID, service_id: UUID = FIRST) -> Referral:
    with world.as_person(NURSE) as work:
        sent = service.refer(work, intake_id, service_id, "Durft niet meer naar buiten.")
    assert isinstance(sent, Referral), sent
    return sent


def _free(world: World, service_id: UUID) -> int:
    with world.as_person(SYSTEM) as work:
        return directory.service(work, service_id).places_free


def test_the_list_is_ranked_and_explained(ready: tuple[World, UUID]) -> None:
    world, intake_id = ready
    with world.as_person(NURSE) as work:
        found = service.shortlist(work, intake_id)
    assert [one.service.id for one in found.choices] == [FIRST, SECOND]
    assert {reason.code for reason in found.choices[0].ranked.reasons} >= {"room", "waiting"}


def test_sending_books_the_place_and_tells_the_receiver_little(ready: tuple[World, UUID]) -> None:
    world, intake_id = ready
    sent = _sent(world, intake_id)
    assert _free(world, FIRST) == 0
    with world.as_person(PHYSIOTHERAPIST) as work:
        (shown,) = service.inbox(work)
    assert shown.referral.id == sent.id
    assert (shown.resident, shown.note) == (None, ""), "not before it is accepted"
    assert (shown.postcode4, shown.age_band) == ("3531", "80-89")


def test_accepting_opens_the_relation_and_the_name(ready: tuple[World, UUID]) -> None:
    world, intake_id = ready
    sent = _sent(world, intake_id)
    with world.as_person(PHYSIOTHERAPIST) as work:
        assert not network.may_see(work, RESIDENT.id)
        assert isinstance(service.accept(work, sent.id), Referral)
    with world.as_person(PHYSIOTHERAPIST) as work:
        shown = service.referral(work, sent.id)
        assert shown.resident is not None
        assert shown.note == "Durft niet meer naar buiten."
        assert service.active_steps(work, intake_id) is not None


def test_the_second_acceptance_is_refused(ready: tuple[World, UUID]) -> None:
    world, intake_id = ready
    sent = _sent(world, intake_id)
    with world.as_person(PHYSIOTHERAPIST) as work:
        service.accept(work, sent.id)
    colleague = another(PHYSIOTHERAPIST, id=id_of("collega"))
    with world.as_person(colleague) as work:
        refused = service.accept(work, sent.id)
    assert isinstance(refused, Refused)
    assert refused.code == "already_accepted"


def test_a_no_frees_the_place_and_offers_the_next(ready: tuple[World, UUID]) -> None:
    world, intake_id = ready
    sent = _sent(world, intake_id)
    with world.as_person(PHYSIOTHERAPIST) as work:
        assert service.decline(work, sent.id, " ") == Refused("reason_missing", at="reden")
        service.decline(work, sent.id, "De agenda is vol.")
    assert _free(world, FIRST) == 1
    with world.as_person(NURSE) as work:
        assert triage.find(work, intake_id).state == "with_team"
        found = service.shortlist(work, intake_id)
    assert [one.service.id for one in found.choices] == [SECOND]
    assert found.declined == 1
    again = _sent(world, intake_id, SECOND)
    with world.as_person(DOCTOR) as work:
        assert isinstance(service.accept(work, again.id), Referral)


def test_silence_lapses_and_goes_back_to_the_team(ready: tuple[World, UUID]) -> None:
    world, intake_id = ready
    _sent(world, intake_id)
    world.clock.forward(days=30)
    drain(world.house)
    with world.as_person(NURSE) as work:
        assert triage.find(work, intake_id).state == "with_team"
    assert _free(world, FIRST) == 1


def test_the_last_place_goes_to_one(ready: tuple[World, UUID]) -> None:
    world, intake_id = ready
    with world.as_person(SYSTEM) as work:
        assert directory.take_place(work, FIRST)
    with world.as_person(NURSE) as work:
        refused = service.refer(work, intake_id, FIRST)
    assert isinstance(refused, Refused)
    assert refused.code == "slot_full"
    with world.as_person(NURSE) as work:
        assert service.of_intake(work, intake_id) == ()


def test_whoever_has_no_part_in_it_cannot_tell_that_it_exists(ready: tuple[World, UUID]) -> None:
    world, intake_id = ready
    sent = _sent(world, intake_id)
    for act in (service.referral, service.accept):
        with world.as_person(STRANGER) as work, pytest.raises(Absent):
            act(work, sent.id)
    with world.as_person(STRANGER) as work, pytest.raises(Absent):
        service.shortlist(work, intake_id)


def test_the_badge_counts_what_waits_and_opens_nobody(ready: tuple[World, UUID]) -> None:
    world, intake_id = ready
    sent = _sent(world, intake_id)
    with world.as_person(PHYSIOTHERAPIST) as work:
        assert service.waiting(work) == 1
        assert not work.has_entries(), "a number names nobody, so it leaves nothing in a log"
    with world.as_person(DOCTOR) as work:
        assert service.waiting(work) == 0, "another organisation was not asked"
    with world.as_person(PHYSIOTHERAPIST) as work:
        service.accept(work, sent.id)
        assert service.waiting(work) == 0
