"""Is this answer about the person we asked about, and only about that person? Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .model import Person, Query, Resource

BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
BSN_SYSTEMS = frozenset({BSN, "urn:oid:2.16.840.1.113883.2.4.6.3"})
MAX_DEPTH = 32
MAX_ENTRIES = 1000
_SUBJECTS = ("subject", "patient", "for", "beneficiary")
# What may come along with an answer without naming a patient.
_BYSTANDERS = frozenset(
    {
        "Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Device",
        "Specimen", "HealthcareService", "Endpoint", "Substance", "Questionnaire",
    }
)  # fmt: skip
_OLD = re.compile(
    r"^https?://(nictiz\.nl/fhir/StructureDefinition/(zib|gp)-|fhir\.nl/fhir/StructureDefinition/nl-core-)"
)
_WORD = re.compile(r"[a-z]{3,}")
_JOINTS = frozenset({"van", "den", "der", "het", "ten", "ter"})


class Wrong(Exception):
    """The answer may not be used; `reason` is a code of the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search that passed: what matched, what came along, where the next page is."""

    matches: tuple[Resource, ...]
    included: tuple[Resource, ...]
    next_url: str


def page_of(body: Any) -> Page:
    """A searchset Bundle taken apart. Raises Wrong("bad_answer" or "unsupported_version")."""
    if not isinstance(body, dict) or body.get("resourceType") != "Bundle":
        raise Wrong("bad_answer")
    if too_deep(body):
        raise Wrong("bad_answer")
    matches: list[Resource] = []
    included: list[Resource] = []
    for entry in _list(body.get("entry")):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise Wrong("bad_answer")
        if resource["resourceType"] == "OperationOutcome":
            continue
        if speaks_stu3(resource):
            raise Wrong("unsupported_version")
        search = entry.get("search")
        mode = search.get("mode") if isinstance(search, dict) else ""
        (included if mode == "include" else matches).append(resource)
    if len(matches) + len(included) > MAX_ENTRIES:
        raise Wrong("too_large")
    return Page(tuple(matches), tuple(included), _next(body))


def about_asked(page: Page, query: Query, patient_id: str, base_url: str) -> None:
    """Raises Wrong unless every entry is about the asked patient or came along with one that is."""
    for resource in page.matches:
        if resource["resourceType"] != query.resource:
            raise Wrong("bad_answer")
        if not is_about(resource, patient_id, base_url):
            raise Wrong("wrong_patient")
    for resource in page.included:
        named = any(element in resource for element in _SUBJECTS)
        own = resource["resourceType"] == "Patient" and resource.get("id") == patient_id
        if named and not is_about(resource, patient_id, base_url):
            raise Wrong("wrong_patient")
        if not named and not own and resource["resourceType"] not in _BYSTANDERS:
            raise Wrong("wrong_patient")


def is_about(resource: Resource, patient_id: str, base_url: str = "") -> bool:
    """Whether all that this resource names as its patient is the asked one, and it names one."""
    subjects = [resource[element] for element in _SUBJECTS if element in resource]
    if not subjects and resource.get("resourceType") == "CareTeam":
        members = [one.get("member") for one in _dicts(resource.get("participant"))]
        people = [m for m in members if "Patient/" in _reference(m)]
        return bool(people) and all(_points_at(m, patient_id, base_url) for m in people)
    return bool(subjects) and all(_points_at(one, patient_id, base_url) for one in subjects)


def _points_at(target: Any, patient_id: str, base_url: str) -> bool:
    reference = _reference(target).split("/_history/")[0]
    wanted = f"Patient/{patient_id}"
    return reference == wanted or (bool(base_url) and reference == f"{base_url}/{wanted}")


def _reference(target: Any) -> str:
    return str(target.get("reference", "")) if isinstance(target, dict) else ""


def patient_in(patients: Iterable[Resource], person: Person) -> str | None:
    """The local id of the asked person; None when the source does not know the person.

    Raises Wrong: conflict reasons birth_date, family or several, or wrong_patient when the source
    answered with a person of another BSN.
    """
    found = [one for one in patients if one.get("active") is not False]
    for one in found:
        if one.get("resourceType") != "Patient" or not isinstance(one.get("id"), str):
            raise Wrong("bad_answer")
        if not _has_bsn(one, person.bsn):
            raise Wrong("wrong_patient")
    for one in found:
        if one.get("birthDate") != person.birth_date.isoformat():
            raise Wrong("birth_date")
        if not _same_family(one, person.family):
            raise Wrong("family")
    if len(found) > 1:
        raise Wrong("several")
    return str(found[0]["id"]) if found else None


CONFLICTS = frozenset({"birth_date", "family", "several"})


def state_of(reason: str) -> str:
    """The ledger's state for a reason why a source as a whole gave nothing."""
    return "conflict" if reason in CONFLICTS else "not_reached"


def _has_bsn(patient: Resource, bsn: str) -> bool:
    numbers = {
        str(one.get("value", "")).zfill(9)
        for one in _dicts(patient.get("identifier"))
        if one.get("system") in BSN_SYSTEMS
    }
    return numbers == {bsn.zfill(9)}


def _same_family(patient: Resource, family: str) -> bool:
    """Whether one part of the name agrees: people marry, and sources write either name."""
    asked = _words(family)
    named = [one for one in _dicts(patient.get("name")) if one.get("use") != "usual"]
    known = {word for name in named for word in _name_words(name)}
    return not asked or not known or bool(asked & known)


def _name_words(name: Mapping[str, Any]) -> set[str]:
    parts = [str(name.get("family", ""))]
    if not parts[0]:
        parts = [str(name.get("text", ""))]
    return set().union(*(_words(part) for part in parts))


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return set(_WORD.findall(plain)) - _JOINTS


def speaks_stu3(resource: Resource) -> bool:
    """Whether this was written in FHIR STU3: by its profiles, or by statuses that became concepts."""
    meta = resource.get("meta")
    profiles = _list(meta.get("profile")) if isinstance(meta, dict) else []
    if any(isinstance(one, str) and _OLD.match(one) for one in profiles):
        return True
    return any(isinstance(resource.get(n), str) for n in ("clinicalStatus", "verificationStatus"))


def too_deep(body: Any) -> bool:
    """Whether JSON nests deeper than any FHIR answer that we read; stops at the limit."""
    level: list[Any] = [body]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterator[Any]:
    children = value.values() if isinstance(value, dict) else value
    return (child for child in children if isinstance(child, (dict, list)))


def _next(body: Mapping[str, Any]) -> str:
    links = [one for one in _dicts(body.get("link")) if one.get("relation") == "next"]
    return str(links[0].get("url", "")) if links else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]
