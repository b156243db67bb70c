"""Asking and advising by plain forms, and over the API."""

import re
from html import unescape
from uuid import uuid4

from flask.testing import FlaskClient
from sites import OWN, Site
from triage_worlds import Questions
from werkzeug.test import TestResponse
from worlds import GERIATRICIAN, HOSPITAL, NURSE, STRANGER

from netwerkzorg.platform.work import Actor

GOOD = {"spoed": "nee", "onderBehandeling": "nee", "inKetenzorg": "nee", "vraagstelling": "ja",
        "samenvatting": "ja"}  # fmt: skip


def _post(client: FlaskClient, at: str, page: str, **fields: str) -> TestResponse:
    html = client.get(page).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert token, f"no form on {page}"
    sent = {"csrf_token": token.group(1), "idempotency_key": str(uuid4()), **fields}
    return client.post(at, data=sent, headers=OWN)


def _text(answer: TestResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.get_data(as_text=True)
    return unescape(answer.get_data(as_text=True))


def test_the_whole_consult_by_forms(site: Site) -> None:
    intake = Questions(site.world).at_team()
    care, new = f"/zorgvraag/{intake.id}", f"/zorgvraag/{intake.id}/meedenken"
    nurse, doctor = site.logged_in(NURSE), site.logged_in(GERIATRICIAN)
    assert "Vraag een collega mee te denken" in _text(nurse.get(care))
    who = f"{HOSPITAL} klinisch-geriater"
    assert "Kies ja of nee." in _text(_post(nurse, new, new, wie=who, vraag="Plaspil?"), 422)
    urgent = {**GOOD, "spoed": "ja"}
    said = _text(_post(nurse, new, new, wie=who, vraag="Plaspil?", **urgent), 422)
    assert "Bel de dienstdoende specialist" in said
    assert "Plaspil?" in said, "what was typed stays"
    sent = _post(nurse, new, new, wie=who, vraag="Plaspil?", **GOOD)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    at = sent.headers["Location"].partition("?")[0]
    assert "Plaspil?" in _text(doctor.get("/meedenken"))
    assert _post(doctor, f"{at}/navragen", at, navragen="Welke?").status_code == 303
    assert _post(nurse, f"{at}/toelichten", at, toelichten="Furosemide").status_code == 303
    assert "Schrijf in een paar woorden" in _text(_post(doctor, f"{at}/antwoord", at), 422)
    assert _post(doctor, f"{at}/antwoord", at, antwoord="Halveer hem.").status_code == 303
    assert "Halveer hem." in _text(nurse.get(care)), "the answer stands on the page of the intake"
    assert _post(nurse, f"{at}/sluiten", at).status_code == 303
    assert _text(doctor.get(at), 404)
    assert "Niemand wacht op uw antwoord." in _text(doctor.get("/meedenken"))
    assert _text(site.logged_in(STRANGER).get(at), 404)


def _call(site: Site, actor: Actor, path: str, **body: object) -> TestResponse:
    who = {"organization": str(actor.organization_id), "role": actor.role}
    who |= {"team": str(actor.team_id)} if actor.team_id else {}
    headers = {**site.provider.bearer(sub=str(actor.id), **who), "Idempotency-Key": str(uuid4())}
    at = f"/api/v1/consults{path}"
    if body:
        return site.client().post(at, json=body, headers=headers)
    return site.client().get(at, headers=headers)


def test_the_whole_consult_over_the_api(site: Site) -> None:
    intake = Questions(site.world).at_team()
    facts = {name: value == "ja" for name, value in GOOD.items()}
    body = {"intake": str(intake.id), "organization": str(HOSPITAL), "question": "Plaspil?",
            "role": "klinisch-geriater", "facts": facts}  # fmt: skip
    no = _call(site, NURSE, "", **{**body, "facts": {**facts, "spoed": True}})
    assert (no.status_code, no.get_json()["code"]) == (422, "consult_urgent")
    made = _call(site, NURSE, "", **body)
    assert made.status_code == 201, made.get_json()
    at = f"/{made.get_json()['id']}"
    (listed,) = _call(site, GERIATRICIAN, "").get_json()["items"]
    assert (listed["question"], listed["state"]) == ("Plaspil?", "submitted")
    for actor, step, text, state in (
        (GERIATRICIAN, "ask-back", "Welke?", "question_back"),
        (NURSE, "clarify", "Furosemide", "submitted"),
        (GERIATRICIAN, "answer", "Halveer hem.", "answered"),
    ):
        taken = _call(site, actor, f"{at}/{step}", text=text)
        assert (taken.status_code, taken.get_json()["state"]) == (200, state)
    assert _call(site, NURSE, at).get_json()["answer"] == "Halveer hem."
    late = _call(site, NURSE, f"{at}/clarify", text="Nog iets")
    assert (late.status_code, late.get_json()["code"]) == (409, "step_not_allowed")
    assert _call(site, STRANGER, at).status_code == 404
