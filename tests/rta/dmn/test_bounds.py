"""What is small to write and large to read or work out is refused, not waited for.

Nothing here looks at a clock: without the bound, each of these would take years.
"""

import pytest
from dmn_models import an_input, column, decision, knowledge, literal, model, output, rule, table

from netwerkzorg.rta.dmn.amounts import Outside
from netwerkzorg.rta.dmn.engine import Engine
from netwerkzorg.rta.dmn.importing import import_model
from netwerkzorg.rta.dmn.reading import read_model

DIGITS = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]"
NESTED = "1"
for _name in "abcdefg":
    NESTED = f"(every {_name} in {DIGITS} satisfies ({NESTED}) = 1)"
EXPRESSIONS = [
    ("1 in ((" * 28 + "1" + "))" * 28, "brackets that may be an interval or not"),
    ("(" * 5000 + "1", "brackets that never close"),
    ("-" * 19000 + "1", "many signs"),
    ("/*" * 9000, "comments that never end"),
    ('"' + "\\" * 19000, "a text that never ends"),
    ("[" * 59 + "1", "lists in lists"),
    (NESTED, "loops in loops"),
    ("9 ** 9 ** 9 ** 9 ** 9", "a number of more digits than there are"),
    ("1 + " * 5000 + "1", "a long sum"),
]


@pytest.mark.parametrize(("text", "why"), EXPRESSIONS, ids=[row[1] for row in EXPRESSIONS])
def test_expressions_end(text: str, why: str) -> None:
    said = told(Engine(read_model(model(decision("D", literal(text))))))
    assert said, why


def told(made: Engine) -> object:
    """What it gives, or why not; nothing else ever comes out."""
    try:
        return made.decide("D", {})
    except Outside as reason:
        return str(reason)


def test_functions_that_call_each_other_twice_end() -> None:
    needs = '<knowledgeRequirement><requiredKnowledge href="#k-F{}"/></knowledgeRequirement>'
    parts = [knowledge("F0", ["a"], literal("a"))]
    for n in range(1, 40):
        body = knowledge(f"F{n}", ["a"], literal(f"F{n - 1}(a) + F{n - 1}(a)"))
        parts.append(body.replace("<encap", needs.format(n - 1) + "<encap"))
    made = Engine(read_model(model(*parts, decision("D", literal("F39(1)"), knowledge=["F39"]))))
    with pytest.raises(Outside, match="stappen"):
        made.decide("D", {})


def test_lists_that_double_end() -> None:
    parts = [decision("D0", literal("[1]"))]
    parts += [
        decision(f"D{n}", literal(f"[D{n - 1}, D{n - 1}]"), (), [f"D{n - 1}"]) for n in range(1, 60)
    ]
    made = Engine(read_model(model(*parts)))
    with pytest.raises(Outside, match="waarden"):
        made.decide("D59", {})
    assert made.decide("D3", {}).value == [[[[1], [1]], [[1], [1]]], [[[1], [1]], [[1], [1]]]]


def test_long_chains_of_decisions_end() -> None:
    parts = [decision("D0", literal("1"))]
    parts += [decision(f"D{n}", literal(f"D{n - 1}"), (), [f"D{n - 1}"]) for n in range(1, 300)]
    with pytest.raises(Outside):
        Engine(read_model(model(*parts))).decide("D299", {})


def test_a_row_that_falls_apart_into_millions_is_refused() -> None:
    """Each negated cell takes null too, so with us it becomes two."""
    names = [f"x{n}" for n in range(40)]
    row = rule(["not(1)"] * 40, ["1"])
    logic = table("UNIQUE", *(column(name, "number") for name in names), output("", "number"), row)
    imported = import_model(model(*map(an_input, names), decision("D", logic, names)), "2026-01-01")
    assert imported.text == ""
    assert "uiteenvalt" in imported.refused[0].finding.words


def test_a_thousand_names_are_read() -> None:
    names = [f"name with number {n}" for n in range(1000)]
    inputs = [
        an_input(name).replace(f'id="i-{name}"', f'id="i-{n}"') for n, name in enumerate(names)
    ]
    links = "".join(
        f'<informationRequirement><requiredInput href="#i-{n}"/></informationRequirement>'
        for n in range(1000)
    )
    one = decision("D", links + literal("name with number 7 + name with number 77"))
    made = Engine(read_model(model(*inputs, one)))
    given = dict.fromkeys(names)
    assert made.decide("D", given).value is None


def test_a_link_may_name_the_model_itself() -> None:
    xml = model(
        decision("D", table("UNIQUE", column("x"), output(), rule(["1"], ["2"])), ["x"]),
        an_input("x"),
    )
    made = Engine(read_model(xml.replace(b'href="#i-x"', b'href="n#i-x"')))
    assert made.decide("D", {"x": None}).value is None
    with pytest.raises(Outside):
        Engine(read_model(xml.replace(b'href="#i-x"', b'href="other#i-x"'))).decide(
            "D", {"x": None}
        )
