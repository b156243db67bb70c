"""The two persons of the story, and what three sources hold of them.

Their dossiers hold words that stand nowhere else, so that a scan can tell whether one leaked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from . import fhir_shapes as fhir
from .fhir_shapes import Dossier
from .personas import GP, HOME_CARE, HOSPITAL, sandbox_id
from .population import SyntheticResident, bsn, story_facts

Spec = Mapping[str, Any]
DOCTOR, NURSE = "N. Ozinga, huisarts", "S. Haddou, wijkverpleegkundige"
GERIATRICIAN, CARDIOLOGIST = "H. Abbink, klinisch geriater", "V. Reinders, cardioloog"
# Only in dossiers: in no name, catalogue, agreement or page.
WORDS = {
    GP: ("kruidenierszolder", "mistroostigjes", "haverklapduizelig"),
    HOSPITAL: ("glasvezelwervel", "zandloperpols", "boventandradius"),
    HOME_CARE: ("drempelplankje", "wollensokkenpad", "kattenluikgreep"),
}


def de_vries(spec: Spec, today: date) -> SyntheticResident:
    """Mevrouw De Vries, 82: fell twice, a sleeping pill, an anticoagulant, alone in Lombok."""
    return SyntheticResident(
        id=sandbox_id("resident", "devries"), key="devries", number=0, sex="female",
        salutation="mevrouw", given="Truus", family="De Vries",
        birth_date=_birthday(today, 82, 4, 17), bsn=bsn(0), street="Zwaluwhof", house_number="14",
        postcode="3531 KB", city="Utrecht", phone="088-001 0082",
        email="truus@oefenregio.example", gp_organization_key=GP,
        conditions=("hypertensie", "atriumfibrilleren", "artrose", "slapeloosheid", "staar"),
        medication=("amlodipine", "perindopril", "apixaban", "metoprolol", "paracetamol", "temazepam"),
        allergies=("penicilline",),
        facts=story_facts(
            spec, 0, 82, hulpvraag="vallen", thuiswonend="true", vallen12mnd="2", ernstigeVal="false",
            valangst="true", mobiliteitsprobleem="true", looptestSeconden="5.2", **_calm(spec),
        ),
    )  # fmt: skip


def bakker(spec: Spec, today: date) -> SyntheticResident:
    """De heer Bakker, 71: heart failure, gaining weight, sleeps sitting up."""
    return SyntheticResident(
        id=sandbox_id("resident", "bakker"), key="bakker", number=1, sex="male",
        salutation="de heer", given="Gerrit", family="Bakker",
        birth_date=_birthday(today, 71, 9, 3), bsn=bsn(1), street="Havikskade", house_number="88",
        postcode="3533 TL", city="Utrecht", phone="088-001 0071",
        email="gerrit@oefenregio.example", gp_organization_key=GP,
        conditions=("hartfalen", "hypertensie", "diabetes"),
        medication=("furosemide", "bisoprolol", "perindopril", "metformine"), allergies=(),
        facts=story_facts(
            spec, 1, 71, hulpvraag="hart", thuiswonend="true", vallen12mnd="0",
            ecgAfwijkend="true", ntProBNP="1250", **_calm(spec),
        ),
    )  # fmt: skip


STORY: tuple[Callable[[Spec, date], SyntheticResident], ...] = (de_vries, bakker)


def add_story(dossier: Dossier, spec: Spec, today: date) -> None:
    """Fill the dossier of a story person in one source; the Patient is already in it."""
    {
        ("devries", "huisarts"): _de_vries_at_gp,
        ("devries", "ziekenhuis"): _de_vries_at_hospital,
        ("devries", "thuiszorg"): _de_vries_at_home_care,
        ("bakker", "huisarts"): _bakker_at_gp,
        ("bakker", "ziekenhuis"): _bakker_at_hospital,
        ("bakker", "thuiszorg"): _bakker_at_home_care,
    }[dossier.resident.key, dossier.source](dossier, spec, today)


def _de_vries_at_gp(dossier: Dossier, spec: Spec, today: date) -> None:
    words = WORDS[GP]
    _problems(dossier, spec, today, years=6, who=DOCTOR)
    _drugs(dossier, spec, today, ("amlodipine", "perindopril", "apixaban", "metoprolol"), DOCTOR)
    pill = spec["medication"]["temazepam"]
    note = f"Slaapt al jaren slecht, sinds zij boven de {words[0]} woont."
    fhir.medication(dossier, _ago(today, 400), pill, who=DOCTOR, note=note)
    fall = "Gevallen in de keuken, kon zelf opstaan"
    fhir.condition(dossier, _ago(today, 24), "161898004", fall, who=DOCTOR, note=f"Was {words[2]}.")
    fhir.condition(
        dossier, _ago(today, 190), "161898004", "Gevallen op de stoep", who=DOCTOR,
        note=f"Kijkt {words[1]} naar buiten.", status="resolved",
    )  # fmt: skip
    fhir.allergy(
        dossier, date(1987, 5, 1), "91936005", "Allergie voor penicilline", who=DOCTOR,
        reaction="Rode vlekken over het hele lijf",
    )  # fmt: skip
    for days, high, low in ((20, 158, 82), (110, 146, 80), (300, 151, 84)):
        fhir.blood_pressure(dossier, _ago(today, days), high, low, who=DOCTOR)
    fhir.weight(dossier, _ago(today, 20), 61.5, who=DOCTOR)
    fhir.weight(dossier, _ago(today, 300), 64.0, who=DOCTOR)
    fhir.laboratory(dossier, _ago(today, 90), "33914-3", "eGFR", (52, "mL/min"), who=DOCTOR)
    fhir.laboratory(dossier, _ago(today, 90), "718-7", "Hemoglobine", (7.6, "mmol/L"), who=DOCTOR)
    fhir.care_team(dossier, _ago(today, 900), [DOCTOR, NURSE, "Marloes de Vries, dochter"])


def _de_vries_at_hospital(dossier: Dossier, spec: Spec, today: date) -> None:
    """Holds no allergies and no warnings: what was asked for there is answered with nothing."""
    words = WORDS[HOSPITAL]
    fhir.condition(
        dossier, _ago(today, 1500), "49436004", "Atriumfibrilleren", who=CARDIOLOGIST,
        note=f"Op de foto een {words[0]}.",
    )  # fmt: skip
    fhir.condition(dossier, _ago(today, 1100), None, f"Polsbreuk, {words[1]}", who="chirurg")
    _drugs(dossier, spec, today, ("apixaban", "metoprolol"), CARDIOLOGIST)
    fhir.procedure(dossier, _ago(today, 1100), None, f"Gips na breuk ({words[2]})", who="chirurg")
    fhir.procedure(dossier, _ago(today, 700), "54885007", "Staaroperatie rechts", who="oogarts")
    fhir.encounter(dossier, _ago(today, 1100), "IMP", "Opname na val", who="chirurg")
    fhir.encounter(dossier, _ago(today, 60), "AMB", "Controle hartritme", who=CARDIOLOGIST)
    fhir.blood_pressure(dossier, _ago(today, 60), 149, 79, who=CARDIOLOGIST)
    fhir.laboratory(
        dossier, _ago(today, 60), "33762-6", "NT-proBNP", (310, "pg/mL"), who="laboratorium"
    )
    fhir.document(dossier, _ago(today, 58), "Brief aan de huisarts na controle", who=CARDIOLOGIST)


def _de_vries_at_home_care(dossier: Dossier, spec: Spec, today: date) -> None:
    words = WORDS[HOME_CARE]
    note = f"Struikelde over het {words[0]}."
    fhir.condition(dossier, _ago(today, 23), "161898004", "Val thuis", who=NURSE, note=note)
    paracetamol = spec["medication"]["paracetamol"]
    fhir.medication(
        dossier, _ago(today, 200), paracetamol, who=NURSE, note="Neemt er soms twee extra."
    )
    fhir.medication(dossier, _ago(today, 30), spec["medication"]["temazepam"], who=NURSE)
    fhir.walking_test(
        dossier, _ago(today, 15), 5.2, who=NURSE, note=f"Gelopen over het {words[1]} in de gang."
    )
    told = "Loopt met stok, houdt zich vast aan meubels"
    fhir.functioning(dossier, _ago(today, 15), "lopen", "Lopen", told, who=NURSE)
    told = f"Heeft hulp bij douchen, gebruikt de {words[2]}"
    fhir.functioning(dossier, _ago(today, 15), "wassen", "Zich wassen", told, who=NURSE)
    told = "Woont alleen, bovenwoning met trap, dochter in dezelfde stad"
    fhir.living_situation(dossier, _ago(today, 200), told, who=NURSE)
    fhir.allergy(dossier, _ago(today, 900), None, "Overgevoelig voor pleisters", who=NURSE)
    fhir.weight(dossier, _ago(today, 15), 60.8, who=NURSE)
    fhir.flag(dossier, _ago(today, 23), "Valgevaar: losse kleden in de gang", who=NURSE)
    fhir.care_team(dossier, _ago(today, 200), [NURSE, "Marloes de Vries, dochter"])


def _bakker_at_gp(dossier: Dossier, spec: Spec, today: date) -> None:
    _problems(dossier, spec, today, years=4, who=DOCTOR)
    _drugs(dossier, spec, today, dossier.resident.medication, DOCTOR)
    for days, kilograms in ((1, 88.4), (4, 86.9), (30, 84.1)):
        fhir.weight(dossier, _ago(today, days), kilograms, who=DOCTOR)
    fhir.blood_pressure(dossier, _ago(today, 4), 128, 74, who=DOCTOR)
    fhir.laboratory(dossier, _ago(today, 4), "33762-6", "NT-proBNP", (1250, "pg/mL"), who=DOCTOR)
    fhir.care_team(dossier, _ago(today, 700), [DOCTOR, CARDIOLOGIST])


def _bakker_at_hospital(dossier: Dossier, spec: Spec, today: date) -> None:
    note = f"Pompkracht matig; noemt het zijn {WORDS[HOSPITAL][0]}."
    fhir.condition(dossier, _ago(today, 800), "84114007", "Hartfalen", who=CARDIOLOGIST, note=note)
    _drugs(dossier, spec, today, ("furosemide", "bisoprolol"), CARDIOLOGIST)
    fhir.procedure(dossier, _ago(today, 790), "40701008", "Echo van het hart", who=CARDIOLOGIST)
    fhir.encounter(dossier, _ago(today, 120), "AMB", "Controle hartfalen", who=CARDIOLOGIST)
    fhir.document(dossier, _ago(today, 118), "Behandelplan hartfalen", who=CARDIOLOGIST)


def _bakker_at_home_care(dossier: Dossier, spec: Spec, today: date) -> None:
    fhir.weight(dossier, _ago(today, 2), 88.0, who=NURSE)
    told = "Slaapt rechtop in de stoel"
    fhir.functioning(dossier, _ago(today, 2), "slapen", "Slapen", told, who=NURSE)
    fhir.flag(dossier, _ago(today, 2), "Weegt elke dag: bel bij 2 kilo erbij", who=NURSE)


def _problems(dossier: Dossier, spec: Spec, today: date, *, years: int, who: str) -> None:
    for number, name in enumerate(dossier.resident.conditions):
        known = spec["conditions"][name]
        at = _ago(today, years * 365 + number * 210)
        fhir.condition(dossier, at, known["snomed"], known["text"], who=who)


def _drugs(dossier: Dossier, spec: Spec, today: date, names: tuple[str, ...], who: str) -> None:
    for number, name in enumerate(names):
        at = _ago(today, 120 + 45 * number)
        fhir.medication(dossier, at, spec["medication"][name], who=who)


def _birthday(today: date, age: int, month: int, day: int) -> date:
    year = today.year - age - ((today.month, today.day) < (month, day))
    return date(year, month, day)


def _ago(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _calm(spec: Spec) -> dict[str, str]:
    """No red flag: whatever was drawn, the story starts without danger to life."""
    names = (
        "bewusteloos ernstigBenauwd pijnOpBorst plotseUitval hevigBloedverlies "
        "hoofdLetselBloedverdunner kanNietStaan plotsVerward suicidaal wlzIndicatie"
    )
    return dict.fromkeys(names.split(), "false")
