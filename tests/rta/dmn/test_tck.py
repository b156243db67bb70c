"""The compatibility kit: its own cases, and every kind of value its schema has."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from dmn_models import TESTS, an_input, decision, item, literal, model, part
from shared import fixtures

from netwerkzorg.rta.dmn.amounts import Outside
from netwerkzorg.rta.dmn.commands import dmn
from netwerkzorg.rta.dmn.evaluating import Scope, evaluate, passes
from netwerkzorg.rta.dmn.parsing import Names, parse_expression, parse_tests


def results(folder: Path, *, code: int = 0) -> list[dict]:
    ran = CliRunner().invoke(dmn, ["test", str(folder), "--json"])
    assert ran.exit_code == code, ran.output
    return [json.loads(line, parse_float=Decimal) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize(("level", "count"), [("level-2", 43), ("level-3-selected", 61)])
def test_every_shared_case_passes(level: str, count: int) -> None:
    told = results(fixtures() / "dmn-tck" / level)
    assert [one for one in told if one["status"] != "pass"] == []
    assert len(told) == count
    assert set(told[0]) == {"case", "test", "decision", "status", "expected", "got", "reason"}


def test_unary_rows_pass_as_cells_and_as_expressions() -> None:
    rows = [
        json.loads(line)
        for line in (fixtures() / "dmn-tck" / "unary-tests.jsonl").read_text().splitlines()
    ]
    names = Names(())
    for row in rows:
        value = evaluate(parse_expression(row["input"], names), Scope({}))
        assert passes(parse_tests(row["cell"], names), value, Scope({})) is row["expected"], row
        assert evaluate(parse_expression(row["feel"], names), Scope({})) is row["expected"], row


def a_case(folder: Path, parts: list[str], tests: str) -> Path:
    case = folder / "compliance-level-2" / "0001-ours"
    case.mkdir(parents=True)
    (case / "0001-ours.dmn").write_bytes(model(*parts))
    (case / "0001-ours-test-01.xml").write_text(TESTS.format(tests))
    return folder


def echo(value: str, expected: str | None = None, type_ref: str = "") -> str:
    wanted = value if expected is None else expected
    return (
        f'<testCase id="1"><inputNode name="x">{value}</inputNode>'
        f'<resultNode name="D" type="decision"><expected>{wanted}</expected></resultNode></testCase>'
    )


def typed(name: str, text: str) -> str:
    return f'<value xsi:type="xsd:{name}">{text}</value>'


NIL = '<value xsi:nil="true"/>'
ECHOES = [
    (typed("string", " as it is "), "a text keeps its spaces"),
    (typed("decimal", "1.50"), "a decimal"),
    (typed("double", "1.0E3"), "a double"),
    (typed("integer", "-7"), "an integer"),
    (typed("boolean", "1"), "a truth value as a digit"),
    (typed("date", "2026-01-31"), "a date"),
    (typed("time", "10:30:00.125"), "a time with parts of a second"),
    (typed("time", "10:30:00+02:00"), "with an offset"),
    (typed("dateTime", "2026-01-31T10:30:00Z"), "a moment"),
    (typed("duration", "P1DT2H"), "a duration"),
    (typed("duration", "-P1Y2M"), "a period"),
    (NIL, "null"),
    (f"<list><item>{typed('decimal', '1')}</item><item>{NIL}</item></list>", "a list with null"),
    ("<list/>", "an empty list"),
    ('<list xsi:nil="true"/>', "a list that is null"),
    (f'<component name="a b">{typed("string", "x")}</component><component name="c">{NIL}</component>',
     "components"),
    (f'<list><item><component name="a"><list><item>{typed("date", "2026-01-31")}</item></list></component>'
     "</item></list>", "lists in components in lists"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "why"), ECHOES, ids=[row[1] for row in ECHOES])
def test_every_kind_of_value_is_read_and_compared(value: str, why: str, tmp_path: Path) -> None:
    parts = [decision("D", literal("x"), ["x"]), an_input("x")]
    (told,) = results(a_case(tmp_path, parts, echo(value)))
    assert told["status"] == "pass", (why, told)


def test_a_wrong_value_is_a_fail_and_ends_with_1(tmp_path: Path) -> None:
    parts = [decision("D", literal("x"), ["x"]), an_input("x")]
    tests = echo(typed("decimal", "1"), typed("decimal", "2"))
    (told,) = results(a_case(tmp_path, parts, tests), code=1)
    assert (told["status"], told["expected"], told["got"]) == ("fail", 2, 1)


def test_null_is_no_zero_and_no_empty_list(tmp_path: Path) -> None:
    parts = [decision("D", literal("x"), ["x"]), an_input("x")]
    tests = echo("<list/>", NIL) + echo(NIL, typed("decimal", "0")) + echo(NIL, "<list/>")
    told = results(a_case(tmp_path, parts, tests), code=1)
    assert [one["status"] for one in told] == ["fail"] * 3


def test_a_value_without_a_type_is_read_as_declared(tmp_path: Path) -> None:
    parts = [
        item("tAge", "number", "[0..120]"),
        decision("D", literal("x + 1"), ["x"]),
        an_input("x", "tAge"),
    ]
    tests = echo("<value>41</value>", typed("decimal", "42")) + echo(
        "<value>41</value>", "<value>42</value>"
    )
    assert [one["status"] for one in results(a_case(tmp_path, parts, tests))] == ["pass", "pass"]


def test_an_error_that_is_expected_is_a_null_with_a_reason(tmp_path: Path) -> None:
    parts = [decision("D", literal("10 / 0")), decision("E", literal("1"))]
    tests = "".join(
        f'<testCase id="1"><resultNode name="{name}" type="decision" errorResult="true"/></testCase>'
        for name in "DE"
    )
    right, wrong = results(a_case(tmp_path, parts, tests), code=1)
    assert (right["status"], wrong["status"]) == ("pass", "fail")
    assert right["reason"]


def test_full_feel_is_refused_per_decision(tmp_path: Path) -> None:
    parts = [
        decision("D", literal("for i in x return i"), ["x"]),
        decision("E", literal("x"), ["x"]),
        an_input("x"),
    ]
    both = echo(typed("decimal", "1")).replace(
        "</testCase>",
        f'<resultNode name="E"><expected>{typed("decimal", "1")}</expected></resultNode></testCase>',
    )
    full, simple = results(a_case(tmp_path, parts, both))
    assert (full["status"], simple["status"]) == ("refused", "pass")
    assert "for-lus" in full["reason"]


def test_a_broken_model_or_test_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = a_case(tmp_path, [decision("D", literal("1"))], echo(NIL))
    case = folder / "compliance-level-2" / "0001-ours"
    (case / "0001-ours.dmn").write_text("<definitions>\n<oops></definitions>")
    (told,) = results(folder)
    assert told["status"] == "refused"
    assert "0001-ours.dmn:2:" in told["reason"]
    (case / "0001-ours-test-01.xml").write_text("<!DOCTYPE a><a/>")
    (told,) = results(folder)
    assert "0001-ours-test-01.xml:1:" in told["reason"]


def test_components_match_by_name_with_the_signs_they_have(tmp_path: Path) -> None:
    parts = [
        item("tX", parts=part("Approved/Declined", "string")),
        decision("D", literal("x.Approved/Declined"), ["x"]),
        an_input("x", "tX"),
    ]
    given = f'<component name="Approved/Declined">{typed("string", "no")}</component>'
    (told,) = results(a_case(tmp_path, parts, echo(given, typed("string", "no"))))
    assert told["got"] == "no"


def test_a_test_goes_with_the_model_it_names(tmp_path: Path) -> None:
    folder = a_case(tmp_path, [decision("D", literal("1"))], echo(typed("decimal", "1")))
    case = folder / "compliance-level-2" / "0001-ours"
    (case / "Imported.dmn").write_bytes(model(decision("D", literal("2"))))
    assert [one["status"] for one in results(folder)] == ["pass"]
    test = case / "0001-ours-test-01.xml"
    named = test.read_text().replace(
        "<testCase ", "<modelName>Imported.dmn</modelName><testCase ", 1
    )
    test.write_text(named)
    assert [one["got"] for one in results(folder, code=1)] == [2]


def test_a_list_of_one_is_its_element_where_no_list_is_expected(tmp_path: Path) -> None:
    tests = echo(NIL, typed("decimal", "1")) + echo(
        NIL, f"<list><item>{typed('decimal', '1')}</item></list>"
    )
    told = results(a_case(tmp_path, [decision("D", literal("[1]"))], tests))
    assert [one["status"] for one in told] == ["pass", "pass"]


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    assert CliRunner().invoke(dmn, ["test", str(tmp_path), "--json"]).exit_code == 2


def test_outside_is_an_exception_of_its_own() -> None:
    """So that a refusal can never be mistaken for a null."""
    assert not issubclass(Outside, ArithmeticError)
