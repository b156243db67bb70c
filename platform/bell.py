"""A bell that wakes the worker right after a commit: a FIFO on one machine, NOTIFY on PostgreSQL.

Only a bell: what must happen is a row already, and the sweep of each second finds it when nobody rang.
"""

from __future__ import annotations

import contextlib
import os
import select
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

NAME = "bell"
CHANNEL = "netwerkzorg"
# Where a lost connection is noticed by the driver: its own errors, or a descriptor that is closed.
_LOST = (OSError, ValueError, SQLAlchemyError)


def ring(folder: Path) -> None:
    """Wake the worker on this machine, if there is one. After the commit."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder / NAME, os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(descriptor, b"!")
        finally:
            os.close(descriptor)


def ring_with_commit(session: Session) -> None:
    """Wake workers on other machines when this transaction commits. Nothing on SQLite: it has one machine."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


class Bell:
    """The worker's side of the bell. With an engine on PostgreSQL it hears other machines as well."""

    def __init__(self, folder: Path, engine: Engine | None = None) -> None:
        path = folder / NAME
        if not path.exists():
            os.mkfifo(path, 0o600)
        self._descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self._engine = engine if engine and engine.dialect.name == "postgresql" else None
        self._listening: Any = None
        self._listen()

    def wait(self, seconds: float) -> None:
        """Return when the bell rings, and after this many seconds at the latest."""
        self._listen()
        heard: list[Any] = [self._descriptor]
        if self._listening is not None:
            heard.append(self._listening)
        ready, _, _ = select.select(heard, [], [], seconds)
        if self._descriptor in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._descriptor, 4096)
        if self._listening in ready:
            self._take_notice()

    def close(self) -> None:
        os.close(self._descriptor)
        if self._listening is not None:
            self._listening.close()

    def _listen(self) -> None:
        """Listen again after the database was away; until then the sweep does the finding."""
        if self._engine is None or self._listening is not None:
            return
        with contextlib.suppress(SQLAlchemyError):
            pooled = self._engine.raw_connection()
            connection: Any = pooled.driver_connection
            pooled.detach()  # it stays ours: a pool would hand it to somebody who does not listen
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
            self._listening = connection

    def _take_notice(self) -> None:
        from psycopg import Error

        try:
            for _ in self._listening.notifies(timeout=0):
                pass
        except (*_LOST, Error):
            with contextlib.suppress(*_LOST, Error):
                self._listening.close()
            self._listening = None
