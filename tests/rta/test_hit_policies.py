"""Every hit policy from file to receipt: one table, the persons it is asked about, what it says."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from netwerkzorg.rta.agreed import Agreed, InForce, evaluate
from netwerkzorg.rta.commands import rta
from netwerkzorg.rta.loading import load
from netwerkzorg.rta.receipts import result_body
from netwerkzorg.rta.scenarios import run_scenarios
from netwerkzorg.rta.stepping import back_referrals

HEAD = """\
language: 1
agreement: proef
version: "1"
title: "Proef"
valid: {from: "2026-01-01"}
facts:
  x: {type: integer, range: "[0..9]"}
decisions:
  d:
"""
CODES = "    gives: {u: {type: code, codes: [laag, hoog]}}\n"
URGENCY = "    gives: {u: {type: urgency}}\n"
NUMBER = "    gives: {u: {type: number}}\n"
DURATION = "    gives: {u: {type: duration}}\n"


def rules(*rows: tuple[str, str]) -> str:
    lines = (f"      - {{when: {{x: '{cell}'}}, then: {{u: '{value}'}}}}" for cell, value in rows)
    return "    rules:\n" + "\n".join(lines) + "\n"


LOW_HIGH = rules((">= 1", "laag"), (">= 2", "hoog"), (">= 3", "laag"))
NUMBERS = rules((">= 1", "1.50"), (">= 2", "0.5"), (">= 3", "1.5"))
ORDER = "    order: [hoog, laag]\n"
L, H = {"u": "laag"}, {"u": "hoog"}

CASES = [
    ("priority", ORDER + CODES + LOW_HIGH, 0, "none", None, [], "nothing matches"),
    ("priority", ORDER + CODES + LOW_HIGH, 1, "decided", L, [1], "alone"),
    ("priority", ORDER + CODES + LOW_HIGH, 3, "decided", H, [2], "the highest outcome wins"),
    ("rule_order", CODES + LOW_HIGH, 0, "decided", [], [], "an empty list is an outcome"),
    ("rule_order", CODES + LOW_HIGH, 3, "decided", [L, H, L], [1, 2, 3], "in the order of rules"),
    ("output_order", ORDER + CODES + LOW_HIGH, 3, "decided", [H, L, L], [2, 1, 3], "by outcome"),
    ("output_order", ORDER + CODES + LOW_HIGH, 0, "decided", [], [], "an empty list"),
    ("sum", NUMBER + NUMBERS, 3, "decided", {"u": 3.5}, [1, 2, 3], "all of them"),
    ("sum", NUMBER + NUMBERS, 0, "none", None, [], "nothing to add is a gap, not zero"),
    ("sum", DURATION + rules((">= 1", "P1D"), (">= 2", "PT36H")), 2, "decided",
     {"u": "P2DT12H"}, [1, 2], "durations add up"),
    ("min", NUMBER + NUMBERS, 2, "decided", {"u": 0.5}, [1, 2], "all that match are told"),
    ("max", NUMBER + NUMBERS, 3, "decided", {"u": 1.5}, [1, 2, 3], "as the first has it written"),
    ("min", URGENCY + rules((">= 1", "U4"), (">= 2", "U2")), 2, "decided",
     {"u": "U2"}, [1, 2], "U0 is the lowest"),
    ("max", NUMBER + NUMBERS, 0, "none", None, [], "no highest of nothing"),
    ("count", NUMBER + NUMBERS, 0, "decided", {"u": 0}, [], "nothing counts as 0"),
    ("count", NUMBER + NUMBERS, 2, "decided", {"u": 2}, [1, 2], "rows, not values"),
    ("first", CODES + LOW_HIGH, 3, "decided", L, [1], "the first row"),
    ("unique", CODES + LOW_HIGH, 3, "undecided", None, [1, 2, 3], "rows that meet decide nothing"),
    ("any", CODES + rules((">= 1", "laag"), (">= 2", "laag")), 2, "decided", L, [1, 2], "agree"),
    ("collect", CODES + LOW_HIGH, 3, "decided", [L, H, L], [1, 2, 3], "a bag"),
]  # fmt: skip


def decided(text: str, facts: dict[str, str], folder: Path) -> dict[str, Any]:
    file, told = folder / "f.yaml", folder / "facts.json"
    file.write_text(text)
    told.write_text(json.dumps(facts))
    ran = CliRunner().invoke(rta, ["decide", str(file), "--facts", str(told), "--json"])
    assert ran.exit_code == 0, ran.output
    found: dict[str, Any] = json.loads(ran.output)
    return found


@pytest.mark.parametrize(("hit", "table", "x", "status", "outcome", "numbers", "why"), CASES)
def test_a_policy_decides(
    hit: str, table: str, x: int, status: str, outcome: object, numbers: list[int], why: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    got = decided(f"{HEAD}    hit: {hit}\n{table}", {"x": str(x)}, tmp_path)["decisions"]["d"]
    assert (got["status"], got["outcome"], got["rules"]) == (status, outcome, numbers), why


@pytest.mark.parametrize(("hit", "table", "x", "status", "outcome", "numbers", "why"), CASES)
def test_a_policy_is_told_in_the_receipt_and_in_scenarios(
    hit: str, table: str, x: int, status: str, outcome: object, numbers: list[int], why: str
) -> None:
    if status == "undecided":
        return
    expect = f"{{rules: [{', '.join(map(str, numbers))}]}}"
    scenario = f"scenarios: [{{name: a, facts: {{x: '{x}'}}, expect: {{d: {expect}}}}}]\n"
    text = f"{HEAD}    hit: {hit}\n{table}{scenario}"
    loaded = load(text.encode())
    assert loaded.compiled is not None, loaded.findings
    assert run_scenarios(loaded.compiled) == (), why
    combined = evaluate(Agreed((InForce(loaded.compiled, loaded.hash),)), {"x": str(x)})
    told = result_body(combined, None)["agreements"][0]["decisions"]["d"]
    assert told["status"] == status
    assert told["rules"] == [str(n) for n in numbers], why
    marks = [line["rule"] for line in told["trace"] if line["mark"] == "check"]
    assert marks == sorted(str(n) for n in numbers)


def test_a_scenario_that_expects_something_else_is_told() -> None:
    scenario = "scenarios: [{name: a, facts: {x: '2'}, expect: {d: {outcome: {u: '3'}}}}]\n"
    loaded = load(f"{HEAD}    hit: count\n{NUMBER}{NUMBERS}{scenario}".encode())
    assert loaded.compiled is not None
    assert len(run_scenarios(loaded.compiled)) == 1


UNKNOWN = [
    ("priority", ORDER + CODES + LOW_HIGH, [L, H, None], "three ways to end"),
    ("sum", NUMBER + NUMBERS, [{"u": 1.50}, {"u": 2}, {"u": 3.5}, None], "each sum that is reached"),
    ("count", NUMBER + NUMBERS, [{"u": n} for n in range(4)], "nothing up to all"),
    ("max", NUMBER + NUMBERS, [{"u": 1.5}, None], "0.5 is never the highest"),
    ("rule_order", CODES + LOW_HIGH, [[], [L], [L, H], [L, H, L]], "H never comes alone"),
]  # fmt: skip


@pytest.mark.parametrize(("hit", "table", "possible", "why"), UNKNOWN)
def test_what_is_unknown_ranges_over_every_completion(
    hit: str, table: str, possible: list[object], why: str, tmp_path: Path
) -> None:
    got = decided(f"{HEAD}    hit: {hit}\n{table}", {}, tmp_path)["decisions"]["d"]
    assert (got["status"], got["missing"], got["exact"]) == ("undecided", ["x"], True)
    assert sorted(map(str, got["possible"])) == sorted(map(str, possible)), why


BACK = """\
back_referral:
  - {when: {x: '>= 5'}, to: huisarts, not_after: 6mo, with: [metingen]}
  - {when: {d.u: hoog}, to: wijkverpleegkundige, not_before: 2w}
"""


@pytest.mark.parametrize(
    ("x", "back", "why"),
    [
        ("1", [], "neither condition holds"),
        ("2", ["wijkverpleegkundige"], "asked by what was decided"),
        ("7", ["huisarts", "wijkverpleegkundige"], "both"),
        (None, [], "unknown decides nothing"),
    ],
)
def test_a_way_back_follows_from_what_is_known(x: str | None, back: list[str], why: str) -> None:
    loaded = load(f"{HEAD}    hit: priority\n{ORDER}{CODES}{LOW_HIGH}{BACK}".encode())
    assert loaded.compiled is not None, loaded.findings
    agreed = Agreed((InForce(loaded.compiled, loaded.hash),))
    found = back_referrals(evaluate(agreed, {} if x is None else {"x": x}))
    assert [one.to for one in found] == back, why
    for one in found:
        assert one.not_after is None or one.not_after.written() == "6mo"
