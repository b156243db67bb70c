"""Draws a synthetic population from a region's `population.yaml`: for replay here, for the sandbox above.

Every value of every person is drawn from hash(seed, number, name of the value), so adding people, or a
fact, moves nobody. Pure: the caller reads the file.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any

Spec = Mapping[str, Any]
_RANGE = 2**64


class PopulationRefused(ValueError):
    """The specification cannot be drawn from; str() names the place."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One synthetic person: `facts` are canonical strings by fact id, `leeftijd` among them."""

    number: int
    age: int
    sex: str
    postcode4: str
    facts: Mapping[str, str] = field(default_factory=dict)


def population(spec: Spec, seed: str, size: int) -> Iterator[Drawn]:
    """The first `size` persons of this seed, numbered from 0. Raises PopulationRefused."""
    return (draw(spec, seed, number) for number in range(size))


def draw(spec: Spec, seed: str, number: int) -> Drawn:
    """One person; the same answer for the same arguments, always. Raises PopulationRefused."""
    age = _age(spec, seed, number)
    sex = pick(spec["sexes"], share(seed, number, "sex"))
    weights = {code: float(place["weight"]) for code, place in spec["postcodes"].items()}
    postcode = pick(weights, share(seed, number, "postcode4"))
    return Drawn(number, age, sex, str(postcode), draw_facts(spec["facts"], seed, number, age))


def draw_facts(facts: Spec, seed: str, number: int, age: int) -> dict[str, str]:
    """Canonical values of all facts for a person of this age, `leeftijd` first."""
    drawn = {"leeftijd": str(age)}
    for name, rule in facts.items():
        try:
            drawn[name] = _fact(rule, drawn, age, share(seed, number, name))
        except (KeyError, TypeError, ValueError) as error:
            raise PopulationRefused(f"facts.{name}: {error}") from error
    return drawn


def share(seed: str, number: int, name: str) -> float:
    """The person's own number in [0, 1) for one value."""
    digest = hashlib.sha256(f"{seed}\x1f{number}\x1f{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / _RANGE


def pick(weights: Mapping[Any, Any], where: float) -> Any:
    """The key on which `where` of the total weight falls."""
    reached, total = 0.0, math.fsum(float(weight) for weight in weights.values())
    for key, weight in weights.items():
        reached += float(weight)
        if where * total < reached:
            return key
    raise PopulationRefused("no weights")


def at_age(bands: Mapping[Any, Any], age: int) -> Any:
    """What stands under the highest age not above this one."""
    reached = [(int(start), value) for start, value in bands.items() if int(start) <= age]
    if not reached:
        raise PopulationRefused(f"nothing for age {age}")
    return max(reached, key=lambda band: band[0])[1]


def _age(spec: Spec, seed: str, number: int) -> int:
    starts = sorted(int(start) for start in spec["ages"])
    weights = {int(start): weight for start, weight in spec["ages"].items()}
    start: int = pick(weights, share(seed, number, "age band"))
    following = [each for each in starts if each > start]
    end = following[0] if following else int(spec["oldest"]) + 1
    return start + int(share(seed, number, "age") * (end - start))


def _fact(rule: Spec, drawn: Mapping[str, str], age: int, where: float) -> str:
    settled = rule.get("unless")
    if settled and drawn[settled["fact"]] == str(settled["is"]):
        return str(settled["gives"])
    shift = rule.get("shift")
    shifted = shift and drawn[shift["fact"]] == str(shift["is"])
    by = float(shift["by"]) if shift and shifted else 0.0
    if "chance" in rule:
        return "true" if where < float(at_age(rule["chance"], age)) + by else "false"
    if "weights" in rule:
        return str(pick(at_age(rule["weights"], age), where))
    if "count" in rule:
        weights: Sequence[Any] = at_age(rule["count"], age)
        return str(pick(dict(enumerate(weights)), where))
    return _normal(rule, age, where, by)


def _normal(rule: Spec, age: int, where: float, by: float) -> str:
    mean, spread = at_age(rule["normal"], age)
    value = NormalDist(float(mean) + by, float(spread)).inv_cdf(max(where, 1 / _RANGE))
    bounded = min(max(value, float(rule["least"])), float(rule["most"]))
    text = f"{bounded:.{int(rule['places'])}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
