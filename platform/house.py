"""What a process has: settings, database, keys, region, rooms, clock. Built once, handed on as a value."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from .clock import Clock, sandbox_offset
from .config import Settings
from .db import open_engine, open_sessions
from .permits import NoRelations, Relations
from .region import Region, load_region
from .rooms import Room, load_rooms
from .vault import Vault


@dataclass(frozen=True, slots=True)
class House:
    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    region: Region
    vault: Vault
    rooms: tuple[Room, ...]
    clock: Clock
    relations: Relations

    def room(self, name: str) -> Room:
        return next(room for room in self.rooms if room.name == name)


def create_house(settings: Settings, clock: Clock | None = None) -> House:
    """Open everything that the settings name, in floor order. Contacts the database only to read a clock."""
    region = load_region(settings.region)
    engine = open_engine(settings.database)
    rooms = load_rooms(sandbox=region.sandbox)
    own_clock = clock or Clock(sandbox_offset(engine)) if region.sandbox else Clock()
    return House(
        settings=settings,
        engine=engine,
        sessions=open_sessions(engine),
        region=region,
        vault=Vault(settings.keyset_path),
        rooms=rooms,
        clock=own_clock,
        relations=_provided_relations(rooms),
    )


def _provided_relations(rooms: tuple[Room, ...]) -> Relations:
    for room in rooms:
        if "relations" in room.provides:
            return cast(Relations, room.provides["relations"])
    return NoRelations()
