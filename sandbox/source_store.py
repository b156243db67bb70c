"""The resources of one sandbox source, read once, indexed by id, patient and identifier."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

Resource = dict[str, Any]

PATIENT_ELEMENTS = ("subject", "patient", "beneficiary", "for")


# Profiles of the Dutch STU3 packages. "zib-" alone also names R4 profiles, so the R4 ones count too.
_OLD = re.compile(r"https?://(fhir\.nl|nictiz\.nl/fhir)/.*StructureDefinition/(nl-core|zib|gp)-")
_NEW = "http://nictiz.nl/fhir/StructureDefinition/nl-core-"


class UnreadableFolder(Exception):
    """The folder holds no FHIR resource, or a file that is none; str() names the file."""


@dataclass
class Store:
    """All resources of one source; nothing is ever written after `load`."""

    by_type: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))
    by_reference: dict[str, Resource] = field(default_factory=dict)
    by_patient: dict[tuple[str, str], list[Resource]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_identifier: dict[tuple[str, str], list[Resource]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, resource: Resource) -> None:
        """Index one resource; a later one with the same type and id is ignored."""
        kind, reference = resource["resourceType"], reference_of(resource)
        if reference in self.by_reference:
            return
        self.by_reference[reference] = resource
        self.by_type[kind].append(resource)
        patient = patient_of(resource)
        if patient:
            self.by_patient[kind, patient].append(resource)
        for identifier in identifiers_of(resource):
            self.by_identifier[kind, identifier.get("value", "")].append(resource)

    def release(self) -> str:
        """The FHIR version that this content was written in, 4.0.1 unless it shows to be older."""
        profiles = [one for each in self.by_reference.values() for one in _profiles(each)]
        if any(one.startswith(_NEW) for one in profiles):
            return "4.0.1"
        old = any(_OLD.match(one) for one in profiles) or any(
            isinstance(each.get(name), str)
            for each in self.by_reference.values()
            for name in ("clinicalStatus", "verificationStatus")
        )
        return "3.0.2" if old else "4.0.1"

    def count(self) -> int:
        return len(self.by_reference)


def _profiles(resource: Resource) -> list[str]:
    meta = resource.get("meta")
    found = meta.get("profile", []) if isinstance(meta, dict) else []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def reference_of(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def patient_of(resource: Resource) -> str:
    """Local Patient id the resource is about; a Patient is about itself; "" when it names none."""
    if resource["resourceType"] == "Patient":
        return str(resource["id"])
    for element in PATIENT_ELEMENTS:
        target = resource.get(element)
        reference = target.get("reference", "") if isinstance(target, dict) else ""
        if "Patient/" in reference:
            return str(reference.rsplit("Patient/", 1)[1].split("/", 1)[0])
    return ""


def identifiers_of(resource: Resource) -> list[Resource]:
    found = resource.get("identifier", [])
    return found if isinstance(found, list) else [found]


def load(folder: Path) -> Store:
    """Read every *.json (one resource each, or a Bundle) and *.ndjson (one a line) of the folder.

    Raises UnreadableFolder. `index.json` is a table of contents and no resource.
    """
    store = Store()
    for path in sorted(folder.glob("*.json")) + sorted(folder.glob("*.ndjson")):
        if path.name == "index.json":
            continue
        for resource in _resources(path):
            store.add(resource)
    if not store.count():
        raise UnreadableFolder(f"{folder}: geen FHIR-bronnen gevonden (*.json of *.ndjson)")
    return store


def _resources(path: Path) -> Iterator[Resource]:
    content = path.read_bytes()
    chunks: Iterable[bytes] = content.splitlines() if path.suffix == ".ndjson" else [content]
    for number, chunk in enumerate(chunks, 1):
        if not chunk.strip():
            continue
        try:
            yield from _unfold(orjson.loads(chunk))
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableFolder(f"{path}:{number}: geen FHIR-resource ({error})") from error


def _unfold(body: Resource) -> Iterator[Resource]:
    if body["resourceType"] == "Bundle":
        for entry in body.get("entry", []):
            yield from _unfold(entry["resource"])
        return
    body["id"] = str(body["id"])
    yield body
