"""Places: booked by the row, reported by who offers them, and found where there is room."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from routing_worlds import FIRST, SECOND, offer
from worlds import HOSPITAL, PHYSIO, PHYSIOTHERAPIST, STRANGER, World

from netwerkzorg.directory import service as directory
from netwerkzorg.directory.model import distance_km
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import SYSTEM


@pytest.fixture
def house(world: World) -> World:
    offer(world, FIRST, PHYSIO, 2)
    offer(world, SECOND, HOSPITAL, 9)
    return world


def _free(world: World, service_id: UUID = FIRST) -> int:
    with world.as_person(SYSTEM) as work:
        return directory.service(work, service_id).places_free


def test_the_last_place_is_booked_once(house: World) -> None:
    def take(_: int) -> bool:
        with house.as_person(SYSTEM) as work:
            return directory.take_place(work, FIRST)

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(8)))
    assert taken.count(True) == 1, "one is told yes"
    assert _free(house) == 0


def test_free_never_exceeds_what_there_is(house: World) -> None:
    for _ in range(3):
        with house.as_person(SYSTEM) as work:
            directory.free_place(work, FIRST)
    assert _free(house) == 1


def test_only_who_offers_it_says_how_much_room_there_is(house: World) -> None:
    house.clock.forward(days=8)
    with house.as_person(PHYSIOTHERAPIST) as work:
        directory.report_capacity(work, FIRST, 4, 3)
        found = directory.service(work, FIRST)
    assert (found.places_total, found.places_free) == (4, 3)
    assert found.reported_at == house.clock.now()
    with house.as_person(STRANGER) as work, pytest.raises(Absent):
        directory.report_capacity(work, FIRST, 9, 9)


FOUND = [
    (directory.ServiceQuery(), [FIRST, SECOND], "everything"),
    (directory.ServiceQuery(only_free=True), [SECOND], "where there is room"),
    (directory.ServiceQuery(text="vechtrand"), [SECOND], "by the name of who offers it"),
    (directory.ServiceQuery(near="3531"), [FIRST, SECOND], "everybody serves this place"),
    (directory.ServiceQuery(service_type="welzijn"), [], "nobody offers that"),
    (directory.ServiceQuery(self_help=True), [], "this is no self-help"),
    (directory.ServiceQuery(limit=1, page=3), [], "after the last page nothing"),
]


@pytest.mark.parametrize(("query", "found", "because"), FOUND, ids=[row[2] for row in FOUND])
def test_search(
    house: World, query: directory.ServiceQuery, found: list[UUID], because: str
) -> None:
    with house.as_person(SYSTEM) as work:
        directory.take_place(work, FIRST)
        results = directory.find_services(work, query)
    assert {one.id for one, _ in results.items} == set(found), because
    assert not results.degraded


def test_a_search_that_fails_says_so_and_still_finds_letters(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def rebuild(self, _: object) -> None:
            raise OSError

    monkeypatch.setattr(directory, "TantivyIndex", Broken)
    with house.as_person(SYSTEM) as work:
        results = directory.find_services(work, directory.ServiceQuery(text="fysio"))
        work.record("test.read", SYSTEM.id)
    assert results.degraded
    assert [one.id for one, _ in results.items] == [FIRST]


def test_distance_is_in_kilometres() -> None:
    utrecht, amsterdam = (52.0907, 5.1214), (52.3676, 4.9041)
    assert distance_km(utrecht, utrecht) == 0
    assert 33 < distance_km(utrecht, amsterdam) < 36
    assert distance_km(utrecht, amsterdam) == pytest.approx(distance_km(amsterdam, utrecht))
