"""Too often is 429 with when to try again, for one person and not for another; in memory and in Redis."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import redis as redis_client
from flask import Blueprint
from flask.testing import FlaskClient
from providers import StandIn, log_in
from servers import Redis
from sites import OWN, Site, a_site, form
from werkzeug.test import TestResponse
from worlds import NURSE, OTHER_RESIDENT, RESIDENT

from netwerkzorg.platform import limits
from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.rooms import Permit, Room

NOBODY = "redis://127.0.0.1:9/0"  # an address where nothing answers


def costly_room() -> Room:
    pages = Blueprint("costly", __name__)
    pages.get("/duur")(lambda: "goed")
    return Room(
        "costly", 9, blueprints=(pages,), permits=(
            Permit("GET", "/duur", "costly.read", ("anyone",), limit=3),
        ),
    )  # fmt: skip


@dataclass
class Made:
    """Makes a site with the usual limits; `again` is a second process on the same counts and people."""

    folder: Path
    provider: StandIn
    redis_url: str

    def __call__(self, **settings: object) -> Site:
        site = a_site(
            self.folder, self.provider, limits_factor=1, redis_url=self.redis_url, **settings
        )
        house = site.world.house
        site.world.house = replace(house, rooms=(*house.rooms, costly_room()))
        return self.again(site)

    def again(self, site: Site) -> Site:
        return Site(site.world, create_app(house=site.world.house), site.provider)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def made(request: pytest.FixtureRequest, tmp_path: Path, provider: StandIn) -> Made:
    if request.param == "memory":
        return Made(tmp_path, provider, "")
    server: Redis = request.getfixturevalue("redis")
    with redis_client.Redis.from_url(server.url) as connection:
        connection.flushall()
    return Made(tmp_path, provider, server.url)


def is_too_fast(answer: TestResponse) -> bool:
    """429 as it should be: when to come back, and in words for whoever asked."""
    if answer.status_code != 429:
        return False
    assert 1 <= int(answer.headers["Retry-After"]) <= 120
    assert answer.headers["Cache-Control"] == "no-store"
    if answer.content_type == "application/problem+json":
        assert answer.get_json()["code"] == "rate_limited"
    else:
        assert "U gaat te snel" in answer.get_data(as_text=True)
    return True


def first_refused(ask: Callable[[], TestResponse], most: int) -> int:
    """The how-manieth was too many; 0 when none of `most` + 1 was."""
    return next((n for n in range(1, most + 2) if is_too_fast(ask())), 0)


def test_a_costly_route_has_a_bound_of_its_own(made: Made) -> None:
    site = made()
    mine, other = site.logged_in(RESIDENT), site.logged_in(OTHER_RESIDENT)
    assert first_refused(lambda: mine.get("/duur"), 3) == 4
    assert other.get("/duur").status_code == 200, "somebody else is not in the way"
    assert mine.get("/wie").status_code == 200, "nor is another page"


def test_forms_of_one_kind_have_a_bound(made: Made) -> None:
    client = made().logged_in(RESIDENT)
    fields = form(client)
    ask = lambda: client.post("/antwoord", data=fields, headers=OWN)  # noqa: E731
    assert first_refused(ask, limits.FORMS) == limits.FORMS + 1


def test_one_person_logs_in_a_few_times_a_minute(made: Made) -> None:
    site = made()
    site.provider.subject = str(RESIDENT.id)
    tried = first_refused(lambda: log_in(site.client()), limits.LOGINS)
    assert tried == limits.LOGINS + 1
    assert "too_often" in site.refusals()
    assert site.logged_in(NURSE).get("/wie").status_code == 200


def bad_token(client: FlaskClient, address: str = "127.0.0.1") -> TestResponse:
    return client.get(
        "/api/v1/me/log",
        headers={"Authorization": "Bearer a.b.c"},
        environ_overrides={"REMOTE_ADDR": address},
    )


def test_guessing_tokens_ends_before_a_token_is_read(made: Made) -> None:
    client = made().client()
    assert bad_token(client).status_code == 401
    most = limits.REFUSED_TOKENS - 1
    assert first_refused(lambda: bad_token(client), most) == limits.REFUSED_TOKENS
    assert bad_token(client, "192.0.2.7").status_code == 401, "another address may still try"


def test_two_processes_count_together_in_redis_alone(made: Made) -> None:
    site = made()
    client, elsewhere = site.client(), made.again(site).client()
    for _ in range(2):
        client.get("/duur")
        elsewhere.get("/duur")
    assert is_too_fast(client.get("/duur")) == bool(made.redis_url)


@pytest.mark.parametrize(
    ("proxies", "shared", "because"),
    [
        (0, True, "a header that anybody can send is no address"),
        (1, False, "our own proxy says who asked"),
    ],
)
def test_whose_address_counts(
    tmp_path: Path, provider: StandIn, proxies: int, shared: bool, because: str
) -> None:
    client = Made(tmp_path, provider, "")(trusted_proxies=proxies).client()
    for number in range(3):
        client.get("/duur", headers={"X-Forwarded-For": f"192.0.2.{number}"})
    answer = client.get("/duur", headers={"X-Forwarded-For": "192.0.2.9"})
    assert is_too_fast(answer) == shared, because


def test_without_its_redis_it_counts_in_memory_and_goes_on(
    tmp_path: Path, provider: StandIn
) -> None:
    site = Made(tmp_path, provider, NOBODY)()
    client = site.logged_in(RESIDENT)
    assert first_refused(lambda: client.get("/duur"), 3) == 4
    assert client.get("/wie").status_code == 200
