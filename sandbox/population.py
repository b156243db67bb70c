"""The synthetic residents: the drawn population of the region with a name, an address and a BSN.

Number 0 and 1 are the story's persons; whoever is added later moves nobody. BSNs lie in 9999xxxxx.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from netwerkzorg.rta.population import at_age, draw, draw_facts, share

from .catalogue import load_catalogue
from .personas import GP, sandbox_id

Spec = Mapping[str, Any]
# Numbers that circulate in other people's test sets; ours must not meet theirs.
_TAKEN = {"999911120", "999911259", "999911119", "999901497", "999901370", "999990019"}
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


@dataclass(frozen=True, slots=True)
class SyntheticResident:
    """conditions, medication, allergies are keys of population.yaml; facts are canonical strings."""

    id: UUID
    key: str
    number: int
    sex: str
    salutation: str
    given: str
    family: str
    birth_date: date
    bsn: str
    street: str
    house_number: str
    postcode: str
    city: str
    phone: str
    email: str
    gp_organization_key: str
    conditions: tuple[str, ...]
    medication: tuple[str, ...]
    allergies: tuple[str, ...]
    facts: Mapping[str, str]

    @property
    def postcode4(self) -> str:
        return self.postcode[:4]


def load_spec(region_folder: Path) -> dict[str, Any]:
    spec: dict[str, Any] = yaml.safe_load((region_folder / "population.yaml").read_text("utf-8"))
    return spec


def residents(seed: str, n: int, region_folder: Path, today: date) -> Iterator[SyntheticResident]:
    """The first n residents of this seed, the story's persons first. Ages hold on `today`."""
    from .story import STORY

    spec = load_spec(region_folder)
    practices = _practices(region_folder)
    for number in range(n):
        if number < len(STORY):
            yield STORY[number](spec, today)
        else:
            yield _resident(spec, practices, seed, number, today)


def story_facts(spec: Spec, number: int, age: int, **told: str) -> dict[str, str]:
    """Facts of a story person: drawn like anybody's, then what the story says."""
    return {**draw_facts(spec["facts"], "verhaal", number, age), **told}


def bsn(number: int) -> str:
    """The number-th BSN of the range 9999xxxxx (then 9998, …) that passes the eleven test."""
    found = _bsns()
    if number >= len(found):
        raise ValueError(f"no more than {len(found)} residents")
    return found[number]


def passes_eleven_test(text: str) -> bool:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=True)) % 11 == 0


@cache
def _bsns() -> tuple[str, ...]:
    candidates = (f"{front}{rest:05d}" for front in (9999, 9998, 9997) for rest in range(100_000))
    return tuple(each for each in candidates if passes_eleven_test(each) and each not in _TAKEN)


def _practices(region_folder: Path) -> dict[str, list[str]]:
    """GP practices that take people in, by postcode4; everybody has at least the story's practice."""
    found: dict[str, list[str]] = {}
    practices = {
        each.id: each.key
        for each in load_catalogue(region_folder).organizations
        if each.kind == "huisartsenpraktijk"
    }
    for service in load_catalogue(region_folder).services:
        if service.organization_id in practices and service.name == "Spreekuur":
            for postcode4 in service.areas:
                found.setdefault(postcode4, []).append(practices[service.organization_id])
    return found


def _resident(
    spec: Spec, practices: Mapping[str, list[str]], seed: str, number: int, today: date
) -> SyntheticResident:
    drawn = draw(spec, seed, number)

    def one_of(name: str, choices: list[str]) -> str:
        return choices[int(share(seed, number, name) * len(choices))]

    conditions = _held(spec["conditions"], seed, number, drawn.age)
    given = one_of("given", spec["names"][drawn.sex])
    key = f"{seed}/{number}"
    return SyntheticResident(
        id=sandbox_id("resident", key),
        key=key,
        number=number,
        sex=drawn.sex,
        salutation="mevrouw" if drawn.sex == "female" else "de heer",
        given=given,
        family=one_of("family", spec["names"]["family"]),
        birth_date=born(today, drawn.age, share(seed, number, "birthday")),
        bsn=bsn(number),
        street=one_of("street", spec["streets"]),
        house_number=str(1 + int(share(seed, number, "house") * 180)),
        postcode=f"{drawn.postcode4} {_letters(share(seed, number, 'letters'))}",
        city=spec["postcodes"][drawn.postcode4]["city"],
        phone=f"088-001 {number % 10_000:04d}",
        email=f"{given.lower()}.{number}@oefenregio.example",
        gp_organization_key=one_of("practice", practices.get(drawn.postcode4, [GP])),
        conditions=conditions,
        medication=tuple(
            dict.fromkeys(m for c in conditions for m in spec["conditions"][c]["medication"])
        ),
        allergies=_held(spec["allergies"], seed, number, drawn.age),
        facts=drawn.facts,
    )


def born(today: date, age: int, where: float) -> date:
    """A birth date that makes somebody exactly this old today; where (0–1) picks the day."""
    last = _years_before(today, age)
    return last - timedelta(days=int(where * 364))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February in a year that has none
        return day.replace(year=day.year - years, day=28)


def _held(rules: Spec, seed: str, number: int, age: int) -> tuple[str, ...]:
    return tuple(
        name
        for name, rule in rules.items()
        if share(seed, number, f"has {name}") < float(at_age(rule["chance"], age))
    )


def _letters(where: float) -> str:
    # SA, SD and SS are never given out.
    pairs = (f"{a}{b}" for a in "ABCDEGHJKLNPRTVWXZ" for b in "ABCDEGHJKLNPRTVWXZ")
    return next(islice(pairs, int(where * 18 * 18), None))
