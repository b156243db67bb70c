"""Writes the dossiers of the synthetic residents, spread over three sources, as FHIR R4 NDJSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson

from netwerkzorg.rta.population import share

from . import fhir_shapes as fhir
from .fhir_shapes import Dossier, Resource
from .personas import GP, HOME_CARE, HOSPITAL
from .population import SyntheticResident, load_spec
from .story import add_story

Spec = Mapping[str, Any]
SEED = "dossiers"
SOURCES = {"huisarts": GP, "ziekenhuis": HOSPITAL, "thuiszorg": HOME_CARE}
DISPLAY = {
    "huisarts": "Huisartsenpraktijk Koperlantaarn",
    "ziekenhuis": "Ziekenhuis Vechtbocht",
    "thuiszorg": "Thuiszorg Kromme Akker",
}
_SYLLABLES = (
    ("bra", "dol", "fen", "gru", "hox", "jim", "kwa", "lup", "mez", "nor")
    + ("pli", "rys", "sto", "tav", "vun", "wex", "yak", "zob", "cri", "dwe")
)  # fmt: skip
_EXTRA_CONDITIONS = 3


def write_dossiers(
    folder: Path,
    residents: Iterable[SyntheticResident],
    region_folder: Path,
    today: date,
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Write folder/<source>/dossiers.ndjson for each source; gives resources by source.

    What stood there is replaced. The same arguments write the same bytes.
    """
    spec, counts = load_spec(region_folder), Counter[str]()
    files = {source: _opened(folder / source) for source in SOURCES}
    try:
        for number, resident in enumerate(residents, 1):
            for source, resources in dossiers_of(resident, spec, today):
                files[source].write(b"".join(orjson.dumps(each) + b"\n" for each in resources))
                counts[source] += len(resources)
            if progress:
                progress(number)
    finally:
        for each in files.values():
            each.close()
    return dict(counts)


def dossiers_of(
    resident: SyntheticResident, spec: Spec, today: date
) -> Iterator[tuple[str, list[Resource]]]:
    """(source, resources) of one resident, only the sources that know this person."""
    for source in SOURCES:
        if not knows(source, resident):
            continue
        dossier = Dossier(source, resident, DISPLAY[source])
        fhir.patient(dossier, _day(today, resident, source, "patient", 900))
        if resident.number < 2:
            add_story(dossier, spec, today)
        else:
            _FILL[source](dossier, spec, today)
        yield source, dossier.resources


def knows(source: str, resident: SyntheticResident) -> bool:
    """Whether this source holds a dossier: everybody has a GP, half a hospital, the old home care."""
    if source == "huisarts" or resident.number < 2:
        return True
    age = int(resident.facts["leeftijd"])
    likely = {"ziekenhuis": 0.35 + age / 300, "thuiszorg": 0.05 if age < 70 else 0.45}[source]
    return share(SEED, resident.number, source) < likely


def tracer_word(source: str, number: int) -> str:
    """A word that stands in this person's dossier at this source and nowhere else."""
    picks = (int(share(SEED, number, f"{source} {n}") * len(_SYLLABLES)) for n in range(5))
    return "".join(_SYLLABLES[pick] for pick in picks)


def _at_gp(dossier: Dossier, spec: Spec, today: date) -> None:
    person = dossier.resident
    word = tracer_word(dossier.source, person.number)
    for name in person.conditions:
        known = spec["conditions"][name]
        at = _day(today, person, "gp", name, 4000)
        fhir.condition(dossier, at, known["snomed"], known["text"], who="huisarts")
    for number in range(_EXTRA_CONDITIONS):
        at = _day(today, person, "gp", f"klacht {number}", 700)
        note = f"Op {word} na geen bijzonderheden."
        fhir.condition(dossier, at, None, "Klacht", who="huisarts", note=note, status="resolved")
    for name in person.medication:
        at = _day(today, person, "gp", name, 600)
        fhir.medication(dossier, at, spec["medication"][name], who="huisarts")
    for name in person.allergies:
        known = spec["allergies"][name]
        at = _day(today, person, "gp", name, 9000)
        fhir.allergy(dossier, at, known.get("snomed"), known["text"], who="huisarts")
    for number in range(2):
        _pressure(dossier, today, number, "praktijkondersteuner")
    fhir.weight(
        dossier, _day(today, person, "gp", "weight", 400), _kilograms(person), who="huisarts"
    )
    egfr = (round(110 - int(person.facts["leeftijd"]) * 0.6), "mL/min")
    at = _day(today, person, "gp", "lab", 360)
    fhir.laboratory(dossier, at, "33914-3", "eGFR", egfr, who="laboratorium")


def _at_hospital(dossier: Dossier, spec: Spec, today: date) -> None:
    person = dossier.resident
    word = tracer_word(dossier.source, person.number)
    for name in person.conditions[:2]:
        known = spec["conditions"][name]
        at = _day(today, person, "hospital", name, 3000)
        fhir.condition(
            dossier, at, known["snomed"], known["text"], who="medisch specialist", note=word
        )
    for name in person.medication[:2]:
        at = _day(today, person, "hospital", name, 900)
        fhir.medication(dossier, at, spec["medication"][name], who="medisch specialist")
    at = _day(today, person, "hospital", "visit", 900)
    fhir.encounter(dossier, at, "AMB", "Polikliniekbezoek", who="medisch specialist")
    fhir.procedure(dossier, at, None, f"Onderzoek {word}", who="medisch specialist")
    _pressure(dossier, today, 9, "verpleegkundige")
    fhir.document(dossier, at, "Brief aan de huisarts", who="medisch specialist")


def _at_home_care(dossier: Dossier, spec: Spec, today: date) -> None:
    person = dossier.resident
    word = tracer_word(dossier.source, person.number)
    at = _day(today, person, "home", "walk", 200)
    seconds = float(person.facts["looptestSeconden"])
    fhir.walking_test(dossier, at, seconds, who="wijkverpleegkundige", note=word)
    told = "Woont alleen" if share(SEED, person.number, "alone") < 0.5 else "Woont met partner"
    fhir.living_situation(dossier, at, told, who="wijkverpleegkundige")
    told = "Heeft hulp nodig" if person.facts["adlOvername"] == "true" else "Kan dit zelf"
    fhir.functioning(dossier, at, "wassen", "Zich wassen", told, who="wijkverpleegkundige")
    for name in person.medication[:3]:
        at = _day(today, person, "home", name, 300)
        fhir.medication(dossier, at, spec["medication"][name], who="wijkverpleegkundige")
    if int(person.facts["vallen12mnd"]) > 1:
        fhir.flag(dossier, at, "Valgevaar", who="wijkverpleegkundige")
    fhir.care_team(dossier, at, ["wijkverpleegkundige", "huisarts"])


_FILL = {"huisarts": _at_gp, "ziekenhuis": _at_hospital, "thuiszorg": _at_home_care}


def _pressure(dossier: Dossier, today: date, number: int, who: str) -> None:
    person = dossier.resident
    high = 112 + int(share(SEED, person.number, f"pressure {number}") * 60)
    at = _day(today, person, dossier.source, f"pressure {number}", 500)
    fhir.blood_pressure(dossier, at, high, high - 58 - number % 7, who=who)


def _kilograms(person: SyntheticResident) -> float:
    height = 1.66 if person.sex == "female" else 1.78
    return round(float(person.facts["bmi"]) * height**2, 1)


def _day(today: date, person: SyntheticResident, where: str, what: str, within: int) -> date:
    ago = 1 + int(share(SEED, person.number, f"{where} {what} day") * within)
    return max(today - timedelta(days=ago), person.birth_date)


def _opened(folder: Path) -> Any:
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / "dossiers.ndjson").open("wb")
