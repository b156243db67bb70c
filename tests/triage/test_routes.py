"""The story over the API: bearer only, idempotent, errors with a code."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sites import Site
from triage_worlds import CLEAR
from worlds import NURSE, NURSE_2, OTHER_RESIDENT, RESIDENT

from netwerkzorg.platform.work import Actor


class Caller:
    """Somebody with a token."""

    def __init__(self, site: Site, actor: Actor) -> None:
        self.client: FlaskClient = site.client()
        who = {} if actor.kind == "resident" else {
            "organization": str(actor.organization_id), "role": actor.role,
            "team": str(actor.team_id),
        }  # fmt: skip
        self.headers = site.provider.bearer(sub=str(actor.id), **who)

    def post(self, path: str, **body: Any) -> Any:
        keyed = {**self.headers, "Idempotency-Key": str(uuid4())}
        return self.client.post(f"/api/v1{path}", json=body, headers=keyed)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)


@pytest.fixture
def her(site: Site) -> Caller:
    return Caller(site, RESIDENT)


@pytest.fixture
def nurse(site: Site) -> Caller:
    return Caller(site, NURSE)


def _at_team(her: Caller) -> str:
    begun = her.post("/intakes")
    assert begun.status_code == 201, begun.get_json()
    at: str = begun.get_json()["id"]
    assert her.get(f"/intakes/{at}").get_json()["next"]["kind"] == "red_flags"
    assert her.post(f"/intakes/{at}/red-flags", answers=CLEAR).status_code == 200
    answers = {"hulpvraag": "vallen", "thuiswonend": True, "vallen12mnd": 2}
    while (step := her.get(f"/intakes/{at}").get_json()["next"])["kind"] == "question":
        fact = step["questions"][0]["fact"]
        assert her.post(f"/intakes/{at}/answers", fact=fact, value=answers[fact]).status_code == 200
    return at


def test_the_story_from_first_answer_to_it_helped(her: Caller, nurse: Caller) -> None:
    at = _at_team(her)
    read = her.get(f"/intakes/{at}").get_json()
    assert (read["state"], read["urgency"], read["routes"]) == (
        "with_team",
        "U4",
        ["valrisicobeoordeling"],
    )
    assert nurse.get("/intakes?team=mine").get_json()["total"] == 1
    assert nurse.post(f"/intakes/{at}/claim").get_json()["claimed_by"] == str(NURSE.id)
    assert nurse.get("/intakes?assigned=me").get_json()["items"][0]["id"] == at
    assert nurse.post(f"/intakes/{at}/notes", text="Gebeld.").status_code == 200
    assert (
        nurse.post(f"/intakes/{at}/answers", fact="looptestSeconden", value=4.9).status_code == 200
    )
    assert {"looptestSeconden": "4.9"}.items() <= {
        one["fact"]: one["value"] for one in nurse.get(f"/intakes/{at}").get_json()["facts"]
    }.items()
    done = nurse.post(f"/intakes/{at}/complete", route="valrisicobeoordeling")
    assert (done.status_code, done.get_json()["state"]) == (200, "completed")
    assert her.post(f"/intakes/{at}/close", solved=True).get_json()["state"] == "closed"
    assert her.post(f"/intakes/{at}/close", solved=False).get_json()["state"] == "reopened"


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "because"),
    [
        ("answers", {"fact": "schoenmaat", "value": "1"}, 422, "fact_unknown", "no such fact"),
        ("answers", {"fact": "vallen12mnd"}, 422, "fact_not_understood", "null is not an answer"),
        ("answers", {"fat": "vallen12mnd"}, 422, "validation_failed", "a field nobody knows"),
        ("complete", {"route": "x"}, 403, "not_allowed", "residents do not complete"),
        ("close", {"solved": True}, 409, "state_conflict", "the team has done nothing yet"),
    ],
)
def test_what_is_refused_has_a_code(
    her: Caller, path: str, body: dict[str, Any], status: int, code: str, because: str
) -> None:
    refused = her.post(f"/intakes/{_at_team(her)}/{path}", **body)
    assert (refused.status_code, refused.get_json()["code"]) == (status, code), because


def test_hidden_and_absent_are_the_same(site: Site, her: Caller) -> None:
    at = _at_team(her)
    other = Caller(site, OTHER_RESIDENT)
    for path in (f"/intakes/{at}", f"/intakes/{uuid4()}"):
        assert other.get(path).status_code == 404
    assert other.get("/intakes").get_json()["total"] == 0


def test_a_second_claim_is_a_conflict(site: Site, her: Caller, nurse: Caller) -> None:
    at = _at_team(her)
    assert nurse.post(f"/intakes/{at}/claim").status_code == 200
    late = Caller(site, NURSE_2).post(f"/intakes/{at}/claim")
    assert (late.status_code, late.get_json()["code"]) == (409, "already_claimed")


def test_every_call_has_an_example(her: Caller) -> None:
    described = her.client.get("/api/v1/openapi.json").get_json()
    paths = {p: v for p, v in described["paths"].items() if "/intakes" in p}
    assert len(paths) == 15
    for path, methods in paths.items():
        for method, call in methods.items():
            if method in ("get", "post"):
                good = next(v for k, v in call["responses"].items() if k.startswith("2"))
                assert "example" in str(good), (path, method)
