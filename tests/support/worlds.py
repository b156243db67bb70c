"""A house on a fresh database, people in it, and ways to act as them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID, uuid5

from shared import ROOT
from sqlalchemy.orm import Session

from netwerkzorg.platform import audit
from netwerkzorg.platform.clock import Clock
from netwerkzorg.platform.config import Settings
from netwerkzorg.platform.house import House, create_house
from netwerkzorg.platform.organizations import (
    AccountRow,
    MembershipRow,
    OrganizationRow,
    TeamAreaRow,
    TeamRow,
)
from netwerkzorg.platform.tables import Base
from netwerkzorg.platform.vault import create_keyset
from netwerkzorg.platform.work import SYSTEM, Actor, Work, unit_of_work

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def id_of(name: str) -> UUID:
    """A stable id for a name in a test."""
    return uuid5(NAMES, name)


TEAM, HOME_CARE, HOSPITAL, PHYSIO = (id_of(n) for n in ("team", "thuiszorg", "ziekenhuis", "fysio"))
RESIDENT = Actor(id_of("devries"), "resident", "inwoner", name="Mevrouw De Vries")
OTHER_RESIDENT = Actor(id_of("bakker"), "resident", "inwoner", name="De heer Bakker")
NURSE = Actor(
    id_of("nurse"), "professional", "wijkverpleegkundige", HOME_CARE, TEAM, "Samira Haddou"
)
NURSE_2 = Actor(id_of("nurse2"), "professional", "wijkverpleegkundige", HOME_CARE, TEAM, "Jan Smit")
GERIATRICIAN = Actor(
    id_of("geriater"), "professional", "klinisch-geriater", HOSPITAL, None, "Dr. Wit"
)
PHYSIOTHERAPIST = Actor(id_of("fysio1"), "professional", "fysiotherapeut", PHYSIO, None, "Els Vos")
STRANGER = Actor(
    id_of("stranger"), "professional", "fysiotherapeut", id_of("elders"), None, "Vreemd"
)
ADMIN = Actor(id_of("admin"), "regional_admin", "regiobeheerder", id_of("regio"), None, "Beheer")
EVERYBODY = (
    RESIDENT, OTHER_RESIDENT, NURSE, NURSE_2, GERIATRICIAN, PHYSIOTHERAPIST, STRANGER, ADMIN,
)  # fmt: skip


@dataclass
class StandingClock(Clock):
    """A clock that moves only when a test moves it."""

    at: datetime = field(default=MONDAY)

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class World:
    house: House
    clock: StandingClock

    @contextmanager
    def as_person(self, actor: Actor) -> Iterator[Work]:
        with unit_of_work(self.house, actor, "test") as work:
            yield work

    def as_system(self) -> object:
        return self.as_person(SYSTEM)


def settings_in(folder: Path, **but: object) -> Settings:
    """Settings of a test: everything in this folder, the region of the repository."""
    given = {
        "folder": folder,
        "region": ROOT / "regions" / "utrecht",
        "secret_key": "test" * 16,
        "limits_factor": 1_000,
        "oidc_issuer": "http://127.0.0.1:9",
    }
    return Settings(**{**given, **but})  # type: ignore[arg-type]


@cache
def _empty_house() -> Path:
    """A folder with an empty database and keyset, made once per process and copied for each test."""
    folder = Path(mkdtemp(prefix="netwerkzorg-empty-"))
    settings = settings_in(folder)
    create_keyset(settings.keyset_path)
    house = create_house(settings, StandingClock())
    Base.metadata.create_all(house.engine)
    with Session(house.engine) as session:
        audit.start_chains(session)
        session.commit()
    house.engine.dispose()
    return folder


def a_house(folder: Path, **but: object) -> World:
    """An empty SQLite house in this folder, on Monday 2 March 2026 at nine UTC (ten in Amsterdam)."""
    settings = settings_in(folder, **but)
    shutil.copytree(_empty_house(), folder, dirs_exist_ok=True)
    clock = StandingClock()
    return World(create_house(settings, clock), clock)


def with_people(world: World) -> World:
    """The people and organisations that most tests need: EVERYBODY, one team for 3511 and 3531."""
    with Session(world.house.engine) as session:
        _organizations(session)
        for actor in EVERYBODY:
            session.add(
                AccountRow(actor.id, "test", str(actor.id), actor.kind,
                           "" if actor.kind == "resident" else actor.name)
            )  # fmt: skip
        session.flush()
        for actor in EVERYBODY:
            session.add(
                MembershipRow(id_of(f"m{actor.id}"), actor.id, actor.kind, actor.role,
                              actor.organization_id, actor.team_id)
            )  # fmt: skip
        session.commit()
    return world


def _organizations(session: Session) -> None:
    named = {HOME_CARE: "Thuiszorg De Linde", HOSPITAL: "Ziekenhuis Vechtrand", PHYSIO: "Fysio Zuilen",
             id_of("elders"): "Elders", id_of("regio"): "Regio"}  # fmt: skip
    for organization_id, name in named.items():
        session.add(OrganizationRow(organization_id, name, "care", phone="088-000 0100"))
    session.flush()
    session.add(TeamRow(TEAM, "Integraal team Zuilen", HOME_CARE, "088-000 0101"))
    session.flush()
    for postcode4 in ("3511", "3531"):
        session.add(TeamAreaRow(postcode4, TEAM))


def another(actor: Actor, **but: object) -> Actor:
    return replace(actor, **but)  # type: ignore[arg-type]
