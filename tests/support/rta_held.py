"""The proof held to the oracle, one generated agreement after another.

`python tests/support/rta_held.py 10000` runs them all and prints how many there were of what.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import rta_faults as faults
from rta_oracle import NULL, OracleFact

from netwerkzorg.rta import proof
from netwerkzorg.rta.findings import Found
from netwerkzorg.rta.loading import load

CODES = ("incomplete", "conflict", "dead_row", "redundant_row", "applies_to_nobody", "not_proved")


def held(seed: int, told: Counter[str]) -> str:
    """Nothing, or how the proof of this agreement differs from trying everybody."""
    sheet = faults.draw(seed)
    if sheet is None:
        return ""
    loaded = load(sheet.text.encode())
    assert loaded.compiled is not None, (sheet.text, loaded.findings)
    found = proof.alone(loaded.compiled)
    expected = faults.faults(sheet)
    got = {(one.code, one.decision, one.rule) for one in found if one.code in CODES}
    told["tables"] += 1
    told["chained"] += any(table.uses for table in sheet.decisions.values())
    told["faulty"] += bool(expected)
    told["planted"] += sheet.planted is not None
    why = f"seed {seed}\n{sheet.text}\nproof {sorted(got)}\noracle {sorted(expected)}"
    if got != expected or (sheet.planted and sheet.planted not in got):
        return why
    for one in found:
        if wrong := _person(sheet, one):
            return f"{wrong}: {one.facts}\n{why}"
        told["persons"] += bool(one.facts)
    return ""


def _person(sheet: faults.Sheet, one: Found) -> str:
    """Whether the counter-example fails, and fails no more with any fact left out."""
    if not one.facts and (not one.person or one.code == "applies_to_nobody"):
        return ""
    fault = (one.code, one.decision, one.rule)
    facts = {fact.name: fact for fact in sheet.facts}
    known = {name: _value(facts[name], text) for name, text in one.facts.items()}
    if not faults.fails(sheet, known, fault):
        return "the person does not fail"
    for name in known:
        fewer = {other: value for other, value in known.items() if other != name}
        if faults.fails(sheet, fewer, fault):
            return f"{name} can be dropped"
    return ""


def _value(fact: OracleFact, text: str | None) -> Any:
    if text is None:
        return NULL
    if fact.type == "number":
        return Fraction(Decimal(text))
    if fact.type == "boolean":
        return text == "true"
    if fact.type == "codes":
        return frozenset(filter(None, text.split(",")))
    return text


def main(count: int, first: int = 0) -> int:
    told: Counter[str] = Counter()
    begun, wrong, seed = time.perf_counter(), 0, first
    while told["tables"] < count:
        if difference := held(seed, told):
            wrong += 1
            print(difference)
        seed += 1
    shown = ", ".join(
        f"{told[name]} {name}" for name in ("tables", "chained", "faulty", "planted", "persons")
    )
    print(f"{shown}; {wrong} differences; {time.perf_counter() - begun:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
