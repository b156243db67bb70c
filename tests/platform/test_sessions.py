"""Sessions end: by idling, by age, by logging out, and when a role or account ends."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from providers import StandIn, log_in
from sites import Site, csrf_token, who
from sqlalchemy import select
from sqlalchemy.orm import Session
from worlds import ADMIN, NURSE, RESIDENT

from netwerkzorg.platform.organizations import AccountRow, MembershipRow
from netwerkzorg.platform.sessions import SessionRow, end_sessions_of, wall_time
from netwerkzorg.platform.work import Actor

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def _row(site: Site) -> SessionRow:
    with Session(site.world.house.engine) as session:
        return session.scalars(select(SessionRow)).one()


@pytest.mark.parametrize(
    ("actor", "idle", "age", "holds"),
    [
        (RESIDENT, 14 * MINUTE, HOUR, True),
        (RESIDENT, 15 * MINUTE, HOUR, False),
        (RESIDENT, MINUTE, 119 * MINUTE, True),
        (RESIDENT, MINUTE, 2 * HOUR, False),
        (NURSE, 29 * MINUTE, 9 * HOUR, True),
        (NURSE, 30 * MINUTE, 9 * HOUR, False),
        (NURSE, MINUTE, 10 * HOUR, False),
        (ADMIN, 14 * MINUTE, 3 * HOUR, True),
        (ADMIN, 15 * MINUTE, 3 * HOUR, False),
        (ADMIN, MINUTE, 4 * HOUR, False),
    ],
    ids=lambda value: getattr(value, "kind", str(value)),
)
def test_each_kind_of_person_has_its_limits(
    site: Site, actor: Actor, idle: timedelta, age: timedelta, holds: bool
) -> None:
    client = site.logged_in(actor)
    now = wall_time()
    site.change(SessionRow, {"last_seen_at": now - idle, "created_at": now - age})
    assert (who(client) == actor.id) is holds


def test_being_there_is_written_at_most_once_a_minute(site: Site) -> None:
    client = site.logged_in()
    seen = _row(site).last_seen_at
    assert who(client) == RESIDENT.id
    assert _row(site).last_seen_at == seen
    site.change(SessionRow, {"last_seen_at": seen - 2 * MINUTE})
    assert who(client) == RESIDENT.id
    assert _row(site).last_seen_at >= seen


def test_the_database_does_not_hold_what_opens_a_session(site: Site) -> None:
    client = site.logged_in()
    cookie = client.get_cookie("nz_session")
    assert cookie is not None
    kept = b"".join(path.read_bytes() for path in site.world.house.settings.folder.glob("*.db*"))
    assert cookie.value.encode() not in kept
    assert b"Mevrouw De Vries" not in kept


def test_a_sandbox_clock_that_runs_ahead_logs_nobody_out(site: Site) -> None:
    client = site.logged_in()
    site.world.clock.forward(days=3)
    assert who(client) == RESIDENT.id


@pytest.mark.parametrize(
    ("row", "values", "key"),
    [
        (AccountRow, {"closed_at": wall_time()}, "id"),
        (MembershipRow, {"until_at": wall_time()}, "account_id"),
        (MembershipRow, {"from_at": wall_time() + HOUR}, "account_id"),
    ],
    ids=["account closed", "membership ended", "membership not begun"],
)
def test_who_loses_the_place_loses_the_session(
    site: Site, row: type, values: dict[str, Any], key: str
) -> None:
    client = site.logged_in(NURSE)
    assert who(client) == NURSE.id
    site.change(row, values, **{key: NURSE.id})
    assert who(client) is None


def test_all_sessions_of_a_person_end_together(site: Site) -> None:
    first, second, other = site.logged_in(), site.logged_in(), site.logged_in(NURSE)
    with site.world.as_person(ADMIN) as work:
        end_sessions_of(work.session, RESIDENT.id)
        work.record("account.sessions_ended", RESIDENT.id)
    assert (who(first), who(second), who(other)) == (None, None, NURSE.id)


def test_logging_out_ends_it_here_and_at_the_provider(site: Site, provider: StandIn) -> None:
    client = site.logged_in()
    cookie = client.get_cookie("nz_session")
    answer = client.post("/uitloggen", data={"csrf_token": csrf_token(client)})
    to = urlsplit(answer.headers["Location"])
    asked = parse_qs(to.query)
    assert f"{to.scheme}://{to.netloc}{to.path}" == f"{provider.issuer}/end"
    assert asked["client_id"] == ["netwerkzorg"]
    assert asked["post_logout_redirect_uri"] == ["http://127.0.0.1:8000/uitgelogd"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert client.get_cookie("nz_session") is None
    thief = site.client()
    thief.set_cookie("nz_session", cookie.value if cookie else "")
    assert who(thief) is None
    assert "login.ended" in site.actions()


def test_another_site_cannot_log_somebody_out(site: Site) -> None:
    client = site.logged_in()
    assert client.post("/uitloggen").status_code == 400
    assert client.post("/uitloggen", data={"csrf_token": "made-up"}).status_code == 400
    assert who(client) == RESIDENT.id


def test_what_a_visitor_had_is_not_carried_into_the_login(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    client = site.client()
    with client.session_transaction() as browser:
        browser["csrf_token"] = "planted by somebody who sat here before"
    assert log_in(client).status_code == 303
    with client.session_transaction() as browser:
        assert "csrf_token" not in browser
        assert not any(key.startswith("_state_") for key in browser)


@pytest.mark.parametrize("token", ["", "x", "../x", "A" * 4000, "é"])
def test_a_cookie_that_was_never_ours_is_nobody(site: Site, token: str) -> None:
    client = site.client()
    client.set_cookie("nz_session", token)
    assert who(client) is None
