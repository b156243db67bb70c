"""`make pictures`: one picture of every page, as large as it is on a phone, on a desk and in print.

Runs against a running practice region, with the addresses of `tests/support/visits.py`, and makes there
what it needs to look at. Ends with 1 when a page scrolls sideways, has a violation or a complaint.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent / "support"))
from browser import DESK, PHONE, axe, complaints_of, launch, no_sideways_scroll
from practice_region import Region
from visits import Things, addresses_of, is_page

from netwerkzorg.platform.access_table import as_rows
from netwerkzorg.platform.rooms import load_rooms


def names(path: str, how_many: int) -> list[str]:
    """Plain file names for the pictures of one row: zorgvraag--een, zorgvraag--een-2."""
    plain = re.sub(r"<[^>]*>", "een", path).strip("/").replace("/", "--") or "start"
    return [plain if number == 1 else f"{plain}-{number}" for number in range(1, how_many + 1)]


def sights() -> Iterator[tuple[str, str, str]]:
    """Name, eyes and address of everything there is to see."""
    for row in as_rows(load_rooms(sandbox=True)):
        if row["method"] != "GET" or not is_page(row["path"]):
            continue
        found = addresses_of(row["path"], row["who"]) or ()
        for name, (who, address) in zip(names(row["path"], len(found)), found, strict=True):
            yield name, who, address


def picture(page: Page, url: str, name: str, out: Path) -> list[str]:
    """Write the three pictures; what is wrong, one line each."""
    wrong = []
    heard = complaints_of(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        answer = page.goto(url)
        if answer is None or answer.status != 200:
            wrong.append(f"{name}: answered {answer.status if answer else 'nothing'}")
        page.screenshot(path=out / f"{name}-{size['width']}.png", full_page=True)
        if not no_sideways_scroll(page):
            wrong.append(f"{name} at {size['width']}: scrolls sideways")
        wrong += [f"{name} at {size['width']}: {line}" for line in axe(page)]
    page.emulate_media(media="print")
    page.screenshot(path=out / f"{name}-print.png", full_page=True)
    page.emulate_media(media="screen")
    return wrong + [f"{name}: {line}" for line in dict.fromkeys(heard)]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base")
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--only", default="", help="alleen namen waar dit in staat")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    folder = Path(os.environ.get("NETWERKZORG_FOLDER", "var")).absolute()
    place = {
        "NETWERKZORG_FOLDER": str(folder),
        "NETWERKZORG_SETTINGS": str(folder / "settings.env"),
    }
    region = Region(asked.base.rstrip("/"), {**os.environ, **place})
    wrong = []
    with sync_playwright() as playwright:
        things = Things(region, launch(playwright))
        with things.stack:
            for name, who, address in sights():
                if asked.only in name:
                    told = picture(things.page(who), things.url(address), name, asked.out)
                    print(f"{name}: {who}, {len(told)} wrong", flush=True)
                    wrong += told
    print("\n".join(wrong))
    print(f"{len(list(asked.out.glob('*.png')))} pictures in {asked.out}, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
