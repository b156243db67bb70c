"""Who writes, reads and signs agreements in a test."""

from browser import DESK, PHONE, axe, no_sideways_scroll
from playwright.sync_api import Page
from sites import Site
from worlds import ADMIN, NURSE, another, id_of

from netwerkzorg.platform.work import Actor

GP = another(ADMIN, id=id_of("auteur"), name="Nienke Ozinga", role="huisarts")
COLLEAGUE = another(ADMIN, id=id_of("collega"), name="Roos Everts")
ORG_ADMIN = another(
    NURSE, id=id_of("orgbeheer"), kind="org_admin", role="organisatiebeheerder", team_id=None,
    name="Tom de Linde",
)  # fmt: skip
PEOPLE = (GP, COLLEAGUE, ORG_ADMIN)

Studio = tuple[Site, str]


def become(studio: Studio, page: Page, actor: Actor) -> None:
    site, url = studio
    cookie = site.logged_in(actor).get_cookie("nz_session")
    assert cookie is not None
    page.context.clear_cookies()
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def looks(page: Page) -> list[str]:
    """What is wrong with how this page looks, on a phone and on a desk."""
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += axe(page)
        if not no_sideways_scroll(page):
            found.append(f"{page.url} scrolls sideways at {size['width']}")
    return found
