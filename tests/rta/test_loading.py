"""What is refused at the door: every message with its place, all at once, and never a crash."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared import ROOT

from netwerkzorg.platform.region import load_region
from netwerkzorg.platform.strict_yaml import MAX_BYTES
from netwerkzorg.rta.loading import load, load_file

REGION = ROOT / "regions" / "utrecht"
FILES = sorted((REGION / "agreements").glob("*/*.yaml"))
GOOD = """\
language: 1
agreement: proef
version: "1"
title: "Proef"
valid: {from: "2026-01-01"}
facts:
  leeftijd: {type: number, range: "[18..120]"}
  letsel: {type: code, codes: {geen: "Geen", ernstig: "Ernstig"}}
decisions:
  een:
    hit: first
    gives: {uit: {type: code, codes: [ja, nee]}}
    rules:
      - {when: {leeftijd: "< 65", letsel: "ernstig"}, then: {uit: ja}, because: "Daarom."}
      - {then: {uit: nee}}
  twee:
    uses: [een]
    hit: collect
    gives: {route: {type: service_type}}
    rules:
      - {when: {een.uit: "ja"}, then: {route: wijkverpleging}}
"""


def codes(content: str | bytes) -> list[str]:
    text = content.encode() if isinstance(content, str) else content
    return [finding.code for finding in load(text).findings]


def test_the_good_file_is_good() -> None:
    assert codes(GOOD) == []


def test_what_is_not_understood_cannot_be_decided() -> None:
    """Not even the part that is understood: half an agreement is another agreement."""
    for bad in (GOOD.replace("< 65", "< vijf"), GOOD.replace("route: wijkverpleging", "rout: x")):
        loaded = load(bad.encode())
        assert loaded.findings
        assert (loaded.compiled, loaded.agreement) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "code", "why"),
    [
        ("language: 1", "language: 2", "unknown_language_version", "a later language"),
        ('title: "Proef"\n', "", "missing_key", "required"),
        ("agreement: proef", "agreement: proef\nextra: 1", "unknown_key", "not in the language"),
        ("agreement: proef", "agreement: próef", "invalid_name", "ids are plain letters"),
        ('version: "1"', "version: ! 1", "tag", "no types"),
        ('version: "1"', "version: &v 1", "anchor", "no anchors"),
        ('version: "1"', "version: *v", "alias", "an alias to nothing"),
        ('title: "Proef"', 'title: "Proef"\ntitle: "Proef"', "duplicate_key", "last would win"),
        ('title: "Proef"', '<<: {a: b}\ntitle: "Proef"', "merge_key", "no merge keys"),
        ('title: "Proef"', 'title:\t"Proef"', "tab", "no tabs"),
        ('title: "Proef"', 'title: "Pr\x07oef"', "control_character", "no control characters"),
        ('title: "Proef"', 'title: "Pr\\u200eoef\\u202e"', "control_character", "bidi"),
        ("\n", "\r\n", "control_character", "line ends are one character"),
        ('"2026-01-01"', '"2026-02-30"', "invalid_date", "no such day"),
        ('"2026-01-01"}', '"2026-01-01", until: "2025-01-01"}', "ends_before_start", "never valid"),
        ("type: number", "type: getal", "unknown_choice", "no such type"),
        ('"[18..120]"', '"[120..18]"', "empty_interval", "nothing fits"),
        ('"[18..120]"', '"> 18, 1,5"', "decimal_comma", "would mean 1, or 5"),
        ('"[18..120]"', "[18, 120]", "cell_not_text", "a cell is one text"),
        ('"< 65"', '"< 6,5"', "decimal_comma", "would mean below 6, or 5"),
        ('"< 65"', '""', "cell_empty", "an empty cell is not a dash"),
        ('"< 65"', '"kleiner dan 65"', "cell_not_understood", "no prose"),
        ('"< 65"', '"leeftijd + 1"', "cell_not_understood", "no code"),
        ('"< 65"', '"sum(1)"', "cell_not_understood", "no calls"),
        ('"< 65"', '"ja"', "cell_type", "a code on a number"),
        ('"< 65"', '"null"', "null_not_optional", "only an optional fact can be null"),
        ('"< 65"', "{a: b}", "cell_not_text", "no mapping"),
        ('"< 65"', '">= 1' + "0" * 5000 + '"', "cell_too_long", "a number of 5000 digits"),
        ('"ernstig"}', '"erg"}', "unknown_code", "not declared"),
        ('"ernstig"}', '"< ernstig"}', "not_ordered", "codes have no order"),
        ('"ernstig"}', "een val, of twee}", "unquoted", "YAML would cut at the comma"),
        ('leeftijd: "<', 'leeftijdd: "<', "unknown_name", "a typing error"),
        ("then: {uit: ja}", "then: {uit: misschien}", "unknown_code", "not declared"),
        ("then: {uit: ja}", "then: {iut: ja}", "unknown_output", "not in gives"),
        ('because: "Daarom."', "source: nergens", "unknown_source", "not in sources"),
        ("uses: [een]", "uses: [drie]", "unknown_decision", "no such decision"),
        ("    uses: [een]\n", "", "unknown_name", "read without uses"),
        (
            "    hit: first\n",
            "    hit: first\n    uses: [twee]\n",
            "circular",
            "each needs the other",
        ),
        ("hit: collect", "hit: collect\n    none: niets", "none_not_allowed", "[] is an outcome"),
        ("hit: first", "hit: priority", "missing_key", "no order to choose by"),
        ("hit: first", "hit: priority\n    order: [ja]", "not_in_order", "nee has no place"),
        ("hit: collect", "hit: output_order", "missing_key", "no order to list in"),
        ("hit: collect", "hit: count", "not_ordered", "a count is no service type"),
        ("hit: first", "hit: sum", "not_ordered", "codes do not add up"),
        ("hit: first", "hit: max", "not_ordered", "codes have no highest"),
        ("hit: first", "hit: laatste", "unknown_choice", "no such policy"),
        ("decisions:", "back_referral: [{not_after: 6mo}]\ndecisions:", "missing_key", "to whom"),
        (
            "decisions:",
            "back_referral: [{to: huisarts, not_after: straks}]\ndecisions:",
            "invalid_term",
            "not a term",
        ),
        ("decisions:", "kind: red_flags\ndecisions:", "red_flag_fact", "not a yes or no"),
        ("decisions:", "steps: [{id: a, phase: later, role: x}]\ndecisions:", "unknown_choice", ""),
        (
            "decisions:",
            "steps: [{id: a, phase: care, role: x, within: 5weken}]\ndecisions:",
            "invalid_term",
            "not a term",
        ),
        (
            "decisions:",
            'scenarios: [{name: a, facts: {x: "1"}, expect: {een: {rules: [1]}}}]\ndecisions:',
            "unknown_fact",
            "a scenario about something else",
        ),
        (
            'letsel: {type: code, codes: {geen: "Geen", ernstig: "Ernstig"}}',
            "letsel: {type: code, codes: [ernstig, ernstig]}",
            "duplicate_code",
            "twice the same",
        ),
    ],
)
def test_one_mistake_gives_its_code(old: str, new: str, code: str, why: str) -> None:
    assert old in GOOD
    assert code in codes(GOOD.replace(old, new, 1)), why


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbflanguage: 1", "control_character"),
        (b"a: \xff", "not_utf8"),
        (b"a: 1\n---\nb: 2\n", "several_documents"),
        (b"%YAML 1.1\n---\na: 1\n", "directive"),
        (b"- a\n- b\n", "not_a_mapping"),
        (b"just text", "not_a_mapping"),
        (b"[" * 100_000, "too_deep"),
        (b"{a: " * 60_000, "too_deep"),
        (b"a: [" + b"b," * 20_001 + b"]", "too_many_nodes"),
        (b"a: " + b"x" * MAX_BYTES, "too_large"),
        (b"a: &x [b]\nc: [*x, *x]\n", "alias"),
        (b"? [a]\n: b\n", "key_not_text"),
        (b"a: [b", "yaml_syntax"),
    ],
)
def test_hostile_bytes_are_refused(content: bytes, code: str) -> None:
    assert code in codes(content)


def test_all_mistakes_are_told_at_once_each_with_its_place() -> None:
    bad = (
        GOOD.replace('"< 65"', '"< 6,5"')
        .replace("uit: nee", "uit: nein")
        .replace("[een]", "[een, x]")
    )
    told = [finding.line("f.yaml") for finding in load(bad.encode()).findings]
    assert len(told) == 3
    assert all(re.fullmatch(r"f\.yaml:\d+:\d+: [a-z_]+: .+", line) for line in told)
    assert told[0].startswith("f.yaml:14:27: decimal_comma: ")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            "route: valrisicobeoordeling, urgency",
            "route: val-onderzoek, urgency",
            "unknown_service_type",
        ),
        ("role: fysiotherapeut", "role: fysiotherapie", "unknown_role"),
        ("set: functioneren", "set: functionering", "unknown_set"),
        ('"Bent u bang om te vallen?"', '"Bent u bang?"', "fact_differs"),
        ("  valangst:", "  valvrees: {type: boolean}\n  valangst:", "unknown_fact"),
        ("type: number, unit: jaar", "type: integer, unit: jaar", "fact_differs"),
    ],
)
def test_the_regions_words_are_checked(old: str, new: str, code: str) -> None:
    text = (REGION / "agreements" / "valpreventie" / "1.yaml").read_text()
    assert old in text
    region = load_region(REGION)
    assert load(text.encode(), region).findings == ()
    found = load(text.replace(old, new).encode(), region).findings
    assert code in [finding.code for finding in found]


def test_a_red_flag_calls_somebody_the_region_knows() -> None:
    text = (REGION / "agreements" / "rode-vlaggen" / "1.yaml").read_text()
    found = load(text.replace("call: alarmnummer", "call: ambulance").encode(), load_region(REGION))
    assert {finding.code for finding in found.findings} == {"unknown_contact"}


def test_a_file_in_the_wrong_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_bytes((REGION / "vocabulary.yaml").read_bytes())
    folder = tmp_path / "agreements" / "elv"
    folder.mkdir(parents=True)
    (folder / "2.yaml").write_bytes((REGION / "agreements" / "elv" / "1.yaml").read_bytes())
    assert [f.code for f in load_file(folder / "2.yaml").findings] == ["wrong_place"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_a_mutated_file_never_crashes(path: Path, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(content))
        piece = dice.choice(
            (
                b"",
                b"\n",
                b'"',
                b"{",
                b"}",
                b"[",
                b"]",
                b":",
                b",",
                b"- ",
                b"&a ",
                b"*a",
                b"\xff",
                b"null",
                b"0",
                b"..",
                b"not(",
            )
        )
        content[at : at + dice.randint(0, 12)] = piece
    loaded = load(bytes(content))
    assert (loaded.compiled is None) == bool(loaded.findings)
    assert all(f.place.line >= 1 and f.place.column >= 1 and f.words for f in loaded.findings)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_a_mutated_line_never_crashes(path: Path, dice: random.Random) -> None:
    """Whole values swapped: most of these are good YAML and reach the readers."""
    lines = path.read_text().splitlines()
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines))
        lines[at] = re.sub(
            r'"[^"]*"|\b[a-z0-9-]+\b(?=[,}\]])',
            lambda found: dice.choice((found[0], '"-"', "[]", "{}", '"< 5"', "null", '"x"', "U2")),
            lines[at],
        )
        if dice.random() < 0.3:
            del lines[dice.randrange(len(lines))]
    loaded = load("\n".join(lines).encode(), load_region(REGION))
    assert (loaded.compiled is None) == bool(loaded.findings)
