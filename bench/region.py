"""The region that is measured: the oefenregio, 10 000 intakes more, and 20 people with a session."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID, uuid5

from load import load_intakes
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from netwerkzorg.platform import sessions
from netwerkzorg.platform.config import Settings
from netwerkzorg.platform.db import open_engine
from netwerkzorg.platform.house import House, create_house
from netwerkzorg.platform.migrating import upgrade_to_heads
from netwerkzorg.platform.organizations import AccountRow, MembershipRow
from netwerkzorg.platform.tables import Base
from netwerkzorg.platform.vault import create_keyset
from netwerkzorg.platform.work import SYSTEM, Actor, unit_of_work
from netwerkzorg.platform.worker import drain
from netwerkzorg.sandbox.personas import TEAM, persona, sandbox_id
from netwerkzorg.sandbox.seeding import seed
from netwerkzorg.sandbox.up import MARK
from netwerkzorg.triage import service as triage
from netwerkzorg.triage.tables import IntakeRow

ROOT = Path(__file__).resolve().parents[1]
SERVERS = ROOT / "tests" / "servers"
INTAKES = 10_000
EACH_KIND = 10  # team members, and as many residents
ROUTE = "valrisicobeoordeling"
OWNER, APP, ANYTHING = "nz_owner", "nz_app", "postgres"  # roles on PostgreSQL
_BENCH = UUID("9a2cbe8e-5f07-4d3c-8d1d-51f3a6f2c0aa")


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who clicks: the cookie of the session, and the intakes a team member can refer."""

    actor: Actor
    cookie: str
    intakes: tuple[UUID, ...] = ()

    @property
    def resident(self) -> bool:
        return self.actor.kind == "resident"


@dataclass(frozen=True, slots=True)
class Region:
    """A filled region. `environment` is what its processes need to find it."""

    name: str
    house: House
    people: tuple[Who, ...]
    listed: int
    bare_url: str = ""  # for the peer: a role that no policy of ours slows down

    @property
    def environment(self) -> Mapping[str, str]:
        given = self.house.settings
        return {
            "NETWERKZORG_FOLDER": str(given.folder),
            "NETWERKZORG_REGION": str(given.region),
            "NETWERKZORG_SECRET_KEY": given.secret_key,
            "NETWERKZORG_DATABASE_URL": given.database_url,
            "NETWERKZORG_OIDC_ISSUER": given.oidc_issuer,
        }


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of our own, gone afterwards; others may walk through it, as a server's user must."""
    folder = Path(mkdtemp(prefix="netwerkzorg-bench-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill(folder: Path, intakes: int = INTAKES) -> Region:
    """The whole region on SQLite in this folder, through the doors that `make run` uses."""
    settings = Settings(
        folder=folder,
        region=ROOT / "regions" / "utrecht",
        secret_key=secrets.token_hex(32),
        oidc_issuer="http://127.0.0.1:9",
    )
    create_keyset(settings.keyset_path)
    upgrade_to_heads(settings)
    house = create_house(settings)
    seed(house, progress=lambda _step, _done, _total: None)
    (folder / MARK).write_text("gevuld\n")
    load_intakes(house, intakes)
    region = _with_people("SQLite", house)
    while drain(house):  # what filling left for later would be in the way of what is measured
        pass
    return region


def copied(region: Region, server: Server) -> Region:
    """The same region on this server, row by row, chain included; the app has the role of an app."""
    settings = region.house.settings.model_copy(
        update={"database_url": server.url(APP), "owner_database_url": server.url(OWNER)}
    )
    upgrade_to_heads(settings)
    engine = open_engine(server.url(ANYTHING))
    _copy(region.house.engine, engine)
    engine.dispose()
    house = create_house(settings)
    return replace(region, name="PostgreSQL", house=house, bare_url=server.url(ANYTHING))


def _copy(source: Engine, target: Engine) -> None:
    with source.connect() as reading, target.begin() as writing:
        for table in Base.metadata.sorted_tables:
            writing.execute(table.delete())
        for table in Base.metadata.sorted_tables:
            for rows in reading.execute(select(table)).mappings().partitions(2_000):
                writing.execute(insert(table), [dict(row) for row in rows])
    with target.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _with_people(name: str, house: House) -> Region:
    """Ten colleagues in one team and ten residents, each with a session as the login leaves it."""
    nurse, team_id = persona("verpleegkundige"), sandbox_id("team", TEAM)
    with unit_of_work(house, SYSTEM) as work:
        mine = select(IntakeRow.id).where(IntakeRow.team_id == team_id)
        waiting = mine.where(IntakeRow.state == "with_team", IntakeRow.receipt_id.is_not(None))
        chosen = list(work.session.scalars(waiting.order_by(IntakeRow.code).limit(2 * EACH_KIND)))
        residents = select(IntakeRow.resident_id).distinct().order_by(IntakeRow.resident_id)
        patients = list(work.session.scalars(residents.limit(EACH_KIND)))
        listed = work.session.scalars(mine.where(IntakeRow.listed)).all()
    actors = [
        Actor(uuid5(_BENCH, str(number)), "professional", nurse.role, nurse.organization_id,
              team_id, f"Collega {number}")
        for number in range(EACH_KIND)
    ]  # fmt: skip
    _complete(house, actors[0], chosen)
    residents_ = [Actor(one, "resident", "inwoner") for one in patients]
    cookies = [_session(house, actor) for actor in (*actors, *residents_)]
    people = tuple(
        Who(actor, cookie, tuple(chosen) if actor.team_id else ())
        for actor, cookie in zip((*actors, *residents_), cookies, strict=True)
    )
    return Region(name, house, people, len(listed))


def _complete(house: House, actor: Actor, intakes: list[UUID]) -> None:
    """Round these off as the team does, so that the shortlist has a decided kind of help."""
    for intake_id in intakes:
        with unit_of_work(house, actor) as work:
            triage.complete(work, intake_id, route=ROUTE, reason="Past bij wat zij vertelt.")


def _session(house: House, actor: Actor) -> str:
    membership = uuid5(_BENCH, f"membership {actor.id}") if actor.organization_id else None
    with unit_of_work(house, SYSTEM) as work:
        _account(work.session, house, actor, membership)
        new = sessions.NewLogin(actor.id, actor.kind, "substantial", actor.name or "Inwoner",
                                membership_id=membership)  # fmt: skip
        token = sessions.open_session(work.session, house.vault, new)
        work.record("login.done", actor.id)
    return token


def _account(session: Session, house: House, actor: Actor, membership: UUID | None) -> None:
    issuer = house.settings.oidc_issuer
    if session.get(AccountRow, actor.id) is None:
        session.add(AccountRow(actor.id, issuer, f"bench-{actor.id}", actor.kind, actor.name))
        session.flush()
    if membership is not None:
        session.add(
            MembershipRow(membership, actor.id, actor.kind, actor.role, actor.organization_id,
                          actor.team_id)
        )  # fmt: skip
        session.flush()


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL of our own with one empty database, owned by OWNER."""

    port: int

    def url(self, role: str) -> str:
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/bench"


@contextmanager
def postgres(folder: Path, port: int) -> Iterator[Server | None]:
    """A fresh PostgreSQL with fsync on; None when this machine has none."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        yield None
        return
    quiet = subprocess.DEVNULL
    subprocess.run(
        ["bash", SERVERS / "start_pg.sh", folder, str(port), "honest"],
        check=True, stdin=quiet, stdout=quiet,
    )  # fmt: skip
    try:
        engine = open_engine(f"postgresql+psycopg://{ANYTHING}@127.0.0.1:{port}/postgres")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for role in (OWNER, APP):
                connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
            connection.exec_driver_sql(f"CREATE DATABASE bench OWNER {OWNER}")
        engine.dispose()
        yield Server(port)
    finally:
        subprocess.run(["bash", SERVERS / "stop_pg.sh", folder], check=False)


def audit_holds(region: Region) -> bool:
    """Whether `netwerkzorg audit verify` finds every chain whole."""
    program = Path(sys.executable).parent / "netwerkzorg"
    ran = subprocess.run(
        [program, "audit", "verify"], env={**os.environ, **region.environment}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    print(f"  audit verify op {region.name}: {ran.stdout.strip() or ran.stderr.strip()[-300:]}")
    return ran.returncode == 0
