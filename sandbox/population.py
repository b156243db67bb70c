"""The people of the oefenregio: each is drawn from hash(seed, number), so adding people moves nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from netwerkzorg.rta.population import draw, share

from .personas import GP, sandbox_id

PEOPLE = 2_200
SEED = "oefenregio-1"
Spec = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SyntheticResident:
    """`conditions`, `medication`, `allergies`: keys of population.yaml. `facts`: canonical values."""

    id: UUID
    number: int
    sex: str
    salutation: str
    given: str
    family: str
    birth_date: date
    bsn: str
    street: str
    postcode4: str
    city: str
    phone: str
    gp_organization_id: UUID
    conditions: tuple[str, ...]
    medication: tuple[str, ...]
    allergies: tuple[str, ...]
    facts: Mapping[str, str]


def read_population(region_folder: Path) -> Spec:
    spec: Spec = yaml.safe_load((region_folder / "population.yaml").read_text("utf-8"))
    return spec


def residents(
    spec: Spec, practices: Sequence[UUID], size: int, today: date, seed: str = SEED
) -> Iterator[SyntheticResident]:
    """The two persons of the stories, then drawn ones, `size` in all."""
    yield _story(spec, "devries", 0, today)
    yield _story(spec, "bakker", 1, today)
    for number in range(2, size):
        yield _drawn(spec, practices, seed, number, today)


def test_bsn(number: int) -> str:
    """The number-th citizen number of the test range 9999xxxxx that passes the 11-test."""
    digits = f"9999{number % 10_000:04d}"
    for last in range(10):
        weighted = sum(int(d) * w for d, w in zip(digits, range(9, 1, -1), strict=True)) - last
        if weighted % 11 == 0:
            return f"{digits}{last}"
    return test_bsn(number + 5003)  # one in eleven has no last digit: take it from the far half


def _drawn(
    spec: Spec, practices: Sequence[UUID], seed: str, number: int, today: date
) -> SyntheticResident:
    one = draw(spec, seed, number)
    names = spec["names"]
    conditions, medication = _illness(spec, seed, number, one.age)
    gp = practices[int(share(seed, number, "gp") * len(practices))]
    return SyntheticResident(
        id=sandbox_id("resident", f"{seed}/{number}"),
        number=number,
        sex=one.sex,
        salutation="mevrouw" if one.sex == "female" else "de heer",
        given=_one_of(names[one.sex], seed, number, "given"),
        family=_one_of(names["family"], seed, number, "family"),
        birth_date=_born(one.age, today, share(seed, number, "birthday")),
        bsn=test_bsn(number),
        street=f"{_one_of(spec['streets'], seed, number, 'street')} {1 + number % 180}",
        postcode4=one.postcode4,
        city=spec["postcodes"][one.postcode4]["city"],
        phone=f"088-000 {1000 + number % 9000:04d}",
        gp_organization_id=gp,
        conditions=conditions,
        medication=medication,
        allergies=tuple(
            name for name, rule in spec["allergies"].items()
            if share(seed, number, f"allergy {name}") < _chance(rule, one.age)
        ),
        facts=one.facts,
    )  # fmt: skip


def _story(spec: Spec, key: str, number: int, today: date) -> SyntheticResident:
    """Mevrouw De Vries, who fell twice, and de heer Bakker, whose heart fails."""
    old = key == "devries"
    ill = tuple(c for c in spec["conditions"] if c in _ILL[key])
    drugs = tuple(d for c in ill for d in spec["conditions"][c].get("medication", ()))
    return SyntheticResident(
        id=sandbox_id("resident", key),
        number=number,
        sex="female" if old else "male",
        salutation="mevrouw" if old else "de heer",
        given="Truus" if old else "Willem",
        family="de Vries" if old else "Bakker",
        birth_date=_born(82 if old else 71, today, 0.4),
        bsn=test_bsn(number),
        street="Koperslagersgang 12" if old else "Zwaluwhof 3",
        postcode4="3531" if old else "3532",
        city="Utrecht",
        phone="088-000 0178" if old else "088-000 0179",
        gp_organization_id=sandbox_id("organization", GP),
        conditions=ill,
        medication=tuple(dict.fromkeys(drugs)),
        allergies=("penicilline",) if old else (),
        facts={"hulpvraag": "vallen" if old else "hart", "vallen12mnd": "2" if old else "0"},
    )


_ILL = {
    "devries": ("hypertensie", "atriumfibrilleren", "slapeloosheid", "artrose", "osteoporose"),
    "bakker": ("hypertensie", "hartfalen", "diabetes"),
}


def _illness(
    spec: Spec, seed: str, number: int, age: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    ill = tuple(
        name for name, rule in spec["conditions"].items()
        if share(seed, number, f"condition {name}") < _chance(rule, age)
    )  # fmt: skip
    drugs = [
        _one_of(spec["conditions"][name]["medication"], seed, number, f"drug {name}")
        for name in ill
        if spec["conditions"][name].get("medication")
    ]
    return ill, tuple(dict.fromkeys(drugs))


def _chance(rule: Spec, age: int) -> float:
    reached = [chance for start, chance in rule["chance"].items() if int(start) <= age]
    return float(reached[-1]) if reached else 0.0


def _one_of(words: Sequence[str], seed: str, number: int, what: str) -> str:
    return words[int(share(seed, number, what) * len(words))]


def _born(age: int, today: date, where: float) -> date:
    """A birth date with which somebody has had this birthday, and not yet the next."""
    return today - timedelta(days=int(age * 365.25) + 3 + int(where * 355))
