"""Somebody at a device: reads, follows links, presses buttons, fills in what a label names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from browser import complaints_of, login, new_context
from playwright.sync_api import Browser, Locator, Page, expect

BANNER = re.compile("Oefenregio.*verzonnen.*Niet voor klinisch gebruik", re.IGNORECASE)
HELP = "088-000 0100"


@dataclass(frozen=True)
class Someone:
    """Each step checks that what is on every page is on this one too."""

    page: Page
    base: str

    def opens(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.frame_is_whole()

    def becomes(self, name: str) -> None:
        login(self.page, self.base, name)
        self.frame_is_whole()

    def follows(self, link: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=link).first.click()
        self._arrived()

    def presses(self, button: str | re.Pattern[str], within: str = "main") -> None:
        self.page.locator(within).get_by_role("button", name=button).first.click()
        self._arrived()

    def logs_out(self) -> None:
        self.presses("Uitloggen", "header")
        self.sees("U bent uitgelogd")

    def picks(self, question: str, answer: str) -> None:
        self.page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()

    def picks_everywhere(self, answer: str) -> None:
        """The same answer to every question of the page."""
        for question in self.page.locator("main fieldset").all():
            question.get_by_label(answer, exact=True).check()

    def writes(self, label: str, text: str) -> None:
        self._field(label).fill(text)

    def selects(self, label: str, option: str) -> None:
        self._field(label).select_option(label=option)

    def unfolds(self, title: str) -> None:
        self.page.locator("summary", has_text=title).first.click()

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        for text in texts:
            try:
                expect(self.page.locator("body")).to_contain_text(text)
            except AssertionError:
                shown = self.page.locator("main").inner_text()[:2_000]
                raise AssertionError(f"{text!r} is not on {self.page.url}:\n{shown}") from None

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def last_part(self, number: int = -1) -> str:
        """A part of the path of this page: the id, when that is last."""
        return self.page.url.split("?")[0].split("/")[number]

    def frame_is_whole(self) -> None:
        """Banner, the number to call for help, 112, and one heading that names the page."""
        expect(self.page.locator(".nz-ribbon")).to_have_text(BANNER)
        expect(self.page.get_by_role("contentinfo")).to_contain_text(HELP)
        expect(self.page.locator("a[href='tel:112']").last).to_be_visible()
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)

    def _field(self, label: str) -> Locator:
        return self.page.locator("main").get_by_label(label, exact=True).first

    def _arrived(self) -> None:
        self.page.wait_for_load_state()
        self.frame_is_whole()


@contextmanager
def somebody(browser: Browser, base: str, **but: Any) -> Iterator[Someone]:
    """A fresh device. What a page complains about (scripts, content policy) fails at the end."""
    context = new_context(browser, **but)
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints = complaints_of(page)
    yield Someone(page, base)
    context.close()
    assert complaints == []
