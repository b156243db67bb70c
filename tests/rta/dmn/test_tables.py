"""Decision tables in XML: hit policies, declared values, defaults, requirements, invocations."""

from decimal import Decimal

import pytest
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

from netwerkzorg.rta.dmn.amounts import Outside
from netwerkzorg.rta.dmn.engine import Engine
from netwerkzorg.rta.dmn.reading import NAMESPACES, read_model

ONE, TWO, NINE = Decimal(1), Decimal(2), Decimal(99)
ROWS = (rule(["> 1"], ["1"]), rule(["> 2"], ["1"]), rule(["> 3"], ["2"]))


def engine(*parts: str) -> Engine:
    return Engine(read_model(model(*parts)))


def by_policy(hit: str, aggregation: str = "", default: str = "") -> Engine:
    out = output(type_ref="number", values="2, 1", default=default)
    logic = table(hit, column("x", "number"), out, *ROWS, aggregation=aggregation)
    return engine(decision("D", logic, ["x"]), an_input("x", "number"))


POLICIES = [
    # policy, aggregation, x = 0, 2, 3 and 4
    ("UNIQUE", "", None, ONE, "fails", "fails"),
    ("ANY", "", None, ONE, ONE, "fails"),
    ("FIRST", "", None, ONE, ONE, ONE),
    ("PRIORITY", "", None, ONE, ONE, TWO),
    ("COLLECT", "", [], [ONE], [ONE, ONE], [ONE, ONE, TWO]),
    ("RULE ORDER", "", None, [ONE], [ONE, ONE], [ONE, ONE, TWO]),
    ("OUTPUT ORDER", "", None, [ONE], [ONE, ONE], [TWO, ONE, ONE]),
    ("COLLECT", "SUM", None, ONE, TWO, Decimal(4)),
    ("COLLECT", "MIN", None, ONE, ONE, ONE),
    ("COLLECT", "MAX", None, ONE, ONE, TWO),
    ("COLLECT", "COUNT", Decimal(0), ONE, TWO, Decimal(3)),
]


@pytest.mark.parametrize("row", POLICIES, ids=[f"{row[0]} {row[1]}" for row in POLICIES])
def test_hit_policies(row: tuple[object, ...]) -> None:
    hit, aggregation, *wanted = row
    made = by_policy(str(hit), str(aggregation))
    for x, want in zip((0, 2, 3, 4), wanted, strict=True):
        said = made.decide("D", {"x": Decimal(x)})
        if want == "fails":
            assert said.failed
            assert said.value is None
            assert said.reason
        else:
            assert said.value == want, (hit, aggregation, x)


@pytest.mark.parametrize("row", POLICIES, ids=[f"{row[0]} {row[1]}" for row in POLICIES])
def test_the_default_stands_in_where_nothing_matches(row: tuple[object, ...]) -> None:
    made = by_policy(str(row[0]), str(row[1]), default="99")
    assert made.decide("D", {"x": Decimal(0)}).value == NINE


def test_a_count_does_not_look_at_the_type_beside_it() -> None:
    """It may be that of the count, which the entries are not."""
    rows = (rule([">= 1"], ['"a"']), rule([">= 2"], ['"a"']))
    logic = table("COLLECT", column("x"), output("", "number"), *rows, aggregation="COUNT")
    made = engine(decision("D", logic, ["x"], type_ref="number"), an_input("x"))
    assert made.decide("D", {"x": TWO}).value == TWO


def test_null_matches_only_what_takes_null_and_absent_is_no_value() -> None:
    made = engine(
        decision(
            "D", table("FIRST", column("x", "number"), output(), rule(["> 1"], ["1"]),
                       rule(["null"], ["2"]), rule(["-"], ["3"])), ["x"],
        ),
        an_input("x", "number"),
    )  # fmt: skip
    assert made.decide("D", {"x": None}).value == TWO
    absent = made.decide("D", {})
    assert absent.failed
    assert "x" in absent.reason


TWO_OUT = (output("a", "number", "1, 2"), output("b", "string", '"p", "q"'))
PAIRS = (rule(["-"], ["2", '"p"']), rule(["-"], ["1", '"q"']), rule(["-"], ["1", '"p"']))
BEST, SECOND, LAST = {"a": ONE, "b": "p"}, {"a": ONE, "b": "q"}, {"a": TWO, "b": "p"}


@pytest.mark.parametrize(
    ("hit", "wanted"),
    [
        ("PRIORITY", BEST),
        ("OUTPUT ORDER", [BEST, SECOND, LAST]),
        ("COLLECT", [LAST, SECOND, BEST]),
        ("RULE ORDER", [LAST, SECOND, BEST]),
        ("FIRST", LAST),
        ("ANY", None),
    ],
)
def test_more_outputs_are_one_context(hit: str, wanted: object) -> None:
    made = engine(decision("D", table(hit, column("x"), *TWO_OUT, *PAIRS), ["x"]), an_input("x"))
    assert made.decide("D", {"x": ONE}).value == wanted


DECLARED = [
    (
        column("x", "number", "1, 2"),
        output(),
        ["-"],
        "1",
        Decimal(3),
        "an input outside inputValues",
    ),
    (column("x", "number"), output(), ["-"], "1", "text", "an input of another type"),
    (column("x", "tSmall"), output(), ["-"], "1", Decimal(3), "an input outside its item's values"),
    (column("x"), output("", "number", "1, 2"), ["-"], "3", ONE, "an output outside outputValues"),
    (column("x"), output("", "number"), ["-"], '"a"', ONE, "an output of another type"),
]


@pytest.mark.parametrize(("col", "out", "cells", "entry", "x", "why"), DECLARED)
def test_what_is_not_declared_is_an_error(
    col: str, out: str, cells: list[str], entry: str, x: object, why: str
) -> None:
    made = engine(
        item("tSmall", "number", "[0..2]"),
        decision("D", table("UNIQUE", col, out, rule(cells, [entry])), ["x"]),
        an_input("x"),
    )
    said = made.decide("D", {"x": x})  # type: ignore[dict-item]
    assert said.failed, why
    assert said.value is None
    assert said.reason


def test_an_input_outside_its_allowed_values_is_an_error() -> None:
    made = engine(
        item("tStatus", "string", '"EMPLOYED", "STUDENT"'),
        decision("D", literal('"You are " + status'), ["status"]),
        an_input("status", "tStatus"),
    )
    assert made.decide("D", {"status": "STUDENT"}).value == "You are STUDENT"
    assert made.decide("D", {"status": "KING"}).failed


def test_components_and_collections_are_held_to_their_types() -> None:
    made = engine(
        item("tLoan", parts=part("amount", "number") + part("rate in year", "number")),
        item("tLoans", "tLoan", many=True),
        decision("D", literal("loan.amount * loan.rate in year"), ["loan"], type_ref="number"),
        decision("E", literal("loans"), ["loans"], type_ref="tLoans"),
        an_input("loan", "tLoan"),
        an_input("loans", "tLoans"),
    )
    loan = {"amount": Decimal(100), "rate in year": Decimal("0.05")}
    assert made.decide("D", {"loan": loan}).value == Decimal(5)
    assert made.decide("D", {"loan": {**loan, "amount": "much"}}).failed
    assert made.decide("E", {"loans": [loan]}).value == [loan]
    assert made.decide("E", {"loans": loan}).value == [loan], "one becomes a list of one"
    assert made.decide("E", {"loans": [ONE]}).failed


def test_a_result_is_of_its_declared_type_or_null() -> None:
    rows = (rule(["-"], ["3"]),)
    for type_ref, wanted in (("number", Decimal(3)), ("tList", [Decimal(3)]), ("string", None)):
        made = engine(
            item("tList", "number", many=True),
            decision("D", table("COLLECT", column("x"), output(), *rows), ["x"], type_ref=type_ref),
            an_input("x"),
        )
        assert made.decide("D", {"x": ONE}).value == wanted, type_ref


PMT = "(p*r/12)/(1-(1+r/12)**-n)"


def test_knowledge_is_invoked_in_a_box_and_in_an_expression() -> None:
    box = (
        "<invocation><literalExpression><text>PMT</text></literalExpression>"
        '<binding><parameter name="p"/><literalExpression><text>loan.amount</text>'
        '</literalExpression></binding><binding><parameter name="r"/><literalExpression>'
        '<text>0.0375</text></literalExpression></binding><binding><parameter name="n"/>'
        "<literalExpression><text>360</text></literalExpression></binding></invocation>"
    )
    made = engine(
        item("tLoan", parts=part("amount", "number")),
        knowledge("PMT", ["p", "r", "n"], literal(PMT)),
        decision("box", box, ["loan"], knowledge=["PMT"]),
        decision("by place", literal("PMT(loan.amount, 0.0375, 360)"), ["loan"], (), ["PMT"]),
        decision(
            "by name", literal("PMT(n: 360, p: loan.amount, r: 0.0375)"), ["loan"], (), ["PMT"]
        ),
        decision("short", literal("PMT(1, 2)"), ["loan"], (), ["PMT"]),
        an_input("loan", "tLoan"),
    )
    given = {"loan": {"amount": Decimal(600000)}}
    for name in ("box", "by place", "by name"):
        value = made.decide(name, given).value
        assert isinstance(value, Decimal)
        assert abs(value - Decimal("2778.69354943277")) < Decimal("1e-8"), name
    assert made.decide("short", given).value is None
    assert made.call("PMT", {"p": Decimal(3), "r": Decimal(12), "n": ONE}).value == Decimal(6)


def test_decisions_feed_each_other_and_fail_together() -> None:
    made = engine(
        decision("low", table("UNIQUE", column("x"), output(), *ROWS), ["x"]),
        decision("high", literal("low + 1"), decisions=["low"]),
        an_input("x"),
    )
    assert made.decide("high", {"x": TWO}).value == TWO
    assert made.decide("high", {"x": Decimal(4)}).failed
    assert made.decide("high", {"x": ONE}).value is None


NEEDS_ITSELF = '<knowledgeRequirement><requiredKnowledge href="#k-F"/></knowledgeRequirement>'
CIRCLE = knowledge("F", ["a"], literal("F(a)")).replace("<encap", NEEDS_ITSELF + "<encap")
REFUSED = [
    (decision("D", "<context/>"), "a boxed context"),
    (decision("D", literal("x"), decisions=["D"]), "a circle"),
    (decision("D", literal("1"), decisions=["away"]), "a link out of the model"),
    (decision("D", ""), "no logic"),
    (decision("D", table("GUESS", output(), rule([], ["1"]))), "an unknown hit policy"),
    (decision("D", table("PRIORITY", output(), rule([], ["1"]))), "priority without an order"),
    (decision("D", table("UNIQUE", output("a"), output(""), rule([], ["1", "2"]))), "a nameless output"),
    (decision("D", table("UNIQUE", output(), rule(["1"], ["1"]))), "a row of another width"),
    (decision("D", literal("1"), type_ref="tNowhere"), "an unknown type"),
    (decision("D", '<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>'),
     "another language"),
    (item("tA", "tB") + item("tB", "tA") + decision("D", literal("1"), type_ref="tA"), "a type in itself"),
    (CIRCLE + decision("D", literal("F(1)"), knowledge=["F"]), "a function that calls itself"),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "why"), REFUSED, ids=[row[1] for row in REFUSED])
def test_refused_with_the_reason_and_the_others_still_decide(xml: str, why: str) -> None:
    made = engine(xml, decision("fine", literal("1")))
    with pytest.raises(Outside) as refused:
        made.decide("D", {})
    assert str(refused.value), why
    assert made.decide("fine", {}).value == ONE


@pytest.mark.parametrize("space", NAMESPACES)
def test_every_version_is_read(space: str) -> None:
    made = Engine(
        read_model(model(decision("D", literal("1 + 1"), type_ref="feel:number"), space=space))
    )
    assert made.decide("D", {}).value == TWO
