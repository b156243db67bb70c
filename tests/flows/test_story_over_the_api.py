"""One question of mevrouw De Vries, from self-triage to "it helped", over the API of a running region."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from practice_region import Person, Region, a_running_region, until
from servers import Postgres, Redis

pytestmark = pytest.mark.slow


GOOD = {"spoed": False, "onderBehandeling": False, "inKetenzorg": False, "vraagstelling": True,
        "samenvatting": True}  # fmt: skip
ADVICE = "Halveer de plaspil en meet over een week opnieuw."
SERVERS = pytest.param("servers", marks=[pytest.mark.postgres, pytest.mark.redis])


@pytest.fixture(scope="module", params=["embedded", SERVERS])
def region(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Region]:
    """One process of each kind on SQLite; then PostgreSQL under two roles, Redis, and Celery's workers."""
    if request.param == "embedded":
        yield request.getfixturevalue("practice")
        return
    postgres: Postgres = request.getfixturevalue("running_postgres")
    redis: Redis = request.getfixturevalue("redis")
    bare = postgres.settings(postgres.database("template0"))
    folder: Path = tmp_path_factory.mktemp("region")
    with a_running_region(folder, "--people", "240", broker_url=redis.url, **bare) as running:
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
    if "NETWERKZORG_BROKER_URL" in region.environment:
        return  # fewer people on purpose
    stats = json.loads(region.command("sandbox", "stats", "--json"))
    assert stats["residents"] >= 2_000
    assert stats["organizations"] >= 60
    assert stats["services"] >= 300
    assert sum(stats["resources"].values()) >= 20_000
    assert stats["team_open"] >= 200
    for state in ("draft", "stopped_red_flag", "self_help", "with_team", "completed", "referred",
                  "reopened"):  # fmt: skip
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
    consult = _a_colleague_thinks_along(region, resident, nurse, intake)
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
    adviser = region.person("geriater")
    assert until(lambda: adviser.get(f"/consults/{consult}")[0] == 404), "the worker closed it"
    _what_holds_now(region)


def _a_colleague_thinks_along(region: Region, resident: Person, nurse: Person, intake: str) -> str:
    """The team asks the geriatrician, who answers; everybody reads the answer. The consult's id."""
    adviser, other = map(region.person, ("geriater", "ontvanger2"))
    asked = {"intake": intake, "organization": region.organization_of("geriater"),
             "role": "klinisch-geriater", "question": "Kan de plaspil de oorzaak zijn?"}  # fmt: skip
    assert nurse.post("/consults", **asked, facts=GOOD | {"spoed": True})[0] == 422, (
        "then one calls"
    )
    status, made = nurse.post("/consults", **asked, facts=GOOD)
    assert (status, made["state"]) == (201, "submitted")
    path = f"/consults/{made['id']}"
    assert made["id"] in [one["id"] for one in adviser.get("/consults")[1]["items"]]
    assert other.get(path)[0] == other.post(f"{path}/answer", text=ADVICE)[0] == 404
    assert adviser.get(path)[1]["question"] == asked["question"]
    assert adviser.post(f"{path}/answer", text=ADVICE)[0] == 200
    assert nurse.get(path)[1]["answer"] == ADVICE
    for reader in (nurse, resident):
        kinds = [line["kind"] for line in reader.get(f"/intakes/{intake}")[1]["timeline"]]
        assert "consult_asked" in kinds
        assert "consult_answer" in kinds
    return str(made["id"])


def _what_holds_now(region: Region) -> None:
    """Step 8: the regional admin reads what is agreed, and no question of anybody."""
    admin = region.person("regiobeheerder")
    status, agreed = admin.get("/agreements")
    assert status == 200
    assert {"valpreventie", "elv", "meedenkconsult", "rode-vlaggen"} <= {
        one["agreement"] for one in agreed["items"]
    }
    assert admin.get("/intakes?team=mine")[0] == 403
    assert region.command("audit", "verify").startswith("0 fouten"), "and the log is whole"


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
