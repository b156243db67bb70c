"""Celery is only the bell: its settings, what it may be told, and what happens when it is away."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from servers import Redis, free_port
from shared import ROOT
from worlds import NURSE, World, a_house, with_people

from netwerkzorg.platform.celery_app import make_celery
from netwerkzorg.platform.outbox import enqueue, to_ring
from netwerkzorg.platform.rooms import Room, Task
from netwerkzorg.platform.worker import BrokerAway, _relay_step


def told_to(folder: Path, broker: str) -> World:
    """A house with this broker, and one task that waits."""
    world = with_people(a_house(folder, broker_url=broker))
    world.house = replace(world.house, rooms=(Room("test", 9, tasks=(Task("test.x", print),)),))
    with world.as_person(NURSE) as work:
        enqueue(work, "test.x", UUID(int=7))
        work.record("test.enqueued", UUID(int=7))
    return world


@pytest.mark.parametrize(
    ("key", "value", "because"),
    [
        ("task_acks_late", True, "early acknowledgement loses what its worker had"),
        ("task_reject_on_worker_lost", True, "else a killed child acknowledges"),
        ("worker_prefetch_multiplier", 1, "what is fetched and not begun waits for nobody"),
        ("task_time_limit", 60, "every task ends"),
        ("task_ignore_result", True, "results are rows of ours"),
        ("task_serializer", "json", "a message is an id"),
        ("accept_content", ["json"], "pickle would be code from whoever reaches the broker"),
        ("worker_enable_remote_control", False, "nobody steers a worker through the broker"),
        ("task_publish_retry", False, "the row is rung again; nobody hangs on a broker"),
    ],
)
def test_settings_that_keep_promises(tmp_path: Path, key: str, value: object, because: str) -> None:
    house = a_house(tmp_path, broker_url="redis://127.0.0.1:1/0").house
    assert make_celery(house).conf[key] == value, because


@pytest.mark.parametrize(
    ("broker", "options"),
    [
        ("redis://127.0.0.1:1/0", {"visibility_timeout": 120, "unacked_restore_interval": 5,
         "unacked_restore_throttle": 1, "socket_timeout": 2, "socket_connect_timeout": 2}),
        ("amqp://127.0.0.1:1//", {"confirm_publish": True}),
    ],
)  # fmt: skip
def test_settings_of_each_broker(tmp_path: Path, broker: str, options: dict[str, object]) -> None:
    conf = make_celery(a_house(tmp_path, broker_url=broker).house).conf
    assert conf.broker_transport_options == options
    (queue,) = conf.task_queues
    quorum = {"x-queue-type": "quorum", "x-delivery-limit": 5} if broker[0] == "a" else {}
    assert queue.queue_arguments == quorum
    assert conf.worker_detect_quorum_queues is bool(quorum)


def test_nobody_but_the_relay_speaks_to_the_broker() -> None:
    may = {"platform/celery_app.py", "platform/worker.py"}
    speaking = re.compile(
        r"(import|from) (celery|kombu|\S*celery_app)|\.delay\(|apply_async|countdown=|\beta="
    )
    found = {
        str(path.relative_to(ROOT))
        for room in ("platform", "rta", "directory", "triage", "routing", "consult", "viewer")
        for path in (ROOT / room).rglob("*.py")
        if speaking.search("\n".join(code(path)))
    }
    assert found <= may, "a request that publishes hangs with the broker; later work is a due_at"
    assert found, "the search itself finds nothing any more"


def code(path: Path) -> Iterator[str]:
    """Lines without what stands in a comment, and without the words between triple quotes."""
    text = re.sub(r'"""[\s\S]*?"""', "", path.read_text())
    return (line.split("#")[0] for line in text.splitlines())


def test_a_broker_that_is_down_costs_a_pause_and_no_message(tmp_path: Path) -> None:
    world = told_to(tmp_path, f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(BrokerAway):
        _relay_step(world.house)()
    assert len(to_ring(world.house)) == 1, "it is rung again, and not only after a lease"


@pytest.mark.redis
@pytest.mark.slow
def test_a_broker_that_hangs_lets_the_relay_go(tmp_path: Path, redis: Redis) -> None:
    world = told_to(tmp_path, redis.url)
    step = _relay_step(world.house)
    os.kill(redis.process, signal.SIGSTOP)
    try:
        with pytest.raises(BrokerAway):
            step()
    finally:
        os.kill(redis.process, signal.SIGCONT)
    assert step() == 1, "once it is back the message goes out"


@pytest.mark.parametrize(
    "module", ["netwerkzorg.platform.worker", "netwerkzorg.platform.celery_app"]
)
def test_the_command_of_celery_finds_the_app(tmp_path: Path, module: str) -> None:
    settings = a_house(tmp_path).house.settings
    answer = subprocess.run(
        [sys.executable, "-m", "celery", "-A", module, "report"],
        capture_output=True, text=True, check=False,
        env={**os.environ, "NETWERKZORG_SETTINGS": os.devnull,
             "NETWERKZORG_FOLDER": str(tmp_path), "NETWERKZORG_REGION": str(settings.region),
             "NETWERKZORG_SECRET_KEY": settings.secret_key},
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert "netwerkzorg" in answer.stdout
