"""The command behind `make pictures`: which pages it knows, and that it sees what is wrong."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from browser import served
from flask import Flask
from playwright.sync_api import Browser
from shared import ROOT
from worlds import World

from netwerkzorg.platform.access_table import as_rows
from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.rooms import Permit, Room


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "tests" / "pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["pictures"] = module
    spec.loader.exec_module(module)
    return module


pictures = _load()
WIDE = (
    '<main><h1>Te breed</h1><img src="/static/icon.svg" width="3000" height="9"></main>'
    '<a href="/lijst/7">Zeven</a>'
)
ROWS = [
    {"method": "GET", "path": path}
    for path in (
        "/",
        "/zorgvraag/<uuid:intake_id>",
        "/afspraken/<agreement>",
        "/api/v1/x",
        "/livez",
    )
] + [{"method": "POST", "path": "/zorgvraag"}]


@pytest.mark.parametrize(
    ("path", "rule", "reason"),
    [
        ("/", "/", "the start page"),
        ("/zorgvraag/6ba7b810-9dad-11d1-80b4-00c04fd430c8", "/zorgvraag/<uuid:intake_id>", "an id"),
        ("/zorgvraag/nieuw", None, "no id"),
        ("/afspraken/valpreventie", "/afspraken/<agreement>", "a word"),
        ("/afspraken/valpreventie/4", None, "a word has no slash"),
        ("/api/v1/x", None, "no page"),
        ("/zorgvraag", None, "nothing to GET"),
    ],
)
def test_paths_find_their_rule(path: str, rule: str | None, reason: str) -> None:
    found = pictures.rule_of(pictures.rules_of(ROWS), path)
    assert (found.path if found else None) == rule, reason


def test_names_of_pictures_are_plain() -> None:
    names = {rule.name for rule in pictures.rules_of(ROWS)}
    assert names == {"start", "zorgvraag--een", "afspraken--een"}


@pytest.fixture
def app(empty: World) -> Flask:
    paths = ("/breed", "/lijst/<int:number>", "/nooit/<int:number>")
    demo = Room("demo", 9, permits=tuple(Permit("GET", p, "demo.read", ("anyone",)) for p in paths))
    app = create_app(house=replace(empty.house, rooms=(empty.house.room("platform"), demo)))
    app.add_url_rule("/breed", "wide", lambda: WIDE)
    app.add_url_rule("/lijst/<int:number>", "list", lambda number: f"<main>{number}</main>")
    return app


@pytest.mark.browser
def test_it_pictures_what_it_can_reach_and_says_what_is_wrong(
    browser: Browser, app: Flask, tmp_path: Path
) -> None:
    rules = pictures.rules_of(as_rows(app.extensions["netwerkzorg_rooms"]))
    with served(app) as base:
        wrong = "\n".join(pictures.visit(browser, base, tmp_path, rules, {}))
    made = {path.name for path in tmp_path.glob("*.png")}
    assert {"start--bezoeker-390.png", "privacy-1280.png", "lijst--een-print.png"} <= made
    assert "breed at 390: scrolls sideways" in wrong
    assert "breed at 1280: image-alt" in wrong
    assert "never reached: /nooit/<int:number>" in wrong
    assert "privacy at" not in wrong
