"""A referral by plain forms and over the API: what is on the page is what a person can do."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from routing_worlds import DOCTOR, FIRST, RECEIVERS, Referring, a_completed_question
from sites import OWN, Site
from triage_worlds import Questions
from werkzeug.test import TestResponse
from worlds import NURSE, PHYSIOTHERAPIST, RESIDENT

from netwerkzorg.platform.organizations import AccountRow, MembershipRow
from netwerkzorg.platform.work import Actor
from netwerkzorg.routing import service


@pytest.fixture
def referring(site: Site) -> Referring:
    """The same question behind pages; the doctor of the hospital can log in too."""
    with site.world.house.sessions() as session:
        session.add(
            AccountRow(DOCTOR.id, site.provider.issuer, str(DOCTOR.id), DOCTOR.kind, "Arts")
        )
        session.flush()
        session.add(
            MembershipRow(
                uuid4(), DOCTOR.id, DOCTOR.kind, DOCTOR.role, DOCTOR.organization_id, None
            )
        )
        session.commit()
    return a_completed_question(Questions(site.world))


def _post(client: FlaskClient, at: str, page: str, **fields: str) -> TestResponse:
    html = client.get(page).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert token, f"no form on {page}"
    sent = {"csrf_token": token.group(1), "idempotency_key": str(uuid4()), **fields}
    return client.post(at, data=sent, headers=OWN)


def _text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return unescape(answer.get_data(as_text=True))


def test_from_a_question_back_to_a_no_and_the_next_in_one_step(
    site: Site, referring: Referring
) -> None:
    nurse, physio = site.logged_in(NURSE), site.logged_in(PHYSIOTHERAPIST)
    choose = f"/zorgvraag/{referring.intake_id}/verwijzen"
    sent = _post(nurse, choose, choose, aanbod=str(FIRST), toelichting="Durft niet naar buiten.")
    assert sent.status_code == 303
    assert "De verwijzing is verstuurd" in _text(nurse, sent.headers["Location"])
    found = re.search(r'href="(/verwijzingen/[^"]+)"', _text(physio, "/verwijzingen"))
    assert found
    here = found.group(1)
    page = _text(physio, here)
    assert "80-89 jaar, postcode 3531" in page
    for hidden in ("Vries", "Durft niet naar buiten", "Singel", "Trek de verwijzing in"):
        assert hidden not in page, "before a yes the organisation sees little"
    empty = _post(physio, f"{here}/vragen", here, vraag=" ")
    assert empty.status_code == 422
    assert "Schrijf eerst wat u wilt zeggen." in unescape(empty.get_data(as_text=True))
    assert _post(physio, f"{here}/vragen", here, vraag="Kan zij zelf komen?").status_code == 303
    assert "vraagt iets over Mevrouw De Vries" in _text(nurse, "/verwijzingen")
    named = _post(nurse, f"{here}/beantwoorden", here, antwoord="Mevrouw de Vries komt zelf.")
    assert named.status_code == 422
    assert "zij zeiden nog geen ja" in unescape(named.get_data(as_text=True))
    assert _post(nurse, f"{here}/beantwoorden", here, antwoord="Ja hoor.").status_code == 303
    assert "“Ja hoor.”" in _text(physio, here)
    assert _post(physio, f"{here}/afwijzen", here, reden="Toch geen plek.").status_code == 303
    care = f"/zorgvraag/{referring.intake_id}"
    assert "Vraag de volgende: Ziekenhuis Vechtrand" in _text(nurse, care)
    again = _post(nurse, f"{here}/volgende", care)
    assert "wacht op antwoord" in _text(nurse, again.headers["Location"])


def test_care_that_is_done_asks_the_resident_whether_it_helped(
    site: Site, referring: Referring
) -> None:
    here = f"/verwijzingen/{referring.sent().id}"
    physio = site.logged_in(PHYSIOTHERAPIST)
    taken = _post(physio, f"{here}/aannemen", here)
    assert "Mevrouw De Vries" in _text(physio, taken.headers["Location"])
    done = _post(physio, f"{here}/afronden", here, verslag="Zij oefent zelf verder.")
    page = _text(physio, done.headers["Location"])
    assert "Wij vragen de inwoner of het hielp" in page
    assert "Vries" not in page, "no longer than needed"
    own = _text(site.logged_in(RESIDENT), f"/vragen/{referring.intake_id}")
    assert "Fysio Zuilen rondde de zorg af. Zij oefent zelf verder." in own
    assert "Hielp het?" in own


def test_the_team_takes_it_back_with_a_reason(site: Site, referring: Referring) -> None:
    sent = referring.sent()
    here = f"/verwijzingen/{sent.id}"
    with site.world.as_person(PHYSIOTHERAPIST) as work:
        assert isinstance(service.accept(work, sent.id), service.Referral)
    nurse = site.logged_in(NURSE)
    assert _post(nurse, f"{here}/intrekken", here, waarom="").status_code == 422
    taken = _post(nurse, f"{here}/intrekken", here, waarom="Zij verhuist.")
    assert "De plek is weer vrij." in _text(nurse, taken.headers["Location"])
    assert referring.free(FIRST) == 1


class Caller:
    """Somebody with a token."""

    def __init__(self, site: Site, actor: Actor) -> None:
        self.client = site.client()
        who = {"organization": str(actor.organization_id), "role": actor.role}
        if actor.team_id:
            who["team"] = str(actor.team_id)
        self.headers = site.provider.bearer(sub=str(actor.id), **who)

    def post(self, path: str, **body: Any) -> tuple[int, Any]:
        keyed = {**self.headers, "Idempotency-Key": str(uuid4())}
        answer = self.client.post(f"/api/v1{path}", json=body, headers=keyed)
        return answer.status_code, answer.get_json()

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers).get_json()


def test_the_life_of_a_referral_over_the_api(site: Site, referring: Referring) -> None:
    nurse, physio, doctor = (Caller(site, one) for one in (NURSE, *RECEIVERS.values()))
    found = nurse.get(f"/shortlists?intake={referring.intake_id}")["candidates"]
    intake = str(referring.intake_id)
    status, sent = nurse.post("/referrals", intake=intake, service=found[0]["service"])
    assert (status, sent["state"]) == (201, "requested")
    one = f"/referrals/{sent['id']}"
    assert doctor.post(f"{one}/accept")[0] == 404
    assert physio.post(f"{one}/ask", text="Kan zij zelf komen?")[1]["state"] == "received"
    assert nurse.get("/referrals")["items"][0]["can"] == ["cancel", "reply"]
    assert nurse.post(f"{one}/reply", text="Bel 088-0000177.")[1]["code"] == "names_person"
    assert nurse.post(f"{one}/reply", text="Ja.")[0] == 200
    assert physio.get(one)["said"][1]["text"] == "Ja."
    assert physio.post(f"{one}/decline", reason="Vol.")[1]["tasks"][0]["state"] == "rejected"
    status, again = nurse.post(f"{one}/next")
    assert status == 201
    two = f"/referrals/{again['id']}"
    assert doctor.post(f"{two}/accept")[1]["state"] == "accepted"
    assert doctor.post(f"{two}/complete", text="Klaar.")[1]["status"] == "completed"
    assert nurse.post(f"{two}/cancel", reason="Te laat.")[1]["code"] == "step_not_allowed"
    assert nurse.post(f"{two}/next")[1]["code"] == "nobody_left"


def test_every_call_has_a_shape_and_an_example(site: Site) -> None:
    described = site.client().get("/api/v1/openapi.json").get_json()
    paths = {p: v for p, v in described["paths"].items() if "/referrals" in p or "/shortlists" in p}
    assert len(paths) == 10
    for path, methods in paths.items():
        for method, call in methods.items():
            if method in ("get", "post"):
                good = next(v for k, v in call["responses"].items() if k.startswith("2"))
                content = good["content"]["application/json"]
                assert content["example"], (path, method)
                assert "$ref" in content["schema"], (path, method)
