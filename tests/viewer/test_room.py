"""The room opens with the house: its catalogue covers every information set of the region."""

from worlds import World

from netwerkzorg.viewer.registry import catalogue_of


def test_every_information_set_has_a_query(empty: World) -> None:
    sets = empty.house.region.vocabulary.information_sets
    assert not catalogue_of(empty.house).lacking(sets)
    assert {query.set for query in catalogue_of(empty.house).queries} == set(sets)


def test_the_manifest_is_in_the_house(empty: World) -> None:
    room = empty.house.room("viewer")
    assert {permit.path for permit in room.permits} >= {"/inzage/<uuid:intake_id>"}
