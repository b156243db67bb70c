"""Migrations end in exactly the tables that the code maps, on both engines, and each table is held."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from netwerkzorg.platform.audit import broken_links
from netwerkzorg.platform.config import Settings
from netwerkzorg.platform.db import open_engine, open_sessions
from netwerkzorg.platform.migrating import upgrade_to_heads
from netwerkzorg.platform.rooms import load_rooms
from netwerkzorg.platform.row_security import unstated
from netwerkzorg.platform.tables import Base
from netwerkzorg.platform.work import SYSTEM


def test_the_migrations_make_what_the_code_maps(bare: Settings) -> None:
    upgrade_to_heads(bare)
    load_rooms(sandbox=True)
    engine = open_engine(bare.owner_database_url or bare.database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    engine = open_engine(bare.database)
    with open_sessions(engine)() as session:
        session.info["actor"] = SYSTEM
        assert list(broken_links(session)) == [], "the chains begin whole"
    engine.dispose()


def test_every_table_states_who_meets_its_rows() -> None:
    """What nobody states, PostgreSQL hides from everybody but the system."""
    rooms = load_rooms(sandbox=True)
    assert unstated(rooms) == (), "say in the manifest, `rows=`: Rows(…) or Open(table, because)"
    without = [room for room in rooms if room.name != "consult"]
    assert unstated(without) == ("consult_consult", "consult_message"), "or it is found here"
