"""A room from outside with tasks that leave one mark for each effect, and say when they are under way."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, Table, Uuid, insert, select

from netwerkzorg.platform.outbox import Delivered
from netwerkzorg.platform.rooms import Room, Task
from netwerkzorg.platform.work import Work

# Tables of its own, so that no other test finds them among those of the house. No constraint that would
# turn a second effect into an error: it must be seen, and counted.
TABLES = MetaData()
EFFECT = Table(
    "effect", TABLES, Column("id", Integer, primary_key=True), Column("task", Uuid, nullable=False)
)
POINTS = "points"


def leave_a_mark(work: Work, happened: Delivered) -> None:
    _under_way(work)
    work.session.execute(insert(EFFECT).values(task=happened.id))
    _under_way(work)


def end_the_worker(work: Work, happened: Delivered) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _under_way(work: Work) -> None:
    """Tell a listening test which process is inside a task now."""
    with suppress(OSError):
        descriptor = os.open(work.house.settings.folder / POINTS, os.O_WRONLY | os.O_NONBLOCK)
        os.write(descriptor, b"%d\n" % os.getpid())
        os.close(descriptor)


def marks(work: Work) -> list[object]:
    return list(work.session.scalars(select(EFFECT.c.task)))


ROOM = Room(
    "effects", 9,
    tasks=(Task("effects.mark", leave_a_mark), Task("effects.deadly", end_the_worker)),
)  # fmt: skip


def install(folder: Path) -> Path:
    """Make this room an installed one for every process that has the returned folder on its path."""
    about = folder / "installed" / "effect_room-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: effect-room\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[netwerkzorg.rooms]\neffects = effect_room:ROOM\n")
    return about.parent
