"""The audit chain: whole when left alone, broken wherever somebody touched it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from worlds import NURSE, OTHER_RESIDENT, RESIDENT, World

from netwerkzorg.platform.audit import AuditHeadRow, AuditPersonRow, AuditRow, broken_links

SUBJECT = UUID(int=32)  # shard 0


@pytest.fixture
def written(world: World) -> World:
    for number in range(6):
        with world.as_person(NURSE) as work:
            work.record("intake.read", SUBJECT, resident=RESIDENT.id)
            if number % 2:
                persons = [RESIDENT.id, OTHER_RESIDENT.id]
                work.record("worklist.read", SUBJECT, persons=persons)
    return world


def findings(world: World) -> list[str]:
    with world.house.sessions() as session:
        return list(broken_links(session))


def test_an_untouched_log_verifies(written: World) -> None:
    with written.house.sessions() as session:
        assert len(session.scalars(select(AuditRow)).all()) == 9
    assert findings(written) == []


def cut_after(session: Session, seq: int) -> None:
    gone = select(AuditRow.id).where(AuditRow.seq > seq)
    session.execute(delete(AuditPersonRow).where(AuditPersonRow.audit_id.in_(gone)))
    session.execute(delete(AuditRow).where(AuditRow.seq > seq))


def entry_id(session: Session, seq: int) -> UUID:
    return session.scalars(select(AuditRow.id).where(AuditRow.seq == seq)).one()


TOUCHES: list[tuple[str, Callable[[Session], object]]] = [
    (
        "an entry changed",
        lambda s: s.execute(update(AuditRow).where(AuditRow.seq == 3).values(action="x")),
    ),
    ("an entry left out", lambda s: s.execute(delete(AuditRow).where(AuditRow.seq == 1))),
    ("the end cut off", lambda s: cut_after(s, 8)),
    ("a person left out of a list", lambda s: s.execute(delete(AuditPersonRow))),
    (
        "a person added to an entry",
        lambda s: s.add(AuditPersonRow(resident_id=RESIDENT.id, audit_id=entry_id(s, 1))),
    ),
    (
        "the head set back",
        lambda s: s.execute(update(AuditHeadRow).where(AuditHeadRow.shard == 0).values(seq=8)),
    ),
    (
        "another resident written in",
        lambda s: s.execute(
            update(AuditRow).where(AuditRow.seq == 1).values(resident_id=OTHER_RESIDENT.id)
        ),
    ),
]


@pytest.mark.parametrize(("what", "touch"), TOUCHES, ids=[what for what, _ in TOUCHES])
def test_tampering_shows(written: World, what: str, touch: Callable[[Session], object]) -> None:
    with Session(written.house.engine) as session:
        touch(session)
        session.commit()
    assert findings(written), what
