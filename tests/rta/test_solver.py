"""The one primitive, against every point tried; and evaluation by search, against the oracle."""

import itertools
import random
from typing import Any

import pytest
import rta_oracle as oracle
from hypothesis import given, settings
from hypothesis import strategies as st
from rta_exact import assert_same, compiled, key

from netwerkzorg.rta import evaluation
from netwerkzorg.rta.solver import NotProved, Space

Point = tuple[int, ...]


def space(dice: random.Random, nodes: int = 20_000) -> tuple[Space, list[Point], int]:
    """Few enough points to try, and enough boxes that a free one is rare; half of them in threes,
    around the number where nothing but trying helps."""
    if dice.random() < 0.5:
        facts, atoms, rows = 8, 2, dice.randint(28, 42)
        shapes = [dict.fromkeys(dice.sample(range(facts), 3), 0) for _ in range(rows)]
    else:
        facts, atoms = dice.randint(1, 5), dice.randint(2, 3)
        filled = dice.choice((0.4, 0.6, 0.9))
        shapes = [
            {fact: 0 for fact in range(facts) if dice.random() < filled}
            for _ in range(dice.randint(0, 12 * facts))
        ]
    made = Space([[0] * atoms for _ in range(facts)], [0] * facts, 0, nodes)
    boxes = []
    for shape in shapes:
        box = {fact: dice.randint(1, (1 << atoms) - 2) for fact in shape}
        made.add(box)
        boxes.append(tuple(box.get(fact, (1 << atoms) - 1) for fact in range(facts)))
    return made, boxes, atoms


def inside(point: Point, box: Point) -> bool:
    return all(atoms >> atom & 1 for atom, atoms in zip(point, box, strict=True))


@pytest.mark.parametrize("part", range(4))
def test_a_free_point_is_found_when_there_is_one(part: int) -> None:
    for seed in range(part, 600, 4):
        _found_when_there_is_one(random.Random(seed))


def _found_when_there_is_one(dice: random.Random) -> None:
    made, boxes, atoms = space(dice)
    whole = dice.random() < 0.7
    every = (1 << atoms) - 1
    region = tuple(every if whole else dice.randint(0, every) for _ in made.facts)
    points = list(itertools.product(range(atoms), repeat=len(made.facts)))
    free = {p for p in points if inside(p, region) and not any(inside(p, box) for box in boxes)}
    found = made.find(region, (1 << made.count) - 1)
    assert (found is None) == (not free)
    if found is not None:
        assert {p for p in points if inside(p, found)} <= free, "all of it is free"


def test_past_its_limit_nothing_is_claimed() -> None:
    made, _, atoms = space(random.Random(3), nodes=0)
    with pytest.raises(NotProved):
        made.find(tuple((1 << atoms) - 1 for _ in made.facts), (1 << made.count) - 1)


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 10**9))
def _search_is_exact(seed: int) -> None:
    dice = random.Random(seed)
    facts, decisions, text = oracle.random_agreement(dice)
    known: dict[str, Any] = {f.name: dice.choice(f.values) for f in facts if dice.random() < 0.4}
    size = 1
    for fact in facts:
        size *= 1 if fact.name in known else len(fact.values)
    if size > 1200:
        return
    state = evaluation.state_of(compiled(text), {name: key(v) for name, v in known.items()})
    for name, table in decisions.items():
        expected = oracle.completions(facts, decisions, name, known)
        assert_same(evaluation.decide(state, name), expected, table, text)


def test_a_search_is_exact_where_no_diagram_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "SMALL", 0)
    _search_is_exact()


WIDE = """\
language: 1
agreement: proef
version: "1"
title: "Proef"
valid: {{from: "2026-01-01"}}
facts:
{facts}
decisions:
  d:
    hit: first
    gives: {{u: {{type: code, codes: [a, b, c]}}}}
    rules:
{rules}
      - {{then: {{u: c}}}}
"""


def test_thirty_pairs_are_too_many_for_a_diagram_and_not_for_a_search() -> None:
    """Rows over pairs of facts that lie far apart: a diagram of them doubles with every row."""
    facts = "\n".join(f"  f{n:02}: {{type: boolean}}" for n in range(60))
    rows = (
        f"      - {{when: {{f{n:02}: 'true', f{n + 30:02}: 'true'}}, then: {{u: {'ab'[n % 2]}}}}}"
        for n in range(30)
    )
    state = evaluation.state_of(compiled(WIDE.format(facts=facts, rules="\n".join(rows))), {})
    got = evaluation.decide(state, "d")
    assert got.exact
    assert len(got.missing) == 60
    assert {one["u"].text for one in got.possible} == {"a", "b", "c"}  # type: ignore[index]
