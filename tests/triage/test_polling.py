"""The worklist asks whether it changed: a no is one line that names nobody, a yes is the new list."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from browser import served
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sites import Site
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from triage_worlds import Questions
from worlds import NURSE, NURSE_2, OTHER_RESIDENT

from netwerkzorg.platform.audit import AuditRow
from netwerkzorg.platform.sessions import SessionRow, wall_time
from netwerkzorg.triage import service as triage
from netwerkzorg.triage.model import Intake

LIST = "/werklijst?lijst=team"


def audited(site: Site) -> int:
    with Session(site.world.house.engine) as session:
        return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def ask_again(client: FlaskClient, mark: str, path: str = LIST) -> int:
    return client.get(path, headers={"If-None-Match": mark}).status_code


def test_an_unchanged_list_is_304_and_nothing_is_logged(site: Site) -> None:
    Questions(site.world).at_team()
    client = site.logged_in(NURSE)
    mark = client.get(LIST).headers["ETag"]
    before = audited(site)
    answer = client.get(LIST, headers={"If-None-Match": mark})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", mark)
    assert audited(site) == before, "nobody was named, so nobody was looked at"
    assert client.get(LIST).headers["ETag"] == mark
    assert audited(site) > before, "the list itself is a look"


def _new(site: Site, _intake: Intake) -> None:
    asked = Questions(site.world)
    asked.flags(asked.start(OTHER_RESIDENT), OTHER_RESIDENT, kanNietStaan=True)


def _claimed(site: Site, intake: Intake) -> None:
    with site.world.as_person(NURSE_2) as work:
        triage.claim(work, intake.id)


def _read(site: Site, intake: Intake) -> None:
    with site.world.as_person(NURSE_2) as work:
        triage.intake(work, intake.id)


def _late(site: Site, intake: Intake) -> None:
    site.world.clock.at = intake.due_at + timedelta(minutes=1)


CHANGES: list[tuple[str, Callable[[Site, Intake], None]]] = [
    ("a new question came in", _new),
    ("a colleague took one up", _claimed),
    ("a colleague read one, so it is not new any more", _read),
    ("a deadline passed, though no row changed", _late),
]


@pytest.mark.parametrize(("why", "change"), CHANGES, ids=[why for why, _ in CHANGES])
def test_what_changes_the_list_changes_its_mark(
    site: Site, why: str, change: Callable[[Site, Intake], None]
) -> None:
    intake = Questions(site.world).at_team()
    client = site.logged_in(NURSE)
    mark = client.get(LIST).headers["ETag"]
    change(site, intake)
    assert ask_again(client, mark) == 200, why


def test_a_mark_is_of_one_person_and_one_view(site: Site) -> None:
    Questions(site.world).at_team()
    client = site.logged_in(NURSE)
    mark = client.get(LIST).headers["ETag"]
    assert ask_again(client, mark, "/werklijst?lijst=all") == 200
    assert ask_again(client, mark, f"{LIST}&urgentie=nu") == 200
    assert ask_again(site.logged_in(NURSE_2), mark) == 200
    assert ask_again(site.client(), mark) == 303, "a visitor is sent to the login"


def test_a_search_by_name_has_no_mark_because_it_opens_names(site: Site) -> None:
    Questions(site.world).at_team()
    client = site.logged_in(NURSE)
    answer = client.get(f"{LIST}&zoek=vries")
    assert "ETag" not in answer.headers
    assert "data-poll" not in answer.text


def test_asking_again_keeps_no_session_alive(site: Site) -> None:
    client = site.logged_in(NURSE)
    mark = client.get(LIST).headers["ETag"]
    before = wall_time() - timedelta(minutes=20)
    site.change(SessionRow, {"last_seen_at": before})
    with Session(site.world.house.engine) as session:
        assert ask_again(client, mark) == 304
        assert session.scalar(select(SessionRow.last_seen_at)) == before


@pytest.mark.browser
def test_a_list_that_is_open_shows_what_came_in(site: Site, page: Page) -> None:
    cookie = site.logged_in(NURSE).get_cookie("nz_session")
    assert cookie is not None
    with served(site.app) as url:
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
        page.clock.install()
        page.goto(f"{url}/werklijst")
        assert page.get_by_text("Hier staat nu niets.").is_visible()
        with page.expect_response(lambda answer: answer.status == 304):
            page.clock.fast_forward(21_000)
        Questions(site.world).at_team()
        with page.expect_response(lambda answer: answer.status == 200):
            page.clock.fast_forward(21_000)
        page.get_by_role("link", name="Anna de Vries").wait_for()
        assert page.locator("#tellingen b").first.inner_text() == "1"
        page.get_by_role("button", name="Oppakken: Anna de Vries").focus()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.clock.fast_forward(41_000)
        assert asked == [], "who stands on a button of the list keeps it"
        page.locator("#zoek").focus()
        with page.expect_response(lambda answer: answer.status == 304):
            page.clock.fast_forward(21_000)
