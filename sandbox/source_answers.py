"""What a sandbox source says: searchset Bundles with opaque pages, outcomes, its own statement."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from .source_parameters import OWN, parameters
from .source_search import Found, elements, holds_bsn, page_size
from .source_store import Resource, Store, reference_of

KEPT_RESULT_SETS = 256


@dataclass(frozen=True)
class Answer:
    """One answer before it is written to the wire; body is JSON."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Kept:
    found: Found
    kind: str
    size: int


class Pages:
    """Result sets that still have a next page, newest 256; a page address is a random token.

    The token keeps the query, and a BSN in it, out of every URL.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def first(self, base: str, kind: str, found: Found) -> Answer:
        kept = _Kept(found, kind, page_size(found.used))
        token = secrets.token_urlsafe(12)
        if kept.size and len(found.matches) > kept.size:
            self._kept[token] = kept
            while len(self._kept) > KEPT_RESULT_SETS:
                self._kept.popitem(last=False)
        return Answer(200, _bundle(base, kept, token, 0, _self_link(base, kind, found)))

    def next(self, base: str, address: str) -> Answer:
        token, _, offset = address.rpartition(".")
        kept = self._kept.get(token)
        if kept is None or not offset.isdecimal():
            return outcome(410, "not-found", "deze pagina is verlopen; zoek opnieuw")
        here = f"{base}/{kept.kind}?_page={address}"
        return Answer(200, _bundle(base, kept, token, int(offset), here))


def outcome(status: int, code: str, text: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An OperationOutcome; the text never repeats what was asked."""
    issue = {"severity": "error", "code": code, "diagnostics": text}
    return Answer(status, {"resourceType": "OperationOutcome", "issue": [issue]}, headers or {})


def resource_answer(resource: Resource) -> Answer:
    version = str(resource.get("meta", {}).get("versionId", "1"))
    return Answer(200, resource, {"ETag": f'W/"{version}"'})


def capability(name: str, base: str, store: Store, release: str) -> Answer:
    """CapabilityStatement of exactly what this source routes; counts stand as documentation."""
    body = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-01-01",
        "kind": "instance",
        "software": {"name": f"Oefenbron {name}", "version": "1"},
        "implementation": {"description": f"Oefenbron {name}, alles verzonnen", "url": base},
        "fhirVersion": release,
        "format": ["application/fhir+json"],
        "rest": [{"mode": "server", "resource": [_routed(k, store) for k in kinds(store)]}],
    }
    return Answer(200, body)


def kinds(store: Store) -> list[str]:
    """Resource types this source answers for, with or without a resource of that type."""
    return sorted({*OWN, *store.by_type})


def _routed(kind: str, store: Store) -> dict[str, Any]:
    searched = parameters(kind).values()
    return {
        "type": kind,
        "documentation": f"{len(store.by_type.get(kind, ()))} stuks",
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchInclude": [f"{kind}:{each.name}" for each in searched if each.kind == "reference"],
        "searchParam": [{"name": each.name, "type": each.kind} for each in searched],
    }


def _self_link(base: str, kind: str, found: Found) -> str:
    told = [pair for pair in found.used if not holds_bsn([pair])]
    return f"{base}/{kind}" + (f"?{urlencode(told)}" if told else "")


def _bundle(base: str, kept: _Kept, token: str, offset: int, here: str) -> dict[str, Any]:
    found, size = kept.found, kept.size
    links = [{"relation": "self", "url": here}]
    if size and offset + size < len(found.matches):
        following = f"{base}/{kept.kind}?_page={token}.{offset + size}"
        links.append({"relation": "next", "url": following})
    page = found.matches[offset : offset + size]
    wanted = elements(found.used)
    entries = [_entry(base, each, "match", wanted) for each in page]
    if offset == 0 and size:
        entries += [_entry(base, each, "include", frozenset()) for each in found.included]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found.matches),
        "link": links,
        **({"entry": entries} if entries else {}),
    }


def _entry(base: str, resource: Resource, mode: str, wanted: frozenset[str]) -> dict[str, Any]:
    full_url = f"{base}/{reference_of(resource)}"
    return {
        "fullUrl": full_url,
        "resource": _only(resource, wanted) if wanted else resource,
        "search": {"mode": mode},
    }


def _only(resource: Resource, wanted: frozenset[str]) -> Resource:
    kept = wanted | {"resourceType", "id", "meta"}
    subset = {name: value for name, value in resource.items() if name in kept}
    tag = {
        "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
        "code": "SUBSETTED",
    }
    meta: dict[str, Any] = dict(subset.get("meta", {}))
    tags: Sequence[Any] = meta.get("tag", [])
    return {**subset, "meta": {**meta, "tag": [*tags, tag]}}
