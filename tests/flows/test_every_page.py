"""Every page of the access table in a real browser: whole, fitting on each screen, good for everybody."""

import re
from collections.abc import Iterator

import pytest
from browser import DESK, PHONE, axe, no_sideways_scroll
from devices import Someone
from playwright.sync_api import Browser, Page
from practice_region import Region
from visits import ADDRESSES, NO_WHOLE_PAGE, VISITOR, Things, addresses_of, is_page

from netwerkzorg.platform.access_table import as_rows
from netwerkzorg.platform.rooms import load_rooms

ROWS = {
    row["path"]: row["who"] for row in as_rows(load_rooms(sandbox=True)) if row["method"] == "GET"
}
PAGES = {path: who for path, who in ROWS.items() if is_page(path)}
# Names, birth dates and numbers of nine digits say who somebody is; a title is kept by every browser.
PERSONAL = re.compile(
    r"de vries|bakker|truus|\b\d{9}\b|\b19\d\d\b|\d{2}-\d{2}-\d{4}", re.IGNORECASE
)
ERRORS = (
    (VISITOR, "/er-is-hier-niets", 404, "nothing there"),
    ("devries", "/regio", 403, "not for her"),
    ("bakker", "/vragen/{at_team}", 404, "of somebody else: as if it is not there"),
    (VISITOR, "/inloggen/terug", 400, "a login that was not begun here"),
)


@pytest.fixture(scope="module")
def things(practice: Region, browser: Browser) -> Iterator[Things]:
    made = Things(practice, browser)
    with made.stack:
        yield made


def test_each_page_can_be_visited() -> None:
    """A new page row without a parameter is visited by itself; with one, say how in visits.ADDRESSES."""
    lost = [path for path, who in PAGES.items() if addresses_of(path, who) is None]
    assert lost == [], "say in tests/support/visits.py how to reach these pages"
    gone = (set(ADDRESSES) | set(NO_WHOLE_PAGE)) - set(ROWS)
    assert gone == set(), "these are no rows of the access table any more"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_good_for_everybody(things: Things, path: str) -> None:
    wrong: list[str] = []
    for who, address in addresses_of(path, PAGES[path]) or ():
        page, url = things.page(who), things.url(address)
        wrong += [f"{address} for {who}: {line}" for line in _faults(page, url, 200)]
    assert wrong == [], "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("who", "address", "status", "reason"), ERRORS)
def test_an_error_is_a_page_too(
    things: Things, who: str, address: str, status: int, reason: str
) -> None:
    page = things.page(who)
    assert _faults(page, things.url(address), status) == [], reason
    Someone(page, things.region.base).sees("Wat kunt u nu doen?")


def _faults(page: Page, url: str, status: int) -> list[str]:
    """What is wrong with the page at this address, on a desk and on a phone."""
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    answer = page.goto(url)
    if answer is None or answer.status != status:
        return [f"answered {answer.status if answer else 'nothing'}"]
    Someone(page, "").frame_is_whole()
    wrong = [f"the title tells who: {page.title()}"] if PERSONAL.search(page.title()) else []
    wrong += [] if page.title().endswith(" – Netwerkzorg") else ["no title"]
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wrong += [f"{size['width']}: {line}" for line in axe(page)]
        wrong += [] if no_sideways_scroll(page) else [f"{size['width']}: scrolls sideways"]
    return wrong
