"""The frame in a real browser: nothing scrolls sideways, axe is content, all works without JavaScript."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from browser import DESK, PHONE, axe, no_sideways_scroll, served
from flask import Flask, request
from playwright.sync_api import Page, expect
from worlds import World

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.pages import Toast, render_page
from netwerkzorg.platform.rooms import Permit, Room

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 700}
PAGES = ("/", "/privacy", "/toegankelijkheid", "/er-is-hier-niets", "/?lang=en", "/demo")
FORM = """{% extends "platform/base.html" %}{% import "platform/m.html" as m %}
{% block title %}Proef{% endblock %}{% block main %}<form method="post" class="nz-stack">
{{ m.form_tokens() }}<h1 class="utrecht-heading-1">Proef</h1>{{ m.error_summary(errors) }}
{{ m.field("naam", "Naam", "Tineke", errors.naam, hint="Voornaam en achternaam") }}
{{ m.choices("vallen", "Hoe vaak viel u?", [("0", "Niet"), ("1", "1 keer")], "1", h1=false,
   quiet=[("weet-niet", "Dat weet ik niet")], error=errors.vallen) }}
{{ m.select("waar", "Waar?", [("a", "Binnen"), ("b", "Buiten")], "b") }}{{ m.textarea("hoe", "Hoe?") }}
{% call m.stacktable("Wie mag wat", ["Wie", "Vraag"]) %}<tr>
<th scope="row">{{ m.person(none, "Samira Haddou", "Wijkverpleegkundige") }}</th>
<td data-label="Vraag">Ja</td></tr>{% endcall %}
{% call m.panel("feiten", "Feiten") %}<dl class="nz-facts">
{{ m.fact("Vallen", "2 keer", m.origin("Mevrouw zelf", now)) }}
{{ m.fact("Urgentie", m.urg("U4", true)) }}</dl>{% endcall %}
{{ m.timeline([{"state": "done", "text": "Gevraagd", "when": now|moment}]) }}
{{ m.unreached("Niet volledig.") }}{{ m.skeleton("Hooguit 5 seconden.") }}
{{ m.alert("Femke werkt hier ook.", icon="people") }}{{ m.empty("Niets.", "Later wel.") }}
{% call m.actionbar() %}{{ m.button("Volgende") }}{% endcall %}</form>{% endblock %}"""


def _with_demo(app: Flask) -> None:
    app.jinja_env.cache = {}
    loader = app.jinja_env.loader
    assert loader is not None
    source = loader.get_source

    def get_source(environment, name):  # type: ignore[no-untyped-def]
        return (FORM, None, lambda: True) if name == "demo.html" else source(environment, name)

    loader.get_source = get_source  # type: ignore[method-assign]

    @app.get("/demo")
    def demo():  # type: ignore[no-untyped-def]
        errors = {"naam": "Vul een naam in.", "vallen": "Kies een antwoord."}
        done = Toast("U pakte Truus op.", "/demo")
        return render_page("demo.html", errors=errors if "fout" in request.args else {}, toast=done)


@pytest.fixture
def address(empty: World) -> Iterator[str]:
    demo = Room("demo", 9, permits=(Permit("GET", "/demo", "demo.read", ("anyone",)),))
    app = create_app(house=replace(empty.house, rooms=(empty.house.room("platform"), demo)))
    _with_demo(app)
    with served(app) as url:
        yield url


@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_and_axe_is_content(page: Page, address: str, path: str) -> None:
    for size in (SMALL, PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(address + path)
        assert no_sideways_scroll(page), f"{path} at {size['width']}"
        assert axe(page) == [], f"{path} at {size['width']}"


def test_the_first_tab_skips_to_the_content(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Naar de inhoud")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_an_error_is_where_the_eye_and_the_focus_are(page: Page, address: str) -> None:
    page.goto(f"{address}/demo?fout")
    expect(page).to_have_title("Fout: Proef – Netwerkzorg")
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []
    page.get_by_role("link", name="Vul een naam in.").click()
    expect(page.get_by_label("Naam")).to_be_focused()
    expect(page.get_by_label("Naam")).to_have_accessible_description(
        "Voornaam en achternaam Vul een naam in."
    )


def test_the_same_without_javascript(page_without_js: Page, address: str) -> None:
    page_without_js.goto(address)
    expect(page_without_js.get_by_role("heading", level=1)).to_be_visible()
    page_without_js.get_by_role("link", name="English").click()
    expect(page_without_js.get_by_text("Log in and ask my question")).to_be_visible()
    page_without_js.get_by_role("link", name="Accessibility").click()
    expect(page_without_js.get_by_text("This page is in Dutch.")).to_be_visible()


def test_print_hides_what_paper_cannot_do(page: Page, address: str) -> None:
    page.goto(f"{address}/demo")
    page.emulate_media(media="print")
    expect(page.get_by_text("U pakte Truus op.")).to_be_hidden()
    expect(page.get_by_role("button", name="Volgende")).to_be_hidden()
    expect(page.get_by_text("Gevraagd")).to_be_visible()
