"""Every page of consult in a real browser: no axe violation, nothing scrolls sideways."""

import pytest
from browser import DESK, PHONE, axe, no_sideways_scroll, served
from playwright.sync_api import Page
from sites import Site
from triage_worlds import Questions
from worlds import GERIATRICIAN, HOSPITAL, NURSE

from netwerkzorg.consult import service
from netwerkzorg.consult.model import Consult
from netwerkzorg.platform.work import Actor

pytestmark = pytest.mark.browser
GOOD = {"spoed": False, "onderBehandeling": False, "inKetenzorg": False, "vraagstelling": True,
        "samenvatting": True}  # fmt: skip


def _become(site: Site, page: Page, url: str, actor: Actor) -> None:
    cookie = site.logged_in(actor).get_cookie("nz_session")
    assert cookie is not None
    page.context.clear_cookies()
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def test_pages_hold_for_both_sides_on_every_screen(site: Site, page: Page) -> None:
    intake = Questions(site.world).at_team()
    with site.world.as_person(NURSE) as work:
        made = service.ask(work, intake.id, HOSPITAL, GERIATRICIAN.role, "Plaspil?", GOOD)
        assert isinstance(made, Consult)
    with site.world.as_person(GERIATRICIAN) as work:
        service.answer(work, made.id, "Halveer de plaspil.")
    one = f"/meedenken/{made.id}"
    care = f"/zorgvraag/{intake.id}"
    found = []
    with served(site.app) as url:
        for actor, paths in ((NURSE, (care, f"{care}/meedenken", "/meedenken", one)),
                             (GERIATRICIAN, ("/meedenken", one))):  # fmt: skip
            _become(site, page, url, actor)
            for path in paths:
                for size in (PHONE, DESK):
                    page.set_viewport_size(size)  # type: ignore[arg-type]
                    answer = page.goto(url + path)
                    assert answer is not None
                    assert answer.status == 200, (path, answer.status)
                    found += [(path, violation) for violation in axe(page)]
                    if not no_sideways_scroll(page):
                        found.append((path, f"scrolls sideways at {size}"))
    assert found == []
