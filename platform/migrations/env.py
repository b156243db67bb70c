"""Runs migrations on one connection: short waits for locks, one transaction for each revision.

As the owner of the schema. On PostgreSQL, once the schema is the newest, policies and the grants of the
app's own role are brought to what the rooms state. A step back takes the policies down, so that nobody but
who bypasses them meets a row; the older version's own `db upgrade` puts up those that it knows.
"""

import os

from alembic import context
from sqlalchemy import Connection, make_url, text

from netwerkzorg.platform.db import open_engine
from netwerkzorg.platform.rooms import load_rooms
from netwerkzorg.platform.row_security import secure, take_down
from netwerkzorg.platform.tables import Base

ROOMS = load_rooms(sandbox=True)  # every table of the house is in the metadata
APP, OWNER = "NETWERKZORG_DATABASE_URL", "NETWERKZORG_OWNER_DATABASE_URL"


def run() -> None:
    app_url = context.config.attributes.get("app_url") or os.environ[APP]
    url = context.config.attributes.get("database_url") or os.environ.get(OWNER) or app_url
    engine = open_engine(url)
    with engine.connect() as connection:
        on_postgresql = connection.dialect.name == "postgresql"
        if on_postgresql:
            # Waiting long for a lock would stop everybody: better to fail and try again.
            connection.execute(text("SET lock_timeout = '2s'"))
            connection.execute(text("SET statement_timeout = '60s'"))
            # Policies hold for the owner too; what a migration does to rows it does as the system.
            connection.execute(text("SET netwerkzorg.kind = 'system'"))
            if goes_elsewhere():
                take_down(connection)
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if on_postgresql and is_newest(connection):
            secure(connection, ROOMS, make_url(app_url).username or "")
            connection.commit()
    engine.dispose()


def goes_elsewhere() -> bool:
    """Whether this leads to another schema than the newest: policies would hold on to what is dropped."""
    try:
        return _as_set(context.get_revision_argument()) != _as_set(context.get_head_revisions())
    except KeyError:  # a command that only looks
        return False


def is_newest(connection: Connection) -> bool:
    """What is stated is about the newest schema, and about no other."""
    there = set(connection.scalars(text("SELECT version_num FROM alembic_version")))
    return there == _as_set(context.get_head_revisions())


def _as_set(revisions: object) -> set[object]:
    return set(revisions) if isinstance(revisions, tuple) else {revisions}


run()
