"""The page says what is there, what is not, and what was not reached; a value is taken over by a form."""

import html
import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from viewer_worlds import Looking, browser
from worlds import GERIATRICIAN, NURSE, RESIDENT, STRANGER

from netwerkzorg.directory.network import service as network
from netwerkzorg.rta import service as rta
from netwerkzorg.viewer.pages import _as_stored

BASE = {"Origin": "http://127.0.0.1:8000"}


@pytest.fixture
def nurse(looking: Looking) -> FlaskClient:
    return browser(looking.world, NURSE)


def test_without_consent_it_says_so(looking: Looking, nurse: FlaskClient) -> None:
    page = nurse.get(f"/inzage/{looking.intake_id}")
    assert page.status_code == 200
    assert "Geen toestemming" in page.text
    assert "Bron huisarts" not in page.text


def test_three_sources_on_one_page(looking: Looking, nurse: FlaskClient) -> None:
    looking.consent("permit")
    looking.sources.faults["ziekenhuis"] = "timeout"
    page = nurse.get(f"/inzage/{looking.intake_id}")
    assert page.headers["Cache-Control"] == "no-store"
    for words in ("Artrose", "Bron huisarts", "dr. N. Ozinga", "2 november 2025",
                  "Er kan dus iets zijn", "geen antwoord in 5 seconden",
                  "Antwoordde: heeft hierover niets", "Niet volledig"):  # fmt: skip
        assert words in page.text, words
    assert "999990019" not in page.text
    assert "style=" not in page.text


def test_a_conflict_is_shown_and_its_items_are_not(looking: Looking, nurse: FlaskClient) -> None:
    looking.consent("permit")
    held = looking.sources._held["ziekenhuis"]
    held[0] = {**held[0], "birthDate": "1934-04-28"}
    page = nurse.get(f"/inzage/{looking.intake_id}").text
    assert "zelfde BSN, maar een andere geboortedatum" in page
    assert "Osteoporose" not in page


def test_hidden_and_absent_look_the_same(looking: Looking) -> None:
    looking.consent("permit")
    stranger = browser(looking.world, STRANGER)
    hidden, absent = (stranger.get(f"/inzage/{one}") for one in (looking.intake_id, uuid4()))
    assert (hidden.status_code, absent.status_code) == (404, 404)

    def bare(text: str) -> str:
        return re.sub(r"[0-9a-f-]{32,36}|value=\"[^\"]*\"", "", text)

    assert bare(hidden.text) == bare(absent.text)


@pytest.mark.parametrize("path", ["/inzage", "/api/v1/views"])
def test_a_visitor_gets_nothing(looking: Looking, path: str) -> None:
    client = browser(looking.world, NURSE)
    client.delete_cookie("nz_session")
    assert client.get(f"{path}/{looking.intake_id}").status_code in (303, 401)


def _fields(page: str, words: str) -> dict[str, str]:
    """The hidden fields of the form that belongs to the item with these words."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if words in one)
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def test_one_value_is_taken_over_by_two_forms(looking: Looking, nurse: FlaskClient) -> None:
    looking.consent("permit")
    path = f"/inzage/{looking.intake_id}"
    first = _fields(nurse.get(path).text, "Artrose")
    choosing = nurse.post(f"{path}/kiezen", data=first, headers=BASE)
    assert choosing.status_code == 200, choosing.text
    assert "Hoe weet u dit?" in choosing.text
    second = _fields(choosing.text, "overnemen")
    wrong = nurse.post(f"{path}/overnemen", data={**second, "fact": "vallen12mnd"}, headers=BASE)
    assert wrong.status_code == 422
    assert "Vul de waarde in" in wrong.text
    given = {
        **_fields(wrong.text, "overnemen"),
        "fact": "vallen12mnd",
        "value": "3",
        "known_by": "Gebeld",
    }
    done = nurse.post(f"{path}/overnemen", data=given, headers=BASE)
    assert (done.status_code, done.headers["Location"]) == (303, f"{path}?gedaan=overgenomen")
    assert "De waarde staat in de zorgvraag" in nurse.get(done.headers["Location"]).text
    assert looking.log().count("view.taken_over") == 1


def test_nobody_invents_what_a_source_said(looking: Looking, nurse: FlaskClient) -> None:
    looking.consent("permit")
    path = f"/inzage/{looking.intake_id}"
    forged = {**_fields(nurse.get(path).text, "Artrose"), "author": "dr. Verzonnen"}
    answer = nurse.post(f"{path}/kiezen", data=forged, headers=BASE)
    assert answer.status_code == 422
    assert "Verzonnen" not in answer.text


def test_who_looks_from_outside_the_team_goes_back_to_the_referrals(looking: Looking) -> None:
    with looking.world.as_person(RESIDENT) as work:
        network.open_relation(
            work, RESIDENT.id, actor_id=GERIATRICIAN.id, actor_kind="person", kind="consulted",
            basis="consult", basis_ref=uuid4(),
        )  # fmt: skip
        work.record("test.opened", RESIDENT.id)
    page = browser(looking.world, GERIATRICIAN).get(f"/inzage/{looking.intake_id}").text
    assert "Geen stap die om gegevens vraagt" in page
    assert f"/zorgvraag/{looking.intake_id}" not in page


STORED = [
    ("valangst", "Ja", "true", "a yes as people write it"),
    ("vallen12mnd", "3", "3", "a number stays"),
    ("hulpvraag", "anders", "anders", "a code stays"),
]


@pytest.mark.parametrize(("fact", "told", "stored", "why"), STORED)
def test_words_become_what_is_stored(
    looking: Looking, fact: str, told: str, stored: str, why: str
) -> None:
    with looking.world.as_person(NURSE) as work:
        known = rta.in_force(work, "intake").facts[fact]
    assert _as_stored(known, told) == stored, why
