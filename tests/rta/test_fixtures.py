"""The material that nobody here wrote: 44 cases of five agreements, 47 unary rows."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from shared import ROOT, fixtures

from netwerkzorg.rta.commands import rta

AGREEMENTS = ROOT / "regions" / "utrecht" / "agreements"
NAMES = ("valpreventie", "elv", "meedenkconsult", "hartfalen", "copd")


def sheet(name: str) -> dict:
    text = (fixtures() / "rta" / f"rta-{name}.json").read_text()
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def rewritten(case: dict, declared: dict) -> str:
    """A case as `--cases` wants it: what is no input of the sheet is an output of a decision."""
    facts = {name: value for name, value in case["inputs"].items() if name in declared}
    given = {f"{n}.{n}": value for n, value in case["inputs"].items() if n not in declared}
    return json.dumps({"facts": facts, "given": given}, default=str)


def expected(case: dict) -> object:
    said = case["expected"]
    return [{"reden": one} for one in said] if isinstance(said, list) else said


def decided(name: str, lines: list[str], folder: Path, *options: str) -> list[dict]:
    cases = folder / "cases.jsonl"
    cases.write_text("\n".join(lines))
    file = str(AGREEMENTS / name / "1.yaml")
    ran = CliRunner().invoke(rta, ["decide", file, "--cases", str(cases), "--json", *options])
    assert ran.exit_code == 0, ran.output
    return [
        json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in ran.output.splitlines()
    ]


@pytest.mark.parametrize("only", [False, True], ids=["all decisions", "one decision"])
@pytest.mark.parametrize("name", NAMES)
def test_every_case_gives_outcome_and_rules(name: str, only: bool, tmp_path: Path) -> None:
    told = sheet(name)
    for case in told["cases"]:
        options = ("--decision", case["decision"]) if only else ()
        (got,) = decided(name, [rewritten(case, told["inputs"])], tmp_path, *options)
        result = got["decisions"][case["decision"]]
        assert result["status"] == "decided", case
        assert result["outcome"] == expected(case), case
        assert result["rules"] == case["rules"], case


def test_there_are_44_cases() -> None:
    counts = {name: len(sheet(name)["cases"]) for name in NAMES}
    print(f"\nfixture cases: {counts}, {sum(counts.values())} in all")
    assert sum(counts.values()) == 44


@pytest.mark.parametrize("name", NAMES)
def test_cells_and_outcomes_are_unchanged(name: str) -> None:
    """The files may add, but what the sheet says stands there word for word."""
    from netwerkzorg.rta.loading import load_file

    agreement = load_file(AGREEMENTS / name / "1.yaml").agreement
    assert agreement is not None
    for decision in sheet(name)["decisions"]:
        ours = agreement.decisions[decision["id"]]
        assert ours.hit == decision["hitPolicy"].lower()
        for rule, wanted in zip(ours.rules, decision["rules"], strict=True):
            cells = {fact: cell.text for fact, cell in rule.when.facts.items()}
            cells |= {output: cell.text for (_, output), cell in rule.when.outputs.items()}
            assert cells == wanted["if"]


def test_all_unary_rows_match(tmp_path: Path) -> None:
    source = fixtures() / "dmn-tck" / "unary-tests.jsonl"
    rows = [json.loads(line) for line in source.read_text().splitlines()]
    ran = CliRunner().invoke(rta, ["unary", "--cases", str(source), "--json"])
    assert ran.exit_code == 0
    matches = [json.loads(line)["match"] for line in ran.output.splitlines()]
    same = sum(got == row["expected"] for got, row in zip(matches, rows, strict=True))
    print(f"\nunary rows: {same} of {len(rows)} match")
    assert same == len(rows) == 47


def test_every_agreement_of_the_region_passes_its_check() -> None:
    files = sorted(str(path) for path in AGREEMENTS.glob("*/*.yaml"))
    ran = CliRunner().invoke(rta, ["check", *files, "--region", str(AGREEMENTS.parent)])
    print(f"\n{ran.output}")
    assert ran.exit_code == 0
    assert len(ran.output.splitlines()) == len(files) == 6
