"""Who may act for a resident, and until which moment."""

from datetime import timedelta
from uuid import UUID

import pytest
from worlds import MONDAY, OTHER_RESIDENT, RESIDENT, World, another, id_of

from netwerkzorg.directory.network import service
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import SYSTEM

DAUGHTER = another(OTHER_RESIDENT, id=id_of("dochter"), kind="carer", role="mantelzorger")
DAY = timedelta(days=1)


def _tie(world: World, kind: str, until: timedelta | None = None) -> UUID:
    with world.as_person(SYSTEM) as work:
        return service.open_relation(
            work, RESIDENT.id, actor_id=DAUGHTER.id, actor_kind="person", kind=kind, basis="eigen",
            until=None if until is None else MONDAY + until,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "until", "later", "acts", "because"),
    [
        ("representative", None, timedelta(), True, "a representative acts"),
        ("representative", DAY, timedelta(hours=23), True, "until the last moment"),
        ("representative", DAY, DAY, False, "and not one moment longer"),
        ("carer", None, timedelta(), False, "helping is not acting for"),
        ("care", None, timedelta(), False, "nor is giving care"),
    ],
)
def test_who_acts_for_her(
    world: World, kind: str, until: timedelta | None, later: timedelta, acts: bool, because: str
) -> None:
    _tie(world, kind, until)
    world.clock.at += later
    with world.as_person(DAUGHTER) as work:
        assert service.may_act_for(work, RESIDENT.id) is acts, because
        assert service.represented(work) == ((RESIDENT.id,) if acts else ()), because
        if not acts:
            with pytest.raises(Absent):
                service.consents(work, RESIDENT.id)


def test_what_she_ended_is_over_at_the_next_request(world: World) -> None:
    tie = _tie(world, "representative")
    with world.as_person(RESIDENT) as work:
        service.end_person(work, RESIDENT.id, tie)
    with world.as_person(DAUGHTER) as work:
        assert not service.may_act_for(work, RESIDENT.id)
        assert not service.may_see(work, RESIDENT.id)
        assert service.represented(work) == ()
