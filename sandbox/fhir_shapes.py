"""FHIR R4 resources shaped after nl-core, as far as the viewer's queries need them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from .population import SyntheticResident

Resource = dict[str, Any]
SNOMED, LOINC, ATC = "http://snomed.info/sct", "http://loinc.org", "http://www.whocc.no/atc"
BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
URA = "http://fhir.nl/fhir/NamingSystem/ura"
OWN = "http://oefenregio.example/CodeSystem/metingen"
NL_CORE = "http://nictiz.nl/fhir/StructureDefinition/nl-core-"
HL7 = "http://terminology.hl7.org/CodeSystem/"
CATEGORY = f"{HL7}observation-category"
_NAMESPACE = UUID("0b0c3f5b-41f4-5a5f-8a9d-25a4b1a5d3c1")


class Dossier:
    """What one source holds of one person; ids differ in every source and survive a rerun."""

    def __init__(self, source: str, resident: SyntheticResident, organization: str) -> None:
        self.source, self.resident, self.organization = source, resident, organization
        self.patient_id = self._id("Patient", "")
        self.resources: list[Resource] = []

    def add(self, kind: str, profile: str, at: date, **body: Any) -> Resource:
        """Put in one resource about this person, last changed at `at`; None values are left out."""
        told = {name: value for name, value in body.items() if value is not None}
        resource = {
            "resourceType": kind,
            "id": self._id(kind, str(len(self.resources))),
            "meta": {"profile": [NL_CORE + profile], "lastUpdated": f"{at}T08:00:00Z"},
            **told,
        }
        self.resources.append(resource)
        return resource

    def about(self) -> Mapping[str, str]:
        return {"reference": f"Patient/{self.patient_id}"}

    def by(self, who: str) -> Mapping[str, str]:
        return {"display": f"{who}, {self.organization}"}

    def _id(self, kind: str, number: str) -> str:
        return str(uuid5(_NAMESPACE, f"{self.source}/{self.resident.key}/{kind}/{number}"))


def coded(system: str, code: str | None, text: str) -> Resource:
    """A CodeableConcept; without a code only the text stands."""
    if not code:
        return {"text": text}
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


def patient(dossier: Dossier, at: date) -> Resource:
    person = dossier.resident
    told = dossier.add(
        "Patient",
        "Patient",
        at,
        identifier=[{"system": BSN, "value": person.bsn}],
        name=[{"use": "official", "family": person.family, "given": [person.given]}],
        telecom=[{"system": "phone", "value": person.phone}],
        gender=person.sex,
        birthDate=person.birth_date.isoformat(),
        address=[
            {
                "line": [f"{person.street} {person.house_number}"],
                "postalCode": person.postcode,
                "city": person.city,
                "country": "NL",
            }
        ],
        managingOrganization={"display": dossier.organization},
    )
    told["id"] = dossier.patient_id
    return told


def condition(
    dossier: Dossier, at: date, code: str | None, text: str, *, who: str, note: str = "",
    status: str = "active",
) -> Resource:  # fmt: skip
    return dossier.add(
        "Condition",
        "Problem",
        at,
        clinicalStatus=coded(f"{HL7}condition-clinical", status, status),
        category=[coded(f"{HL7}condition-category", "problem-list-item", "Probleem")],
        code=coded(SNOMED, code, text),
        subject=dossier.about(),
        onsetDateTime=at.isoformat(),
        recordedDate=at.isoformat(),
        recorder=dossier.by(who),
        note=[{"text": note}] if note else None,
    )


def medication(
    dossier: Dossier, at: date, drug: Mapping[str, str], *, who: str, note: str = "",
    status: str = "active",
) -> Resource:  # fmt: skip
    return dossier.add(
        "MedicationStatement",
        "MedicationUse2",
        at,
        status=status,
        category=coded("urn:oid:2.16.840.1.113883.2.4.3.11.60.20.77.5.3", "6", "Medicatiegebruik"),
        medicationCodeableConcept=coded(ATC, drug["atc"], drug["text"]),
        subject=dossier.about(),
        effectivePeriod={"start": at.isoformat()},
        dateAsserted=at.isoformat(),
        informationSource=dossier.by(who),
        dosage=[{"text": drug["dose"]}],
        note=[{"text": note}] if note else None,
    )


def allergy(
    dossier: Dossier, at: date, code: str | None, text: str, *, who: str, reaction: str = ""
) -> Resource:
    return dossier.add(
        "AllergyIntolerance",
        "AllergyIntolerance",
        at,
        clinicalStatus=coded(f"{HL7}allergyintolerance-clinical", "active", "active"),
        code=coded(SNOMED, code, text),
        patient=dossier.about(),
        recordedDate=at.isoformat(),
        recorder=dossier.by(who),
        reaction=[{"manifestation": [{"text": reaction}]}] if reaction else None,
    )


def observation(
    dossier: Dossier, at: date, profile: str, code: Resource, category: str, *, who: str,
    value: tuple[float, str] | str | None = None, parts: Sequence[Resource] = (), note: str = "",
) -> Resource:  # fmt: skip
    """value: (number, UCUM unit), or a text; parts are components (blood pressure)."""
    number = isinstance(value, tuple)
    return dossier.add(
        "Observation",
        profile,
        at,
        status="final",
        category=[_category(category)],
        code=code,
        subject=dossier.about(),
        effectiveDateTime=f"{at}T09:30:00+01:00",
        performer=[dossier.by(who)],
        valueQuantity=quantity(*value) if isinstance(value, tuple) else None,
        valueString=None if number else value,
        component=list(parts) or None,
        note=[{"text": note}] if note else None,
    )


def quantity(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def blood_pressure(dossier: Dossier, at: date, high: int, low: int, *, who: str) -> Resource:
    parts = [
        {"code": coded(LOINC, "8480-6", "Systolisch"), "valueQuantity": quantity(high, "mm[Hg]")},
        {"code": coded(LOINC, "8462-4", "Diastolisch"), "valueQuantity": quantity(low, "mm[Hg]")},
    ]
    code = coded(LOINC, "85354-9", "Bloeddruk")
    return observation(dossier, at, "BloodPressure", code, "vital-signs", who=who, parts=parts)


def weight(dossier: Dossier, at: date, kilograms: float, *, who: str) -> Resource:
    code = coded(LOINC, "29463-7", "Lichaamsgewicht")
    value = (kilograms, "kg")
    return observation(dossier, at, "BodyWeight", code, "vital-signs", who=who, value=value)


def laboratory(
    dossier: Dossier, at: date, loinc: str, text: str, value: tuple[float, str], *, who: str
) -> Resource:
    code = coded(LOINC, loinc, text)
    return observation(
        dossier, at, "LaboratoryTestResult", code, "laboratory", who=who, value=value
    )


def walking_test(
    dossier: Dossier, at: date, seconds: float, *, who: str, note: str = ""
) -> Resource:
    """Four metres at one's own pace; there is no agreed code, so it carries the region's own."""
    code = coded(OWN, "looptest-4-meter", "Looptest over 4 meter")
    value = (seconds, "s")
    return observation(
        dossier, at, "Mobility", code, "functional", who=who, value=value, note=note
    )  # fmt: skip


def functioning(
    dossier: Dossier, at: date, code: str, text: str, told: str, *, who: str
) -> Resource:
    return observation(
        dossier, at, "Mobility", coded(OWN, code, text), "functional", who=who, value=told
    )


def living_situation(dossier: Dossier, at: date, told: str, *, who: str) -> Resource:
    code = coded(SNOMED, "365508006", "Woonsituatie")
    return observation(dossier, at, "LivingSituation", code, "social-history", who=who, value=told)


def procedure(dossier: Dossier, at: date, code: str | None, text: str, *, who: str) -> Resource:
    return dossier.add(
        "Procedure",
        "Procedure-event",
        at,
        status="completed",
        category=coded(SNOMED, "387713003", "Operatie of behandeling"),
        code=coded(SNOMED, code, text),
        subject=dossier.about(),
        performedDateTime=at.isoformat(),
        performer=[{"actor": dossier.by(who)}],
    )


def encounter(dossier: Dossier, at: date, kind: str, text: str, *, who: str) -> Resource:
    """kind: IMP (admitted) or AMB (visit)."""
    return dossier.add(
        "Encounter",
        "Encounter",
        at,
        status="finished",
        **{"class": {"system": f"{HL7}v3-ActCode", "code": kind}},
        subject=dossier.about(),
        period={"start": at.isoformat(), "end": at.isoformat()},
        reasonCode=[{"text": text}],
        participant=[{"individual": dossier.by(who)}],
    )


def care_team(dossier: Dossier, at: date, people: Sequence[str]) -> Resource:
    members = [
        {"member": {"display": each}, "period": {"start": at.isoformat()}} for each in people
    ]
    return dossier.add(
        "CareTeam",
        "CareTeam",
        at,
        status="active",
        subject=dossier.about(),
        period={"start": at.isoformat()},
        participant=members,
    )


def flag(dossier: Dossier, at: date, text: str, *, who: str) -> Resource:
    return dossier.add(
        "Flag",
        "Alert",
        at,
        status="active",
        code={"text": text},
        subject=dossier.about(),
        period={"start": at.isoformat()},
        author=dossier.by(who),
    )


def document(dossier: Dossier, at: date, title: str, *, who: str) -> Resource:
    return dossier.add(
        "DocumentReference",
        "DocumentReference",
        at,
        status="current",
        type=coded(LOINC, "11503-0", "Verslag"),
        subject=dossier.about(),
        date=f"{at}T10:00:00Z",
        author=[dossier.by(who)],
        description=title,
        content=[{"attachment": {"contentType": "text/plain", "title": title}}],
    )


def _category(code: str) -> Resource:
    if code == "functional":
        return coded(SNOMED, "118228005", "Functioneren")
    concept = coded(CATEGORY, code, code)
    if code == "laboratory":
        concept["coding"].append({"system": SNOMED, "code": "275711006"})
    return concept
