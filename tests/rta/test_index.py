"""All tables at once: the same rows as evaluation finds one by one, or an honest None."""

import random

import pytest
import rta_oracle as oracle
from rta_exact import compiled, key

from netwerkzorg.rta import evaluation
from netwerkzorg.rta.index import Index


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_the_rows_are_those_of_evaluation(seed: int) -> None:
    for one in range(seed, seed + 10):
        _same_rows(random.Random(one))


def _same_rows(dice: random.Random) -> None:
    sheets = [oracle.random_agreement(dice) for _ in range(2)]
    for facts, decisions, text in sheets:
        engine = compiled(text)
        index = Index([engine])
        for _ in range(4):
            known = {f.name: key(dice.choice(f.values)) for f in facts if dice.random() < 0.9}
            state = evaluation.state_of(engine, known)
            found, trace = index.match_and_trace(known)
            for name in decisions:
                hits = found[index.place["proef", name]]
                result = evaluation.decide(state, name, possible=False)
                if hits is None:
                    assert len(known) < len(facts) or any(
                        evaluation.decide(state, one, possible=False).conflict for one in decisions
                    ), (text, known)
                    continue
                numbers = [one.rule for one in hits]
                assert sorted(numbers) == sorted(result.rules), (name, text, known)
                table = engine.tables[name]
                for rule in table.decision.rules if not table.links else ():
                    passes = not trace.failing("proef", name, rule.number)
                    assert passes or rule.number not in numbers


WIDE = """\
language: 1
agreement: {name}
version: "1"
title: "Proef"
valid: {{from: "2026-01-01"}}
facts:
  x: {{type: integer, range: "[0..200]"}}
  y: {{type: codes, codes: [a, b]}}
decisions:
  d:
    hit: {hit}
    gives: {{u: {{type: integer}}}}
    rules:
{rules}
"""


def wide(name: str, hit: str, rows: int) -> str:
    lines = (f"      - {{when: {{x: '>= {n}', y: a}}, then: {{u: '{n}'}}}}" for n in range(rows))
    return WIDE.format(name=name, hit=hit, rules="\n".join(lines))


def test_agreements_stand_beside_each_other_whatever_their_width() -> None:
    index = Index([compiled(wide("een", "collect", 130)), compiled(wide("twee", "first", 64))])
    found = index.match({"x": 70, "y": frozenset("a")})  # type: ignore[dict-item]
    one, two = found[index.place["een", "d"]], found[index.place["twee", "d"]]
    assert one is not None
    assert two is not None
    assert [hit.rule for hit in one] == list(range(1, 72))
    assert [(hit.agreement, hit.rule) for hit in two] == [("twee", 1)]


def test_what_is_out_of_range_or_missing_is_not_answered() -> None:
    index = Index([compiled(wide("een", "first", 3))])
    assert index.match({"x": 300, "y": frozenset("a")})[0] is None  # type: ignore[dict-item]
    assert index.match({"x": 1})[0] is None  # type: ignore[dict-item]
    assert index.match({"y": frozenset("b")})[0] == (), "no row can match, whatever x is"
