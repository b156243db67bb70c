"""After logging out, or after too long, a person shows again who it is; and answers of a provider end."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from providers import StandIn, log_in
from sites import OWN, Site, csrf_token, who
from worlds import RESIDENT

from netwerkzorg.platform.provider import ProviderUnreachable, fetch
from netwerkzorg.platform.sessions import SessionRow, wall_time

Way = Callable[[Site, FlaskClient], None]


def log_out(_site: Site, client: FlaskClient) -> None:
    token = (
        csrf_token(client, "/inloggen?verlopen=1") if who(client) is None else csrf_token(client)
    )
    assert client.post("/uitloggen", data={"csrf_token": token}, headers=OWN).status_code == 303


def be_idle(site: Site, _client: FlaskClient) -> None:
    site.change(SessionRow, {"last_seen_at": wall_time() - timedelta(hours=1)})


def asked_for(client: FlaskClient) -> dict[str, list[str]]:
    """What the next login asks of the provider."""
    return parse_qs(urlsplit(client.get("/inloggen").headers["Location"]).query)


ENDS: list[tuple[str, Way]] = [("logged out", log_out), ("too long idle", be_idle)]


@pytest.mark.parametrize(("why", "end"), ENDS, ids=[why for why, _ in ENDS])
def test_a_session_that_ended_asks_for_a_new_login(site: Site, why: str, end: Way) -> None:
    client = site.logged_in(RESIDENT)
    end(site, client)
    asked = asked_for(client)
    assert (asked.get("prompt"), asked.get("max_age")) == (["login"], ["0"]), why


def test_a_first_login_may_use_what_the_provider_remembers(site: Site) -> None:
    assert not {"prompt", "max_age"} & asked_for(site.client()).keys()


AGES: list[tuple[str, Callable[[dict[str, Any]], object], bool]] = [
    ("shown again just now", lambda claims: None, True),
    ("an old login, taken from memory", lambda c: c.update(auth_time=time.time() - 3600), False),
    ("no word about when", lambda c: c.pop("auth_time"), False),
    ("an old login as an integer", lambda c: c.update(auth_time=int(time.time()) - 3600), False),
    ("a moment that is no number", lambda c: c.update(auth_time="nu"), False),
    ("true is not a moment", lambda c: c.update(auth_time=True), False),
]


@pytest.mark.parametrize(("why", "spoil", "let_in"), AGES, ids=[why for why, *_ in AGES])
def test_a_login_from_memory_does_not_count_after_logging_out(
    site: Site, provider: StandIn, why: str, spoil: Callable[[dict[str, Any]], object], let_in: bool
) -> None:
    client = site.logged_in(RESIDENT)
    log_out(site, client)
    provider.faults.claims = spoil
    log_in(client)
    assert (who(client) is not None) == let_in, why
    assert ("auth_time" in site.refusals()) == (not let_in)


def test_once_shown_again_the_next_login_is_an_ordinary_one(site: Site) -> None:
    client = site.logged_in(RESIDENT)
    log_out(site, client)
    log_in(client)
    assert who(client) == RESIDENT.id
    assert client.get_cookie("nz_anew") is None


def test_a_token_answer_without_end_is_not_read_to_its_end(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    provider.faults.token_answer = lambda answer: answer.update(filling="x" * 300_000)
    client = site.client()
    assert log_in(client).status_code == 400
    assert who(client) is None
    assert "answer_too_long" in site.refusals()


@pytest.mark.parametrize("bound", ["LONGEST_ANSWER", "MOST_BYTES"], ids=["time", "size"])
def test_whatever_a_provider_answers_is_bounded(
    provider: StandIn, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    address = f"{provider.issuer}/jwks"
    assert fetch(address)
    monkeypatch.setattr(f"netwerkzorg.platform.provider.{bound}", -1)
    with pytest.raises(ProviderUnreachable):
        fetch(address)
