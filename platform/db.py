"""The database: SQLite or PostgreSQL, each with the settings that keep promises."""

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import TimeoutError
from sqlalchemy.orm import Session, sessionmaker

from .turns import Turns

LONGEST_WAIT = 5.0  # seconds that a writer waits for others, on SQLite
# A statement that waits longer than this blocks people: it is better refused with 503.
POSTGRES_OPTIONS = (
    "-c statement_timeout=5000 -c lock_timeout=2000 "
    "-c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
)


def open_engine(url: str) -> Engine:
    """An engine for this address (`sqlite:///…` or `postgresql://…`)."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=2,
        pool_recycle=300,
        connect_args={
            "connect_timeout": 3,
            "tcp_user_timeout": 3000,
            "options": POSTGRES_OPTIONS,
        },
    )


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": LONGEST_WAIT}, pool_size=10, max_overflow=20
    )
    event.listen(engine, "connect", _prepare)
    turns = Turns()
    event.listen(engine, "begin", lambda connection: _begin(connection, turns))
    event.listen(engine, "checkin", lambda _connection, record: _end_turn(record, turns))
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late to order writers
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute(f"PRAGMA busy_timeout={int(LONGEST_WAIT * 1000)}")
    cursor.close()


def _begin(connection: Any, turns: Turns) -> None:
    """Units of work write an audit row, so they take the write lock at once; readers do not.

    SQLite lets those who find it busy sleep and try again, and forgets who came first; so the
    threads of a process queue here, and only other processes are left to that.
    """
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    kept = connection.connection.record_info
    if mode == "IMMEDIATE" and not kept.get("turn"):
        if not turns.take(LONGEST_WAIT):
            raise TimeoutError("others are writing")
        kept["turn"] = True
    connection.exec_driver_sql(f"BEGIN {mode}")


def _end_turn(record: Any, turns: Turns) -> None:
    """The connection goes back to the pool, however its work ended."""
    if record.record_info.pop("turn", False):
        turns.give_back()


def writing(engine: Engine) -> Engine:
    """The same engine, for transactions that write from their start: on SQLite two never deadlock."""
    return engine.execution_options(sqlite_begin="IMMEDIATE")


def open_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions of units of work."""
    return sessionmaker(writing(engine), expire_on_commit=False, autoflush=True)
