"""XML that means harm, or is merely broken, ends in one finding with a place."""

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from dmn_models import TESTS, an_input, column, decision, model, output, rule, table

from netwerkzorg.rta.dmn import tree
from netwerkzorg.rta.dmn.amounts import Outside
from netwerkzorg.rta.dmn.cases import read_cases
from netwerkzorg.rta.dmn.engine import Engine
from netwerkzorg.rta.dmn.importing import import_model
from netwerkzorg.rta.dmn.reading import read_model
from netwerkzorg.rta.dmn.tree import XmlRefused, read_xml

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<lolz>&b;</lolz>"""
REFUSED = [
    (LAUGHS, "xml_doctype", 2, "entities that multiply"),
    (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "xml_doctype", 1, "a file from elsewhere"),
    (b'<!DOCTYPE a PUBLIC "x" "http://example.org/x.dtd"><a/>', "xml_doctype", 1, "or the network"),
    (b"<a>&other;</a>", "xml_not_well_formed", 1, "an entity that nobody declared"),
    (b"<a><b></a>", "xml_not_well_formed", 1, "tags that cross"),
    (b"", "xml_not_well_formed", 1, "nothing at all"),
    (b"<a>\n" * 70, "xml_too_deep", 65, "too deep"),
    (b'<?xml version="1.0" encoding="klingon"?><a/>', None, 1, "an encoding nobody has"),
    (b"\xff\xfe\x00", "xml_not_well_formed", 1, "half a character"),
    (b"<a " + b" ".join(b'x%d="1"' % n for n in range(65)) + b"/>", "xml_too_many", 1, "attributes"),
    (b"<a>" + b" " * tree.MAX_BYTES + b"</a>", "xml_too_large", 1, "too large"),
    (b"<a>" + b"<b/>" * tree.MAX_ELEMENTS + b"</a>", "xml_too_many", 1, "too many"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "line", "why"), REFUSED, ids=[r[3] for r in REFUSED])
def test_refused(content: bytes, code: str | None, line: int, why: str) -> None:
    with pytest.raises(XmlRefused) as refused:
        read_xml(content)
    finding = refused.value.finding
    assert finding.code == code or code is None, why
    assert finding.place.line == line
    assert finding.place.column >= 1
    assert finding.words


def test_what_is_no_model_is_refused() -> None:
    for read, content in ((read_model, b"<a/>"), (read_cases, b"<definitions/>")):
        with pytest.raises(XmlRefused):
            read(content)


def test_two_things_with_one_id_are_refused() -> None:
    one = an_input("x")
    with pytest.raises(XmlRefused) as refused:
        read_model(model(one, one))
    assert refused.value.finding.code == "duplicate_id"


def test_an_element_knows_its_place_and_its_text() -> None:
    root = read_xml(b'<a xmlns="n">\n  <b>x<c/>y</b></a>')
    (b,) = root.all("b")
    assert (b.place.line, b.place.column, b.text) == (2, 3, "xy")
    assert next(b.all("c"), None) is not None


def a_model(cell: str = "> 1", entry: str = "1", values: str = "[0..9]") -> bytes:
    rows = (rule([cell], [entry]), rule(["[2..3)"], ["3"]))
    logic = table("FIRST", column("x", "number", values), output("", "number"), *rows)
    return model(decision("D", logic, ["x"]), an_input("x", "number"))


def end_of(content: bytes) -> tuple[str, str]:
    """How a model ends: decided, outside our part, or refused; with the words that say why."""
    try:
        Engine(read_model(content)).decide("D", {"x": Decimal(2)})
    except XmlRefused as refused:
        place = refused.finding.place
        return "refused", refused.finding.words if place.line and place.column else ""
    except Outside as reason:
        return "outside", str(reason)
    return "decided", "a value"


def test_mutated_models_are_read_or_refused_and_never_crash() -> None:
    """Bytes of the file and texts of its cells changed at random; the seed makes it repeatable."""
    dice = random.Random(20260101)
    whole = a_model()
    texts = ("> 1", "x * (2 + 3)", "[0..9]")
    ends = [end_of(mutated(whole, dice)) for _ in range(3000)]
    for _ in range(3000):
        changed, at = list(texts), dice.randrange(len(texts))
        changed[at] = mutated(texts[at].encode(), dice).decode(errors="replace")
        ends.append(end_of(a_model(*(printable(text) for text in changed))))
    counts = Counter(kind for kind, _ in ends)
    print(f"\nmutated models: {dict(counts)}")
    assert all(words for _, words in ends)
    assert min(counts.values()) > 50
    assert len(counts) == 3


def test_mutated_files_are_imported_and_tested_without_a_crash() -> None:
    dice = random.Random(20260102)
    tests = TESTS.format(
        '<testCase id="1"><inputNode name="x"><value xsi:type="xsd:decimal">1</value></inputNode>'
        '<resultNode name="D"><expected><list><item><value xsi:nil="true"/></item></list></expected>'
        "</resultNode></testCase>"
    ).encode()
    ends = Counter(
        name
        for _ in range(1000)
        for name in (
            survived(lambda: import_model(mutated(a_model("not(1)"), dice), "2026-01-01").text),
            survived(lambda: read_cases(mutated(tests, dice))),
        )
    )
    assert set(ends) == {"read", "refused"}


def survived(read: Callable[[], object]) -> str:
    try:
        read()
    except XmlRefused:
        return "refused"
    return "read"


def printable(text: str) -> str:
    """What may stand in XML at all; the rest is the business of the first half."""
    return "".join(sign for sign in text if sign.isprintable())


def mutated(content: bytes, dice: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(dice.randint(1, 3)):
        at, to = sorted((dice.randrange(len(made)), dice.randrange(len(made))))
        kind = dice.randrange(5)
        if kind == 0:
            made[at] = dice.randrange(256)
        elif kind == 1:
            del made[at : min(to, at + 8)]
        elif kind == 2:
            made[at:at] = made[at : min(to, at + 40)]
        elif kind == 3:
            made[at:at] = dice.choice(
                (b"<", b"&", b"]]>", b'"', b"\x00", b"99999", b"((((", b" or ")
            )
        else:
            made[at:at] = str(dice.choice(("é", "U+2028", "->", "**", "?", "not("))).encode()
    return bytes(made)
