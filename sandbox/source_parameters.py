"""Which search parameters a sandbox source knows per resource type, and where their values stand.

One registry routes the searches and writes the CapabilityStatement, so claimed equals served.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """kind: token | date | reference | string | uri. paths: dotted element names."""

    name: str
    kind: str
    paths: tuple[str, ...]


def _table(kind: str, **paths: str) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(name.strip("_").replace("__", "-").replace("_", "-"), kind, tuple(path.split()))
        for name, path in paths.items()
    )


COMMON = (
    Parameter("_id", "token", ("id",)),
    Parameter("_lastUpdated", "date", ("meta.lastUpdated",)),
    Parameter("_profile", "uri", ("meta.profile",)),
    Parameter("identifier", "token", ("identifier",)),
)
_PATIENT = _table("reference", patient="subject patient for beneficiary", subject="subject")
_STATUS = _table("token", status="status")
_CODED = _table("token", code="code", category="category")

OWN: dict[str, tuple[Parameter, ...]] = {
    "Patient": _table("date", birthdate="birthDate")
    + _table("string", family="name.family", given="name.given", name="name.family name.given")
    + _table("token", gender="gender")
    + _table("reference", general_practitioner="generalPractitioner"),
    "Condition": _PATIENT
    + _CODED
    + _table("token", clinical_status="clinicalStatus", verification_status="verificationStatus")
    + _table("date", onset_date="onsetDateTime onsetPeriod", recorded_date="recordedDate"),
    "MedicationStatement": _PATIENT
    + _STATUS
    + _table("token", code="medicationCodeableConcept", category="category")
    + _table("date", effective="effectiveDateTime effectivePeriod")
    + _table("reference", medication="medicationReference", source="informationSource"),
    "MedicationRequest": _PATIENT
    + _STATUS
    + _table("token", code="medicationCodeableConcept", intent="intent", category="category")
    + _table("date", authoredon="authoredOn")
    + _table("reference", medication="medicationReference", requester="requester"),
    "MedicationDispense": _PATIENT
    + _STATUS
    + _table("token", code="medicationCodeableConcept", category="category")
    + _table("date", whenhandedover="whenHandedOver")
    + _table("reference", medication="medicationReference"),
    "AllergyIntolerance": _PATIENT
    + _CODED
    + _table("token", clinical_status="clinicalStatus", criticality="criticality")
    + _table("date", date="recordedDate"),
    "Observation": _PATIENT
    + _CODED
    + _STATUS
    + _table("date", date="effectiveDateTime effectivePeriod effectiveInstant")
    + _table("reference", specimen="specimen", performer="performer"),
    "Procedure": _PATIENT
    + _CODED
    + _STATUS
    + _table("date", date="performedDateTime performedPeriod"),
    "CareTeam": _PATIENT
    + _STATUS
    + _table("token", category="category")
    + _table("date", date="period")
    + _table("reference", participant="participant.member"),
    "Flag": _PATIENT + _STATUS + _CODED + _table("date", date="period"),
    "DocumentReference": _PATIENT
    + _STATUS
    + _table("token", type="type", category="category")
    + _table("date", date="date"),
    "Encounter": _PATIENT
    + _STATUS
    + _table("token", _class="class", type="type")
    + _table("date", date="period"),
    "ServiceRequest": _PATIENT
    + _CODED
    + _STATUS
    + _table("token", intent="intent")
    + _table("date", authored="authoredOn"),
    "Task": _PATIENT
    + _STATUS
    + _table("token", code="code")
    + _table("reference", focus="focus", owner="owner", requester="requester"),
    "Immunization": _PATIENT + _STATUS + _table("date", date="occurrenceDateTime"),
    "DeviceUseStatement": _PATIENT + _STATUS + _table("reference", device="device"),
    "Consent": _PATIENT + _STATUS + _CODED + _table("date", date="dateTime"),
    "NutritionOrder": _PATIENT + _STATUS,
    "CarePlan": _PATIENT
    + _STATUS
    + _table("token", category="category")
    + _table("date", date="period"),
    "RelatedPerson": _PATIENT + _table("token", relationship="relationship"),
    "Coverage": _PATIENT + _STATUS + _table("reference", payor="payor"),
}


def parameters(kind: str) -> dict[str, Parameter]:
    """Parameters of one resource type by name; an unlisted type still has patient and status."""
    return {each.name: each for each in COMMON + OWN.get(kind, _PATIENT + _STATUS)}


def values(resource: dict[str, Any], path: str) -> Iterator[Any]:
    """Everything that stands at a dotted path, lists flattened."""
    found: list[Any] = [resource]
    for step in path.split("."):
        found = [
            inner
            for outer in found
            if isinstance(outer, dict) and step in outer
            for inner in (outer[step] if isinstance(outer[step], list) else [outer[step]])
        ]
    yield from found
