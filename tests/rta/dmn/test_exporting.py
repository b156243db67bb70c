"""An exported model says what the agreement says: in our own reading, and in Apache KIE's."""

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from dmn_agreements import Facts, alike, clock_agreement, expected, for_kie, ours, people
from hypothesis import given, settings
from hypothesis import strategies as st
from java_parts import Part, a_kie, kie
from rta_oracle import random_agreement
from shared import ROOT

from netwerkzorg.rta.compiling import Compiled
from netwerkzorg.rta.dmn.amounts import Outside
from netwerkzorg.rta.dmn.commands import dmn
from netwerkzorg.rta.dmn.engine import Engine
from netwerkzorg.rta.dmn.exporting import NotHeld, export, names_of
from netwerkzorg.rta.dmn.reading import read_model
from netwerkzorg.rta.loading import load, load_file

AGREEMENTS = sorted((ROOT / "regions" / "utrecht" / "agreements").glob("*/1.yaml"))


@pytest.fixture(scope="module")
def judge() -> Iterator[Part]:
    with a_kie() as part:
        yield part


def differences(
    compiled: Compiled, cases: list[Facts], answers: list[dict[str, object]]
) -> list[object]:
    found: list[object] = []
    for facts, got in zip(cases, answers, strict=True):
        wanted = expected(compiled, facts)
        for decision, (name, value) in zip(
            compiled.agreement.decisions.values(), wanted.items(), strict=True
        ):
            if not alike(got[name], value, decision):
                found.append((decision.hit, name, facts, "wanted", value, "got", got[name]))
    return found


def generated(seed: int) -> Compiled:
    """Every third table is about dates, times and durations; the others are chained."""
    dice = random.Random(seed)
    text = clock_agreement(dice) if seed % 3 == 0 else random_agreement(dice)[2]
    loaded = load(text.encode())
    assert loaded.compiled is not None, (seed, loaded.findings)
    return loaded.compiled


def in_kie(judge: Part, compiled: Compiled, cases: list[Facts]) -> list[dict[str, object]]:
    answers = kie(judge, export(compiled.agreement), [for_kie(compiled, one) for one in cases])
    return [{name: told["result"] for name, told in one.items()} for one in answers]


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**9))
def test_our_own_reading_of_generated_tables(seed: int) -> None:
    compiled = generated(seed)
    cases = people(compiled, random.Random(seed), 8)
    assert differences(compiled, cases, ours(compiled, cases))[:1] == []


@pytest.mark.slow
def test_kie_on_200_generated_tables(judge: Part) -> None:
    found, asked = [], 0
    for seed in range(200):
        compiled = generated(seed)
        cases = people(compiled, random.Random(seed), 8)
        found += differences(compiled, cases, in_kie(judge, compiled, cases))
        asked += len(cases)
    print(f"\nexport, read by Apache KIE: 200 tables, {asked} people, {len(found)} differences")
    assert found[:3] == []


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.parent.name)
def test_the_agreements_of_the_region(path: Path, judge: Part) -> None:
    compiled = load_file(path).compiled
    assert compiled is not None
    cases = people(compiled, random.Random(1), 60)
    assert differences(compiled, cases, ours(compiled, cases))[:1] == []
    assert differences(compiled, cases, in_kie(judge, compiled, cases))[:1] == []


def agreement(facts: str, decisions: str, more: str = "") -> Compiled:
    text = f"""language: 1
agreement: proef
version: "1"
title: "Proef <1> & meer"
valid: {{from: "2026-01-01"}}
facts:
{facts}
decisions:
{decisions}
{more}"""
    loaded = load(text.encode())
    assert loaded.compiled is not None, loaded.findings
    return loaded.compiled


def test_names_that_feel_cannot_have_are_changed_and_never_meet() -> None:
    rule = 'when: {in: "true", 12mnd: "> 1", her: "< 5", her-verwijzing: "true"}'
    compiled = agreement(
        "  in: {type: boolean}\n  12mnd: {type: integer}\n"
        "  her-verwijzing: {type: boolean}\n  her: {type: integer}",
        "  her-verwijzing:\n    hit: first\n    gives: {if: {type: integer}, 2e: {type: integer}}\n"
        f'    rules:\n      - {{{rule}, then: {{if: "1", 2e: "2"}}}}\n'
        "  daarna:\n    uses: [her-verwijzing]\n    gives: {u: {type: boolean}}\n    rules:\n"
        '      - {when: {her-verwijzing.if: "1", her-verwijzing.2e: "2"}, then: {u: "true"}}',
    )
    names = names_of(compiled.agreement)
    assert len(set(names.values())) == len(names) == 7
    cases = people(compiled, random.Random(1), 200)
    assert differences(compiled, cases, ours(compiled, cases)) == []
    assert {told["daarna"] for told in ours(compiled, cases)} == {True, None}


def test_whether_it_applies_is_a_decision_too() -> None:
    compiled = agreement(
        "  leeftijd: {type: integer}",
        '  d:\n    gives: {u: {type: boolean}}\n    rules:\n      - {then: {u: "true"}}',
        'applies: {leeftijd: ">= 65"}\n',
    )
    engine = Engine(read_model(export(compiled.agreement)))
    assert engine.decide("applies", {"leeftijd": Decimal(65)}).value is True
    assert engine.decide("applies", {"leeftijd": Decimal(64)}).value is False
    assert engine.decide("applies", {"leeftijd": Decimal("64.5")}).value is False


def test_a_sum_of_durations_is_refused() -> None:
    rule = '      - {then: {u: "P1D"}}'
    compiled = agreement(
        "  x: {type: boolean}",
        f"  d:\n    hit: sum\n    gives: {{u: {{type: duration}}}}\n    rules:\n{rule}",
    )
    with pytest.raises(NotHeld):
        export(compiled.agreement)


def test_the_command_writes_a_model_or_says_why_not(tmp_path: Path) -> None:
    done = CliRunner().invoke(dmn, ["export", str(AGREEMENTS[0])])
    assert done.exit_code == 0
    assert Engine(read_model(done.stdout.encode())).model.decisions
    broken = tmp_path / "broken.yaml"
    broken.write_text("language: 1\n")
    refused = CliRunner().invoke(dmn, ["export", str(broken)])
    assert refused.exit_code == 1
    assert f"{broken}:1:1: missing_key" in refused.stderr


def test_strings_are_written_so_that_they_come_back() -> None:
    """Whatever a text holds: quotes, slashes, new lines, other alphabets."""
    from netwerkzorg.rta.dmn.evaluating import Scope, evaluate
    from netwerkzorg.rta.dmn.parsing import Names, parse_expression
    from netwerkzorg.rta.dmn.writing import string

    for text in ('"', "\\", '\\"', "a\nb\tc", "é€😀", "// geen commentaar", "\\u0041"):
        assert evaluate(parse_expression(string(text), Names(())), Scope({})) == text
    with pytest.raises(Outside):
        parse_expression('"open', Names(()))
