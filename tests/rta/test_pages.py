"""What anyone may read about the agreements, and what programs get."""

import json
from datetime import date

import pytest
from flask.testing import FlaskClient
from shared import ROOT
from worlds import ADMIN, World

from netwerkzorg.platform.app import create_app
from netwerkzorg.rta import service

AGREEMENTS = ROOT / "regions" / "utrecht" / "agreements"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return create_app(house=world.house).test_client()


def published(world: World, *names: str) -> None:
    with world.as_person(ADMIN) as work:
        for name in names:
            service.publish(work, (AGREEMENTS / name / "1.yaml").read_bytes(), date(2026, 1, 1))


def test_an_empty_region_says_who_looks_then(client: FlaskClient) -> None:
    answer = client.get("/afspraken")
    assert answer.status_code == 200
    assert "Er geldt nu geen afspraak" in answer.text


def test_what_counts_now(world: World, client: FlaskClient) -> None:
    published(world, "valpreventie", "rode-vlaggen")
    page = client.get("/afspraken").text
    assert "Valpreventie bij thuiswonende ouderen" in page
    assert "alarmvragen, altijd eerst" in page
    assert "1 jan 2026" in page


@pytest.mark.parametrize(
    "words",
    [
        "Leeftijd: minder dan 65 jaar",
        "Keren gevallen in 12 maanden: 1 of meer",
        "en Looptest over 4 meter: 4 seconden of meer",
        "in alle andere gevallen",
        "Hulp: Onderzoek naar valrisico, thuis of in de praktijk",
        "Hoe snel: U4, binnen 5 werkdagen",
        "Bent u bang om te vallen?",
        "U4: binnen 5 werkdagen",
        "Medicijnen (laatste 1 jaar)",
    ],
)
def test_an_agreement_reads_as_dutch(world: World, client: FlaskClient, words: str) -> None:
    published(world, "valpreventie")
    assert words in client.get("/afspraken/valpreventie").text


@pytest.mark.parametrize("name", ["elv", "meedenkconsult", "hartfalen", "copd", "rode-vlaggen"])
def test_every_agreement_has_its_page(world: World, client: FlaskClient, name: str) -> None:
    published(world, name)
    answer = client.get(f"/afspraken/{name}")
    assert answer.status_code == 200
    assert "Hoe wordt er beslist?" in answer.text


def test_absent_and_not_published_look_the_same(client: FlaskClient) -> None:
    assert client.get("/afspraken/valpreventie").status_code == 404


def test_programs_log_in_first(client: FlaskClient) -> None:
    answer = client.get("/api/v1/agreements")
    assert answer.status_code == 401
    assert json.loads(answer.text)["code"] == "not_authenticated"


FOUND = [
    ("a complaint", "vallen", "Valpreventie"),
    ("a role", "wijkverpleegkundige", "Valpreventie"),
    ("two words, in any order", "evenwicht vallen", "Valpreventie"),
]


@pytest.mark.parametrize(("reason", "wanted", "title"), FOUND, ids=[row[0] for row in FOUND])
def test_an_agreement_is_found(
    world: World, client: FlaskClient, reason: str, wanted: str, title: str
) -> None:
    published(world, "valpreventie", "meedenkconsult")
    assert title in client.get(f"/afspraken?zoek={wanted}").text, reason


def test_what_nobody_agreed_on_says_what_to_try(world: World, client: FlaskClient) -> None:
    published(world, "valpreventie")
    page = client.get("/afspraken?zoek=teennagel").text
    assert "Geen afspraak gevonden" in page
    assert "Valpreventie bij" not in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("voor-inwoners", "Uw risico om te vallen is hoog."),
        ("voor-inwoners", "U kunt altijd vragen of een mens meekijkt."),
        ("kort", "binnen 5 werkdagen"),
        ("kort", "Wijkverpleegkundige"),
    ],
)
def test_short_forms(world: World, client: FlaskClient, path: str, words: str) -> None:
    published(world, "valpreventie")
    assert words in client.get(f"/afspraken/valpreventie/{path}").text


def test_the_step_that_is_asked_now_stands_out(world: World, client: FlaskClient) -> None:
    published(world, "valpreventie")
    page = client.get("/afspraken/valpreventie?stap=aanvullen").text
    assert page.count("dit vraagt het nu van u") == 1
    assert 'id="stap-aanvullen"' in page
