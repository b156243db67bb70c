"""An expired session loses no answer, and nobody else gets to see or send it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from providers import StandIn, log_in
from sites import OWN, Site, form, who
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from worlds import NURSE, RESIDENT

from netwerkzorg.platform.pending import MOST_BYTES, KeptForm, PendingRow, keep_form
from netwerkzorg.platform.sessions import SessionRow, wall_time

ANSWER = "Ik ben twee keer gevallen & durf niet"


def _expire(site: Site) -> None:
    site.change(SessionRow, {"last_seen_at": wall_time() - timedelta(hours=1)})


def _kept(site: Site) -> int:
    with Session(site.world.house.engine) as session:
        return session.scalar(select(func.count()).select_from(PendingRow)) or 0


def _fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that the page offers."""
    body = page[page.index('action="/antwoord') :]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body)
    return {unescape(name): unescape(value) for name, value in pairs}


def _sent_too_late(site: Site, **headers: str) -> tuple[FlaskClient, dict[str, str]]:
    client = site.logged_in()
    fields = form(client, antwoord=ANSWER)
    _expire(site)
    answer = client.post("/antwoord?stap=2", data=fields, headers=headers or OWN)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/inloggen?verlopen=1")
    return client, fields


def test_the_answer_waits_until_its_sender_is_back(site: Site, provider: StandIn) -> None:
    client, fields = _sent_too_late(site)
    assert "demo.taken" not in site.actions()
    said = client.get("/inloggen?verlopen=1&bewaard=1").get_data(as_text=True)
    assert "bewaard" in said
    provider.subject = str(RESIDENT.id)
    assert log_in(client).headers["Location"] == "/inloggen/verder"
    page = client.get("/inloggen/verder").get_data(as_text=True)
    again = _fields(page)
    assert 'action="/antwoord?stap=2"' in page
    assert again["antwoord"] == ANSWER
    assert again["idempotency_key"] == fields["idempotency_key"]
    assert again["csrf_token"] != fields["csrf_token"]
    sent = client.post("/antwoord?stap=2", data=again)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/wie")
    assert site.actions().count("demo.taken") == 1


def test_it_is_shown_again_until_it_was_sent_and_never_after(site: Site, provider: StandIn) -> None:
    client, _ = _sent_too_late(site)
    cookie = client.get_cookie("nz_form")
    provider.subject = str(RESIDENT.id)
    log_in(client)
    client.get("/inloggen/verder")
    again = _fields(client.get("/inloggen/verder").get_data(as_text=True))
    client.post("/antwoord?stap=2", data=again)
    assert client.get_cookie("nz_form") is None
    client.set_cookie("nz_form", cookie.value if cookie else "")
    assert client.get("/inloggen/verder").headers["Location"] == "/"


def test_another_person_at_the_same_screen_does_not_get_it(site: Site, provider: StandIn) -> None:
    client, _ = _sent_too_late(site)
    provider.subject = str(NURSE.id)
    log_in(client)
    answer = client.get("/inloggen/verder")
    assert answer.headers["Location"] == "/"
    assert ANSWER not in answer.get_data(as_text=True)


def test_another_browser_does_not_get_it(site: Site) -> None:
    _sent_too_late(site)
    assert site.logged_in().get("/inloggen/verder").headers["Location"] == "/"


def test_after_half_an_hour_it_is_gone(site: Site, provider: StandIn) -> None:
    client, _ = _sent_too_late(site)
    site.change(PendingRow, {"at": wall_time() - timedelta(minutes=31)})
    provider.subject = str(RESIDENT.id)
    log_in(client)
    assert client.get("/inloggen/verder").headers["Location"] == "/"


def test_on_disk_it_cannot_be_read(site: Site) -> None:
    _sent_too_late(site)
    assert _kept(site) == 1
    folder = site.world.house.settings.folder
    kept = b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    assert b"twee keer gevallen" not in kept


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 1),
        ({"Sec-Fetch-Site": "cross-site"}, 0),
        ({"Sec-Fetch-Site": "same-site"}, 0),
        ({"Sec-Fetch-Site": "none"}, 0),
        ({"Origin": "http://127.0.0.1:8000"}, 1),
        ({"Origin": "http://evil.test"}, 0),
        ({"Origin": "http://127.0.0.1:8000.evil.test"}, 0),
        ({"Origin": "null"}, 0),
        ({}, 0),
    ],
    ids=str,
)
def test_a_form_of_another_site_is_not_kept(site: Site, headers: dict[str, str], kept: int) -> None:
    """Else a stranger's form would wait under our own button until somebody logs in."""
    answer = site.client().post("/antwoord", data={"antwoord": "van een ander"}, headers=headers)
    assert (answer.status_code, _kept(site)) == (303, kept)


def test_an_old_browser_proves_its_page_by_the_form_token(site: Site) -> None:
    client = site.logged_in()
    fields = form(client, antwoord=ANSWER)
    _expire(site)
    client.post("/antwoord", data=fields)
    assert _kept(site) == 1


def test_htmx_goes_to_the_login_as_a_page(site: Site) -> None:
    answer = site.client().post("/antwoord", data={"a": "b"}, headers={**OWN, "HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"][:10]) == (200, "/inloggen?")


@pytest.mark.parametrize("path", ["/bestaat-niet", "/wie", "/uitloggen", "/inloggen/rol"])
def test_only_a_form_that_somebody_may_send_is_kept(site: Site, path: str) -> None:
    site.client().post(path, data={"a": "b"}, headers=OWN)
    assert _kept(site) == 0


@pytest.mark.parametrize(
    ("form_", "kept"),
    [
        (KeptForm("/antwoord", (("a", "x" * 60_000),)), True),
        (KeptForm("/antwoord", (("a", "x" * MOST_BYTES),)), False),
    ],
    ids=["fits", "too large"],
)
def test_what_is_kept_is_bounded(site: Site, form_: KeptForm, kept: bool) -> None:
    assert (keep_form(site.world.house, form_, None) is not None) is kept


def test_a_name_given_twice_stays_twice(site: Site, provider: StandIn) -> None:
    client = site.logged_in()
    fields: dict[str, Any] = {**form(client), "keuze": ["a", "b"]}
    _expire(site)
    client.post("/antwoord", data=fields, headers=OWN)
    provider.subject = str(RESIDENT.id)
    log_in(client)
    page = client.get("/inloggen/verder").get_data(as_text=True)
    assert re.findall(r'name="keuze" value="(\w)"', page) == ["a", "b"]


def test_with_a_session_a_form_without_token_is_refused_and_not_kept(site: Site) -> None:
    client = site.logged_in()
    assert client.post("/antwoord", data={"antwoord": "x"}, headers=OWN).status_code == 400
    assert _kept(site) == 0
    assert who(client) == RESIDENT.id
