"""A DMN model as an agreement: what is held says the same, the rest is refused with place and reason."""

import random
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from dmn_agreements import alike, bare, clock_agreement, feel, people, plain_outcome
from dmn_models import (
    an_input,
    column,
    decision,
    item,
    knowledge,
    literal,
    model,
    output,
    part,
    rule,
    table,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from rta_oracle import random_agreement
from shared import fixtures

from netwerkzorg.rta.combination import judge
from netwerkzorg.rta.compiling import Compiled
from netwerkzorg.rta.dmn.amounts import Outside
from netwerkzorg.rta.dmn.cases import as_json, read_cases
from netwerkzorg.rta.dmn.commands import dmn
from netwerkzorg.rta.dmn.engine import Engine
from netwerkzorg.rta.dmn.exporting import export, names_of
from netwerkzorg.rta.dmn.importing import Imported, import_model
from netwerkzorg.rta.dmn.reading import read_model
from netwerkzorg.rta.loading import load
from netwerkzorg.rta.values import Key, read_key

START = "2026-01-01"


def compiled_of(imported: Imported) -> Compiled:
    loaded = load(imported.text.encode())
    assert loaded.compiled is not None, loaded.findings
    return loaded.compiled


def told(compiled: Compiled, facts: dict[str, Key | None]) -> dict[str, object]:
    """What every decision of an imported agreement gives, plain; a conflict is null, as in DMN."""
    judged = judge(compiled, facts, {}, ignore_applies=True)
    return {
        name: plain_outcome(result, compiled.agreement.decisions[name], raw=True)
        for name, result in judged.results.items()
    }


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**9))
def test_what_is_held_says_what_the_model_says(seed: int) -> None:
    dice = random.Random(seed)
    text = clock_agreement(dice) if seed % 3 == 0 else random_agreement(dice)[2]
    source = load(text.encode()).compiled
    assert source is not None
    xml = export(source.agreement)
    imported = import_model(xml, START)
    engine, names = Engine(read_model(xml)), names_of(source.agreement)
    assert len(imported.refused) + len(imported.names) >= len(source.agreement.decisions)
    if not imported.text:
        return
    compiled = compiled_of(imported)
    for person in people(source, dice, 6):
        inputs = {names[name]: feel(source, name, key) for name, key in person.items()}
        facts = facts_of(compiled, imported, inputs)
        got = told(compiled, facts)
        for name in source.agreement.decisions:
            known = names[f"{name}."]
            if known not in imported.names:
                continue
            wanted = bare(as_json(engine.decide(known, inputs).value))
            ours = compiled.agreement.decisions[imported.names[known]]
            assert alike(wanted, got[ours.id], ours), (seed, name, person, wanted, got[ours.id])


def test_the_shared_tables_are_held_and_give_what_is_expected() -> None:
    """Every table of the kit whose inputs are plain; expressions over inputs are refused."""
    held = asked = 0
    for path in sorted((fixtures() / "dmn-tck").rglob("*.dmn")):
        imported = import_model(path.read_bytes(), START)
        engine = Engine(read_model(path.read_bytes()))
        test = path.with_name(f"{path.stem}-test-01.xml")
        compiled = compiled_of(imported) if imported.text else None
        for case in read_cases(test.read_bytes())[1]:
            for one in case.results:
                if compiled is None or one.decision not in imported.names:
                    continue
                ours = compiled.agreement.decisions[imported.names[one.decision]]
                facts = facts_of(compiled, imported, dict(case.inputs))
                wanted = bare(as_json(engine.decide(one.decision, case.inputs).value))  # type: ignore[arg-type]
                got = told(compiled, facts)[ours.id]
                assert alike(renamed(wanted), got, ours), (path.stem, case.id)
                asked += 1
        held += 0 if compiled is None else len(compiled.agreement.decisions)
    print(f"\nimported from the kit: {held} decisions, {asked} results the same")
    assert held > 30
    assert asked > 60


def facts_of(compiled: Compiled, imported: Imported, inputs: dict) -> dict[str, Key | None]:
    flat = dict(inputs)
    for name, value in inputs.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": one for inner, one in value.items()}
    facts: dict[str, Key | None] = {}
    for name, fact in imported.names.items():
        if fact in compiled.agreement.facts:
            value = flat.get(name)
            kind = compiled.agreement.facts[fact].type
            shown = str(as_json(value)).lower() if isinstance(value, bool) else str(as_json(value))
            facts[fact] = None if value is None else read_key(kind, shown)
    return facts


def renamed(value: object) -> object:
    if isinstance(value, list):
        return [renamed(one) for one in value]
    if isinstance(value, dict):
        return {name.replace("/", "-"): one for name, one in value.items()}
    return value


def one_table(hit: str, *parts: str, inputs: str = "", aggregation: str = "") -> Imported:
    logic = table(hit, column("x", "number"), *parts, aggregation=aggregation)
    return import_model(
        model(inputs or an_input("x", "number"), decision("D", logic, ["x"])), START
    )


def test_dmn_keeps_its_own_null() -> None:
    """In DMN `not(3)` takes null and `not(< 3)` does not; the row becomes two, or stays one."""
    imported = one_table("COLLECT", output("", "number"), rule(["not(3)"], ["1"]), rule(["not(< 3)"], ["2"]),
                         rule(["-"], ["3"]), rule(["null"], ["4"]))  # fmt: skip
    compiled = compiled_of(imported)
    assert told(compiled, {"x": None})["D"] == [1, 3, 4]
    assert told(compiled, {"x": Decimal(3)})["D"] == [2, 3]
    assert told(compiled, {"x": Decimal(1)})["D"] == [1, 3]


def test_names_and_parts_become_ids_and_keep_their_words() -> None:
    read = column("The loan.rate in year")
    logic = table("UNIQUE", read, output(), rule(["< 5"], ["true"]))
    imported = import_model(
        model(
            item("tLoan", parts=part("rate in year", "number")),
            an_input("The loan", "tLoan").replace('id="i-The loan"', 'id="i-l"'),
            decision("Is it fine?", logic, ["l"]),
        ),
        START,
    )  # fmt: skip
    assert imported.refused == ()
    assert imported.names == {
        "Is it fine?": "Is-it-fine",
        "The loan.rate in year": "The-loan-rate-in-year",
    }
    fact = compiled_of(imported).agreement.facts["The-loan-rate-in-year"]
    assert fact.ask["team"]["nl"] == "The loan rate in year"
    assert fact.optional


def test_expressions_without_names_are_worked_out() -> None:
    imported = one_table(
        "UNIQUE", output("", "number"), rule(["> 1 + 1"], ["2 * 3"]), rule(["<= 2"], ["10 / 4"])
    )
    compiled = compiled_of(imported)
    assert told(compiled, {"x": Decimal(3)})["D"] == 6
    assert told(compiled, {"x": Decimal(2)})["D"] == Decimal("2.5")


def over_x(logic: str, *needs: str) -> str:
    return decision("D", logic, ["x"], (), needs)


def a_table(cell: str, entry: str, *, hit: str = "UNIQUE", out: str = "", **more: str) -> str:
    return over_x(table(hit, column("x"), out or output(), rule([cell], [entry]), **more))


RANKED = output("a", "", "1, 2") + output("b", "", "1, 2")
REFUSED = [
    ([over_x(literal("x + 1"))], "uitdrukking over de invoer", "an expression over inputs"),
    (
        [over_x(table("UNIQUE", column("x * 2"), output(), rule(["1"], ["1"])))],
        "berekende invoer",
        "a sum",
    ),
    ([a_table("> x", "1")], "over de invoer", "a name in a cell"),
    ([a_table("? > 1", "1")], "voorwaarde in een cel", "a condition"),
    (
        [a_table("1", "1", out=output("", "", "", "9"))],
        "standaarduitkomst",
        "a default with UNIQUE",
    ),
    ([a_table("1", "null", hit="COLLECT", aggregation="SUM")], "null", "a sum over null"),
    (
        [over_x(table("PRIORITY", column("x"), RANKED, rule(["1"], ["1", "2"])))],
        "volgorde",
        "two ranks",
    ),
    ([a_table("1", "[1, 2]")], "lijst", "a list"),
    (
        [a_table("1", "3", out=output("", "", "1, 2"))],
        "outputValues",
        "an outcome DMN would not allow",
    ),
    (
        [knowledge("F", ["a"], literal("a")), over_x(literal("F(x)"), "F")],
        "over de invoer",
        "a function",
    ),
    ([over_x("<context/>")], "context", "full FEEL"),
]


@pytest.mark.parametrize(("parts", "words", "why"), REFUSED, ids=[row[2] for row in REFUSED])
def test_refused_per_decision(parts: list[str], words: str, why: str) -> None:
    fine = decision("fine", table("UNIQUE", column("x"), output(), rule(["1"], ["true"])), ["x"])
    imported = import_model(model(an_input("x", "number"), *parts, fine), START)
    (refusal,) = imported.refused
    assert refusal.decision == "D"
    assert words in refusal.finding.words
    assert refusal.finding.place.column > 1
    assert list(compiled_of(imported).agreement.decisions) == ["fine"]


def test_what_needs_a_refused_decision_is_refused_too() -> None:
    imported = import_model(
        model(
            an_input("x", "number"),
            decision("low", literal("x"), ["x"]),
            decision(
                "high", table("UNIQUE", column("low"), output(), rule(["1"], ["1"])), (), ["low"]
            ),
        ),
        START,
    )
    assert imported.text == ""
    assert [one.decision for one in imported.refused] == ["low", "high"]


def test_what_the_language_itself_refuses_is_refused_per_decision() -> None:
    """Texts have no order with us; the finding of the file becomes the reason of the decision."""
    imported = import_model(
        model(
            an_input("x", "string"),
            decision("D", table("UNIQUE", column("x"), output(), rule(['< "b"'], ["1"])), ["x"]),
            decision("E", table("UNIQUE", column("D"), output(), rule(["1"], ["1"])), (), ["D"]),
            decision("F", literal("1")),
        ),
        START,
    )
    assert {one.decision for one in imported.refused} == {"D", "E"}
    assert list(compiled_of(imported).agreement.decisions) == ["F"]


def test_the_command_writes_what_is_held_and_says_what_is_not(tmp_path: Path) -> None:
    file = tmp_path / "m.dmn"
    file.write_bytes(model(decision("D", literal("1")), decision("E", "<context/>")))
    done = CliRunner().invoke(dmn, ["import", str(file), "--from", START])
    assert done.exit_code == 0
    assert load(done.stdout.encode()).compiled is not None
    assert f"{file}:1:" in done.stderr
    assert "E: een context" in done.stderr
    file.write_text("<a>\n<b></a>")
    broken = CliRunner().invoke(dmn, ["import", str(file)])
    assert broken.exit_code == 1
    assert f"{file}:2:" in broken.stderr


def test_outside_never_escapes_the_import() -> None:
    assert issubclass(Outside, ValueError)
