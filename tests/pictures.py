"""One picture for each page of the access table, on a phone, a desk and paper, and what axe says of it.

    python tests/pictures.py http://127.0.0.1:8000 [--out pictures]

Against a running platform with its sandbox. Each persona logs in by a click and follows every link that
the access table knows; the persona who sees most on a page sits for the picture. Ends with 1 when a page
was never reached, scrolls sideways or has a violation.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent / "support"))
from browser import (
    DESK,
    PHONE,
    axe,
    complaints_of,
    launch,
    login,
    new_context,
    no_sideways_scroll,
)

VISITOR = "bezoeker"
_NO_PAGE = (
    "/api/",
    "/fhir",
    "/scim/",
    "/static/",
    "/livez",
    "/readyz",
    "/metrics",
    "/inloggen/terug",
)
_MOST_PER_RULE = 4  # of the many questions in a worklist a few will do
_LEAVES = ("/uitloggen", "/inloggen")


@dataclass(frozen=True)
class Rule:
    """A page of the access table; `shape` matches the paths it serves."""

    path: str
    shape: re.Pattern[str]

    @property
    def name(self) -> str:
        plain = re.sub(r"<[^>]*>", "een", self.path).strip("/")
        return plain.replace("/", "--") or "start"


@dataclass(frozen=True)
class Sight:
    """What one persona found at one address: how much text there was, or that it was no page."""

    rule: Rule
    persona: str
    url: str
    size: int


def rules_of(permits: Iterable[dict[str, object]]) -> list[Rule]:
    """The GET rows that are pages for people, most specific first."""
    paths = {str(row["path"]) for row in permits if row["method"] == "GET"}
    pages = [path for path in paths if not path.startswith(_NO_PAGE)]
    return [Rule(path, _shape(path)) for path in sorted(pages, key=lambda p: (p.count("<"), p))]


def _shape(path: str) -> re.Pattern[str]:
    parts = re.split(r"(<[^>]*>)", path)
    return re.compile("".join(_part(part) for part in parts) + "$")


def _part(part: str) -> str:
    if not part.startswith("<"):
        return re.escape(part)
    return {"<uuid": "[0-9a-f-]{36}", "<path": ".+", "<int:": "[0-9]+"}.get(part[:5], "[^/]+")


def rule_of(rules: Iterable[Rule], path: str) -> Rule | None:
    return next((rule for rule in rules if rule.shape.match(path)), None)


def explore(page: Page, base: str, rules: list[Rule], persona: str) -> list[Sight]:
    """Follow links from the start page and from every page without a parameter."""
    todo = deque(urljoin(base, r.path) for r in rules if "<" not in r.path and _may_open(r.path))
    seen: set[str] = set()
    times: dict[str, int] = {}
    sights = []
    while todo:
        url = todo.popleft()
        rule = rule_of(rules, urlsplit(url).path)
        if rule is None or url in seen or times.get(rule.path, 0) >= _MOST_PER_RULE:
            continue
        seen.add(url)
        times[rule.path] = times.get(rule.path, 0) + 1
        answer = page.goto(url)
        here = rule_of(rules, urlsplit(page.url).path)
        html = answer is not None and "text/html" in answer.headers.get("content-type", "")
        if answer is None or answer.status != 200 or not html or here is None:
            continue
        sights.append(Sight(here, persona, page.url, len(page.locator("main").inner_text())))
        todo.extend(_links(page, base))
    return sights


def _may_open(path: str) -> bool:
    return not path.startswith(_LEAVES)


def _links(page: Page, base: str) -> list[str]:
    found: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)")
    own = (url.split("#")[0] for url in found if url.startswith(f"{base}/"))
    return [url for url in own if _may_open(urlsplit(url).path) and "lang=" not in url]


def best(sights: Iterable[Sight]) -> dict[str, Sight]:
    """For each page the sight with most on it; the home page once for each persona."""
    chosen: dict[str, Sight] = {}
    for sight in sights:
        name = sight.rule.name + (f"--{sight.persona}" if sight.rule.path == "/" else "")
        if name not in chosen or sight.size > chosen[name].size:
            chosen[name] = sight
    return chosen


def picture(page: Page, sight: Sight, name: str, out: Path) -> list[str]:
    """Write the three pictures; what is wrong, one line each."""
    wrong = []
    heard = complaints_of(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(sight.url)
        page.screenshot(path=out / f"{name}-{size['width']}.png", full_page=True)
        if not no_sideways_scroll(page):
            wrong.append(f"{name} at {size['width']}: scrolls sideways")
        wrong += [f"{name} at {size['width']}: {line}" for line in axe(page)]
    page.emulate_media(media="print")
    page.screenshot(path=out / f"{name}-print.png", full_page=True)
    page.emulate_media(media="screen")
    return wrong + [f"{name}: {line}" for line in dict.fromkeys(heard)]


def _enter(browser: Browser, base: str, persona: str, name: str) -> BrowserContext:
    context = new_context(browser)
    if persona != VISITOR:
        login(context.new_page(), base, name)
    return context


def visit(
    browser: Browser, base: str, out: Path, rules: list[Rule], personas: dict[str, str]
) -> list[str]:
    """Look at everything. `personas` maps id to the name on the button; the visitor comes by itself."""
    out.mkdir(parents=True, exist_ok=True)
    people = {who: _enter(browser, base, who, n) for who, n in {VISITOR: "", **personas}.items()}
    sights: list[Sight] = []
    for who, context in people.items():
        sights += explore(context.new_page(), base, rules, who)
        print(f"{who}: {sum(s.persona == who for s in sights)} pages", flush=True)
    wrong = []
    for name, sight in sorted(best(sights).items()):
        told = picture(people[sight.persona].new_page(), sight, name, out)
        print(f"{name}: {sight.persona}, {len(told)} wrong", flush=True)
        wrong += told
    for context in people.values():
        context.close()
    reached = {sight.rule.path for sight in sights}
    missed = [r.path for r in rules if r.path not in reached and _may_open(r.path)]
    return wrong + [f"never reached: {path}" for path in missed]


def _printed(*command: str) -> list[dict[str, object]]:
    program = Path(sys.executable).parent / "netwerkzorg"
    done = subprocess.run([program, *command, "--json"], check=True, capture_output=True, text=True)
    listed: list[dict[str, object]] = json.loads(done.stdout)
    return listed


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base")
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    asked = parser.parse_args()
    personas = {str(p["id"]): str(p["name"]) for p in _printed("sandbox", "personas")}
    rules = rules_of(_printed("permits"))
    with sync_playwright() as playwright:
        wrong = visit(launch(playwright), asked.base.rstrip("/"), asked.out, rules, personas)
    print("\n".join(wrong))
    print(f"{len(list(asked.out.glob('*.png')))} pictures in {asked.out}, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
