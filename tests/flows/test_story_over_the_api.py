"""One question of mevrouw De Vries, from self-triage to "it helped", over the API of a running region."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from practice_region import Person, Region, a_running_region

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    folder: Path = tmp_path_factory.mktemp("region")
    with a_running_region(folder) as running:
        yield running


def _asked(resident: Person) -> str:
    """Ask about falling; all alarm questions no, two falls. Returns the intake's id."""
    status, begun = resident.post("/intakes")
    assert status == 201
    path = f"/intakes/{begun['id']}"
    _, shown = resident.get(path)
    assert shown["next"]["kind"] == "red_flags", "always first, all on one page"
    answers = {question["fact"]: "false" for question in shown["next"]["questions"]}
    answers |= {"hulpvraag": "vallen", "thuiswonend": "true", "vallen12mnd": "2"}
    for fact, value in answers.items():
        status, _ = resident.post(f"{path}/answers", fact=fact, value=value)
        assert status == 200, fact
    return str(begun["id"])


def test_there_is_as_much_as_was_promised(region: Region) -> None:
    stats = json.loads(region.command("sandbox", "stats", "--json"))
    assert stats["residents"] >= 2_000
    assert stats["organizations"] >= 60
    assert stats["services"] >= 300
    assert sum(stats["resources"].values()) >= 20_000
    assert stats["team_open"] >= 200
    for state in ("draft", "stopped_red_flag", "self_help", "with_team", "completed", "reopened"):
        assert stats["intakes"][state] >= 100, state


def test_from_question_to_it_helped(region: Region) -> None:
    resident, nurse, receiver, other = map(
        region.person, ("devries", "verpleegkundige", "ontvanger", "ontvanger2")
    )
    intake = _asked(resident)
    _, decided = resident.get(f"/intakes/{intake}")
    assert (decided["state"], decided["urgency"]) == ("with_team", "U4")
    assert decided["routes"] == ["valrisicobeoordeling"]
    assert decided["because"], "she reads why"

    assert nurse.post(f"/intakes/{intake}/claim")[0] == 200
    assert nurse.post(f"/intakes/{intake}/notes", text="Gebeld: zij durft niet.")[0] == 200
    assert nurse.post(f"/intakes/{intake}/complete", route="valrisicobeoordeling")[0] == 200

    _, found = nurse.get(f"/shortlists?intake={intake}")
    best = next(one for one in found["candidates"] if one["bookable"])
    assert best["reasons"]
    status, referral = nurse.post("/referrals", intake=intake, service=best["service"])
    assert status == 201
    _, inbox = receiver.get("/referrals")
    (asked,) = [one for one in inbox["items"] if one["id"] == referral["id"]]
    assert asked["resident"] is None, "no name before it is accepted"
    path = f"/referrals/{referral['id']}"
    assert other.post(f"{path}/accept")[0] == 404, "whoever was not asked cannot tell it exists"
    assert receiver.post(f"{path}/accept")[0] == 200
    assert receiver.post(f"{path}/accept")[0] == 409

    _look_with_and_without_consent(resident, receiver, intake, best["organization"])

    assert resident.post(f"/intakes/{intake}/close", solved=True)[0] == 200
    assert resident.get(f"/intakes/{intake}")[1]["state"] == "closed"


def _look_with_and_without_consent(
    resident: Person, receiver: Person, intake: str, organization: str
) -> None:
    _, view = receiver.get(f"/views/{intake}")
    assert (view["withheld"], view["items"]) == (True, [])
    consent = f"/consents/{uuid4()}"
    assert resident.put(consent, organization_id=organization, decision="permit")[0] == 200
    _, view = receiver.get(f"/views/{intake}")
    assert not view["withheld"]
    assert {item["source"]["id"] for item in view["items"]} == {
        "huisarts", "ziekenhuis", "thuiszorg",
    }  # fmt: skip
    _, log = resident.get("/me/log")
    assert any(entry["action"].startswith("view.") for entry in log["entries"])
    assert resident.put(consent, organization_id=organization, decision="deny")[0] == 200
    _, view = receiver.get(f"/views/{intake}")
    assert (view["withheld"], view["items"]) == (True, []), "a withdrawal counts at once"


def test_it_did_not_help_brings_it_back_with_its_history(region: Region) -> None:
    resident, nurse = map(region.person, ("devries", "verpleegkundige"))
    intake = _asked(resident)
    nurse.post(f"/intakes/{intake}/claim")
    nurse.post(f"/intakes/{intake}/complete", route="valrisicobeoordeling")
    assert resident.post(f"/intakes/{intake}/close", solved=False)[0] == 200
    _, shown = nurse.get(f"/intakes/{intake}")
    assert shown["state"] == "reopened"
    assert {fact["fact"] for fact in shown["facts"]} >= {"hulpvraag", "vallen12mnd"}


def test_somebody_else_sees_nothing(region: Region) -> None:
    resident, neighbour = map(region.person, ("devries", "bakker"))
    intake = _asked(resident)
    hidden, absent = neighbour.get(f"/intakes/{intake}"), neighbour.get(f"/intakes/{uuid4()}")
    assert hidden[0] == absent[0] == 404
    for answer in (hidden[1], absent[1]):
        answer.pop("instance")
        answer.pop("request_id")
    assert hidden[1] == absent[1], "hidden and absent are the same"
