"""A small practice region, filled as the large one is: what was seeded holds like what people did."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from shared import ROOT
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from worlds import World, a_house

from netwerkzorg.directory.tables import ServiceRow
from netwerkzorg.platform import audit
from netwerkzorg.routing.tables import TaskRow
from netwerkzorg.sandbox.catalogue import load_catalogue
from netwerkzorg.sandbox.seeding import seed
from netwerkzorg.triage.tables import IntakeRow

PEOPLE = 120


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("filled")
    world = a_house(folder)
    seed(world.house, progress=lambda *_: None, size=PEOPLE)
    yield world
    world.house.engine.dispose()


def test_every_state_is_there(filled: World) -> None:
    with Session(filled.house.engine) as session:
        states = select(IntakeRow.state, func.count()).group_by(IntakeRow.state)
        counted = {str(state): number for state, number in session.execute(states)}
    assert counted["with_team"] >= 13
    for state in ("draft", "stopped_red_flag", "self_help", "completed", "referred", "reopened"):
        assert counted[state] >= 6, state
    assert counted["closed"] >= 1
    assert counted["withdrawn"] >= 1


def test_each_referral_holds_one_place(filled: World) -> None:
    with Session(filled.house.engine) as session:
        asked = select(TaskRow.service_id, func.count()).where(TaskRow.state == "requested")
        booked = {one: n for one, n in session.execute(asked.group_by(TaskRow.service_id))}
        free = {one: n for one, n in session.execute(select(ServiceRow.id, ServiceRow.places_free))}
        referred = session.scalar(select(func.count()).where(IntakeRow.state == "referred"))
    assert sum(booked.values()) == referred
    for one in load_catalogue(ROOT / "regions" / "utrecht").services:
        if one.places_free is not None:
            assert free[one.id] == one.places_free - booked.get(one.id, 0), one.name


def test_the_chain_of_the_log_holds(filled: World) -> None:
    with Session(filled.house.engine) as session:
        assert list(audit.broken_links(session)) == []
