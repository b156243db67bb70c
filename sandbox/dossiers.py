"""The dossiers of the oefenregio: FHIR R4 shaped as nl-core, spread over three sources, as ndjson."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid5

import orjson

from netwerkzorg.rta.population import share

from .population import SEED, SyntheticResident
from .story import story

SOURCES = ("huisarts", "ziekenhuis", "thuiszorg")
BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
UNITS = "http://unitsofmeasure.org"
Resource = dict[str, Any]
Spec = Mapping[str, Any]


def write_dossiers(
    folder: Path, people: Iterable[SyntheticResident], spec: Spec, today: date,
    progress: Callable[[int], None] = lambda _: None,
) -> dict[str, int]:  # fmt: skip
    """Write `folder/<source>/dossiers.ndjson` for each source; how many resources each has."""
    counts = dict.fromkeys(SOURCES, 0)
    files = {}
    for source in SOURCES:
        (folder / source).mkdir(parents=True, exist_ok=True)
        files[source] = (folder / source / "dossiers.ndjson").open("wb")
    for done, one in enumerate(people, 1):
        for source in SOURCES:
            for resource in _dossier(source, one, spec, today):
                files[source].write(orjson.dumps(resource) + b"\n")
                counts[source] += 1
        progress(done)
    for file in files.values():
        file.close()
    return counts


def _dossier(source: str, one: SyntheticResident, spec: Spec, today: date) -> Iterator[Resource]:
    """What this source knows of this person; nothing at all where the person is not known."""
    story_person = one.number < 2
    known = {"huisarts": 1.0, "ziekenhuis": 0.55, "thuiszorg": 0.4}[source]
    if not story_person and share(SEED, one.number, f"known {source}") >= known:
        return
    patient = _patient(source, one)
    about = f"Patient/{patient['id']}"
    yield patient
    own = list(story(source, one.number, about, today)) if story_person else []
    told_of = {_drug_name(each) for each in own} - {""}
    if source != "thuiszorg":
        yield from _conditions(source, one, spec, about, today)
        drugs = _medication(source, one, spec, about, today)
        yield from (each for each in drugs if _drug_name(each) not in told_of)
    if source == "huisarts" and one.number:
        yield from _allergies(source, one, spec, about, today)
    yield from _measurements(source, one, about, today)
    if source == "thuiszorg":
        yield _care_team(source, one, about)
    for number, told in enumerate(own):
        yield {"id": _id(source, one, f"story{number}"), **told}


def _id(source: str, one: SyntheticResident, what: str) -> str:
    """An id of this source only: the same person has another in each."""
    return str(uuid5(one.id, f"{source}/{what}"))


def _patient(source: str, one: SyntheticResident) -> Resource:
    return {
        "resourceType": "Patient",
        "id": _id(source, one, "patient"),
        "identifier": [{"system": BSN, "value": one.bsn}],
        "name": [{"use": "official", "family": one.family, "given": [one.given]}],
        "gender": one.sex,
        "birthDate": one.birth_date.isoformat(),
        "address": [{"line": [one.street], "city": one.city, "postalCode": one.postcode4}],
    }


def _conditions(
    source: str, one: SyntheticResident, spec: Spec, about: str, today: date
) -> Iterator[Resource]:
    for name in one.conditions:
        rule = spec["conditions"][name]
        yield _condition(source, one, about, name, rule, today)


def _condition(
    source: str, one: SyntheticResident, about: str, name: str, rule: Spec, today: date
) -> Resource:
    code: Resource = {"text": rule["text"]}
    if "snomed" in rule:
        code["coding"] = [{"system": SNOMED, "code": rule["snomed"], "display": rule["text"]}]
    return {
        "resourceType": "Condition",
        "id": _id(source, one, f"condition {name}"),
        "clinicalStatus": _coded("condition-clinical", "active"),
        "code": code,
        "subject": {"reference": about},
        "recordedDate": _when(one, name, today, 1500),
        "recorder": {"display": _AUTHOR[source]},
    }


def _medication(
    source: str, one: SyntheticResident, spec: Spec, about: str, today: date
) -> Iterator[Resource]:
    for name in one.medication:
        if source == "huisarts" or share(SEED, one.number, f"{source} {name}") < 0.5:
            yield _drug(source, one, about, name, spec["medication"][name], today)


def _drug_name(resource: Resource) -> str:
    """What a story tells of a drug stands instead of what would be drawn of it."""
    return str(resource.get("medicationCodeableConcept", {}).get("text", ""))


def _drug(
    source: str, one: SyntheticResident, about: str, name: str, rule: Spec, today: date
) -> Resource:
    return {
        "resourceType": "MedicationStatement",
        "id": _id(source, one, f"drug {name}"),
        "status": "active",
        "medicationCodeableConcept": {"text": rule["text"]},
        "subject": {"reference": about},
        "dateAsserted": _when(one, f"drug {name}", today, 400),
        "informationSource": {"display": _AUTHOR[source]},
        "dosage": [{"text": rule.get("dose", "zo nodig")}],
    }


def _allergies(
    source: str, one: SyntheticResident, spec: Spec, about: str, today: date
) -> Iterator[Resource]:
    for name in one.allergies:
        yield {
            "resourceType": "AllergyIntolerance",
            "id": _id(source, one, f"allergy {name}"),
            "clinicalStatus": _coded("allergyintolerance-clinical", "active"),
            "code": {"text": spec["allergies"][name]["text"]},
            "patient": {"reference": about},
            "recordedDate": _when(one, name, today, 3000),
            "recorder": {"display": _AUTHOR[source]},
        }


_MEASURED = (
    ("29463-7", "Lichaamsgewicht", "kg", 48, 96, 0),
    ("8480-6", "Systolische bloeddruk", "mm[Hg]", 104, 176, 0),
    ("8867-4", "Hartslag", "/min", 54, 98, 0),
    ("41909-3", "Looptest 4 meter", "s", 3, 9, 1),
    ("2160-0", "Kreatinine", "umol/L", 55, 140, 0),
)
_OF_SOURCE = {"huisarts": (0, 1, 2), "ziekenhuis": (1, 4), "thuiszorg": (0, 1, 2, 3)}
_AUTHOR = {"huisarts": "huisarts", "ziekenhuis": "arts in het ziekenhuis",
           "thuiszorg": "wijkverpleegkundige"}  # fmt: skip


def _measurements(
    source: str, one: SyntheticResident, about: str, today: date
) -> Iterator[Resource]:
    for index in _OF_SOURCE[source]:
        loinc, text, unit, least, most, places = _MEASURED[index]
        category = "laboratory" if text == "Kreatinine" else "vital-signs"
        value = least + (most - least) * share(SEED, one.number, f"{source} {text}")
        yield {
            "resourceType": "Observation",
            "id": _id(source, one, f"measured {loinc}"),
            "status": "final",
            "category": [_coded("observation-category", category)],
            "code": {"coding": [{"system": LOINC, "code": loinc, "display": text}], "text": text},
            "subject": {"reference": about},
            "effectiveDateTime": _when(one, f"{source} {text}", today, 300),
            "performer": [{"display": _AUTHOR[source]}],
            "valueQuantity": {
                "value": round(value, places), "unit": unit, "system": UNITS, "code": unit,
            },
        }  # fmt: skip


def _care_team(source: str, one: SyntheticResident, about: str) -> Resource:
    return {
        "resourceType": "CareTeam",
        "id": _id(source, one, "careteam"),
        "status": "active",
        "name": "Wijkteam thuiszorg",
        "subject": {"reference": about},
        "participant": [{"member": {"display": "Wijkverpleegkundige van dienst"}}],
    }


def _coded(system: str, code: str) -> Resource:
    root = "http://terminology.hl7.org/CodeSystem"
    return {"coding": [{"system": f"{root}/{system}", "code": code}]}


def _when(one: SyntheticResident, what: str, today: date, most_days: int) -> str:
    return (today - timedelta(days=1 + int(share(SEED, one.number, what) * most_days))).isoformat()
