"""What a page asks of the database does not grow with what stands on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import pytest
from sites import Site
from sqlalchemy import event
from triage_worlds import Questions
from worlds import NURSE, World

from netwerkzorg.triage import store


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements that the database gets in this block."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(world.house.engine, "before_cursor_execute", note)
    yield asked
    event.remove(world.house.engine, "before_cursor_execute", note)


def copies(world: World, how_many: int) -> None:
    """More questions of the same resident in the list of the team."""
    intake = Questions(world).at_team()
    with world.as_person(NURSE) as work:
        for number in range(how_many):
            one = replace(intake, id=uuid4(), code=f"{how_many:02d}-{number:03d}")
            store.add(work.session, one)
            store.set_headline(work, one, "vallen")
        work.record("test.copied", NURSE.id)


@pytest.mark.parametrize("path", ["/", "/werklijst"], ids=["home", "worklist"])
def test_a_page_of_forty_costs_as_many_queries_as_a_page_of_one(site: Site, path: str) -> None:
    client = site.logged_in(NURSE)
    copies(site.world, 1)
    client.get(path)
    with counted(site.world) as few:
        assert client.get(path).status_code == 200
    copies(site.world, 40)
    with counted(site.world) as many:
        assert client.get(path).status_code == 200
    assert [one.split()[0] for one in many] == [one.split()[0] for one in few]
