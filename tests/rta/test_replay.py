"""Replay: the same counts as playing everybody one by one, nobody recognisable, the same bytes again."""

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from shared import ROOT

from netwerkzorg.rta.commands import rta
from netwerkzorg.rta.loading import load
from netwerkzorg.rta.replay import Person, Player, Tally, Verdict, moved, replay
from netwerkzorg.rta.replay_report import SMALLEST, report, veiled

UTRECHT = ROOT / "regions" / "utrecht"
FALLS = UTRECHT / "agreements" / "valpreventie" / "1.yaml"
OLD = FALLS.read_text(encoding="utf-8")
# From 65 to 75: who is 65 to 74 gets no help from this agreement any more.
NEW = OLD.replace('{leeftijd: "< 65"}', '{leeftijd: "< 75"}')
FALLER = {
    "hulpvraag": "vallen", "thuiswonend": "true", "vallen12mnd": "2", "ernstigeVal": "false",
}  # fmt: skip


@lru_cache
def player(text: str) -> Player:
    loaded = load(text.encode())
    assert loaded.compiled is not None, loaded.findings
    return Player(loaded.compiled)


def faller(age: int, **groups: str) -> Person:
    return Person({**FALLER, "leeftijd": str(age)}, **groups)


def said(urgency: str | None, *routes: str, person: bool = False) -> Verdict:
    return Verdict(True, urgency, routes, person, (), ())


MOVES = [
    ("the same", said("U4", "a"), said("U4", "a"), ""),
    ("more urgent", said("U4", "a"), said("U3", "a"), "sooner"),
    ("less urgent counts as worse even where the route stays", said("U3", "a"), said("U5", "a"), "later"),
    ("other help, as fast", said("U4", "a"), said("U4", "b"), "elsewhere"),
    ("help is gone and nobody looks", said("U4", "a"), said(None), "lost"),
    ("a person looks first, so it is not lost", said("U4", "a"), said(None, person=True), "to_person"),
    ("help where there was none", said(None), said("U4", "a"), "gained"),
    ("decided where a person had to look", said(None, person=True), said("U4", "a"), "from_person"),
    ("a route less, and no other", said("U4", "a"), said("U4"), "lost"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "old", "new", "kind"), MOVES, ids=[row[0] for row in MOVES])
def test_how_an_outcome_moves(reason: str, old: Verdict, new: Verdict, kind: str) -> None:
    assert moved(old, new) == kind, reason


def test_who_loses_help_is_found_with_the_group() -> None:
    people = [
        faller(age, neighbourhood="3531 Lombok", age_band="60-69") for age in range(65, 70)
    ] * 4
    people += [faller(80, neighbourhood="3562 Overvecht", age_band="80-89")] * 30
    tally = replay(player(OLD), player(NEW), people)
    assert tally.kinds == Counter({"": 30, "lost": 20})
    old, new = (load(text.encode()).agreement for text in (OLD, NEW))
    assert old is not None
    assert new is not None
    told = report(old, new, ("a", "b"), tally, {"cases": "50"}, {"valrisicobeoordeling": 40})
    assert {(one["by"], one["group"], one["worse"]) for one in told["worse_off"]} == {
        ("age_band", "60-69", 20),
        ("neighbourhood", "3531 Lombok", 20),
        ("outcome", "U4 → valrisicobeoordeling", 20),
    }
    (service,) = told["services"]
    assert service == {
        "service_type": "valrisicobeoordeling", "old": 50, "new": 30, "capacity": 40,
        "overflows": False,
    }  # fmt: skip


@given(st.lists(st.integers(18, 100), max_size=40), st.integers(0, 40))
def test_an_interrupted_replay_goes_on_where_it_stood(ages: list[int], at: int) -> None:
    people = [faller(age, age_band=str(age // 10)) for age in ages]
    whole = replay(player(OLD), player(NEW), people)
    first = replay(player(OLD), player(NEW), people[:at])
    kept = Tally.of(json.loads(json.dumps(first.body())))
    assert replay(player(OLD), player(NEW), people[at:], kept).body() == whole.body()


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60), max_size=6))
def test_no_small_count_is_shown_or_can_be_found_by_subtraction(counts: dict[str, int]) -> None:
    shown = veiled(counts)
    hidden = [name for name, count in shown.items() if count is None]
    assert all(shown[name] is None for name, count in counts.items() if 0 < count < SMALLEST)
    assert all(shown[name] in (counts[name], None) for name in counts)
    others = [name for name, count in counts.items() if count]
    assert len(hidden) != 1 or len(others) == 1


def run(*arguments: object) -> Result:
    return CliRunner().invoke(rta, ["replay", *map(str, arguments)])


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "1.yaml", tmp_path / "2.yaml"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW.replace('version: "1"', 'version: "2"'), encoding="utf-8")
    return old, new


def test_a_population_gives_the_same_bytes_again(versions: tuple[Path, Path]) -> None:
    asked = (*versions, "--population", 3000, "--seed", "zaad", "--region", UTRECHT, "--json")
    first, second = run(*asked), run(*asked)
    assert first.exit_code == 0, first.stderr
    assert first.stdout == second.stdout
    told = json.loads(first.stdout)
    assert (told["people"], told["old"]["version"], told["new"]["version"]) == (3000, "1", "2")
    assert {one["by"] for one in told["worse_off"]} >= {"age_band"}
    other = run(*versions, "--population", 3000, "--seed", "ander", "--region", UTRECHT, "--json")
    assert other.stdout != first.stdout


def test_a_state_goes_on_and_refuses_other_people(
    versions: tuple[Path, Path], tmp_path: Path
) -> None:
    state, cases = tmp_path / "state.json", tmp_path / "cases.jsonl"
    line = json.dumps({"facts": {**FALLER, "leeftijd": 70}, "channel": "telefoon"})
    cases.write_text("\n".join([line] * 30), encoding="utf-8")
    whole = run(*versions, "--cases", cases, "--json")
    assert run(*versions, "--cases", cases, "--state", state, "--json").stdout == whole.stdout
    kept = json.loads(state.read_text())
    assert kept["tally"]["played"] == 30
    assert run(*versions, "--cases", cases, "--state", state, "--json").stdout == whole.stdout
    cases.write_text("\n".join([line] * 31), encoding="utf-8")
    assert run(*versions, "--cases", cases, "--state", state).exit_code == 2


REFUSED = [
    ("not JSON", "{", "invalid_json"),
    ("a list", "[]", "invalid_json"),
    ("a fact that is no number", '{"facts": {"leeftijd": "oud"}}', "fact_not_understood"),
    ("a code that nobody declared", '{"facts": {"hulpvraag": "tennis"}}', "fact_code_unknown"),
    ("too long", '{"facts": {"hulpvraag": "' + "x" * 70_000 + '"}}', "case_too_long"),
]


@pytest.mark.parametrize(("reason", "line", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_case_that_is_not_understood_stops_the_replay(
    versions: tuple[Path, Path], tmp_path: Path, reason: str, line: str, code: str
) -> None:
    cases = tmp_path / "cases.jsonl"
    good = json.dumps({"facts": FALLER})
    cases.write_text(f"{good}\n{line}\n", encoding="utf-8")
    ran = run(*versions, "--cases", cases)
    assert ran.exit_code == 3, reason
    assert f"cases.jsonl:2:1: {code}" in ran.stderr
