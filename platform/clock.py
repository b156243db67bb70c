"""The one clock of business time. In the sandbox it can be set forward, so that stories cross a deadline."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .tables import Base


class ClockRow(Base):
    """At most one row: by how many seconds the sandbox's clock runs ahead."""

    __tablename__ = "platform_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[int] = mapped_column(default=0)


class Clock:
    """Tells the time in UTC, plus the offset that only a sandbox has."""

    def __init__(self, offset: Callable[[], timedelta] = timedelta) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset()


def sandbox_offset(engine: Engine) -> Callable[[], timedelta]:
    """Reads the offset row each time: a story in another process must be believed at once."""

    def offset() -> timedelta:
        with engine.connect() as connection:
            seconds = connection.scalar(select(ClockRow.seconds).where(ClockRow.id == 1))
        return timedelta(seconds=seconds or 0)

    return offset


def set_ahead(session: Session, ahead: timedelta) -> None:
    """Set the sandbox's clock forward by this much, counted from real time."""
    session.merge(ClockRow(id=1, seconds=int(ahead.total_seconds())))
