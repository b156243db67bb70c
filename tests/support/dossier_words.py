"""The words of one person's dossiers that stand nowhere in what the platform is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from shared import ROOT

ROOMS = ("platform", "rta", "directory", "triage", "routing", "consult", "viewer", "regions")
# Of the practice region: what it puts into the platform itself, so not the dossiers.
SEEDED = ("sandbox/personas.py", "sandbox/seeding.py", "sandbox/intakes.py")
_MOMENT = re.compile(r"[\d:.+TZ-]+")
_WORD = re.compile(r"[^\W\d_][\w-]{6,}")
_LEFT_OUT = frozenset({"system", "reference", "resourceType", "status"})


def words_of(dossiers: Path, bsn: str) -> frozenset[str]:
    """Words of seven letters or more and ids, of every source. No numbers and no short words: those
    stand everywhere by chance. What the platform knows of the person itself (name, address) is no
    word of a dossier."""
    told = {text for source in dossiers.iterdir() for text in _told(source, bsn)}
    known = _made_of()
    return frozenset(word for text in told for word in _parts(text) if word.lower() not in known)


def _told(source: Path, bsn: str) -> Iterator[str]:
    lines = (source / "dossiers.ndjson").read_bytes().splitlines()
    resources = [orjson.loads(line) for line in lines]
    (patient,) = [one["id"] for one in resources if _has_bsn(one, bsn)]
    for one in resources:
        if patient == one["id"]:
            yield patient
        elif f"Patient/{patient}".encode() in orjson.dumps(one):
            yield from _texts(one)


def _has_bsn(resource: Any, bsn: str) -> bool:
    return any(one.get("value") == bsn for one in resource.get("identifier", ()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in _LEFT_OUT:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str) and not _MOMENT.fullmatch(value):
        yield value


def _parts(text: str) -> Iterator[str]:
    if re.fullmatch(r"[0-9a-f-]{36}", text):
        yield text
    else:
        yield from _WORD.findall(text)


def _made_of() -> str:
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.*")]
    paths += [ROOT / one for one in SEEDED]
    kinds = (".py", ".yaml", ".html", ".csv", ".md")
    return "\n".join(p.read_text("utf-8") for p in paths if p.suffix in kinds).lower()
