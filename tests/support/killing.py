"""Real workers in real processes, killed with SIGKILL while they are inside a task."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import UUID

import effect_room
from sqlalchemy import func
from sqlalchemy import select as sql_select
from worlds import NURSE, World

from netwerkzorg.platform.outbox import enqueue
from netwerkzorg.platform.outbox_tables import DeliveryRow
from netwerkzorg.platform.rooms import BUILT_IN

PATIENCE_SECONDS = 150
# One process with all libraries loaded, of which each worker is a fork: a killed one is replaced at once.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["netwerkzorg.platform.worker", *BUILT_IN, "netwerkzorg.sandbox.room"])


def environment(world: World, **more: str) -> dict[str, str]:
    """What a worker of this house needs to know."""
    settings = world.house.settings
    return {
        "NETWERKZORG_SETTINGS": os.devnull,
        "NETWERKZORG_FOLDER": str(settings.folder),
        "NETWERKZORG_REGION": str(settings.region),
        "NETWERKZORG_SECRET_KEY": settings.secret_key,
        "NETWERKZORG_DATABASE_URL": settings.database_url,
        "NETWERKZORG_OIDC_ISSUER": settings.oidc_issuer,
        "NETWERKZORG_LEASE_SECONDS": str(settings.lease_seconds),
        "NETWERKZORG_BROKER_URL": settings.broker_url,
        "PYTHONPATH": f"{effect_room.install(settings.folder)}:{Path(__file__).parent}",
        **more,
    }


def run_worker(settings: Mapping[str, str], words: tuple[str, ...], log: str) -> None:
    """The command `netwerkzorg worker`, in a forked process."""
    from netwerkzorg.platform.cli import cli

    os.environ.update(settings)
    sys.path[:0] = settings["PYTHONPATH"].split(":")
    with open(log, "a") as written:
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    cli(["worker", *words])


@dataclass
class Crew:
    """Workers that are replaced when they die, by our hand or by their own."""

    settings: Mapping[str, str]
    logs: Path
    started: int = 0
    killed: set[int] = field(default_factory=set)
    forks: dict[tuple[str, ...], BaseProcess] = field(default_factory=dict)
    commands: dict[tuple[str, ...], subprocess.Popen[bytes]] = field(default_factory=dict)

    def fork(self, *words: str) -> None:
        """`netwerkzorg worker WORDS`"""
        log = str(self.logs / f"worker{len(self.forks)}.log")
        self.forks[words] = FORKS.Process(target=run_worker, args=(self.settings, words[1:], log))
        self.forks[words].start()
        self.started += 1

    def command(self, *words: str) -> None:
        """Any command, in a process group of its own."""
        with (self.logs / "command.log").open("ab") as log:
            self.commands[words] = subprocess.Popen(
                words, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, **self.settings},
            )  # fmt: skip
        self.started += 1

    def replace_the_dead(self) -> None:
        for words, process in list(self.forks.items()):
            if not process.is_alive():
                self.fork(*words)
        for words, group in list(self.commands.items()):
            if group.poll() is not None:
                self.command(*words)

    def kill(self, process: int) -> None:
        self.killed.add(process)
        os.kill(process, signal.SIGKILL)

    def kill_all(self) -> None:
        for process in self.forks.values():
            process.kill()
            process.join()
        for words in list(self.commands):
            self.kill_group(words)

    def kill_group(self, words: tuple[str, ...]) -> None:
        """A command with all its children, at once."""
        process = self.commands[words]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def alive(process: int) -> bool:
    """Whether this process still runs; one that only waits to be counted by its parent does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@contextmanager
def a_crew(world: World, **settings: str) -> Iterator[Crew]:
    logs = world.house.settings.folder / "logs"
    logs.mkdir()
    crew = Crew(environment(world, **settings), logs)
    try:
        yield crew
    finally:
        crew.kill_all()


@contextmanager
def points(world: World) -> Iterator[int]:
    """A FIFO in which tasks say their process id while they are under way."""
    path = world.house.settings.folder / effect_room.POINTS
    os.mkfifo(path)
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def accept(world: World, count: int, task: str = "effects.mark") -> set[UUID]:
    """Accept this many tasks, ten in a unit of work. Returns their ids."""
    accepted: set[UUID] = set()
    while len(accepted) < count:
        with world.as_person(NURSE) as work:
            accepted |= {enqueue(work, task, UUID(int=7)) for _ in range(min(10, count))}
            work.record("effects.accepted", UUID(int=7))
    return accepted


def undone(world: World) -> int:
    open_ = (DeliveryRow.done_at.is_(None), DeliveryRow.quarantined_at.is_(None))
    with world.house.engine.connect() as reader:  # a session would take turns with the workers
        return reader.scalar(sql_select(func.count()).where(*open_)) or 0


def work_under_fire(
    world: World, crew: Crew, kills: int, of: int, strike: Callable[[int], None], seed: int
) -> int:
    """Let the crew work until nothing is undone, and strike `kills` times at random points of the first
    `of`. `strike` gets the process that is inside a task. Returns how often it struck."""
    at = set(random.Random(seed).sample(range(of), kills))
    until = time.monotonic() + PATIENCE_SECONDS
    seen = owed = struck = 0
    with ExitStack() as stack:
        descriptor = stack.enter_context(points(world))
        while undone(world):
            assert time.monotonic() < until, f"{undone(world)} undone, {struck} kills: {crew.logs}"
            ready, _, _ = select.select([descriptor], [], [], 0.2)
            for line in os.read(descriptor, 65536).split() if ready else ():
                owed += seen in at
                seen += 1
                process = int(line)  # may have said this before its end
                if owed and process not in crew.killed and alive(process):
                    strike(process)
                    struck += 1
                    owed -= 1
            crew.replace_the_dead()
    return struck
