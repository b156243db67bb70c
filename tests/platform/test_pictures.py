"""The command behind `make pictures`: which pages it knows, and that it sees what is wrong."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from browser import served
from playwright.sync_api import Page
from shared import ROOT
from worlds import World

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
WIDE = '<main><h1>Te breed</h1><img src="/static/icon.svg" width="3000" height="9"></main>'


@pytest.mark.parametrize(
    ("path", "named", "reason"),
    [
        ("/", ["start"], "the start page has no word"),
        ("/zorgvraag/<uuid:intake_id>", ["zorgvraag--een", "zorgvraag--een-2"], "one of many"),
        ("/vragen", ["vragen"], "no folder in a file name"),
    ],
)
def test_names_of_pictures_are_plain(path: str, named: list[str], reason: str) -> None:
    assert pictures.names(path, len(named)) == named, reason


def test_every_picture_has_a_name_of_its_own() -> None:
    found = [name for name, _, _ in pictures.sights()]
    assert len(found) == len(set(found)) > 30


@pytest.mark.browser
def test_it_says_what_is_wrong(page: Page, empty: World, tmp_path: Path) -> None:
    demo = Room("demo", 9, permits=(Permit("GET", "/breed", "demo.read", ("anyone",)),))
    app = create_app(house=replace(empty.house, rooms=(empty.house.room("platform"), demo)))
    app.add_url_rule("/breed", "wide", lambda: WIDE)
    with served(app) as base:
        wrong = "\n".join(pictures.picture(page, f"{base}/breed", "breed", tmp_path))
        assert pictures.picture(page, f"{base}/privacy", "privacy", tmp_path) == []
    made = {path.name for path in tmp_path.glob("*.png")}
    assert {"breed-390.png", "breed-1280.png", "privacy-print.png"} <= made
    assert "breed at 390: scrolls sideways" in wrong
    assert "image-alt" in wrong
