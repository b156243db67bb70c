"""Cells: what passes, at and around every bound, and what DMN says where we are stricter."""

from decimal import Decimal

import pytest
import rta_oracle as oracle
from hypothesis import given
from hypothesis import strategies as st

from netwerkzorg.rta.cells import CellRefused
from netwerkzorg.rta.typed import matches, typed_cell
from netwerkzorg.rta.unary import unary
from netwerkzorg.rta.values import read_key, show


@pytest.mark.parametrize(
    ("cell", "type_name", "yes", "no"),
    [
        ("-", "number", ["0", "-5"], []),
        ("5", "number", ["5", "5.0"], ["4.999", "5.001"]),
        ("< 5", "number", ["4.999", "-1"], ["5"]),
        (">= 5", "number", ["5"], ["4.999"]),
        ("[1..5)", "number", ["1", "4.9"], ["5", "0.9"]),
        ("(1..5]", "number", ["1.1", "5"], ["1", "5.1"]),
        ("]1..5[", "number", ["1.1", "4.9"], ["1", "5"]),
        ("1, > 3", "number", ["1", "4"], ["2", "3"]),
        ("not(1, > 3)", "number", ["2", "3"], ["1", "4"]),
        ("-3", "number", ["-3"], ["3"]),
        ("0.1", "number", ["0.10"], ["0.1000000000000000055"]),
        ("> 2.5", "integer", ["3"], ["2"]),
        ("true", "boolean", ["true"], ["false"]),
        ("not(true)", "boolean", ["false"], ["true"]),
        ('laag, "hoog"', "code", ["laag", "hoog"], ["matig"]),
        ("a", "codes", ["a", "a,b"], ["b", ""]),
        ("a, b", "codes", ["a", "b", "b,c"], ["c", ""]),
        ("not(a, b)", "codes", ["c", ""], ["a", "b,c"]),
        ("<= U2", "urgency", ["U0", "U2"], ["U3"]),
        ("[U1..U3]", "urgency", ["U1", "U3"], ["U0", "U4"]),
        ('< date("2026-03-01")', "date", ["2026-02-28"], ["2026-03-01"]),
        ('>= time("17:00:00")', "time", ["17:00", "23:59:59"], ["16:59:59"]),
        ('duration("P2D")', "duration", ["PT48H", "P2D"], ["P1D"]),
        ('> duration("P1Y")', "period", ["P13M"], ["P12M", "P1Y"]),
        (
            '>= date and time("2026-07-01T12:00:00")',
            "datetime",
            ["2026-07-01T10:00:00Z", "2026-07-01T12:00:00"],
            ["2026-07-01T09:59:59Z"],
        ),
        ('"a, b"', "text", ["a, b"], ["a"]),
        (r'"zeg \"ja\""', "text", ['zeg "ja"'], ["zeg ja"]),
    ],
)
def test_what_passes(cell: str, type_name: str, yes: list[str], no: list[str]) -> None:
    typed = typed_cell(cell, type_name)
    assert [v for v in yes if not matches(typed, read_key(type_name, v))] == []
    assert [v for v in no if matches(typed, read_key(type_name, v))] == []


@pytest.mark.parametrize("cell", ["not(1)", "< 5", "1", "[1..2]"])
def test_null_passes_a_dash_and_null_only(cell: str) -> None:
    assert not matches(typed_cell(cell, "number"), None)
    assert matches(typed_cell("-", "number"), None)
    assert matches(typed_cell("null", "number", nullable=True), None)
    assert not matches(typed_cell("null", "number", nullable=True), Decimal(0))


@pytest.mark.parametrize(
    "cell",
    ["", " ", "1,5", "5 6", "..", "[1..", "[1..2", "1..2", "< ", "not()", "not(not(1))", "(1)",
     "1;2", "a b", "@\"2026-01-01\"", "date(2026-01-01)", "5e3000000", "> null", "[5..5)", "'a'",
     "1 or 2", "__import__('os')", "=1", "!= 1", "≥ 1"],
)  # fmt: skip
def test_what_no_number_cell_may_be(cell: str) -> None:
    with pytest.raises(CellRefused):
        typed_cell(cell, "number")


numbers = st.decimals(-5, 5, places=1).map(str)


@given(
    st.one_of(
        st.builds("{}{}".format, st.sampled_from(["<", "<=", ">", ">=", ""]), numbers),
        st.builds("{0}, > {1}".format, numbers, numbers),
        st.builds("not({0}, <= {1})".format, numbers, numbers),
    ),
    st.decimals(-6, 6, places=2),
)
def test_numbers_agree_with_the_oracle(cell: str, value: Decimal) -> None:
    from fractions import Fraction

    assert matches(typed_cell(cell, "number"), value) == oracle.passes(cell, Fraction(value))


@pytest.mark.parametrize(
    ("type_name", "cell", "text", "match"),
    [
        ("number", "1,5", "5", True),
        ("number", "not(1, 2)", "3", True),
        ("number", "< 5", "null", None),
        ("number", "null", "null", True),
        ("number", "-", "null", True),
        ("number", "5, < null", "5", True),
        ("number", "6, < null", "5", None),
        ("number", '"a"', "5", None),
        ("number", "? > 3", "5", None),
        ("number", "abs(3)", "5", None),
        ("number", "1.5e2", "150", True),
        ("string", '"a".."c"', '"b"', None),
        ("string", '["a".."c"]', '"b"', True),
        ("string", '< "b"', '"a"', True),
        ("code", "ernstig", "ernstig", True),
        ("boolean", "not(true)", "false", True),
        ("boolean", "> false", "true", None),
        ("date", '@"2026-01-01"', 'date("2026-01-01")', True),
        ("date", '> date("2026-01-01")', 'date and time("2026-01-02T00:00:00")', None),
        ("time", '< time("12:00:00Z")', 'time("12:00:00+02:00")', True),
        ("time", '< time("12:00:00Z")', 'time("11:00:00")', None),
        ("days-time duration", 'duration("P1Y")', 'duration("P365D")', None),
        ("date", 'date("2026-02-30")', 'date("2026-02-28")', None),
    ],
)
def test_unary_is_three_valued(type_name: str, cell: str, text: str, match: bool | None) -> None:
    assert unary(type_name, cell, text) is match


@pytest.mark.parametrize(
    ("type_name", "text", "canonical"),
    [
        ("number", "007.50", "7.5"),
        ("number", "-0.0", "0"),
        ("number", "100", "100"),
        ("time", "9:30", None),
        ("time", "09:30", "09:30:00"),
        ("duration", "P1DT25H", "P2DT1H"),
        ("period", "P14M", "P1Y2M"),
        ("datetime", "2026-07-01T12:00:00", "2026-07-01T10:00:00Z"),
        ("codes", "b,a", "a,b"),
        ("date", "2026-02-30", None),
        ("boolean", "ja", None),
        ("number", "1e5", None),
        ("number", "9" * 35, None),
        ("urgency", "U6", None),
        ("duration", "P", None),
        ("duration", "P1DT", None),
    ],
)
def test_a_value_has_one_text(type_name: str, text: str, canonical: str | None) -> None:
    if canonical is None:
        with pytest.raises(ValueError, match=r".*"):
            read_key(type_name, text)
        return
    assert show(type_name, read_key(type_name, text)) == canonical
    assert show(type_name, read_key(type_name, canonical)) == canonical
