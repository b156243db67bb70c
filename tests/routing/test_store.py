"""The rows decide: whoever comes second loses, whatever was read before."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from triage_worlds import Questions, with_agreements, with_residents
from worlds import HOSPITAL, MONDAY, NURSE, PHYSIO, RESIDENT, TEAM, World

from netwerkzorg.directory import service as directory
from netwerkzorg.platform.work import SYSTEM
from netwerkzorg.routing import store
from netwerkzorg.routing.model import Asked, Referral


def _service(world: World, organization_id: UUID) -> UUID:
    with world.as_person(SYSTEM) as work:
        offered = directory.Service(
            uuid4(), organization_id, "", "Valonderzoek", "valrisicobeoordeling", "3531", "Utrecht",
            52.09, 5.1, "088-000 0199", "65 jaar en ouder", (), 1, 1, work.now, 2, False,
        )  # fmt: skip
        return directory.add_service(work, offered)


@pytest.fixture
def asked_of_two(world: World) -> tuple[World, Referral]:
    """One referral for which two organisations were asked."""
    intake = Questions(with_residents(with_agreements(world))).at_team()
    tasks = tuple(
        Asked(uuid4(), _service(world, one), one, "requested", "", MONDAY, MONDAY)
        for one in (PHYSIO, HOSPITAL)
    )
    made = Referral(
        uuid4(), intake.id, RESIDENT.id, TEAM, "valrisicobeoordeling", "U4", MONDAY, "active", None,
        NURSE.id, MONDAY, tasks,
    )  # fmt: skip
    with world.as_person(SYSTEM) as work:
        store.add(work, made, "")
        work.record("test.asked", made.id)
    return world, made


def _win(world: World, referral_id: UUID, task_id: UUID) -> bool:
    with world.as_person(SYSTEM) as work:
        won = store.win(work, referral_id, task_id)
        work.record("test.won", referral_id)
    return won


def test_one_of_two_wins_and_only_once(asked_of_two: tuple[World, Referral]) -> None:
    world, made = asked_of_two
    first, second = made.tasks
    assert _win(world, made.id, first.id)
    assert not _win(world, made.id, second.id), "another was first"
    assert not _win(world, made.id, first.id), "and winning twice is winning once"
    with world.as_person(SYSTEM) as work:
        found = store.by_id(work, made.id)
        work.record("test.read", made.id)
    assert found is not None
    assert found.accepted_task_id == first.id


def test_a_task_that_moved_meanwhile_is_not_moved(asked_of_two: tuple[World, Referral]) -> None:
    world, made = asked_of_two
    task = made.tasks[0]
    with world.as_person(SYSTEM) as work:
        assert store.move(work, task, "accepted")
        assert not store.move(work, task, "declined"), "it is no longer where it was read"
        assert store.move(work, replace(task, state="accepted"), "completed")
        work.record("test.moved", made.id)
