"""The outbox: at least once, one effect, and nothing that fails for ever."""

import threading
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, update
from worlds import NURSE, World

from netwerkzorg.platform.house import House
from netwerkzorg.platform.outbox import Delivered, due, enqueue, run_delivery, to_ring
from netwerkzorg.platform.outbox_tables import DeliveryRow
from netwerkzorg.platform.rooms import Room, Subscription, Task
from netwerkzorg.platform.work import Event, Work

SUBJECT = UUID(int=7)
CALLED: list[str] = []


def counted(work: Work, happened: Delivered) -> None:
    CALLED.append(happened.name)


def poisoned(work: Work, happened: Delivered) -> None:
    raise ConnectionError("a value that no log may show")


@pytest.fixture
def busy(either: World) -> World:
    CALLED.clear()
    room = Room(
        "test", 9,
        tasks=(Task("test.count", counted), Task("test.poison", poisoned)),
        subscriptions=(
            Subscription("nl.netwerkzorg.test.happened.v1", "test.first", counted),
            Subscription("nl.netwerkzorg.test.happened.v1", "test.second", counted),
        ),
    )  # fmt: skip
    house: House = replace(either.house, rooms=(*either.house.rooms, room))
    return World(house, either.clock)


def a_task(world: World, name: str = "test.count", **but: object) -> None:
    with world.as_person(NURSE) as work:
        enqueue(work, name, SUBJECT, **but)  # type: ignore[arg-type]
        work.record("test.enqueued", SUBJECT)


def test_an_event_reaches_each_subscriber_once(busy: World) -> None:
    with busy.as_person(NURSE) as work:
        work.announce(Event("nl.netwerkzorg.test.happened.v1", SUBJECT))
        work.record("test.happened", SUBJECT)
    waiting = due(busy.house)
    assert len(waiting) == 2
    assert all(run_delivery(busy.house, one) for one in waiting)
    assert not any(run_delivery(busy.house, one) for one in waiting), "done is done"
    assert len(CALLED) == 2


def test_what_was_not_committed_is_never_delivered(busy: World) -> None:
    def fails() -> None:
        with busy.as_person(NURSE) as work:
            enqueue(work, "test.count", SUBJECT)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fails()
    assert due(busy.house) == ()


def test_a_delivery_that_was_leased_is_left_alone_until_its_lease_ends(busy: World) -> None:
    a_task(busy)
    (delivery,) = due(busy.house)
    with busy.house.sessions() as session:
        later = busy.clock.at.replace(hour=10)
        session.execute(update(DeliveryRow).values(lease_until=later))
        session.commit()
    assert not run_delivery(busy.house, delivery)
    busy.clock.forward(hours=2)
    assert run_delivery(busy.house, delivery)


def test_a_second_copy_that_runs_after_the_effect_does_nothing(busy: World) -> None:
    a_task(busy)
    (delivery,) = due(busy.house)
    run_delivery(busy.house, delivery)
    with busy.house.sessions() as session:  # as if the end was lost with the worker
        session.execute(update(DeliveryRow).values(done_at=None, lease_until=None))
        session.commit()
    assert run_delivery(busy.house, delivery)
    assert CALLED == ["test.count"]


def test_poison_runs_out_of_tries_and_stands_aside(busy: World) -> None:
    a_task(busy, "test.poison")
    (delivery,) = due(busy.house)
    for _ in range(4):
        assert not run_delivery(busy.house, delivery)
        busy.clock.forward(minutes=10)
    with busy.house.sessions() as session:
        row = session.scalars(select(DeliveryRow)).one()
        assert row.quarantined_at is not None
        assert row.last_error == "ConnectionError", "the kind of error, never its text"
    assert due(busy.house) == ()


def test_later_is_not_now(busy: World) -> None:
    a_task(busy, due_at=busy.clock.at.replace(hour=15))
    assert due(busy.house) == ()
    busy.clock.forward(hours=7)
    assert len(due(busy.house)) == 1


def test_a_task_that_nobody_knows_is_refused_before_it_is_kept(busy: World) -> None:
    with busy.as_person(NURSE) as work, pytest.raises(LookupError):
        enqueue(work, "test.unknown", SUBJECT)


def test_the_broker_is_rung_once_per_lease(busy: World) -> None:
    a_task(busy)
    assert len(to_ring(busy.house)) == 1
    assert to_ring(busy.house) == ()
    busy.clock.forward(seconds=61)
    assert len(to_ring(busy.house)) == 1, "a bell that was lost is rung again"


def test_two_runners_at_once_have_one_effect(busy: World) -> None:
    a_task(busy)
    (delivery,) = due(busy.house)
    runners = [threading.Thread(target=run_delivery, args=(busy.house, delivery)) for _ in range(4)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    assert CALLED == ["test.count"]
