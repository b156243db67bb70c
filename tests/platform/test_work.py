"""The unit of work: all or nothing, and nothing without an audit row."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, func, insert, select, update
from tink import TinkError
from worlds import NURSE, RESIDENT, World

from netwerkzorg.platform.audit import AuditRow
from netwerkzorg.platform.organizations import OrganizationRow
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.vault import KeyRow
from netwerkzorg.platform.work import Unaudited, counting, unit_of_work


def test_a_write_that_nobody_recorded_is_not_committed(world: World) -> None:
    with pytest.raises(Unaudited), world.as_person(NURSE) as work:
        work.session.add(OrganizationRow(uuid4(), "Stiekem", "care"))
    with world.as_person(NURSE) as work:
        names = work.session.scalars(select(OrganizationRow.name)).all()
        assert "Stiekem" not in names


@pytest.mark.parametrize(
    "statement",
    [
        insert(OrganizationRow).values(id=uuid4(), name="x", kind="care"),
        update(OrganizationRow).values(name="x"),
        delete(KeyRow),
    ],
    ids=["insert", "update", "delete"],
)
def test_a_bulk_statement_counts_as_a_write(world: World, statement: object) -> None:
    with pytest.raises(Unaudited), world.as_person(NURSE) as work:
        work.session.execute(statement)  # type: ignore[call-overload]


def test_reading_sealed_data_without_a_record_stops_the_work(world: World) -> None:
    with world.as_person(NURSE) as work:
        sealed = work.seal(RESIDENT.id, "t", "c", 1, "geheim")
        work.record("test.sealed", RESIDENT.id)
    with pytest.raises(Unaudited), world.as_person(NURSE) as work:
        work.unseal(RESIDENT.id, "t", "c", 1, sealed)


def test_a_sealed_value_opens_only_in_its_own_place(world: World) -> None:
    with world.as_person(NURSE) as work:
        sealed = work.seal(RESIDENT.id, "t", "c", 1, "geheim")
        work.record("test.sealed", RESIDENT.id)
        assert work.unseal(RESIDENT.id, "t", "c", 1, sealed) == "geheim"
        with pytest.raises(TinkError):
            work.unseal(RESIDENT.id, "t", "c", 2, sealed)


def test_destroying_the_key_erases_what_was_sealed(world: World) -> None:
    with world.as_person(NURSE) as work:
        sealed = work.seal(RESIDENT.id, "t", "c", 1, "geheim")
        work.record("test.sealed", RESIDENT.id)
    with world.as_person(NURSE) as work:
        work.session.execute(delete(KeyRow).where(KeyRow.resident_id == RESIDENT.id))
        work.record("test.erased", RESIDENT.id)
    with world.as_person(NURSE) as work:
        work.record("test.read", RESIDENT.id)
        with pytest.raises(Absent):
            work.unseal(RESIDENT.id, "t", "c", 1, sealed)


def test_what_fails_leaves_neither_effect_nor_audit_row(world: World) -> None:
    def half_done() -> None:
        with world.as_person(NURSE) as work:
            work.session.add(OrganizationRow(uuid4(), "Half", "care"))
            work.record("test.made", NURSE.id)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        half_done()
    with world.as_person(NURSE) as work:
        assert work.session.scalar(select(func.count()).select_from(AuditRow)) == 0


def test_who_only_counts_waits_for_no_writer_and_keeps_nothing(world: World) -> None:
    count = select(func.count()).select_from(OrganizationRow)
    with unit_of_work(world.house, NURSE) as writing:
        writing.session.execute(count)  # the write lock is taken now, by this same thread
        with counting(world.house, NURSE) as work:
            assert work.session.scalar(count)
    with pytest.raises(Unaudited), counting(world.house, NURSE) as work:
        work.record("test.looked", RESIDENT.id)
    with pytest.raises(Unaudited), counting(world.house, NURSE) as work:
        work.session.execute(
            insert(OrganizationRow).values(id=uuid4(), name="Stiekem", kind="care")
        )
    with world.as_person(NURSE) as work:
        assert "Stiekem" not in work.session.scalars(select(OrganizationRow.name)).all()
