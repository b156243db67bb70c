"""The same look on PostgreSQL, Redis and Celery: nothing of the dossiers in what those servers keep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis as redis_client
from dossier_words import words_of
from looking_around import play, scan, settings_of
from practice_region import Region, a_running_region
from servers import Postgres, Redis
from sqlalchemy import Connection, create_engine, text
from stores import Place, columns, files

from netwerkzorg.platform.vault import Vault
from netwerkzorg.sandbox.population import test_bsn as bsn_of

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.redis]
AUTHOR = "Zwanepol-Verhulst"
OF_ONE_VALUE = {"triage_fact.source_ref", "rta_receipt.body", "triage_timeline.text"}


@dataclass
class Kept:
    """A region on servers, and the servers it uses."""

    region: Region
    temp: Path
    postgres: Postgres
    database: str
    redis: Redis

    @contextmanager
    def superuser(self) -> Iterator[Connection]:
        engine = create_engine(
            self.postgres.url(self.database, "postgres"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            yield connection
        engine.dispose()

    def of_postgres(self) -> Iterator[Place]:
        """Its files: pages of this database, dead rows among them, and the write-ahead log."""
        with self.superuser() as connection:
            connection.execute(text("CHECKPOINT"))
            folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
            number = connection.execute(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            ).scalar_one()
        for name in (f"base/{number}", "pg_wal"):
            for _, content in files(folder / name):
                yield f"postgres {name.partition('/')[0]}", content

    def of_redis(self) -> Iterator[Place]:
        with redis_client.Redis(port=self.redis.port) as client:
            for key in client.scan_iter():
                yield "redis", key + b"\n" + repr(_content(client, key)).encode()

    def places(self) -> Iterator[Place]:
        engine = create_engine(self.postgres.url(self.database, "postgres"))
        yield from columns(engine, Vault(settings_of(self.region).keyset_path))
        engine.dispose()
        yield from self.of_postgres()
        yield from self.of_redis()
        yield from files(self.region.folder, but=[self.region.folder / "dossiers"])
        yield from files(self.temp)


def _content(client: redis_client.Redis, key: bytes) -> object:
    read = {
        b"string": lambda: client.get(key),
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"hash": lambda: client.hgetall(key),
        b"zset": lambda: client.zrange(key, 0, -1, withscores=True),
    }
    return read[client.type(key)]()


@pytest.fixture(scope="module")
def kept(
    tmp_path_factory: pytest.TempPathFactory, running_postgres: Postgres, redis: Redis
) -> Iterator[Kept]:
    folder, temp = tmp_path_factory.mktemp("region"), tmp_path_factory.mktemp("temp")
    database = running_postgres.database("template0")
    bare = running_postgres.settings(database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temp))
        with a_running_region(
            folder, "--people", "120", broker_url=redis.url, redis_url=redis.url, **bare
        ) as region:
            yield Kept(region, temp, running_postgres, database, redis)


def test_a_planted_word_is_found_in_each_server(kept: Kept) -> None:
    with kept.superuser() as connection:
        connection.execute(text("CREATE TABLE gone (words text)"))
        connection.execute(text("INSERT INTO gone VALUES ('Kalebasvijzelbak')"))
        connection.execute(text("DELETE FROM gone"))
    with redis_client.Redis(port=kept.redis.port) as client:
        client.rpush("planted", b'{"told": "Hazewindkoekoek"}')
        found = scan(
            ["Kalebasvijzelbak", "Hazewindkoekoek"], [*kept.of_postgres(), *kept.of_redis()]
        )
        client.delete("planted")
    assert found == {
        "Kalebasvijzelbak": {"postgres base", "postgres pg_wal"},
        "Hazewindkoekoek": {"redis"},
    }


def test_only_the_value_that_was_taken_over_is_left(kept: Kept) -> None:
    words = words_of(kept.region.folder / "dossiers", bsn_of(0))
    shown = play(kept.region)
    assert sum(word in shown for word in words) >= 60
    where = scan(words, kept.places())
    assert where.pop(AUTHOR) == OF_ONE_VALUE
    assert where == {}
