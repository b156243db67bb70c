"""The database: SQLite or PostgreSQL, each with the settings that keep promises."""

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

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
    engine = create_engine(url, connect_args={"timeout": 5}, pool_size=10, max_overflow=20)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late to order writers
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _begin(connection: Any) -> None:
    """Units of work write an audit row, so they take the write lock at once; readers do not."""
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def open_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions of units of work: on SQLite they begin IMMEDIATE, so two writers never deadlock."""
    writing = engine.execution_options(sqlite_begin="IMMEDIATE")
    return sessionmaker(writing, expire_on_commit=False, autoflush=True)
