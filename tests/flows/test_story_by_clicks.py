"""One question of mevrouw De Vries by clicks in a real browser, from the front page to "it helped"."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from devices import Someone, somebody
from playwright.sync_api import Browser, expect
from practice_region import Region
from sources import started

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RESIDENT, NURSE, COLLEAGUE = "Mevrouw De Vries", "Samira Haddou", "Joris Wiersma"
ADVISER, RECEIVER, DECLINER = "Hendrik Abbink", "Fenna Postmus", "Ruben Kloosterhof"
FALLS = "Hoe vaak bent u gevallen in de afgelopen 12 maanden?"
ABOUT = "Waar gaat uw vraag over?"
HOME = "Woont u in uw eigen huis?"
OUTCOME = re.compile(
    r"U hoort uiterlijk \w+ \d+ \w+, 1\d\.\d\d uur van Integraal team West\. U hoeft nu niets te doen"
)


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def resident(
    request: pytest.FixtureRequest, browser: Browser, practice: Region
) -> Iterator[Someone]:
    """Mevrouw De Vries, at a device with JavaScript and at one without."""
    with somebody(browser, practice.base, java_script_enabled=request.param) as her:
        yield her


@pytest.fixture(scope="module")
def people(browser: Browser, practice: Region) -> Iterator[dict[str, Someone]]:
    """Everybody who works here, each at a device of their own and logged in."""
    with ExitStack() as stack:
        there = {}
        for name in (NURSE, COLLEAGUE, ADVISER, RECEIVER, DECLINER):
            there[name] = stack.enter_context(somebody(browser, practice.base))
            there[name].becomes(name)
        yield there


def _begun(her: Someone) -> str:
    """The alarm questions, all no. The id of the intake."""
    her.opens("/zelftriage")
    her.presses(re.compile("Ik heb een (andere )?vraag"))
    her.sees("Is er nu gevaar?")
    her.picks_everywhere("Nee")
    her.presses("Volgende")
    return her.last_part()


def _answers(her: Someone, falls: str) -> None:
    her.picks(ABOUT, "Vallen, of bang zijn om te vallen")
    her.presses("Volgende vraag")
    her.picks(HOME, "Ja")
    her.presses("Volgende vraag")
    her.sees(FALLS)
    her.writes("Uw antwoord, als getal", falls)
    her.presses("Volgende vraag")


def test_the_front_page_says_what_it_is_and_for_whom(browser: Browser, practice: Region) -> None:
    with somebody(browser, practice.base) as visitor:
        visitor.opens("/")
        visitor.sees("Hebt u zorg of hulp nodig?", "Voor inwoners van", "Werkt u in de zorg?")
        visitor.follows("Inloggen en mijn vraag stellen")
        visitor.sees("Wie bent u vandaag?")
        visitor.presses(f"Log in als {RESIDENT}")
        visitor.sees("mevrouw De Vries", re.compile("Ik heb een (andere )?vraag"))
        visitor.logs_out()


def test_she_goes_back_changes_stops_and_goes_on(resident: Someone, practice: Region) -> None:
    resident.becomes(RESIDENT)
    intake = _begun(resident)
    resident.sees(ABOUT, "Nog ongeveer")
    resident.picks(ABOUT, "Vallen, of bang zijn om te vallen")
    resident.presses("Volgende vraag")
    resident.sees(HOME)
    resident.follows("Vorige vraag")
    resident.sees(ABOUT, "U kunt uw antwoord veranderen.")
    kept = resident.page.get_by_label("Vallen, of bang zijn om te vallen")
    expect(kept).to_be_checked()
    resident.presses("Dit antwoord bewaren")
    resident.sees(HOME)
    resident.picks(HOME, "Ja")
    resident.presses("Bewaren en later verder")
    resident.sees("Uw antwoorden zijn bewaard.")
    resident.logs_out()

    resident.becomes(RESIDENT)
    resident.opens("/zelftriage")
    resident.page.locator(f"a[href='/zelftriage/{intake}']").click()
    resident.sees(FALLS)
    resident.writes("Uw antwoord, als getal", "2")
    _expire_sessions(practice)
    resident.presses("Volgende vraag")
    resident.sees("U was te lang weg", "Wat u net invulde, is bewaard.")
    resident.follows("Opnieuw inloggen")
    resident.presses(f"Log in als {RESIDENT}")
    resident.sees("Uw antwoord is er nog")
    resident.presses("Verder met mijn antwoord")
    resident.sees(OUTCOME)

    resident.page.get_by_role("link", name=f"Verander: {FALLS}").click()
    resident.writes("Uw antwoord, als getal", "3")
    resident.presses("Dit antwoord bewaren")
    resident.sees(OUTCOME, "Waarom dit advies?", "U viel twee keer of vaker in een jaar.")
    resident.unfolds("Wie bedacht deze regels?")
    resident.sees("versie 1")

    second = _begun(resident)
    resident.opens("/zelftriage")
    card = resident.page.locator("li", has=resident.page.locator(f"a[href='/zelftriage/{second}']"))
    card.get_by_role("button", name="Intrekken").click()
    resident.sees("U trok uw vraag in.")


def test_from_the_question_to_it_helped(
    resident: Someone, people: dict[str, Someone], practice: Region
) -> None:
    resident.becomes(RESIDENT)
    intake = _begun(resident)
    _answers(resident, "2")
    resident.sees(OUTCOME, "Onderzoek naar valrisico")
    resident.follows("Volg uw vraag")
    resident.writes("Wilt u iets toevoegen in uw eigen woorden?", "Ik durf niet naar buiten.")
    resident.presses("Voeg dit toe")

    _the_team_finds_out(people[NURSE], people[COLLEAGUE], intake)
    _a_geriatrician_thinks_along(people[NURSE], people[ADVISER], intake)
    _the_triage_is_completed(people[NURSE], intake)
    _one_says_no_and_the_next_says_yes(people, intake)
    resident.opens(f"/vragen/{intake}")
    resident.sees("kon niet", "Thuiszorg Lepelaar neemt de zorg op zich.")
    _looks_and_stops_when_she_says_so(resident, people[RECEIVER], practice, intake)

    resident.opens(f"/vragen/{intake}")
    resident.sees("Hielp het?")
    resident.presses("Ja, het hielp")
    resident.sees("Fijn dat het hielp. Uw vraag is gesloten.", "Gesloten: het hielp")


def _the_team_finds_out(nurse: Someone, colleague: Someone, intake: str) -> None:
    nurse.opens("/werklijst?lijst=team")
    expect(nurse.page.locator("nav.nz-nav a", has_text="Werklijst")).to_contain_text(
        re.compile(r"\d+ nieuw")
    )
    deadlines = nurse.page.locator(".nz-rows li").count()
    assert deadlines > 20, "the work of the team, due first"
    nurse.sees("Eerst bellen", "Vandaag")
    nurse.writes("Zoek op naam of code", _code(nurse, intake))
    nurse.presses("Toon")
    nurse.presses(re.compile("Oppakken: .*De Vries", re.IGNORECASE))
    nurse.sees("U pakte Truus de Vries op.")
    colleague.opens(f"/zorgvraag/{intake}")
    colleague.sees(f"{NURSE} pakte deze vraag op.")
    expect(colleague.page.get_by_role("button", name="Oppakken")).to_have_count(0)
    nurse.opens("/werklijst?lijst=mine")
    nurse.page.locator(f"a[href='/zorgvraag/{intake}']").first.click()
    nurse.sees("Ik durf niet naar buiten.", "Bel 088-000")
    nurse.unfolds("Telefoongesprek noteren")
    nurse.writes("Wat hoorde u?", "Zij wil graag thuis bezoek.")
    nurse.presses("Gesprek bewaren")
    nurse.sees("Het telefoongesprek staat in het verloop.", "Zij wil graag thuis bezoek.")
    nurse.unfolds("Feit wijzigen of toevoegen")
    nurse.selects("Welk feit?", "Bezorgd om te vallen")
    nurse.writes("Antwoord", "ja")
    nurse.presses("Opslaan")
    nurse.sees("Het feit staat erbij.", "Bezorgd om te vallen")


def _code(nurse: Someone, intake: str) -> str:
    nurse.opens(f"/zorgvraag/{intake}")
    found = nurse.page.locator(".nz-num").first.inner_text()
    nurse.opens("/werklijst?lijst=team")
    return found


def _a_geriatrician_thinks_along(nurse: Someone, adviser: Someone, intake: str) -> None:
    nurse.opens(f"/zorgvraag/{intake}")
    nurse.follows("Vraag een collega mee te denken")
    nurse.page.get_by_role("radio", name=re.compile("klinisch geriater", re.IGNORECASE)).check()
    nurse.writes("Wat is uw vraag?", "Moet haar medicatie anders?")
    for question in nurse.page.locator("main fieldset").all()[1:]:
        question.get_by_label("Nee", exact=True).check()
    nurse.presses("Vraag versturen")
    nurse.sees("De vraag is nog niet compleet.")
    nurse.picks("Duidelijke vraagstelling aanwezig", "Ja")
    nurse.picks("Samenvatting klachten, voorgeschiedenis en ingezette diagnostiek aanwezig", "Ja")
    nurse.presses("Vraag versturen")
    nurse.sees("De vraag is verstuurd.", "wacht op antwoord")
    consult = nurse.last_part()
    adviser.opens("/")
    adviser.follows(re.compile("Meedenken"))
    adviser.page.locator(f"a[href='/meedenken/{consult}']").click()
    adviser.sees("Moet haar medicatie anders?", "Wat bekend was toen de vraag werd gesteld")
    adviser.writes("Uw advies", "Laat eerst de bloeddruk liggend en staand meten.")
    adviser.presses("Advies geven")
    adviser.sees("Uw advies is verstuurd.")
    nurse.opens(f"/zorgvraag/{intake}")
    nurse.sees("gaf advies", "Laat eerst de bloeddruk liggend en staand meten.")


def _the_triage_is_completed(nurse: Someone, intake: str) -> None:
    nurse.unfolds("Anders besluiten, met reden")
    nurse.selects("Hoe snel moet het?", _option(nurse, "Hoe snel moet het?", "U3"))
    nurse.presses("Zo besluiten")
    nurse.sees("Schrijf een reden. De inwoner krijgt die te lezen.")
    nurse.writes("Waarom?", "Zij woont alleen en durft niet.")
    nurse.presses("Zo besluiten")
    nurse.sees("Uw besluit geldt, met uw reden erbij.", "U3")
    nurse.unfolds("Triage afronden")
    nurse.presses("Triage afronden")
    nurse.sees("De triage is afgerond.")


def _option(who: Someone, label: str, starts: str) -> str:
    options = who.page.locator("main").get_by_label(label, exact=True).first.locator("option")
    return next(text for text in options.all_inner_texts() if text.startswith(starts))


def _one_says_no_and_the_next_says_yes(people: dict[str, Someone], intake: str) -> None:
    nurse, decliner, receiver = people[NURSE], people[DECLINER], people[RECEIVER]
    nurse.opens(f"/zorgvraag/{intake}")
    nurse.follows("Kies wie helpt")
    nurse.sees("Wie kan", "plekken vrij", "kilometer van huis", "Thuiszorg Lepelaar")
    first = nurse.page.get_by_role("heading", level=2).all_inner_texts()
    assert len(first) > 2
    nurse.presses(re.compile("bij Fysiotherapie Drie Populieren"))
    nurse.sees("wacht op antwoord")
    _opens_the_new_one(decliner, _newest(nurse))
    decliner.sees("Naam en adres ziet u als u de verwijzing aanneemt.")
    decliner.does_not_see("De Vries", "de Vries")
    decliner.unfolds("Het kan niet")
    decliner.writes("Waarom kan het niet?", "Onze therapeut is ziek.")
    decliner.presses("Verwijzing afwijzen")
    decliner.sees("U wees de verwijzing af. Het team zoekt een ander.")
    nurse.opens(f"/zorgvraag/{intake}")
    nurse.sees("afgewezen", "Onze therapeut is ziek.")
    nurse.presses("Vraag de volgende: Thuiszorg Lepelaar")
    nurse.sees("wacht op antwoord")
    _opens_the_new_one(receiver, _newest(nurse))
    receiver.presses("Verwijzing aannemen")
    receiver.sees("U nam de verwijzing aan.", RESIDENT, "Telefoon")


def _newest(nurse: Someone) -> str:
    """The address of the referral that was sent last, from the page of the intake."""
    return nurse.page.locator("a[href^='/verwijzingen/']").last.get_attribute("href") or ""


def _opens_the_new_one(who: Someone, referral: str) -> None:
    who.opens("/verwijzingen")
    row = who.page.get_by_role("row").filter(has=who.page.locator(f"a[href='{referral}']"))
    expect(row).to_contain_text("Nieuw")
    row.get_by_role("link").click()
    who.page.wait_for_load_state()


def _looks_and_stops_when_she_says_so(
    her: Someone, receiver: Someone, practice: Region, intake: str
) -> None:
    receiver.follows("Bekijk wat anderen weten")
    receiver.sees("Geen toestemming.", "Er is niets opgevraagd.")
    her.opens("/mijn-netwerk")
    her.presses("Toestemming geven aan Thuiszorg Lepelaar")
    her.sees("Mag in uw gegevens kijken")
    receiver.opens(f"/inzage/{intake}")
    receiver.sees("3 van 3 antwoordden volledig", "Huisarts", "Ziekenhuis", "Thuiszorg")
    receiver.sees(re.compile(r"(Huisarts|Ziekenhuis|Thuiszorg) · .*vastgelegd \d+ \w+ \d{4}"))
    _takes_one_value_over(receiver)
    with _one_source_down_and_one_empty(practice):
        receiver.opens(f"/inzage/{intake}")
        receiver.sees("Niet bereikt", "Er kan dus iets zijn.", "Antwoordde: ", "Niet volledig")
    her.opens("/mijn-inzage")
    her.sees(RECEIVER, "vroeg gegevens over u op bij andere zorgverleners")
    her.sees("nam één waarde uit uw dossier over in uw zorgvraag")
    her.opens("/mijn-netwerk")
    her.presses("Toestemming intrekken voor Thuiszorg Lepelaar")
    receiver.opens(f"/inzage/{intake}")
    receiver.sees("Geen toestemming.")
    receiver.does_not_see("vastgelegd")


def _takes_one_value_over(receiver: Someone) -> None:
    receiver.unfolds("Alles wat de bron meldt")
    receiver.presses(re.compile("Overnemen: "))
    receiver.sees("Welke waarde neemt u over in de zorgvraag?")
    receiver.selects("Wat is dit?", "Moeite met bewegen")
    receiver.writes("De waarde", "ja")
    receiver.writes("Hoe weet u dit?", "Gebeld met mevrouw.")
    receiver.presses("Deze waarde overnemen")
    receiver.sees("De waarde staat in de zorgvraag.")


@contextmanager
def _one_source_down_and_one_empty(practice: Region) -> Iterator[None]:
    """For as long as the block lasts the hospital is down and home care knows nobody."""
    path = Path(practice.environment["NETWERKZORG_FOLDER"]) / "sources.json"
    before = path.read_text()
    known = {one["id"]: one for one in json.loads(before)}
    dossiers = str(path.parent / "dossiers" / "thuiszorg")
    with started("source", "leeg", "--folder", dossiers, "--port", "0", "--mode", "empty") as empty:
        known["thuiszorg"]["base_url"] = empty
        known["ziekenhuis"]["base_url"] = "http://127.0.0.1:1/fhir"
        path.write_text(json.dumps(list(known.values())))
        try:
            yield
        finally:
            path.write_text(before)


def test_it_did_not_help_brings_it_back_with_its_history(
    resident: Someone, people: dict[str, Someone]
) -> None:
    nurse = people[NURSE]
    resident.becomes(RESIDENT)
    intake = _begun(resident)
    _answers(resident, "2")
    nurse.opens(f"/zorgvraag/{intake}")
    nurse.presses("Oppakken")
    nurse.unfolds("Triage afronden")
    nurse.presses("Triage afronden")
    resident.opens(f"/vragen/{intake}")
    resident.writes("Wilt u er iets bij zeggen? Dat hoeft niet.", "Ik viel weer.")
    resident.presses("Nee, het hielp niet")
    resident.sees("Het team kijkt opnieuw naar uw vraag.")
    nurse.opens(f"/zorgvraag/{intake}")
    nurse.sees("Ik viel weer.", "U rondde de triage af", "Aantal keren gevallen")


def test_the_region_sees_what_holds_and_how_it_goes(browser: Browser, practice: Region) -> None:
    with somebody(browser, practice.base) as admin:
        admin.becomes("Marit Holleman")
        admin.follows("Afspraken")
        admin.sees("Wat geldt nu", "Valpreventie", "Versie", "Geldt vanaf")
        admin.follows("Regio")
        admin.sees(
            "Hoe gaat het in", "Wat wacht er bij de teams?", "Waar is plek?", "minder dan 10"
        )


def _expire_sessions(practice: Region) -> None:
    """As if every resident had been away for an hour."""
    path = Path(practice.environment["NETWERKZORG_FOLDER"]) / "netwerkzorg.db"
    with sqlite3.connect(path, timeout=10) as database:
        database.execute(
            "UPDATE platform_session SET last_seen_at = datetime(last_seen_at, '-1 hour')"
        )
