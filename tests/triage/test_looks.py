"""Every page of triage in a real browser: no axe violation, nothing scrolls sideways."""

from collections.abc import Iterator

import pytest
from browser import DESK, PHONE, axe, no_sideways_scroll, served
from playwright.sync_api import Page
from sites import Site
from triage_worlds import Questions
from worlds import NURSE, RESIDENT

from netwerkzorg.platform.work import Actor

pytestmark = pytest.mark.browser


def _paths(site: Site) -> Iterator[tuple[Actor, str]]:
    """Each page with something on it."""
    asked = Questions(site.world)
    draft, at_team, alone = asked.flags(asked.start()), asked.at_team(), asked.self_help()
    flagged, fresh = asked.flags(asked.start(), kanNietStaan=True), asked.start()
    number = asked.answer(draft, hulpvraag="vallen", thuiswonend="true")
    open_ = asked.answer(
        asked.flags(asked.start()), hulpvraag="vallen", thuiswonend="true", vallen12mnd="0",
        mobiliteitsprobleem="true", valangst="false", ernstigeVal="false",
    )  # fmt: skip
    for path in (
        "/", "/zelftriage", f"/zelftriage/{fresh.id}", f"/zelftriage/{number.id}",
        f"/zelftriage/{number.id}?vraag=hulpvraag", f"/zelftriage/{at_team.id}/uitkomst",
        f"/zelftriage/{alone.id}/uitkomst", f"/zelftriage/{flagged.id}/bel-nu", "/vragen",
        f"/vragen/{alone.id}", f"/vragen/{at_team.id}",
    ):  # fmt: skip
        yield RESIDENT, path
    for path in ("/", "/werklijst", "/werklijst?lijst=mine", f"/zorgvraag/{open_.id}",
                 f"/zorgvraag/{flagged.id}"):  # fmt: skip
        yield NURSE, path


def _become(site: Site, page: Page, url: str, actor: Actor) -> None:
    cookie = site.logged_in(actor).get_cookie("nz_session")
    assert cookie is not None
    page.context.clear_cookies()
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def test_pages_hold_for_everybody_on_every_screen(site: Site, page: Page) -> None:
    found = []
    with served(site.app) as url:
        who = None
        for actor, path in _paths(site):
            if actor is not who:
                _become(site, page, url, actor)
                who = actor
            for size in (PHONE, DESK):
                page.set_viewport_size(size)  # type: ignore[arg-type]
                answer = page.goto(url + path)
                assert answer is not None
                assert answer.status == 200, (path, answer.status)
                found += [(path, violation) for violation in axe(page)]
                if not no_sideways_scroll(page):
                    found.append((path, f"sideways at {size['width']}"))
    assert not found, "\n".join(f"{path}: {what}" for path, what in found)
