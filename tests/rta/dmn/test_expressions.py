"""Expressions of S-FEEL by their text: each row with why it is there."""

from decimal import Decimal

import pytest

from netwerkzorg.rta.dmn.amounts import Outside
from netwerkzorg.rta.dmn.cases import as_json
from netwerkzorg.rta.dmn.evaluating import Scope, evaluate, passes
from netwerkzorg.rta.dmn.parsing import Names, parse_expression, parse_tests

KNOWN = {
    "A": True,
    "Full Name": "Ada Lovelace",
    "Pre-bureau risk": Decimal(5),
    "loan": {"rate": Decimal("0.05"), "term in months": Decimal(360)},
    "risk": Decimal(2),
    "bureau": Decimal(9),
    "nothing": None,
    "list": [Decimal(1), Decimal(2)],
}
NAMES = Names(KNOWN, (), {"rate", "term in months"})

VALUES = [
    (".872", Decimal("0.872"), "a number may begin with a point"),
    ("-.872", Decimal("-0.872"), "and be negative"),
    ("0.1 + 0.2", Decimal("0.3"), "decimals are exact"),
    ("1/3", Decimal("0.3333333333333333333333333333333333"), "34 digits"),
    ("1 + 2 * 3 - 4 / 2 ** 2", Decimal(6), "precedence"),
    ("-2 ** 2", Decimal(4), "minus binds tighter than a power"),
    ("10**-5", Decimal("0.00001"), "so it may stand behind one"),
    ("2**3**2", Decimal(64), "powers go from left to right"),
    ("1--1", Decimal(2), "minus minus"),
    ("(1+2)*3", Decimal(9), "brackets"),
    ("1 /* why */ + 1 // because", Decimal(2), "comments"),
    ("10 / 0", None, "division by zero is null"),
    ("10 / null", None, "arithmetic with null is null"),
    ('"a" + "b"', "ab", "texts are put together"),
    ('"a" + 1', None, "but not with numbers"),
    ('"a" + null', None, "nor with null"),
    (r'"a\nbé\"c"', 'a\nbé"c', "escapes"),
    ("Full Name", "Ada Lovelace", "names have spaces"),
    ('"Hi " + Full   Name', "Hi Ada Lovelace", "as many as one likes"),
    ("Pre-bureau risk + 1", Decimal(6), "the longest name in scope wins"),
    ("bureau-risk", Decimal(7), "but minus stays minus"),
    ("loan.rate", Decimal("0.05"), "a path"),
    ("loan.term in months / 12", Decimal(30), "with spaces"),
    ("loan.rate < 1", True, "comparison"),
    ("nothing.rate", None, "a part of null is null"),
    ('1 = "1"', None, "different kinds are neither equal nor different"),
    ('1 != "1"', None, "nor unequal"),
    ("null = null", True, "null is null"),
    ("1 = null", False, "and nothing else is"),
    ("1 != null", True, "so this is true"),
    ("1 < null", None, "but null has no order"),
    ("1.0 = 1", True, "numbers are equal by value"),
    ("true and null", None, "three-valued and"),
    ("false and null", False, "false decides"),
    ("true or null", True, "true decides"),
    ("false or 1", None, "what is no truth value is null"),
    ("not(A)", False, "negation"),
    ("not(nothing)", None, "of null is null"),
    ("5 between 1 and 5", True, "both ends are in"),
    ("5 between 1 and 4 or A", True, "between takes only its own and"),
    ("1 in (risk, 1)", True, "one of several"),
    ("nothing between 1 and 10", None, "null between is null"),
    ("2 in [1..2)", False, "interval"),
    ("2 in (1, 2)", True, "list of tests"),
    ("2 in list", True, "a list of values"),
    ("2 in > 1", True, "one comparison"),
    ("if A then 1 else 2", Decimal(1), "choice"),
    ("if nothing then 1 else 2", Decimal(2), "null is not true"),
    ("[1, 2] = list", True, "lists are equal by their elements"),
    ("some x in list satisfies x > 1", True, "some of a list"),
    ("every x in list satisfies x > 1", False, "all of a list"),
    ("some x in [] satisfies x > 1", False, "none of nothing"),
    ("false and (some x in nothing satisfies x > 1)", False, "what cannot matter is not looked at"),
    ('date("2018-01-31") + duration("P1M")', "2018-02-28", "a shorter month ends on its last day"),
    ('date("2018-01-31") - date("2018-01-01")', "P30D", "days apart"),
    ('date("2018-01-01") + duration("PT25H")', "2018-01-02", "a date moves by whole days"),
    ('time("10:00:00") - duration("PT11H")', "23:00:00", "a clock goes round"),
    ('date and time("2018-01-31T23:00:00") + duration("PT2H")', "2018-02-01T01:00:00", "a moment"),
    ('date and time("2018-01-31T10:00:00Z") = date and time("2018-01-31T11:00:00+01:00")', True,
     "one moment on two clocks"),
    ('duration("P1Y") = duration("P12M")', True, "one period in two words"),
    ('duration("P1D") / duration("PT1H")', Decimal(24), "how many times"),
    ('duration("P1Y") + duration("P1D")', None, "two kinds of duration do not add up"),
    ('-duration("PT90S")', "-PT1M30S", "a negative duration"),
    ('date("2018-02-29")', None, "no such day"),
    ('date("2018-1-1")', None, "no such form"),
    ('@"2018-01-31"', "2018-01-31", "at-literals"),
    ('@"PT1H"', "PT1H", "of each kind"),
    ("date(2018, 1, 31)", "2018-01-31", "from numbers"),
    ('date and time(date("2018-01-31"), time("10:00:00"))', "2018-01-31T10:00:00", "from parts"),
]  # fmt: skip

OUTSIDE = [
    ("for x in list return x", "a loop"),
    ("some x in risk satisfies x > 1", "a quantifier over no list"),
    ("list[1]", "a filter"),
    ("{a: 1}.a", "a context"),
    ("sum(list)", "a function we do not have"),
    ("function(x) x", "a function of its own"),
    ("unknown + 1", "a name that is nowhere"),
    ("Full Name Person", "words after the end"),
    ("1 +", "broken off"),
    ("1 instance of number", "types in expressions"),
    ("1 in nothing", "in null"),
    ("nothing in > 1", "null in a comparison"),
    ('1 in (< "a")', "another kind in a comparison"),
    ("true < false", "engines differ on the order of truth values"),
    ('date("2018-01-01") = date("2018-01-01Z")', "a date with a zone"),
    ('time("10:00:00") < time("10:00:00Z")', "clocks with and without an offset"),
    ('duration("P1Y2D")', "engines differ on mixed durations"),
    ('duration("P1M") * 1.5', "half a month"),
    ('date("9999-12-31") + duration("P1D")', "beyond the calendar we have"),
    ("1234567890123456789012345678901234.5", "more than 34 digits"),
    ("(" * 80 + "1" + ")" * 80, "too deep"),
    (r'"\q"', "an unknown escape"),
    ("list.rate", "a part of a list"),
    ("?", "the tested value, where nothing is tested"),
    ('not ("a")("b")', "calling a result"),
]


@pytest.mark.parametrize(("text", "wanted", "why"), VALUES, ids=[row[0] for row in VALUES])
def test_value(text: str, wanted: object, why: str) -> None:
    got = evaluate(parse_expression(text, NAMES), Scope(KNOWN))
    shown = got if isinstance(got, (bool, Decimal, str, list, type(None))) else as_json(got)
    assert shown == wanted, why
    assert type(shown) is type(wanted), why


@pytest.mark.parametrize(("text", "why"), OUTSIDE, ids=[row[0][:40] for row in OUTSIDE])
def test_outside(text: str, why: str) -> None:
    with pytest.raises(Outside):
        evaluate(parse_expression(text, NAMES), Scope(KNOWN))


def test_a_null_says_why() -> None:
    scope = Scope(KNOWN)
    assert evaluate(parse_expression("1 + 10 / 0", NAMES), scope) is None
    assert scope.trouble[0] == "delen door 0"


CELLS = [
    ("-", None, True, "all is well"),
    ("null", None, True, "null as a value"),
    ("not(null)", Decimal(1), True, "anything but null"),
    ("not(null)", None, False, "null is not anything but null"),
    ("< 3", None, None, "null has no order"),
    ("not(< 3)", None, None, "neither has not null"),
    ("1, 2", Decimal(2), True, "a comma is or"),
    ("not(1, 2)", Decimal(3), True, "none of these"),
    ("]1..2[", Decimal(1), False, "ends turned outwards are out"),
    ("[1..2]", Decimal(1), True, "ends turned inwards are in"),
    ("> bureau", Decimal(10), True, "an end may be a name"),
    ("[risk..bureau - 1]", Decimal(8), True, "or a sum"),
    ('"a"', Decimal(1), None, "of another kind"),
    ("? > 3 and ? < 5", Decimal(4), True, "a condition about the value"),
    ("list", Decimal(2), True, "one of a list"),
    ('list contains(?, "a")', ["a", "b"], True, "a set that contains"),
    ('not(list contains(?, "a"))', ["b"], True, "or does not"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "wanted", "why"), CELLS)
def test_cell(cell: str, value: object, wanted: bool | None, why: str) -> None:
    assert passes(parse_tests(cell, NAMES), value, Scope(KNOWN)) is wanted, why  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["bureau > 1", "1 2", "", "[1..2", "not(1", "[1, 2"])
def test_cell_outside(cell: str) -> None:
    with pytest.raises(Outside):
        parse_tests(cell, NAMES)
