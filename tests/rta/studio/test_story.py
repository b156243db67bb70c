"""The life of an agreement by clicks: written, met by the check, mended, reviewed, published."""

import re

import pytest
from playwright.sync_api import Page, expect
from studio_people import COLLEAGUE, GP, ORG_ADMIN, Studio, become, looks
from worlds import NURSE

pytestmark = pytest.mark.browser


def test_an_age_limit_from_draft_to_published(studio: Studio, page: Page) -> None:
    _, url = studio
    wrong = []
    become(studio, page, GP)
    page.goto(f"{url}/studio")
    wrong += looks(page)
    page.get_by_role(
        "button", name="Nieuwe versie van Valpreventie bij thuiswonende ouderen"
    ).click()
    draft = page.url.partition("?")[0]
    wrong += looks(page)

    page.get_by_role("link", name="Wijzig regel 8 van Risico").click()
    page.get_by_label("Leeftijd: hoe vergelijken").select_option(">=")
    page.get_by_label("Leeftijd: getal").fill("70")
    page.get_by_role("button", name="Opslaan en controleren").click()
    risk = page.get_by_role("region", name="Tabel “Risico”")
    expect(risk.locator(".nz-found .nz-quote")).to_contain_text("jaar")
    wrong += looks(page)
    page.get_by_role("button", name="Leg voor ter beoordeling").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("De controle vindt nog iets")
    page.goto(draft)
    risk.get_by_role("button", name="Maak de laatste regel “in alle andere gevallen”").click()
    expect(risk).to_contain_text("in alle andere gevallen")
    expect(risk.locator(".nz-found")).to_have_count(0)

    page.get_by_role("link", name="Wijzig regel 1 van Risico").click()
    wrong += looks(page)
    page.get_by_label("Leeftijd: getal").fill("70")
    page.get_by_role("button", name="Opslaan en controleren").click()
    expect(page.get_by_role("status").filter(has_text="Opgeslagen")).to_be_visible()
    expect(page.get_by_role("table", name="Beslistabel Risico")).to_contain_text(
        "minder dan 70 jaar"
    )

    page.get_by_role("link", name="Verschil met wat geldt").click()
    expect(page.get_by_text("Leeftijd: 65 → minder dan 70 jaar in regel 1.")).to_be_visible()
    wrong += looks(page)
    page.goto(f"{draft}/proef")
    page.get_by_label("Waar de vraag over gaat").select_option("vallen")
    page.get_by_label("Leeftijd").fill("68")
    expect(page.locator("#uitkomst")).to_contain_text("niet van toepassing")
    wrong += looks(page)
    for place in ("bestand", "kop", "lezen"):
        page.goto(f"{draft}/{place}")
        wrong += looks(page)

    page.goto(draft)
    page.get_by_role("button", name="Leg voor ter beoordeling").click()
    expect(page.get_by_text("Iemand anders publiceert: u schreef mee.")).to_be_visible()

    become(studio, page, NURSE)
    page.goto(f"{draft}/lezen")
    page.get_by_label("Uw opmerking", exact=True).fill("Vergeet de mensen van 65 niet.")
    page.get_by_role("button", name="Plaats opmerking", exact=True).click()
    expect(page.get_by_text("Vergeet de mensen van 65 niet.")).to_be_visible()

    become(studio, page, COLLEAGUE)
    page.goto(draft)
    page.get_by_role("button", name="Publiceer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("opmerkingen open")
    page.goto(draft)
    page.get_by_label("Uw antwoord").fill("Zij houden hun eigen afspraak.")
    page.get_by_role("button", name="Beantwoord opmerking 1").click()
    page.get_by_role("button", name="Publiceer").click()
    expect(page.get_by_text(re.compile("Geldt vanaf"))).to_be_visible()
    wrong += looks(page)

    become(studio, page, ORG_ADMIN)
    page.goto(f"{url}/afspraken/valpreventie")
    page.get_by_role("button", name="Teken").click()
    expect(page.get_by_text("Thuiszorg De Linde werkt volgens deze afspraak")).to_be_visible()
    wrong += looks(page)
    assert wrong == []


def test_two_editors_see_each_other_and_overwrite_nothing(studio: Studio, page: Page) -> None:
    _, url = studio
    become(studio, page, GP)
    page.goto(f"{url}/studio")
    page.get_by_role(
        "button", name="Nieuwe versie van Valpreventie bij thuiswonende ouderen"
    ).click()
    draft = page.url.partition("?")[0]
    row = f"{draft}/regel?tabel=risico&regel=1"
    other = page.context.browser.new_context(locale="nl-NL").new_page()  # type: ignore[union-attr]
    become(studio, other, COLLEAGUE)
    for one in (page, other):
        one.goto(row)
    watching = page.context.new_page()
    watching.goto(draft)
    other.get_by_label("Leeftijd: getal").fill("70")
    other.get_by_role("button", name="Opslaan en controleren").click()
    expect(watching.locator("#stand")).to_contain_text(
        "Roos Everts heeft zojuist iets opgeslagen", timeout=15_000
    )
    page.get_by_label("Leeftijd: getal").fill("75")
    page.get_by_role("button", name="Opslaan en controleren").click()
    expect(page.get_by_role("alert")).to_contain_text("Een collega was u net voor.")
    expect(page.get_by_role("alert")).to_contain_text("minder dan 70 jaar")
    expect(page.get_by_label("Leeftijd: getal")).to_have_value("75")
    other.context.close()


def test_what_was_typed_survives_a_closed_browser(studio: Studio, page: Page) -> None:
    _, url = studio
    become(studio, page, GP)
    page.goto(f"{url}/studio")
    page.get_by_role(
        "button", name="Nieuwe versie van Valpreventie bij thuiswonende ouderen"
    ).click()
    row = f"{page.url.partition('?')[0]}/regel?tabel=risico&regel=1"
    page.goto(row)
    page.get_by_label("Leeftijd: getal").fill("71")
    again = page.context.new_page()
    page.close()
    again.goto(row)
    expect(again.get_by_label("Leeftijd: getal")).to_have_value("65")
    again.get_by_role("button", name="Ga verder met wat u typte").click()
    expect(again.get_by_label("Leeftijd: getal")).to_have_value("71")


def test_the_studio_works_without_javascript(studio: Studio, page_without_js: Page) -> None:
    page = page_without_js
    _, url = studio
    become(studio, page, GP)
    page.goto(f"{url}/studio")
    page.get_by_role(
        "button", name="Nieuwe versie van Valpreventie bij thuiswonende ouderen"
    ).click()
    draft = page.url.partition("?")[0]
    page.goto(f"{draft}/regel?tabel=risico")
    page.get_by_label("Leeftijd: hoe vergelijken").select_option(">=")
    page.get_by_label("Leeftijd: getal").fill("95,5")
    page.get_by_label("Risico", exact=True).select_option("hoog")
    page.get_by_role("button", name="Opslaan en controleren").click()
    expect(page.get_by_role("table", name="Beslistabel Risico")).to_contain_text(
        "95,5 jaar of meer"
    )
    page.get_by_role("button", name="Laatste wijziging ongedaan maken").click()
    expect(page.get_by_role("table", name="Beslistabel Risico")).not_to_contain_text("95,5")
    page.goto(f"{draft}/proef?feit-hulpvraag=vallen&feit-leeftijd=60")
    expect(page.locator("#uitkomst")).to_contain_text("niet van toepassing")
