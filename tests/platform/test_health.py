"""What a machine asks of the platform: alive, ready, and figures without people in them."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from worlds import NURSE, World, a_house

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.db import open_engine, open_sessions
from netwerkzorg.platform.outbox import enqueue
from netwerkzorg.platform.rooms import Room, Task

TOKEN = "een-lang-geheim-voor-de-meter"


def client(world: World) -> FlaskClient:
    return create_app(house=world.house).test_client()


def without_database(world: World, folder: Path) -> World:
    """The same house, whose database has no tables: what a wrong address or a wiped disk looks like."""
    engine = open_engine(f"sqlite:///{folder / 'elsewhere.db'}")
    house = replace(world.house, engine=engine, sessions=open_sessions(engine))
    return World(house, world.clock)


def test_alive_and_ready(world: World) -> None:
    asking = client(world)
    assert asking.get("/livez").get_json() == {"status": "ok"}
    assert asking.get("/readyz").get_json() == {"status": "ok", "database": "ok"}


def test_without_a_database_it_lives_and_is_not_ready(world: World, tmp_path: Path) -> None:
    broken = without_database(world, tmp_path)
    asking = client(broken)
    alive, ready = asking.get("/livez"), asking.get("/readyz")
    assert alive.status_code == 200, "starting again would not bring the database back"
    assert ready.status_code == 503
    assert str(tmp_path) not in ready.get_data(as_text=True)
    broken.house.engine.dispose()


@pytest.mark.parametrize(
    ("token", "address", "headers", "status", "because"),
    [
        ("", "127.0.0.1", {}, 200, "this machine itself"),
        ("", "::1", {}, 200, "this machine itself, over IPv6"),
        ("", "10.0.0.7", {}, 404, "another machine"),
        ("", "127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, 404, "another machine, by our proxy"),
        (TOKEN, "10.0.0.7", {"Authorization": f"Bearer {TOKEN}"}, 200, "the token, from anywhere"),
        (TOKEN, "127.0.0.1", {}, 404, "with a token set, being near is not enough"),
        (TOKEN, "10.0.0.7", {"Authorization": "Bearer x"}, 404, "another token"),
        (TOKEN, "10.0.0.7", {"Authorization": "Bearer é"}, 404, "a token that is not ASCII"),
    ],
)
def test_who_may_measure(
    tmp_path: Path, token: str, address: str, headers: dict[str, str], status: int, because: str
) -> None:
    asking = client(a_house(tmp_path, metrics_token=token))
    answer = asking.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status, because


def test_figures_name_routes_and_never_paths(world: World) -> None:
    room = Room("test", 9, tasks=(Task("test.wait", print),))
    busy = World(replace(world.house, rooms=(*world.house.rooms, room)), world.clock)
    with busy.as_person(NURSE) as work:
        enqueue(work, "test.wait", UUID(int=7))
        enqueue(work, "test.wait", UUID(int=7), due_at=world.clock.at.replace(hour=20))
        work.record("test.enqueued", UUID(int=7))
    asking = client(busy)
    asking.get("/vragen/999990019")
    asking.open("/livez", method="KANARIE")
    figures = asking.get("/metrics").get_data(as_text=True)
    assert 'netwerkzorg_answers_total{method="GET",route="none",status="404"} 1.0' in figures
    assert 'netwerkzorg_deliveries{state="due"} 1.0' in figures
    assert 'netwerkzorg_deliveries{state="later"} 1.0' in figures
    assert "netwerkzorg_answer_seconds_bucket" in figures
    assert "999990019" not in figures
    assert "KANARIE" not in figures


def test_the_database_that_is_asked_is_the_one_of_the_house(world: World) -> None:
    with world.house.engine.begin() as connection:
        connection.execute(text("DROP TABLE platform_delivery"))
    assert client(world).get("/readyz").status_code == 503, "ready means that the tables are there"
