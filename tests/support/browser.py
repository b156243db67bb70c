"""A real Chromium, driven by Playwright: fixtures, logging in by a click, axe, sideways scroll."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from skips import absent
from werkzeug.serving import WSGIRequestHandler, make_server

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
]  # fmt: skip
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium_path() -> str | None:
    """Debian's own Chromium; Playwright must never fetch one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium. Raises FileNotFoundError when this machine has none."""
    path = chromium_path()
    if path is None:
        raise FileNotFoundError("chromium")
    return playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)


def new_context(browser: Browser, **but: Any) -> BrowserContext:
    """A fresh person at a fresh device: no cookies, Dutch, the size of a desk."""
    return browser.new_context(**{"locale": "nl-NL", "viewport": DESK, **but})


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium_path() is None:
        absent("chromium")
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with JavaScript. What the page complains about (CSP, scripts) fails the test."""
    context = new_context(browser)
    opened = context.new_page()
    complaints = complaints_of(opened)
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def page_without_js(browser: Browser) -> Iterator[Page]:
    context = new_context(browser, java_script_enabled=False)
    yield context.new_page()
    context.close()


def complaints_of(page: Page) -> list[str]:
    """Errors of scripts and of the content policy, filled while the page is used.

    A refused answer (404 and so on) also writes an error line; that is no complaint of the page.
    """
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: _note(found, said.type, said.text))
    return found


def _note(found: list[str], kind: str, text: str) -> None:
    if kind == "error" and not text.startswith("Failed to load resource"):
        found.append(text)


def axe(page: Page) -> list[str]:
    """Violations of WCAG 2.0–2.2 A and AA and of best practice, one line each; [] is good."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": _RULES}}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{found['id']} ({found['impact']}): {', '.join(str(n['target'][0]) for n in found['nodes'])}"
        for found in result["violations"]
    ]


def no_sideways_scroll(page: Page) -> bool:
    """Whether everything fits the width of the window."""
    return bool(
        page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def login(page: Page, base_url: str, persona_name: str, onward: str = "/") -> None:
    """Log in through the sandbox's provider by clicking on a persona."""
    page.goto(f"{base_url}/inloggen?next={onward}")
    page.get_by_role("button", name=re.compile(re.escape(persona_name))).first.click()
    page.wait_for_url(re.compile(f"^{re.escape(base_url)}/(?!inloggen/terug)"))


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Tests tell what they saw; the server need not."""


def served(app: Flask) -> AbstractContextManager[str]:
    """This application at a real address on loopback, for as long as the block lasts."""
    return served_at(app, 0)


@contextmanager
def served_at(app: Flask, port: int) -> Iterator[str]:
    """The same at this port, for pages whose forms must come from the address they were read at."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
