"""The outbox: at least once, one effect, and nothing that fails for ever."""

import threading
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from servers import Postgres
from sqlalchemy import func, select, update
from worlds import NURSE, World, with_people

from netwerkzorg.platform.house import House
from netwerkzorg.platform.outbox import Delivered, due, enqueue, not_rung, run_delivery, to_ring
from netwerkzorg.platform.outbox_tables import DeliveryRow
from netwerkzorg.platform.rooms import Room, Subscription, Task, load_rooms
from netwerkzorg.platform.tables import Base
from netwerkzorg.platform.work import Event, Work

SUBJECT = UUID(int=7)
CALLED: list[str] = []
# Whatever a task or event of ours may name; none of it is there.
IDS = dict.fromkeys(
    ("referral", "task", "intake", "consult", "resident", "notice", "replay"), str(SUBJECT)
)


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


@pytest.mark.postgres
def test_a_worker_that_wakes_after_its_lease_has_no_second_effect(
    postgres: Postgres, tmp_path: Path
) -> None:
    """On SQLite it holds the write lock until it wakes, so nobody can overtake it."""
    asleep, wake = threading.Event(), threading.Event()

    def slow(work: Work, happened: Delivered) -> None:
        CALLED.append(happened.name)
        asleep.set()
        wake.wait(10)

    CALLED.clear()
    world = with_people(postgres.world(tmp_path))
    world.house = replace(world.house, rooms=(Room("test", 9, tasks=(Task("test.slow", slow),)),))
    a_task(world, "test.slow")
    (delivery,) = due(world.house)
    answers: list[bool] = []
    workers = [
        threading.Thread(target=lambda: answers.append(run_delivery(world.house, delivery)))
        for _ in range(2)
    ]
    workers[0].start()
    asleep.wait(10)
    world.clock.forward(seconds=61)
    workers[1].start()
    while tries(world) < 2 and workers[1].is_alive():
        workers[1].join(0.01)
    wake.set()
    for worker in workers:
        worker.join()
    assert answers == [True, True], "the second finds that it is done"
    assert CALLED == ["test.slow"]


def tries(world: World) -> int:
    with world.house.engine.connect() as reader:
        return reader.scalar(select(func.max(DeliveryRow.attempts))) or 0


def test_one_whose_worker_was_lost_lets_the_others_pass(busy: World) -> None:
    a_task(busy)
    (lost,) = due(busy.house)
    with busy.house.sessions() as session:
        session.execute(update(DeliveryRow).values(lease_until=busy.clock.at.replace(second=30)))
        session.commit()
    busy.clock.forward(seconds=10)
    a_task(busy)
    busy.clock.forward(seconds=30)
    assert due(busy.house)[1] == lost, "it waits from the end of its lease"


def test_what_the_broker_did_not_take_is_rung_at_once(busy: World) -> None:
    a_task(busy)
    not_rung(busy.house, to_ring(busy.house))
    assert len(to_ring(busy.house)) == 1


def test_a_task_that_failed_is_rung_when_it_may_be_tried_again(busy: World) -> None:
    a_task(busy, "test.poison")
    (delivery,) = to_ring(busy.house)
    run_delivery(busy.house, delivery)
    assert to_ring(busy.house) == (), "it backs off"
    busy.clock.forward(seconds=4)
    assert to_ring(busy.house) == (delivery,), "and does not wait for the end of a lease"


def registered() -> list[tuple[str, str]]:
    rooms = load_rooms(sandbox=True)
    tasks = [("task", task.name) for room in rooms for task in room.tasks]
    return tasks + [(one.event_type, one.name) for room in rooms for one in room.subscriptions]


@pytest.mark.parametrize(("kind", "name"), registered())
def test_every_registered_function_twice_is_once_and_bears_that_its_subject_is_gone(
    world: World, kind: str, name: str
) -> None:
    with world.as_person(NURSE) as work:
        if kind == "task":
            enqueue(work, name, SUBJECT, IDS)
        else:
            work.announce(Event(kind, SUBJECT, ids=IDS))
        work.record("test.happened", SUBJECT)
    with world.house.sessions() as session:
        chosen = select(DeliveryRow.id).where(DeliveryRow.subscriber.in_(("task", name)))
        delivery = session.scalars(chosen).one()
    assert run_delivery(world.house, delivery)
    before = state(world)
    with world.house.sessions() as session:
        session.execute(update(DeliveryRow).values(done_at=None, lease_until=None))
        session.commit()
    assert run_delivery(world.house, delivery)
    assert state(world) == before


def state(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but of the queue's own bookkeeping and the log of who looked."""
    own = ("platform_delivery", "platform_audit")
    with world.house.engine.connect() as reader:
        return {
            table.name: sorted(map(tuple, reader.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if not table.name.startswith(own)
        }
