"""The same look for programs: whole as JSON, or as events while the sources answer."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from viewer_worlds import Looking
from worlds import NURSE, STRANGER

from netwerkzorg.platform import bearer
from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.work import Actor
from netwerkzorg.viewer import routes

HEADERS = {"Authorization": "Bearer proef"}


@pytest.fixture
def client(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A program whose token was checked elsewhere (tests/platform/test_bearer.py)."""
    who: dict[str, Actor] = {"Bearer proef": NURSE, "Bearer vreemd": STRANGER}
    monkeypatch.setattr(
        "netwerkzorg.platform.identity.actor_of",
        lambda house, provider, token: who[f"Bearer {token}"],
    )
    assert bearer.read_bearer("Bearer proef") == "proef"
    return create_app(house=looking.world.house).test_client()


def get(client: FlaskClient, looking: Looking, **headers: str) -> Any:
    return client.get(f"/api/v1/views/{looking.intake_id}", headers={**HEADERS, **headers})


def test_withheld_without_consent(client: FlaskClient, looking: Looking) -> None:
    answer = get(client, looking)
    assert answer.status_code == 200
    assert answer.json["withheld"] is True
    assert answer.json["items"] == answer.json["ledger"] == []


def test_items_and_ledger(client: FlaskClient, looking: Looking) -> None:
    looking.consent("permit")
    looking.sources.faults["ziekenhuis"] = "timeout"
    answer = get(client, looking)
    assert answer.headers["Cache-Control"] == "no-store"
    assert [item["title"] for item in answer.json["items"]] == ["Artrose"]
    assert answer.json["complete"] is False
    states = {(e["source"]["id"], e["state"]) for e in answer.json["ledger"]}
    assert states >= {("huisarts", "ok"), ("thuiszorg", "empty"), ("ziekenhuis", "not_reached")}


def test_no_relation_is_not_found(client: FlaskClient, looking: Looking) -> None:
    looking.consent("permit")
    answer = get(client, looking, Authorization="Bearer vreemd")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert looking.log() == ["view.read.denied"]


def test_a_stream_tells_fragments_and_then_the_end(client: FlaskClient, looking: Looking) -> None:
    looking.consent("permit")
    answer = get(client, looking, Accept="text/event-stream")
    assert answer.content_type.startswith("text/event-stream")
    events = [block.split("\n", 1) for block in answer.text.strip().split("\n\n")]
    answer.close()
    assert [name for name, _ in events][-1] == "event: end"
    told = [json.loads(data.removeprefix("data: ")) for _, data in events]
    assert [i["title"] for one in told[:-1] for i in one["items"]] == ["Artrose", "Osteoporose"]
    assert {entry["state"] for entry in told[-1]["ledger"]} == {"ok", "empty"}
    assert looking.log() == ["view.asked", "view.closed"]


def test_leaving_a_stream_closes_the_look(client: FlaskClient, looking: Looking) -> None:
    looking.consent("permit")
    path = f"/api/v1/views/{looking.intake_id}"
    answer = client.get(path, headers={**HEADERS, "Accept": "text/event-stream"}, buffered=False)
    answer.close()
    assert looking.log() == ["view.asked", "view.closed"]


def test_beyond_the_last_stream_the_answer_comes_whole(
    client: FlaskClient, looking: Looking
) -> None:
    looking.consent("permit")
    held = [routes.STREAMS.acquire(blocking=False) for _ in range(33)]
    try:
        assert held.count(True) == 32
        assert get(client, looking, Accept="text/event-stream").json["items"]
    finally:
        for _ in range(32):
            routes.STREAMS.release()
