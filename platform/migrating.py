"""The schema: one chain of migrations for the built-in rooms, a branch for each room from outside."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from .config import Settings
from .rooms import Room

SCRIPTS = Path(__file__).with_name("migrations")


def alembic_config(
    database_url: str, rooms: tuple[Room, ...] = (), app_url: str | None = None
) -> Config:
    """Alembic's configuration for this database, in a checkout and in an installed wheel alike.

    `database_url` is the owner's; on PostgreSQL the role of `app_url` gets what the app needs.
    """
    config = Config()
    outside = [str(room.provides["migrations"]) for room in rooms if "migrations" in room.provides]
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join([str(SCRIPTS / "versions"), *outside]))
    config.attributes["database_url"] = database_url
    config.attributes["app_url"] = app_url or database_url
    return config


def upgrade_to_heads(settings: Settings) -> None:
    """Bring the database to the newest version, as the owner of the schema."""
    from .region import load_region
    from .rooms import load_rooms

    rooms = load_rooms(sandbox=load_region(settings.region).sandbox)
    url = settings.owner_database_url or settings.database
    command.upgrade(alembic_config(url, rooms, settings.database), "heads")
