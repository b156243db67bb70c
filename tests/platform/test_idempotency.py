"""A repeated request has no second effect, and its sender gets the first answer again."""

from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Blueprint, request
from flask.testing import FlaskClient
from sites import OWN, Site, form
from worlds import OTHER_RESIDENT, RESIDENT

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.http import work
from netwerkzorg.platform.rooms import Permit, Room
from netwerkzorg.platform.work import Actor


def _room() -> Room:
    api = Blueprint("repeated", __name__, url_prefix="/api/v1")

    @api.post("/repeated")
    def take() -> tuple[dict[str, str], int]:
        with work() as unit:
            unit.record("repeated.taken", unit.actor.id)
        return {"said": request.get_json()["say"], "number": str(uuid4())}, 201

    permit = Permit("POST", "/api/v1/repeated", "repeated.take", ("logged_in",))
    return Room("repeated", 9, blueprints=(api,), permits=(permit,))


@pytest.fixture
def repeating(site: Site) -> Site:
    house = replace(site.world.house, rooms=(*site.world.house.rooms, _room()))
    return replace(site, app=create_app(house=house))


def _post(
    site: Site, key: str | None, say: str = "a", actor: Actor = RESIDENT
) -> tuple[int, dict[str, str]]:
    keyed = {} if key is None else {"Idempotency-Key": key}
    headers = {**site.provider.bearer(sub=str(actor.id)), **keyed}
    answer = site.client().post("/api/v1/repeated", json={"say": say}, headers=headers)
    return answer.status_code, answer.get_json()


def test_the_same_request_again_gets_the_first_answer_and_has_no_effect(repeating: Site) -> None:
    first, again = _post(repeating, "k1"), _post(repeating, "k1")
    assert first == again
    assert repeating.actions().count("repeated.taken") == 1


def test_another_key_is_another_request(repeating: Site) -> None:
    assert _post(repeating, "k1") != _post(repeating, "k2")
    assert repeating.actions().count("repeated.taken") == 2


def test_a_key_is_of_one_person(repeating: Site) -> None:
    _post(repeating, "k1")
    status, _ = _post(repeating, "k1", actor=OTHER_RESIDENT)
    assert status == 201
    assert repeating.actions().count("repeated.taken") == 2


@pytest.mark.parametrize(
    ("key", "say", "code", "because"),
    [
        ("k1", "b", "idempotency_key_reused", "the same key with another body is a mistake"),
        (None, "a", "idempotency_key_missing", "an effect without a key could come twice"),
        ("k" * 201, "a", "idempotency_key_missing", "a key is short"),
    ],
)
def test_refused(repeating: Site, key: str | None, say: str, code: str, because: str) -> None:
    _post(repeating, "k1")
    _, problem = _post(repeating, key, say)
    assert problem["code"] == code, because
    assert repeating.actions().count("repeated.taken") == 1


def test_a_form_sent_twice_counts_once(site: Site) -> None:
    client: FlaskClient = site.logged_in()
    sent = form(client, antwoord="ja")
    for _ in range(2):
        assert client.post("/antwoord", data=sent, headers=OWN).status_code == 303
    assert site.actions().count("demo.taken") == 1
