"""Twenty SIGKILLs at random points among two hundred accepted tasks: two hundred effects, none twice."""

import random
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import effect_room
import pytest
from amqp.exceptions import PreconditionFailed
from killing import a_crew, accept, undone, work_under_fire
from kombu import Connection
from servers import Redis
from sqlalchemy import func, select
from worlds import World, a_house, with_people

from netwerkzorg.platform.audit import broken_links
from netwerkzorg.platform.celery_app import QUEUE
from netwerkzorg.platform.outbox_tables import DeliveryRow

TASKS, KILLS = 200, 20
POINTS = 2 * TASKS - 40  # each task says twice that it is under way; the last few are left in peace
CELERY = (
    sys.executable, "-m", "celery", "-A", "netwerkzorg.platform.worker", "worker",
    "--concurrency", "2", "--without-mingle", "--without-gossip", "--loglevel", "WARNING",
)  # fmt: skip


def ready(world: World) -> World:
    """With the room that leaves marks, and on the time that the workers will have."""
    effect_room.TABLES.create_all(world.house.engine)
    world.clock.at = datetime.now(UTC)
    rooms = (*world.house.rooms, effect_room.ROOM)
    object.__setattr__(world.house, "rooms", rooms)
    return world


def effects(world: World) -> Counter[UUID]:
    with world.house.sessions() as session:
        return Counter(session.scalars(select(effect_room.EFFECT.c.task)))


def tried_again(world: World) -> int:
    with world.house.sessions() as session:
        count = select(func.count()).where(DeliveryRow.attempts > 1)
        return session.scalar(count) or 0


def assert_each_once(world: World, accepted: set[UUID]) -> None:
    found = effects(world)
    assert set(found) == accepted, "an accepted task was lost"
    assert set(found.values()) == {1}, "an effect was there twice"
    with world.house.sessions() as session:
        assert list(broken_links(session)) == [], "the log is whole, whoever was killed in it"


@pytest.mark.slow
def test_our_own_runner_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    world = ready(with_people(a_house(tmp_path, lease_seconds=2)))
    accepted = accept(world, TASKS)
    with a_crew(world) as crew:
        crew.fork("first")
        crew.fork("second")
        struck = work_under_fire(world, crew, KILLS, POINTS, crew.kill, seed=3)
        assert struck == KILLS
        assert crew.started == 2 + KILLS
    assert_each_once(world, accepted)
    assert tried_again(world) > KILLS / 4, "the kills fell between tasks, and proved nothing"


@pytest.mark.slow
@pytest.mark.redis
def test_celery_on_redis_loses_nothing_and_repeats_nothing(tmp_path: Path, redis: Redis) -> None:
    """Of the twenty: mostly a child of Celery's, sometimes the whole worker, sometimes the relay."""
    world = ready(with_people(a_house(tmp_path, lease_seconds=2, broker_url=redis.url)))
    accepted = accept(world, TASKS)
    choice = random.Random(5)
    with a_crew(world) as crew:
        crew.fork("relay", "--relay")
        crew.command(*CELERY)

        def strike(child: int) -> None:
            kind = choice.choices(("child", "all", "relay"), (14, 3, 3))[0]
            if kind == "all":
                crew.kill_group(CELERY)
            elif kind == "relay" and crew.forks["relay", "--relay"].is_alive():
                crew.forks["relay", "--relay"].kill()
            else:
                crew.kill(child)

        assert work_under_fire(world, crew, KILLS, POINTS, strike, seed=4) == KILLS
    assert_each_once(world, accepted)
    assert tried_again(world) > KILLS / 4, "the kills fell between tasks, and proved nothing"


@pytest.mark.slow
@pytest.mark.rabbit
def test_celery_on_rabbitmq_rings_a_quorum_queue_and_loses_nothing(
    tmp_path: Path, rabbit: str
) -> None:
    world = ready(with_people(a_house(tmp_path, lease_seconds=2, broker_url=rabbit)))
    accepted = accept(world, 40)
    with a_crew(world) as crew:
        crew.fork("relay", "--relay")
        crew.command(*CELERY)
        assert work_under_fire(world, crew, 5, 60, crew.kill, seed=6) == 5
    assert_each_once(world, accepted)
    with Connection(rabbit) as broker, pytest.raises(PreconditionFailed, match="x-queue-type"):
        broker.channel().queue_declare(QUEUE, durable=True, auto_delete=False)


@pytest.mark.slow
def test_a_task_that_kills_its_worker_stands_aside_and_the_others_pass(tmp_path: Path) -> None:
    world = ready(with_people(a_house(tmp_path, lease_seconds=1)))
    (deadly,) = accept(world, 1, "effects.deadly")
    accepted = accept(world, 20)
    with a_crew(world) as crew:
        crew.fork("first")
        work_under_fire(world, crew, 0, 1, crew.kill, seed=1)
        assert crew.started == 4, "it got three tries, and no more"
    assert_each_once(world, accepted)
    with world.house.sessions() as session:
        row = session.scalars(select(DeliveryRow).where(DeliveryRow.outbox_id == deadly)).one()
        assert row.quarantined_at is not None
    assert undone(world) == 0
