"""What only the two persons of the stories have in their dossiers: plausible, and at odds in places.

The words of it stand nowhere else, so that a scan can tell whether one stayed behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

Resource = dict[str, Any]
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
NO_KNOWN_ALLERGY = "716186003"
DOCTOR, GERIATRICIAN = "N. Ozinga-Terwindt, huisarts", "H. Abbink-Lommerrijk, klinisch geriater"
CARDIOLOGIST, NURSE = "V. Reinders-Quist, cardioloog", "I. Zwanepol-Verhulst, wijkverpleegkundige"


def story(source: str, number: int, about: str, today: date) -> Iterator[Resource]:
    """Resources without id of person 0 (De Vries) or 1 (Bakker) in one source, `about` its Patient."""
    for make in _TOLD.get((number, source), ()):
        yield make(about, today)


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()


def _concept(text: str, code: str = "", system: str = SNOMED) -> Resource:
    coding = [{"system": system, "code": code, "display": text}] if code else None
    return {"text": text, **({"coding": coding} if coding else {})}


def _status(kind: str, code: str) -> Resource:
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{kind}", "code": code}]}


Make = Callable[[str, date], Resource]


def _problem(text: str, days: int, who: str, note: str = "", code: str = "") -> Make:
    return lambda about, today: {
        "resourceType": "Condition", "clinicalStatus": _status("condition-clinical", "active"),
        "code": _concept(text, code), "subject": {"reference": about},
        "recordedDate": _ago(today, days), "recorder": {"display": who},
        **({"note": [{"text": note}]} if note else {}),
    }  # fmt: skip


def _drug(text: str, dose: str, days: int, who: str, note: str = "") -> Make:
    return lambda about, today: {
        "resourceType": "MedicationStatement", "status": "active",
        "medicationCodeableConcept": {"text": text}, "subject": {"reference": about},
        "effectivePeriod": {"start": _ago(today, days)}, "dateAsserted": _ago(today, days),
        "informationSource": {"display": who}, "dosage": [{"text": dose}],
        **({"note": [{"text": note}]} if note else {}),
    }  # fmt: skip


def _allergy(text: str, days: int, who: str, sure: str = "confirmed", code: str = "", note: str = "",
             reaction: str = "") -> Make:  # fmt: skip
    return lambda about, today: {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": _status("allergyintolerance-clinical", "active"),
        "verificationStatus": _status("allergyintolerance-verification", sure),
        "code": _concept(text, code), "patient": {"reference": about},
        "recordedDate": _ago(today, days), "recorder": {"display": who},
        **({"note": [{"text": note}]} if note else {}),
        **({"reaction": [{"manifestation": [{"text": reaction}]}]} if reaction else {}),
    }  # fmt: skip


def _measured(text: str, code: str, value: float, unit: str, days: int, who: str,
              note: str = "") -> Make:  # fmt: skip
    return lambda about, today: {
        "resourceType": "Observation", "status": "final",
        "category": [_status("observation-category", "vital-signs")],
        "code": _concept(text, code, LOINC), "subject": {"reference": about},
        "effectiveDateTime": _ago(today, days), "performer": [{"display": who}],
        "valueQuantity": {"value": value, "unit": unit},
        **({"note": [{"text": note}]} if note else {}),
    }  # fmt: skip


def _told(text: str, code: str, told: str, days: int, who: str) -> Make:
    return lambda about, today: {
        "resourceType": "Observation", "status": "final", "code": _concept(text, code),
        "category": [_status("observation-category", "survey")], "subject": {"reference": about},
        "effectiveDateTime": _ago(today, days), "performer": [{"display": who}],
        "valueString": told,
    }  # fmt: skip


def _done(text: str, days: int, who: str) -> Make:
    return lambda about, today: {
        "resourceType": "Procedure", "status": "completed", "code": {"text": text},
        "subject": {"reference": about}, "performedDateTime": _ago(today, days),
        "performer": [{"actor": {"display": who}}],
    }  # fmt: skip


def _visit(text: str, kind: str, days: int, who: str) -> Make:
    return lambda about, today: {
        "resourceType": "Encounter", "status": "finished", "reasonCode": [{"text": text}],
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": kind},
        "subject": {"reference": about}, "participant": [{"individual": {"display": who}}],
        "period": {"start": _ago(today, days), "end": _ago(today, days)},
    }  # fmt: skip


def _letter(title: str, days: int, who: str) -> Make:
    return lambda about, today: {
        "resourceType": "DocumentReference", "status": "current", "type": {"text": "Brief"},
        "subject": {"reference": about}, "date": f"{_ago(today, days)}T10:00:00Z",
        "author": [{"display": who}], "description": title,
        "content": [{"attachment": {"contentType": "text/plain", "title": title}}],
    }  # fmt: skip


def _warning(text: str, days: int, who: str) -> Make:
    return lambda about, today: {
        "resourceType": "Flag", "status": "active", "code": {"text": text},
        "subject": {"reference": about}, "period": {"start": _ago(today, days)},
        "author": {"display": who},
    }  # fmt: skip


METOPROLOL, TEMAZEPAM = "Metoprolol tablet mga 50 mg", "Temazepam capsule 10 mg"
_TOLD: dict[tuple[int, str], tuple[Make, ...]] = {
    (0, "huisarts"): (
        _problem("Valt bij het opstaan (Mosterdval)", 24, DOCTOR,
                 "Was haverklapduizelig, kon zelf opstaan."),
        _problem("Zandloperduizel bij snel draaien", 190, DOCTOR, "Kijkt mistroostigjes naar buiten."),
        _drug(METOPROLOL, "1 maal per dag 1 tablet", 165, DOCTOR),
        _drug(TEMAZEPAM, "voor het slapen 1 capsule", 320, DOCTOR,
              "Slaapt slecht sinds zij boven de kruidenierszolder woont."),
        _allergy("Allergie voor penicilline", 3100, DOCTOR, reaction="Kalkwitte vlekkenregen"),
    ),
    (0, "ziekenhuis"): (
        _problem("Geheugen nagekeken, Kwartelpruik beschreven", 60, GERIATRICIAN,
                 "Op de foto een glasvezelwervel."),
        _problem("Polsbreuk, zandloperpols", 340, "T. Overdiep-Nachtegaal, chirurg"),
        # The general practitioner writes once a day: the viewer shows both, and decides nothing.
        _drug(METOPROLOL, "2 maal per dag 1 tablet", 60, CARDIOLOGIST),
        _drug("Perenbloesemtablet 10 mg", "1 maal per dag 1 tablet", 58, GERIATRICIAN),
        # Tested and found not to be so, while the general practitioner still has it as certain.
        _allergy("Allergie voor penicilline", 700, GERIATRICIAN, "refuted",
                 note="Priktest zonder kwaddelkring."),
        _done("Gips na breuk (boventandradius)", 338, "T. Overdiep-Nachtegaal, chirurg"),
        _visit("Opname na nachtkastval", "IMP", 340, "T. Overdiep-Nachtegaal, chirurg"),
        _letter("Brief over de klepelpols aan de huisarts", 58, CARDIOLOGIST),
    ),
    (0, "thuiszorg"): (
        _problem("Val thuis over het drempelplankje", 23, NURSE),
        _drug(TEMAZEPAM, "niet meer, sinds de wollensokkenval", 30, NURSE),
        _allergy("Geen allergie bekend", 200, NURSE, code=NO_KNOWN_ALLERGY),
        _measured("Looptest over de wollensokkengang", "41909-3", 7.3, "s", 15, NURSE,
                  "Hield zich vast aan de kattenluikgreep."),
        _told("Lopen", "282097004", "Loopt met de zilverreigerstok, houdt meubels vast", 15, NURSE),
        _told("Zelfzorg", "284773001", "Hulp bij douchen, gebruikt de badkuipgreep", 15, NURSE),
        _told("Woonsituatie", "365508006", "Bovenwoning met een kurkentrekkertrap", 200, NURSE),
        _warning("Valgevaar: losse kleedjesloper in de gang", 23, NURSE),
    ),
    (1, "huisarts"): (
        _measured("Gewicht, kwam vier kilo aan (zakkendragersbuik)", "29463-7", 88.4, "kg", 1, DOCTOR),
    ),
    (1, "ziekenhuis"): (
        _problem("Pompkracht matig (harmonicahart)", 800, CARDIOLOGIST),
        _drug("Furosemide tablet 40 mg", "2 maal per dag 1 tablet", 120, CARDIOLOGIST),
        _letter("Plan bij de harmonicahartklachten", 118, CARDIOLOGIST),
    ),
    (1, "thuiszorg"): (
        _told("Slapen", "248220008", "Slaapt rechtop in de dekstoelkamer", 2, NURSE),
        _warning("Weegt elke dag: bel bij twee kilo erbij (ochtendbalans)", 2, NURSE),
    ),
}  # fmt: skip
