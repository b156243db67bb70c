"""Fixtures of the whole house."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import browser, page, page_without_js  # noqa: F401
from hypothesis import Phase, settings
from practice_region import practice  # noqa: F401
from servers import Postgres, Redis, a_postgres, a_rabbit, a_redis
from worlds import World, a_house, with_people

# For who wants to know whether a property breaks, not by which smallest example: `make mutants`.
settings.register_profile("broken_or_not", phases=(Phase.explicit, Phase.generate), database=None)


@pytest.fixture
def empty(tmp_path: Path) -> World:
    """A house without anybody in it."""
    return a_house(tmp_path)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A house with the people of `worlds.EVERYBODY`."""
    return with_people(a_house(tmp_path))


@pytest.fixture(scope="session")
def running_postgres() -> Iterator[Postgres]:
    with a_postgres() as server:
        yield server


@pytest.fixture
def postgres(running_postgres: Postgres) -> Iterator[Postgres]:
    """A real PostgreSQL; `postgres.world(tmp_path)` is a house on a database of its own."""
    yield running_postgres
    running_postgres.close_worlds()


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    with a_redis() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    """A house with its people, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        return with_people(a_house(tmp_path))
    server: Postgres = request.getfixturevalue("postgres")
    return with_people(server.world(tmp_path))


@pytest.fixture(scope="session")
def rabbit() -> Iterator[str]:
    """The address of a real RabbitMQ."""
    with a_rabbit() as address:
        yield address
