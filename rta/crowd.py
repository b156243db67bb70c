"""Who is played in a replay: the cases of a file, or people drawn from a region's population.

Everybody has a number, so a replay that was interrupted goes on with the next one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from .cases import FactRefused, canonical_text
from .model import Fact
from .population import draw
from .replay import Person

MOST_LINE = 64 * 1024
GROUPS = ("neighbourhood", "age_band", "channel")
Facts = Mapping[str, Fact]


class CrowdRefused(ValueError):
    """A case that cannot be read; str() names its line."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """`identity` names exactly these people; `size` is how many of them there are."""

    identity: Mapping[str, Any]
    size: int
    people: Iterator[Person]


def drawn(folder: Path, size: int, seed: str, facts: Facts, skip: int) -> Crowd:
    """People of a region's `population.yaml`. Raises PopulationRefused while drawing."""
    text = (folder / "population.yaml").read_bytes()
    spec = yaml.safe_load(text)
    identity = {"population": str(size), "seed": seed, "hash": sha256(text).hexdigest()}
    return Crowd(identity, size, (_drawn(spec, seed, n, facts) for n in range(skip, size)))


def _drawn(spec: Mapping[str, Any], seed: str, number: int, facts: Facts) -> Person:
    one = draw(spec, seed, number)
    area = spec["postcodes"][one.postcode4]["area"]
    known = {name: value for name, value in one.facts.items() if name in facts}
    return Person(known, f"{one.postcode4} {area}", age_band(one.age), "population")


def read(path: Path, facts: Facts, skip: int) -> Crowd:
    """The cases of a file, one JSON object `{facts, neighbourhood?, age_band?, channel?}` a line.

    Raises CrowdRefused while reading.
    """
    digest, size = sha256(), 0
    with path.open("rb") as lines:
        for line in lines:
            digest.update(line)
            size += bool(line.strip())
    return Crowd({"cases": str(size), "hash": digest.hexdigest()}, size, _read(path, facts, skip))


def _read(path: Path, facts: Facts, skip: int) -> Iterator[Person]:
    with path.open("rb") as lines:
        filled = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
        for number, line in islice(filled, skip, None):
            yield _person(line, facts, f"{path}:{number}:1")


def _person(line: bytes, facts: Facts, place: str) -> Person:
    if len(line) > MOST_LINE:
        raise CrowdRefused(f"{place}: case_too_long: Dit geval is langer dan {MOST_LINE} tekens.")
    try:
        told = json.loads(line, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        raise CrowdRefused(f"{place}: invalid_json: Dit is geen geldig geval.") from error
    if not isinstance(told, dict) or not isinstance(told.get("facts"), dict):
        raise CrowdRefused(f"{place}: invalid_json: Hier hoort een object met facts.")
    known: dict[str, str | None] = {}
    for name, raw in told["facts"].items():
        if name not in facts or raw is None:
            continue
        try:
            known[name] = canonical_text(facts[name], raw)
        except FactRefused as refused:
            raise CrowdRefused(f"{place}: {refused.code}: {name}: {refused.words}") from refused
    groups = {name: str(told.get(name, "")) for name in GROUPS}
    if not groups["age_band"] and (age := known.get("leeftijd")):
        groups["age_band"] = age_band(int(Decimal(age)))
    return Person(known, **groups)


def age_band(age: int) -> str:
    """The ten years somebody is in: `80-89`."""
    return f"{age // 10 * 10}-{age // 10 * 10 + 9}"
