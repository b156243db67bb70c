"""The story by plain forms, as without JavaScript: what is on the page is what a person can do."""

import re
from html import unescape
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sites import OWN, Site
from triage_worlds import FLAGS
from werkzeug.test import TestResponse
from worlds import NURSE, NURSE_2, OTHER_RESIDENT, RESIDENT


def _post(client: FlaskClient, at: str, page: str, **fields: str) -> TestResponse:
    """Send a form of this page to an address, with the page's own tokens."""
    html = client.get(page).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert token, f"no form on {page}"
    sent = {"csrf_token": token.group(1), "idempotency_key": str(uuid4()), **fields}
    return client.post(at, data=sent, headers=OWN)


def _text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.get_data(as_text=True))
    return unescape(answer.get_data(as_text=True))


def _begun(client: FlaskClient) -> str:
    answer = _post(client, "/zelftriage", "/zelftriage")
    assert answer.status_code == 303
    return answer.headers["Location"]


def _flags(client: FlaskClient, at: str, **but: str) -> TestResponse:
    return _post(client, at, at, vraag="alarm", **{**dict.fromkeys(FLAGS, "nee"), **but})


def _answer(client: FlaskClient, at: str, fact: str, value: str) -> TestResponse:
    return _post(client, at, at, vraag=fact, antwoord=value)


def _at_team(client: FlaskClient) -> str:
    at = _begun(client)
    _flags(client, at)
    for fact, value in (("hulpvraag", "vallen"), ("thuiswonend", "true"), ("vallen12mnd", "2")):
        assert _answer(client, at, fact, value).status_code == 303
    return at


def test_from_the_alarm_questions_to_what_she_hears(site: Site) -> None:
    client = site.logged_in(RESIDENT)
    at = _begun(client)
    assert "Is er nu gevaar?" in _text(client, at)
    assert _flags(client, at).headers["Location"] == at
    page = _text(client, at)
    assert "Waar gaat uw vraag over?" in page
    assert "Nog ongeveer" in page
    assert _answer(client, at, "hulpvraag", "vallen").status_code == 303
    assert "vraag=hulpvraag" in _text(client, at), "back leads to what was just answered"
    _answer(client, at, "thuiswonend", "true")
    last = _answer(client, at, "vallen12mnd", "2")
    outcome = client.get(last.headers["Location"]).headers["Location"]
    page = _text(client, outcome)
    assert "U hoort uiterlijk maandag 9 maart, 17.00 uur van Integraal team Zuilen." in page
    assert "U viel twee keer of vaker in een jaar." in page
    own = _text(client, at.replace("zelftriage", "vragen"))
    assert "Het team bekijkt uw vraag" in own
    assert "U hoort uiterlijk maandag 9 maart, 17.00 uur" in _text(client, "/")


def test_what_is_forgotten_is_named_and_what_was_chosen_is_kept(site: Site) -> None:
    client = site.logged_in(RESIDENT)
    at = _begun(client)
    answer = _flags(client, at, pijnOpBorst="")
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "<title>Fout:" in page
    assert 'href="#pijnOpBorst"' in page
    _flags(client, at)
    _answer(client, at, "hulpvraag", "vallen")
    _answer(client, at, "thuiswonend", "true")
    wrong = _answer(client, at, "vallen12mnd", "vaak")
    assert wrong.status_code == 422
    assert "bijvoorbeeld 2" in unescape(wrong.get_data(as_text=True))


def test_stopping_keeps_what_was_answered(site: Site) -> None:
    client = site.logged_in(RESIDENT)
    at = _begun(client)
    _flags(client, at)
    answer = _post(client, at, at, vraag="hulpvraag", antwoord="vallen", stoppen="ja")
    assert answer.headers["Location"] == "/zelftriage?gedaan=bewaard"
    again = site.logged_in(RESIDENT)
    assert at in _text(again, "/zelftriage")
    assert "Waar gaat uw vraag over?" not in _text(again, at)


def test_a_red_flag_says_whom_to_call_by_place_and_clock(site: Site) -> None:
    client = site.logged_in(RESIDENT)
    at = _begun(client)
    stopped = _flags(client, at, hoofdLetselBloedverdunner="ja")
    assert stopped.headers["Location"] == f"{at}/bel-nu"
    page = _text(client, f"{at}/bel-nu")
    assert "Bel nu uw huisarts" in page
    assert "088-000 0120" in page
    assert "Ik heb gebeld" in page
    site.world.clock.forward(hours=10)  # type: ignore[attr-defined]
    client = site.logged_in(RESIDENT)
    assert "088-000 0152" in _text(client, f"{at}/bel-nu"), "in the evening the out-of-hours post"
    told = _post(client, f"{at}/bel-nu", f"{at}/bel-nu", gebeld="niemand")
    assert "niemand opnam" in _text(client, told.headers["Location"])
    list_ = _text(site.logged_in(NURSE), "/werklijst")
    assert "Eerst bellen" in list_


def test_the_team_claims_phones_adds_decides_and_completes(site: Site) -> None:
    at = _at_team(site.logged_in(RESIDENT)).removeprefix("/zelftriage/")
    nurse, colleague = site.logged_in(NURSE), site.logged_in(NURSE_2)
    page = _text(nurse, "/werklijst")
    assert "Anna de Vries" in page
    assert '1<span class="nz-hide"> nieuw</span>' in page, "the badge in the menu"
    claimed = _post(nurse, f"/werklijst/{at}/oppakken", "/werklijst")
    assert "U pakte Anna de Vries op." in _text(nurse, claimed.headers["Location"])
    late = _post(colleague, f"/werklijst/{at}/oppakken", "/werklijst")
    assert "Een collega pakte deze vraag net op." in _text(colleague, late.headers["Location"])
    here = f"/zorgvraag/{at}"
    page = _text(nurse, here)
    assert "088-000 0177" in page
    assert "Mevrouw zelf" in page
    assert _post(nurse, f"{here}/bellen", here, notitie="").status_code == 422
    noted = _post(nurse, f"{here}/bellen", here, notitie="Wil graag thuis bezoek.", gehoor="ja")
    assert "Wil graag thuis bezoek." in _text(nurse, noted.headers["Location"])
    added = _post(nurse, f"{here}/feit", here, feit="looptestSeconden", waarde="4,9")
    assert "4,9 seconden" in _text(nurse, added.headers["Location"])
    said = _post(nurse, f"{here}/feit", here, feit="valangst", waarde="Ja")
    assert said.status_code == 303, "an answer may be written by its name"
    unsaid = _post(nurse, f"{here}/anders-besluiten", here, urgentie="U3", reden="")
    assert unsaid.status_code == 422
    decided = _post(nurse, f"{here}/anders-besluiten", here, urgentie="U3", reden="Woont alleen.")
    assert "U3" in _text(nurse, decided.headers["Location"])
    done = _post(nurse, f"{here}/afronden", here, soort="valrisicobeoordeling")
    assert "De triage is afgerond." in _text(nurse, done.headers["Location"])
    client = site.logged_in(RESIDENT)
    own = _text(client, f"/vragen/{at}")
    assert "Samira Haddou pakte uw vraag op" in own
    assert "Woont alleen." in own
    helped = _post(client, f"/vragen/{at}/hielp", f"/vragen/{at}", antwoord="nee")
    assert "Het team kijkt opnieuw" in _text(client, helped.headers["Location"])
    assert "het hielp niet" in _text(site.logged_in(NURSE), "/werklijst")


def test_another_resident_finds_nothing(site: Site) -> None:
    at = _at_team(site.logged_in(RESIDENT))
    other = site.logged_in(OTHER_RESIDENT)
    for path in (at, f"{at}/uitkomst", at.replace("zelftriage", "vragen")):
        assert other.get(path).status_code == 404


def test_the_agreement_says_what_it_asks_now_and_leads_to_the_step(site: Site) -> None:
    at = _at_team(site.logged_in(RESIDENT))
    nurse = site.logged_in(NURSE)
    page = _text(nurse, at.replace("/zelftriage/", "/zorgvraag/"))
    assert "De afspraak vraagt nu van u: Belt de inwoner" in page
    link = re.search(r'href="(/afspraken/valpreventie\?stap=aanvullen)#stap-aanvullen"', page)
    assert link, "no way to the step"
    assert "dit vraagt het nu van u" in _text(nurse, link[1])


@pytest.mark.parametrize("page", ["²", "9" * 5000, "-1", "", "een", "٣"])
@pytest.mark.parametrize("path", ["/werklijst?pagina={}", "/aanbod?pagina={}", "/aanbod?bij={}"])
def test_a_page_that_nobody_means_is_no_fault_of_ours(site: Site, path: str, page: str) -> None:
    """Python calls a superscript a digit, and refuses to read a number of 5 000 digits."""
    assert site.logged_in(NURSE).get(path.format(page)).status_code == 200
