"""A source is a real process on a real port; what is asked here is what the viewer asks."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import requests
from shared import fixtures
from sources import source

BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
MERKENS = "128447d2-e153-4c93-8ac6-6c357555f3db"


@pytest.fixture(scope="module")
def merkens() -> Iterator[str]:
    with source(fixtures() / "fhir-sources/merkens-r4/huisarts", "huisarts") as base:
        yield base


def person(number: int) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": f"p{number}",
        "identifier": [{"system": BSN, "value": f"99990000{number}"}],
        "birthDate": f"194{number}-05-01",
        "name": [{"family": f"Proef{number}"}],
    }


def reading(number: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"o{number}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "category": [{"coding": [{"code": "vital-signs"}]}],
        "subject": {"reference": f"Patient/p{number % 2}"},
        "performer": [{"reference": "Practitioner/dokter"}],
        "effectiveDateTime": f"2026-{number % 12 + 1:02}-15T10:00:00+01:00",
        "valueQuantity": {"value": 70 + number, "unit": "kg"},
    }


RESOURCES = [
    person(0),
    person(1),
    {"resourceType": "Practitioner", "id": "dokter", "name": [{"family": "Ozinga"}]},
    *map(reading, range(50)),
    {
        "resourceType": "Condition",
        "id": "c0",
        "subject": {"reference": "Patient/p0"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "onsetPeriod": {"start": "2020-03"},
    },
    {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p0"},
        "clinicalStatus": {"coding": [{"code": "resolved"}]},
        "onsetDateTime": "2019",
        "recordedDate": "2019-06-01",
    },
]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("bron")
    (folder / "alles.ndjson").write_bytes(b"\n".join(map(orjson.dumps, RESOURCES)))
    with source(folder) as base:
        yield base


@pytest.fixture
def told(invented: str) -> Iterator[Any]:
    control = invented.removesuffix("/fhir") + "/__sandbox__/behaviour"

    def tell(**behaviour: object) -> requests.Response:
        return requests.post(control, json=behaviour, timeout=5)

    yield tell
    tell(mode="ok")


def ids(bundle: dict[str, Any], mode: str = "match") -> list[str]:
    entries = bundle.get("entry", [])
    return [entry["resource"]["id"] for entry in entries if entry["search"]["mode"] == mode]


def get(url: str, **parameters: Any) -> dict[str, Any]:
    answer = requests.get(url, params=parameters, timeout=5)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_person_is_found_by_bsn_and_birth_date_without_a_bsn_in_any_address(merkens: str) -> None:
    form = {"identifier": f"{BSN}|111222333", "birthdate": "1950-02-26"}
    answer = requests.post(f"{merkens}/Patient/_search", data=form, timeout=5)
    assert ids(answer.json()) == [MERKENS]
    links = [link["url"] for link in answer.json()["link"]]
    assert links == [f"{merkens}/Patient?birthdate=1950-02-26"]


@pytest.mark.parametrize(
    "form",
    [
        {"identifier": f"{BSN}|111222333", "birthdate": "1934-04-28"},  # same BSN, other person
        {"identifier": f"{BSN}|999911120"},  # nobody
        {"identifier": "http://elders.example|111222333"},  # right number, other system
    ],
)
def test_somebody_else_is_not_found(merkens: str, form: dict[str, str]) -> None:
    found = requests.post(f"{merkens}/Patient/_search", data=form, timeout=5).json()
    assert (found["total"], found.get("entry")) == (0, None)


@pytest.mark.parametrize("value", [f"{BSN}|111222333", "111222333", f"{BSN}%7C111222333"])
def test_a_bsn_in_an_address_is_refused(merkens: str, value: str) -> None:
    answer = requests.get(f"{merkens}/Patient?identifier={value}", timeout=5)
    assert answer.status_code == 400
    assert answer.json()["issue"][0]["code"] == "security"
    assert "111222333" not in answer.text


def test_problems_and_empty_sets_of_a_person(merkens: str) -> None:
    problems = get(f"{merkens}/Condition", patient=MERKENS, **{"clinical-status": "active"})
    assert ids(problems) == ["8cdd8f8d-f75b-4285-851e-ff302dad46fb"]
    assert get(f"{merkens}/AllergyIntolerance", patient=MERKENS)["total"] == 0


def test_the_statement_claims_exactly_what_is_served_at_both_mounts(merkens: str) -> None:
    at_root = get(merkens.removesuffix("/fhir") + "/metadata")
    statement = get(f"{merkens}/metadata")
    assert statement["fhirVersion"] == at_root["fhirVersion"] == "4.0.1"
    claimed = {each["type"]: each for each in statement["rest"][0]["resource"]}
    assert claimed["ServiceRequest"]["documentation"] == "4 stuks"
    for kind in claimed:
        assert get(f"{merkens}/{kind}")["resourceType"] == "Bundle"


def test_pages_are_opaque_bounded_and_complete(invented: str) -> None:
    page = get(f"{invented}/Observation", patient="p0", _count="10", _sort="-date")
    assert page["total"] == 25
    seen, url = ids(page), page["link"][1]["url"]
    assert "p0" not in url
    while url:
        page = get(url)
        seen += ids(page)
        following = [link["url"] for link in page["link"] if link["relation"] == "next"]
        url = following[0] if following else ""
    assert sorted(seen) == sorted(f"o{n}" for n in range(0, 50, 2))
    assert requests.get(f"{invented}/Observation?_page=verzonnen.10", timeout=5).status_code == 410
    assert len(ids(get(f"{invented}/Observation", _count="100000"))) == 50
    assert get(f"{invented}/Observation", _count="0").get("entry") is None


SEARCHES = [
    ("Condition", {"onset-date": "ge2020-01-01"}, ["c0"]),  # an open period runs on
    ("Condition", {"onset-date": "2019"}, ["c1"]),  # a year is all of it
    ("Condition", {"onset-date": "lt2020"}, ["c1"]),
    ("Condition", {"onset-date:missing": "true"}, []),
    ("Condition", {"recorded-date": "sa2019-05-31"}, ["c1"]),
    ("Condition", {"recorded-date": "eb2019-06-02"}, ["c1"]),
    ("Condition", {"recorded-date": "ne2019-06-01"}, []),
    ("Condition", {"clinical-status": "active,resolved"}, ["c0", "c1"]),  # comma: or
    ("Condition", {"clinical-status:not": "resolved"}, ["c0"]),
    ("Condition", {"clinical-status": ["active", "resolved"]}, []),  # repeated: and
    ("Condition", {"_id": "c1", "patient": "Patient/p0"}, ["c1"]),
    ("Condition", {"subject": "Patient/p1"}, []),
    ("Patient", {"family": "proef1"}, ["p1"]),  # case does not count
    ("Patient", {"family:exact": "proef1"}, []),
    ("Patient", {"birthdate": "ge1941"}, ["p1"]),
    ("Observation", {"code": "http://loinc.org|29463-7", "_id": "o3"}, ["o3"]),
    ("Observation", {"code": "http://snomed.info/sct|29463-7"}, []),
    ("Observation", {"date": "2026-03", "subject": "p0"}, ["o2", "o14", "o26", "o38"]),
    ("Patient", {"_profile": "http://nictiz.nl/x", "_id": "p0"}, ["p0"]),  # says no profile at all
    ("Condition", {"verzonnen": "x", "_id": "c0"}, ["c0"]),  # unknown is ignored when lenient
]


@pytest.mark.parametrize(("kind", "query", "expected"), SEARCHES, ids=str)
def test_searches(invented: str, kind: str, query: dict[str, Any], expected: list[str]) -> None:
    bundle = get(f"{invented}/{kind}", **query)
    assert ids(bundle) == expected
    assert "verzonnen" not in bundle["link"][0]["url"]


def test_include_elements_and_chain(invented: str) -> None:
    bundle = get(f"{invented}/Observation", _id="o1", _include="Observation:performer")
    assert ids(bundle, "include") == ["dokter"]
    entry = get(f"{invented}/Patient", _id="p0", _elements="birthDate")["entry"][0]["resource"]
    assert set(entry) == {"resourceType", "id", "meta", "birthDate"}
    form = {"patient.identifier": f"{BSN}|999900000", "clinical-status": "active"}
    chained = requests.post(f"{invented}/Condition/_search", data=form, timeout=5).json()
    assert ids(chained) == ["c0"]


REFUSALS = [
    ("GET", "/Condition?verzonnen=1", {"Prefer": "handling=strict"}, 400),
    ("GET", "/Condition?clinical-status:below=1", {}, 400),
    ("GET", "/Condition?onset-date=gisteren", {}, 400),
    ("GET", "/Condition?_count=veel", {}, 400),
    ("GET", "/Condition/onbekend", {}, 404),
    ("GET", "/Ruimteschip", {}, 404),
    ("GET", "/nergens/heen", {}, 404),
    ("PUT", "/Patient/p0", {}, 405),
    ("POST", "/Patient/_search", {"Content-Type": "application/json"}, 415),
    ("GET", "/metadata", {"Host": "elders.example"}, 403),  # a name that points at loopback
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), REFUSALS, ids=str)
def test_refusals_are_outcomes(
    invented: str, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = requests.request(method, invented + path, headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["resourceType"]) == (status, "OperationOutcome")


def test_told_to_fail_lie_and_mislead(invented: str, told: Any) -> None:
    url = f"{invented}/Condition?patient=p0"
    told(mode="fail")
    assert requests.get(url, timeout=5).status_code == 500
    told(mode="unauthorized")
    assert requests.get(url, timeout=5).headers["WWW-Authenticate"].startswith("Bearer")
    told(mode="empty")
    assert requests.get(url, timeout=5).json()["total"] == 0
    told(mode="html")
    assert requests.get(url, timeout=5).headers["Content-Type"].startswith("text/html")
    told(mode="redirect")
    assert requests.get(url, timeout=5, allow_redirects=False).is_redirect
    told(mode="malformed")
    with pytest.raises(requests.JSONDecodeError):
        requests.get(url, timeout=5).json()
    told(mode="truncate")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(url, timeout=5)
    told(mode="lie_patient")
    subjects = {e["resource"]["subject"]["reference"] for e in get(url)["entry"]}
    assert subjects == {"Patient/p1"}
    told(mode="ok")
    assert ids(get(url)) == ["c0", "c1"]


def test_told_about_one_type_only(invented: str, told: Any) -> None:
    assert told(mode="fail", resource="Condition", delay_ms=5).json()["mode"] == "fail"
    assert get(f"{invented}/Observation?_id=o1")["total"] == 1
    assert requests.get(f"{invented}/Condition/c0", timeout=5).status_code == 500
    assert told(mode="verzonnen").status_code == 400
    assert told(mode="ok", delay_ms=-1).status_code == 400


def test_hang_and_drip_keep_the_line_open(invented: str, told: Any) -> None:
    told(mode="hang")
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(f"{invented}/Condition", timeout=0.3)
    told(mode="drip", delay_ms=50)
    with requests.get(f"{invented}/Condition", timeout=5, stream=True) as answer:
        assert next(answer.iter_content(1)) == b"{"


def test_a_gzip_bomb_grows_beyond_what_anyone_should_read(invented: str, told: Any) -> None:
    told(mode="gzip_bomb")
    read = 0
    with requests.get(f"{invented}/Condition", timeout=5, stream=True) as answer:
        for chunk in answer.iter_content(2**20):
            read += len(chunk)
            if read > 20 * 2**20:
                break
    assert read > 20 * 2**20


def test_twenty_thousand_resources_and_a_clean_stop_with_a_hanging_client(tmp_path: Path) -> None:
    lines = [orjson.dumps({**reading(n), "id": f"r{n}"}) for n in range(20_000)]
    (tmp_path / "veel.ndjson").write_bytes(b"\n".join(lines))
    with source(tmp_path) as base:
        assert get(f"{base}/Observation", _count="0")["total"] == 20_000
        address = base.removeprefix("http://").removesuffix("/fhir").split(":")
        waiting = socket.create_connection((address[0], int(address[1])))
        control = base.removesuffix("/fhir") + "/__sandbox__/behaviour"
        assert requests.post(control, json={"mode": "hang"}, timeout=5).ok
        waiting.sendall(b"GET /fhir/metadata HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert waiting.recv(1) == b""
    waiting.close()
