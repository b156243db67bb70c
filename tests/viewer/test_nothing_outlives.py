"""A look leaves nothing behind in this process, and what ended meanwhile counts at the next fragment."""

import gc

from viewer_worlds import Looking, condition
from worlds import NURSE, RESIDENT

from netwerkzorg.directory.network import service as network
from netwerkzorg.viewer import service
from netwerkzorg.viewer.model import Answer, Fragment, Item


def test_each_look_asks_the_sources_anew(looking: Looking) -> None:
    looking.consent("permit")
    first = service.view(looking.world.house, NURSE, looking.intake_id)
    looking.sources._held["huisarts"].append(condition("p1", "Heupfractuur"))
    second = service.view(looking.world.house, NURSE, looking.intake_id)
    assert {item.title for item in second.items} - {item.title for item in first.items} == {
        "Heupfractuur"
    }


def test_no_fragment_stays_in_memory(looking: Looking) -> None:
    looking.consent("permit")
    before = of_a_look()  # other tests may hold some of their own
    shown = service.view(looking.world.house, NURSE, looking.intake_id)
    assert shown.items
    del shown
    known = set(map(id, before))
    assert [type(one).__name__ for one in of_a_look() if id(one) not in known] == []


def of_a_look() -> list[object]:
    gc.collect()
    # By type alone: asking a proxy of the framework what it is would wake it.
    return [one for one in gc.get_objects() if type(one) in OF_A_LOOK]


OF_A_LOOK = (Answer, Fragment, Item)


def test_a_relation_that_ends_halfway_shows_nothing_more(looking: Looking) -> None:
    looking.consent("permit")
    with service.open_view(looking.world.house, NURSE, looking.intake_id) as look:
        stream = look.fragments()
        assert next(stream).state == "ok"
        with looking.world.as_person(RESIDENT) as work:
            network.end_relations(work, basis_ref=looking.intake_id)
        rest = list(stream)
    assert rest
    assert {one.state for one in rest} == {"withheld"}
    assert not any(one.items for one in rest)
