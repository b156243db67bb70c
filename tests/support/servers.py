"""Real PostgreSQL and Redis for tests, started on a free port and stopped again; absent is a counted skip."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from shutil import rmtree, which
from tempfile import mkdtemp

from shared import ROOT
from skips import absent
from sqlalchemy import create_engine, text
from worlds import World, a_house, settings_in

from netwerkzorg.platform.migrating import upgrade_to_heads

SCRIPTS = ROOT / "tests" / "servers"
OWNER, APP = "house_owner", "house_app"


@dataclass
class Postgres:
    """A server of ours. `database()` is a fresh one with the tables of the house, without people."""

    port: int
    _numbers: Iterator[int] = field(default_factory=count)
    _worlds: list[World] = field(default_factory=list)

    def url(self, database: str, role: str = APP) -> str:
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{database}"

    def database(self, template: str = "empty_house") -> str:
        """The name of a new, empty house; a copy of one that the migrations made once.

        With `template0`: a bare database of the owner's, before any migration.
        """
        name = f"house_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER}")
        return name

    def settings(self, database: str) -> dict[str, str]:
        """How the app and its owner find this database."""
        owner = self.url(database, OWNER)
        return {"database_url": self.url(database), "owner_database_url": owner}

    def world(self, folder: Path, **but: object) -> World:
        """A house in this folder, on a database of its own, as the app's role meets it."""
        world = a_house(folder, **{**self.settings(self.database()), **but})
        self._worlds.append(world)
        return world

    @contextmanager
    def lasting_world(self, folder: Path) -> Iterator[World]:
        """One for many tests, closed by whoever opened it."""
        world = self.world(folder)
        self._worlds.remove(world)
        yield world
        world.house.engine.dispose()

    def close_worlds(self) -> None:
        """Connections that nobody closes are found at a moment that suits nobody."""
        while self._worlds:
            self._worlds.pop().house.engine.dispose()

    def make_template(self, folder: Path) -> None:
        """As an operator does it: two roles, a database of the owner's, `netwerkzorg db upgrade`."""
        for role in (OWNER, APP):
            self._run(f"CREATE ROLE {role} LOGIN")
        self._run(f"CREATE DATABASE empty_house OWNER {OWNER}")
        upgrade_to_heads(settings_in(folder, **self.settings("empty_house")))

    def _run(self, statement: str) -> None:
        address = self.url("postgres", "postgres")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def a_postgres() -> Iterator[Postgres]:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        absent("postgresql")
    folder = Path(mkdtemp(prefix="netwerkzorg-pg-"))
    folder.chmod(0o711)  # the server's own user must be able to walk through
    work, port = folder / "server", free_port()
    _start(SCRIPTS / "start_pg.sh", str(work), str(port), "fast")
    try:
        server = Postgres(port)
        server.make_template(folder / "template")
        yield server
    finally:
        subprocess.run(["bash", SCRIPTS / "stop_pg.sh", work], check=False)
        rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Redis:
    port: int
    process: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


@contextmanager
def a_redis() -> Iterator[Redis]:
    if not (which("redis-server") and which("redis-cli")):
        absent("redis-server")
    folder, port = Path(mkdtemp(prefix="netwerkzorg-redis-")), free_port()
    _start(SCRIPTS / "start_redis.sh", str(folder), str(port))
    try:
        process = int((folder / "redis.pid").read_text())
        yield Redis(port, process)
    finally:
        os.kill(process, signal.SIGTERM)
        rmtree(folder, ignore_errors=True)


@contextmanager
def a_rabbit() -> Iterator[str]:
    """The address of a RabbitMQ of ours."""
    program = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    if not (program.exists() and which("ss") and os.geteuid() == 0):
        absent("rabbitmq-server")
    folder = Path(mkdtemp(prefix="netwerkzorg-rabbit-"))
    folder.chmod(0o711)  # the server's own user must be able to walk through
    work, port = (
        folder / "server",
        free_port(below=45_536),
    )  # it takes two more, 20 000 higher at most
    _start(SCRIPTS / "start_rabbit.sh", str(work), str(port))
    try:
        yield f"amqp://guest:guest@127.0.0.1:{port}//"
    finally:
        for name in ("beam.pid", "epmd.pid"):
            with suppress(OSError, ValueError):
                os.kill(int((work / name).read_text()), signal.SIGTERM)
        rmtree(folder, ignore_errors=True)


def free_port(below: int = 65_536) -> int:
    while (port := _any_free_port()) >= below:
        pass
    return port


def _any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(script: Path, *arguments: str) -> None:
    """Servers keep what they inherit, so they get no pipe of ours: one would keep us waiting."""
    quiet = subprocess.DEVNULL
    subprocess.run(["bash", script, *arguments], check=True, stdin=quiet, stdout=quiet)
