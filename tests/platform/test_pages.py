"""The frame of every page: what it always says, who sees which menu, and what it never lets through."""

import csv
import hashlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, render_template_string
from shared import ROOT
from worlds import ADMIN, NURSE, RESIDENT, World

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.pages import Toast, columns, panels, render_page
from netwerkzorg.platform.problems import REGISTRY
from netwerkzorg.platform.rooms import NavItem, Panel, Room
from netwerkzorg.platform.work import VISITOR, Actor

STATIC = ROOT / "platform" / "static"
VENDORED = (STATIC / "vendor", ROOT / "tests" / "support" / "vendor")
DEMO = Room(
    "demo",
    9,
    nav=(
        NavItem("Vragen", "/vragen", ("resident",), "ask", 10),
        NavItem("Werklijst", "/werklijst", ("professional",), count=lambda work: 3),
        NavItem("Alles", "/werklijst/alles", ("professional",), order=200),
    ),
    panels=(
        Panel("home.resident", lambda work, context: "<p>tweede</p>", order=20),
        Panel("home.resident", lambda work, context: "<p>eerste</p>", order=10),
        Panel("home.resident", lambda work, context: "<p>opzij</p>", order=200),
        Panel("home.resident", lambda work, context: None, order=5),
        Panel("home.team", lambda work, context: f"<p>{work.actor.name}</p>"),
    ),
)


@pytest.fixture
def app(empty: World) -> Flask:
    ground = empty.house.room("platform")
    return create_app(house=replace(empty.house, rooms=(ground, DEMO)))


Look = Callable[..., str]


@pytest.fixture
def look(app: Flask) -> Look:
    """A function: the text of a page as this person gets it at this address."""

    def look(actor: Actor, template: str, at: str = "/", **context: Any) -> str:
        with app.test_request_context(at):
            g.actor, g.request_id = actor, "0123456789abcdef"
            return render_page(template, **context).get_data(as_text=True)

    return look


@pytest.mark.parametrize("path", ["/", "/privacy", "/toegankelijkheid", "/er-is-hier-niets"])
def test_every_page_says_what_it_must(app: Flask, path: str) -> None:
    html = app.test_client().get(path).get_data(as_text=True)
    for said in ("Oefenregio, fictief", "Niet voor klinisch gebruik", "088-000 0100",
                 "bel 112 bij spoed", "Naar de inhoud", 'lang="nl"'):  # fmt: skip
        assert said in html


def test_no_page_brings_what_the_policy_refuses(look: Look) -> None:
    for template in ("home.html", "home_in.html", "privacy.html", "uitgelogd.html"):
        html = look(RESIDENT, f"platform/{template}", place="home.resident", login_url="/")
        assert "style=" not in html
        assert "<style" not in html
        assert "onclick" not in html
        assert "<script>" not in html


def test_a_real_region_has_no_ribbon(empty: World) -> None:
    house = replace(empty.house, region=replace(empty.house.region, sandbox=False))
    ground = house.room("platform")
    app = create_app(house=replace(house, rooms=(ground,)))
    assert "Oefenregio" not in app.test_client().get("/").get_data(as_text=True)


def test_everybody_gets_the_own_menu_and_density(look: Look) -> None:
    resident = look(RESIDENT, "platform/privacy.html")
    nurse = look(NURSE, "platform/privacy.html", "/werklijst/alles/x")
    visitor = look(VISITOR, "platform/privacy.html")
    assert "Vragen" in resident
    assert "Werklijst" not in resident
    assert "nz-dense" not in resident
    assert '3<span class="nz-hide"> nieuw</span>' in nurse
    assert "nz-dense" in nurse
    assert 'href="/werklijst/alles" aria-current="page"' in nurse
    assert 'href="/werklijst" aria-current' not in nurse
    assert "nz-nav" not in visitor
    assert "/uitloggen" not in visitor
    assert NURSE.name in nurse


def test_panels_come_in_their_order_and_the_side_apart(app: Flask) -> None:
    with app.test_request_context("/"):
        g.actor, g.request_id = RESIDENT, ""
        assert panels("home.resident") == ("<p>eerste</p>", "<p>tweede</p>", "<p>opzij</p>")
        assert columns("home.resident")[1] == ("<p>opzij</p>",)
        assert panels("nowhere") == ()


def test_a_home_without_panels_says_so(look: Look) -> None:
    html = look(ADMIN, "platform/home_in.html", place="home.auditor")
    assert "Er staat nu niets voor u klaar." in html
    assert f"{NURSE.name}</p>" in look(NURSE, "platform/home_in.html", place="home.team")


def test_what_people_type_is_escaped(look: Look) -> None:
    evil = "<img src=x onerror=alert(1)>"
    html = look(replace(RESIDENT, name=evil), "platform/privacy.html", toast=Toast(evil))
    assert evil not in html
    assert "&lt;img" in html


def test_errors_stand_in_the_title(look: Look) -> None:
    html = look(RESIDENT, "platform/privacy.html", errors={"naam": "Vul een naam in"})
    assert "<title>Fout: Privacy" in html


def test_a_troubled_page_asks_the_database_nothing(app: Flask, empty: World) -> None:
    empty.house.engine.dispose()
    with app.test_request_context("/"):
        g.actor, g.request_id = NURSE, "0123456789abcdef"
        broken = replace(empty.house, sessions=None)  # type: ignore[arg-type]
        app.extensions["netwerkzorg_house"] = replace(broken, rooms=(DEMO,))
        page = render_page("platform/problem.html", problem=REGISTRY["internal_error"], code="")
    assert "01234567" in page.get_data(as_text=True)


def test_absent_and_hidden_read_the_same(look: Look) -> None:
    pages = {
        look(NURSE, "platform/problem.html", problem=REGISTRY["not_found"], code="not_found")
        for _ in range(2)
    }
    assert len(pages) == 1
    assert "01234567" not in pages.pop()


def test_every_form_carries_fresh_tokens(app: Flask) -> None:
    text = '{% import "platform/m.html" as m %}{{ m.post("/x", "Doe") }}{{ m.post("/x", "Doe") }}'
    with app.test_request_context("/"):
        html = render_template_string(text)
    keys = [part.split('"')[0] for part in html.split('name="idempotency_key" value="')[1:]]
    assert len(set(keys)) == 2
    assert html.count('name="csrf_token" value="') == 2


@pytest.mark.parametrize(
    ("asked", "said", "reason"),
    [
        ("/?lang=en", "Skip to content", "asked for"),
        ("/", "Skip to content", "remembered by the cookie"),
        ("/?lang=nl", "Naar de inhoud", "asked for again"),
        ("/?lang=xx", "Naar de inhoud", "unknown is Dutch, when Dutch was chosen last"),
    ],
)
def test_language_is_remembered(app: Flask, asked: str, said: str, reason: str) -> None:
    client = app.test_client()
    if "lang" not in asked or "xx" in asked:
        client.get("/?lang=nl" if "xx" in asked else "/?lang=en")
    assert said in client.get(asked).get_data(as_text=True), reason


def test_a_dutch_page_in_an_english_frame_says_so(app: Flask) -> None:
    html = app.test_client().get("/privacy?lang=en").get_data(as_text=True)
    assert '<html lang="en"' in html
    assert '<main class="utrecht-page-body__content" id="inhoud" tabindex="-1" lang="nl">' in html
    assert "This page is in Dutch." in html


def test_static_addresses_change_with_their_content(app: Flask) -> None:
    html = app.test_client().get("/").get_data(as_text=True)
    print_ = hashlib.sha256((STATIC / "app.css").read_bytes()).hexdigest()[:12]
    assert f"/static/app.css?v={print_}" in html
    with app.test_client().get(f"/static/app.css?v={print_}") as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_the_words_were_compiled() -> None:
    folder = ROOT / "platform" / "translations" / "nl" / "LC_MESSAGES"
    compiled = BytesIO()
    with (folder / "messages.po").open("rb") as file:
        catalog = read_po(file, locale="nl")
    write_mo(compiled, catalog)
    assert compiled.getvalue() == (folder / "messages.mo").read_bytes()
    assert [message.id for message in catalog if message.id and not message.string] == []


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parent.name)
def test_vendored_files_are_what_was_listed(folder: Path) -> None:
    with (folder / "VENDOR.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        content = (folder / row["lands in"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["lands in"]
    listed = {row["lands in"] for row in rows} | {"VENDOR.tsv", "fetch.sh"}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert there <= listed
    licensed = {Path(name).parent for name in listed if "LICENSE" in name}
    assert {Path(row["lands in"]).parent for row in rows} == licensed
