"""Migrations end in exactly the tables that the code maps."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session
from worlds import settings_in

from netwerkzorg.platform.audit import broken_links
from netwerkzorg.platform.db import open_engine
from netwerkzorg.platform.migrating import upgrade_to_heads
from netwerkzorg.platform.rooms import load_rooms
from netwerkzorg.platform.row_security import unstated
from netwerkzorg.platform.tables import Base


def test_the_migrations_make_what_the_code_maps(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    upgrade_to_heads(settings)
    load_rooms(sandbox=True)
    engine = open_engine(settings.database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    with Session(engine) as session:
        assert list(broken_links(session)) == [], "the chains begin whole"
    engine.dispose()


def test_every_table_states_who_meets_its_rows() -> None:
    """What nobody states, PostgreSQL hides from everybody but the system."""
    rooms = load_rooms(sandbox=True)
    assert unstated(rooms) == (), "say in the manifest, `rows=`: Rows(…) or Open(table, because)"
    without = [room for room in rooms if room.name != "consult"]
    assert unstated(without) == ("consult_consult", "consult_message"), "or it is found here"
