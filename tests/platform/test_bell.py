"""The worker is woken at once; a bell that nobody hears costs nothing."""

import threading
from pathlib import Path
from uuid import UUID

import pytest
from servers import Postgres
from sqlalchemy import text
from worlds import NURSE, World, with_people

from netwerkzorg.platform import worker
from netwerkzorg.platform.bell import NAME, Bell, ring
from netwerkzorg.platform.outbox import enqueue
from netwerkzorg.platform.rooms import Room, Task

# Longer than anybody waits for a test: a wait that is not ended by the bell fails by the clock of pytest.
LONG = 120.0


def wakes(bell: Bell, ringing: threading.Thread) -> bool:
    """Whether ringing ends the wait of the bell."""
    woken = threading.Thread(target=bell.wait, args=(LONG,), daemon=True)
    woken.start()
    ringing.start()
    woken.join(10)
    ringing.join()
    return not woken.is_alive()


def test_a_ring_ends_the_wait(tmp_path: Path) -> None:
    bell = Bell(tmp_path)
    assert wakes(bell, threading.Thread(target=ring, args=(tmp_path,)))
    bell.close()


def test_a_ring_that_came_before_the_wait_is_heard(tmp_path: Path) -> None:
    bell = Bell(tmp_path)
    ring(tmp_path)
    assert wakes(bell, threading.Thread(target=lambda: None))
    bell.close()


def test_ringing_without_a_worker_is_no_error(tmp_path: Path) -> None:
    ring(tmp_path)
    assert list(tmp_path.iterdir()) == [], "nor does it make a file that nobody reads"


def test_a_worker_that_left_does_not_hold_up_who_rings(tmp_path: Path) -> None:
    Bell(tmp_path).close()
    ring(tmp_path)
    assert (tmp_path / NAME).is_fifo()


@pytest.mark.postgres
def test_on_postgresql_another_machine_hears_the_commit(
    postgres: Postgres, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = with_people(postgres.world(tmp_path))
    object.__setattr__(world.house, "rooms", (Room("test", 9, tasks=(Task("test.x", print),)),))
    bell = Bell(tmp_path_factory.mktemp("elsewhere"), world.house.engine)
    assert wakes(bell, threading.Thread(target=a_task, args=(world,)))
    bell.close()


def a_task(world: World) -> None:
    with world.as_person(NURSE) as work:
        enqueue(work, "test.x", UUID(int=7))
        work.record("test.enqueued", UUID(int=7))


@pytest.mark.postgres
def test_a_database_that_dropped_us_is_listened_to_again(
    postgres: Postgres, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = with_people(postgres.world(tmp_path))
    object.__setattr__(world.house, "rooms", (Room("test", 9, tasks=(Task("test.x", print),)),))
    bell = Bell(tmp_path_factory.mktemp("elsewhere"), world.house.engine)
    listening = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    )
    with world.house.engine.connect() as connection:
        assert connection.scalars(listening).all() == [True]
    bell.wait(LONG)  # ends because the connection does
    assert wakes(bell, threading.Thread(target=a_task, args=(world,)))
    bell.close()


def test_a_commit_wakes_an_idle_worker_and_not_the_sweep(
    either: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: with a sweep that never comes it steps when a task was committed."""
    monkeypatch.setattr(worker, "SWEEP_SECONDS", LONG)
    done, idle, stopped, steps = threading.Event(), threading.Event(), threading.Event(), []
    room = Room("test", 9, tasks=(Task("test.x", lambda _work, _happened: done.set()),))
    object.__setattr__(either.house, "rooms", (room,))
    bell = Bell(either.house.settings.folder, either.house.engine)
    waiting = bell.wait

    def wait(seconds: float) -> None:
        idle.set()
        waiting(seconds)

    def step() -> int:
        steps.append(worker.drain(either.house, stopped))
        return steps[-1]

    monkeypatch.setattr(bell, "wait", wait)
    running = threading.Thread(target=worker.run, args=(step, bell, stopped), daemon=True)
    running.start()
    assert idle.wait(30)
    assert steps == [0], "it looked once, found nothing, and waits"
    a_task(either)
    assert done.wait(30), "the commit woke it"
    stopped.set()
    ring(either.house.settings.folder)
    running.join(30)
    bell.close()
    assert not running.is_alive()
    assert sum(steps) == 1
    assert len(steps) <= 5, "each look has a cause: a bell, or work that was found"
