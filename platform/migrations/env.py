"""Runs migrations on one connection: short waits for locks, one transaction for each revision."""

import os

from alembic import context
from sqlalchemy import text

from netwerkzorg.platform.db import open_engine
from netwerkzorg.platform.rooms import load_rooms
from netwerkzorg.platform.tables import Base

load_rooms(sandbox=True)  # every table of the house is in the metadata


def run() -> None:
    url = context.config.attributes.get("database_url") or os.environ["NETWERKZORG_DATABASE_URL"]
    engine = open_engine(url)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Waiting long for a lock would stop everybody: better to fail and try again.
            connection.execute(text("SET lock_timeout = '2s'"))
            connection.execute(text("SET statement_timeout = '60s'"))
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
    engine.dispose()


run()
