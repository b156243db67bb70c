"""The proof: what it finds, where, and for whom. One mistake per row, each with the person it fails."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from shared import ROOT

from netwerkzorg.rta import proof
from netwerkzorg.rta.commands import rta
from netwerkzorg.rta.compiling import Compiled
from netwerkzorg.rta.findings import Found
from netwerkzorg.rta.loading import load

REGION = ROOT / "regions" / "utrecht"

GOOD = """\
language: 1
agreement: proef
version: "1"
title: "Proef"
valid: {from: "2026-01-01"}
sources: [{id: bron, title: "Bron"}]
facts:
  leeftijd: {type: integer, unit: jaar, range: "[18..120]", from: person.age}
  val: {type: boolean}
  tijd: {type: number, range: "[0..60]"}
  rapport: {type: number, places: "1", range: "[0..10]", optional: true}
  vraag: {type: code, codes: {lopen: "Lopen", vallen: "Vallen"}}
applies: {vraag: "vallen"}
decisions:
  risico:
    hit: unique
    gives: {risico: {type: code, codes: [laag, hoog]}}
    rules:
      - {when: {leeftijd: "< 65"}, then: {risico: laag}}
      - {when: {leeftijd: ">= 65", tijd: "<= 4"}, then: {risico: laag}}
      - {when: {leeftijd: ">= 65", tijd: "> 4"}, then: {risico: hoog}}
  aanpak:
    uses: [risico]
    hit: first
    gives: {route: {type: service_type}}
    rules:
      - {when: {risico.risico: hoog, val: "true"}, then: {route: wijkverpleging}}
      - {when: {risico.risico: hoog}, then: {route: beweegaanbod}}
      - {when: {risico.risico: laag}, then: {route: zelfhulp}}
"""


def compiled(text: str) -> Compiled:
    loaded = load(text.encode())
    assert loaded.compiled is not None, loaded.findings
    return loaded.compiled


def proved(text: str) -> list[Found]:
    return list(proof.prove(compiled(text)))


def test_the_good_agreement_is_proved() -> None:
    assert proved(GOOD) == []


MISTAKES = [
    ("tijd: \"> 4\"", "tijd: \">= 5\"", "incomplete", "risico", 0, {"leeftijd", "tijd", "vraag"},
     "between 4 and 5 seconds nobody decides"),
    ("leeftijd: \"< 65\"", "leeftijd: \"<= 64\"", None, "", 0, set(),
     "whole years: 64 and 65 leave nothing in between"),
    ("leeftijd: \"< 65\"", "leeftijd: \"< 64\"", "incomplete", "risico", 0, {"leeftijd", "vraag"},
     "64 is nobody's"),
    ("leeftijd: \"< 65\"", "leeftijd: \"<= 65\"", "conflict", "risico", 2,
     {"leeftijd", "vraag"}, "65 is everybody's"),
    ("tijd: \"> 4\"", "tijd: \">= 4\"", "conflict", "risico", 3, {"leeftijd", "tijd", "vraag"},
     "exactly 4 seconds"),
    ("hit: first", "hit: unique", "conflict", "aanpak", 2, {"leeftijd", "tijd", "val", "vraag"},
     "the second row has no val"),
    ("risico.risico: hoog}, then: {route: b", "risico.risico: hoog, val: 'true'}, then: {route: b",
     "dead_row", "aanpak", 2, {"leeftijd", "tijd", "val", "vraag"}, "the row above it is the same"),
    ("risico.risico: laag}", "risico.risico: laag, vraag: lopen}", "dead_row", "aanpak", 3, set(),
     "outside applies it fits nobody"),
    ("risico.risico: laag}", "risico.risico: laag, val: 'true'}", "incomplete", "aanpak", 0,
     {"leeftijd", "val", "vraag"}, "through two tables: young and not fallen"),
    ("leeftijd: \"< 65\"}, then: {risico: laag}", "leeftijd: \"< 65\"}, then: {risico: hoog}", None,
     "", 0, set(), "both codes are still given"),
    ("gives: {route: {type: service_type}}", "none: 'Niets'\n    gives: {route: {type: service_type}}",
     None, "", 0, set(), "a stated none is no gap"),
    ("{risico.risico: laag}, then", "{risico.risico: laag, rapport: '>= 5'}, then", "incomplete",
     "aanpak", 0, {"leeftijd", "rapport", "vraag"}, "below 5, or null"),
    ("{risico.risico: laag}, then", "{risico.risico: laag, rapport: 'not(3)'}, then", "incomplete",
     "aanpak", 0, {"leeftijd", "rapport", "vraag"}, "not(…) does not fit null"),
    ("applies: {vraag: \"vallen\"}", "applies: {vraag: \"not(lopen, vallen)\"}", "applies_to_nobody",
     "", 0, set(), "no code is left"),
    ("decisions:\n", "never: [{when: {val: 'true'}, route: wijkverpleging}]\ndecisions:\n",
     "contradiction", "", 0, {"leeftijd", "tijd", "val", "vraag"}, "forbidden and advised"),
    ("decisions:\n", "never: [{when: {val: 'false'}, route: wijkverpleging}]\ndecisions:\n",
     None, "", 0, set(), "forbidden where it is not advised"),
    ("decisions:\n", "scenarios: [{name: a, facts: {leeftijd: '70'}, expect: {risico: {rules: [1]}}}]\n"
     "decisions:\n", "scenario_failed", "", 0, set(), "it is undecided"),
    ("{leeftijd: \"< 65\"}, then: {risico: laag}", "{leeftijd: \"< 65\"}, then: {risico: laag}, "
     "quote: 'Val niet.', source: bron", "quote_not_found", "risico", 1, set(), "no stored text"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "decision", "rule", "facts", "why"), MISTAKES)
def test_a_mistake_is_found_once(
    old: str, new: str, code: str | None, decision: str, rule: int, facts: set[str], why: str
) -> None:
    assert old in GOOD
    found = proved(GOOD.replace(old, new, 1))
    if code is None:
        assert found == [], why
        return
    same = [one for one in found if (one.code, one.decision, one.rule) == (code, decision, rule)]
    assert [set(one.facts) for one in same] == [facts], why
    one = same[0]
    assert one.place.line > 1 or code == "applies_to_nobody"


TABLES = [
    ("collect", [("< 5", "a"), ("< 3", "a")], "redundant_row", 2, "the first says it already"),
    ("collect", [("< 5", "a"), ("< 3", "b")], None, 0, "another outcome"),
    ("collect", [("< 0", "a")], "dead_row", 1, "outside the range"),
    ("rule_order", [("< 5", "a"), ("< 3", "a")], None, 0, "a list tells it twice"),
    ("count", [("< 5", "1"), ("< 3", "1")], None, 0, "two count more than one"),
    ("sum", [("< 5", "1"), (">= 3", "1")], None, 0, "everybody has a sum"),
    ("sum", [("< 5", "1"), ("> 5", "1")], "incomplete", 0, "5 has nothing to add"),
    ("max", [("-", "1"), ("< 3", "2")], None, 0, "the second wins below 3"),
    ("max", [("-", "2"), ("< 3", "1")], "dead_row", 2, "never the highest"),
    ("min", [("-", "2"), ("< 3", "1")], None, 0, "the lowest wins below 3"),
    ("priority", [("-", "a"), ("< 3", "b")], "dead_row", 2, "a is higher"),
    ("priority", [("-", "b"), ("< 3", "a")], None, 0, "a wins below 3"),
    ("output_order", [("-", "a"), ("< 3", "b")], None, 0, "both are listed"),
    ("unique", [("[0..5)", "a"), ("[5..10]", "b")], None, 0, "5 is only the second's"),
    ("unique", [("[0..5)", "a"), ("(5..10]", "b")], "incomplete", 0, "5 is nobody's"),
    ("any", [("< 5", "a"), (">= 3", "a")], None, 0, "they agree"),
    ("any", [("< 5", "a"), (">= 3", "b")], "conflict", 2, "they do not"),
    ("any", [("-", "a"), ("< 3", "a")], "redundant_row", 2, "says nothing new"),
    ("first", [("< 5", "a"), ("[5..7)", "a"), ("-", "b"), (">= 9", "a")], "dead_row", 4, "too late"),
    ("first", [("< 5", "a"), (">= 3", "a"), ("(3..5)", "b")], "dead_row", 3, "two rows cover it"),
]  # fmt: skip


@pytest.mark.parametrize(("hit", "rows", "code", "rule", "why"), TABLES)
def test_every_hit_policy_is_proved(
    hit: str, rows: list[tuple[str, str]], code: str | None, rule: int, why: str
) -> None:
    number = hit in ("sum", "min", "max", "count")
    kind = "{type: number}" if number else "{type: code, codes: [a, b]}"
    order = "    order: [a, b]\n" if hit in ("priority", "output_order") else ""
    lines = "\n".join(f"      - {{when: {{x: '{cell}'}}, then: {{u: '{u}'}}}}" for cell, u in rows)
    text = (
        'language: 1\nagreement: proef\nversion: "1"\ntitle: "P"\nvalid: {from: "2026-01-01"}\n'
        'facts:\n  x: {type: number, range: "[0..10]"}\ndecisions:\n  d:\n'
        f"    hit: {hit}\n{order}    gives: {{u: {kind}}}\n    rules:\n{lines}\n"
    )
    found = proved(text)
    assert [(one.code, one.rule) for one in found] == ([(code, rule)] if code else []), why


def test_a_counter_example_is_a_person_in_dutch() -> None:
    (one,) = proved(GOOD.replace('leeftijd: "< 65"', 'leeftijd: "< 64"'))
    assert one.person == "een inwoner van 64 jaar, met vraag: Vallen"
    assert one.facts == {"leeftijd": "64", "vraag": "vallen"}
    assert one.line("f.yaml").startswith(
        "f.yaml:16:5: incomplete: Voor een inwoner van 64 jaar, met"
    )


def test_the_gap_of_the_falls_agreement_is_found_where_none_is_not_stated() -> None:
    lines = (REGION / "agreements" / "valpreventie" / "1.yaml").read_text().splitlines()
    at = lines.index("  vervolg:")
    without = [
        line for n, line in enumerate(lines) if not (n > at and n < at + 5 and "none:" in line)
    ]
    assert len(without) == len(lines) - 1
    found = [one for one in proved("\n".join(without)) if one.code == "incomplete"]
    assert [(one.decision, set(one.facts)) for one in found] == [
        ("vervolg", {"leeftijd", "hulpvraag"})
    ]


HAND = """\
steps:
  - {id: a, phase: care, role: huisarts, when: {val: 'true'}, hands_over: {to: fysiotherapeut}}
  - {id: b, phase: care, role: fysiotherapeut, hands_over: {to: huisarts, when: {tijd: '> 9'}}}
"""


@pytest.mark.parametrize(
    ("text", "codes", "why"),
    [
        (HAND, ["handover_loop"], "each hands over to the other, for somebody"),
        (HAND.replace("tijd: '> 9'", "val: 'false'"), [], "never for the same person"),
        (HAND.replace("to: huisarts", "to: cardioloog"), [], "it ends somewhere"),
        (HAND.replace("to: fysiotherapeut", "to: huisarts"), ["handover_loop"], "to oneself"),
        (
            HAND.splitlines()[0] + "\n" + HAND.splitlines()[1] + "\n"
            "  - {id: b, phase: care, role: fysiotherapeut}\n"
            "back_referral: [{when: {leeftijd: '> 80'}, to: huisarts}]\n",
            ["handover_loop"],
            "back to who handed over",
        ),
    ],
)  # fmt: skip
def test_handing_over_does_not_go_round(text: str, codes: list[str], why: str) -> None:
    found = proved(GOOD.replace("decisions:\n", f"{text}decisions:\n", 1))
    assert [one.code for one in found] == codes, why


OTHER = GOOD.replace("agreement: proef", "agreement: ander").replace(
    "decisions:", "never: [{when: {tijd: '> 30'}, route: beweegaanbod}]\ndecisions:"
)


def test_agreements_are_proved_together() -> None:
    (one,) = proof.together([compiled(GOOD), compiled(OTHER.replace("route: b", "route: x", 1))])
    assert one.note, "only a joint gap, which is no failure"
    found = proof.prove(compiled(GOOD), others=[compiled(OTHER)])
    (clash,) = [one for one in found if one.code == "contradiction"]
    assert clash.agreement == "ander"
    assert set(clash.facts) == {"leeftijd", "tijd", "val", "vraag"}
    later = compiled(OTHER.replace('applies: {vraag: "vallen"}', 'applies: {vraag: "lopen"}'))
    assert [one for one in proof.prove(compiled(GOOD), others=[later]) if not one.note] == []


def test_a_fact_has_one_meaning_in_the_region() -> None:
    other = compiled(OTHER.replace("unit: jaar", "unit: maanden"))
    assert [one.code for one in proof.prove(compiled(GOOD), others=[other])] == ["fact_differs"]


ALARMS = (REGION / "agreements" / "rode-vlaggen" / "1.yaml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "code", "why"),
    [
        ("{when: {suicidaal: \"true\"}, then: {urgency: U1", None, "red_flag_gone", "the row is gone"),
        ("kanNietStaan: \"true\"}", "kanNietStaan: \"false\"}", "red_flag_gone", "it hears a no"),
        ("pijnOpBorst: \"true\"}, then: {urgency: U0", "pijnOpBorst: \"true\"}, then: {urgency: U1",
         "red_flag_weaker", "less urgent"),
        ("plotsVerward: \"true\"}, then: {urgency: U1", "plotsVerward: \"true\"}, then: {urgency: U0",
         None, "more urgent is allowed"),
    ],
)  # fmt: skip
def test_no_alarm_is_lost(old: str, new: str | None, code: str | None, why: str) -> None:
    assert old in ALARMS
    text = ALARMS.replace('version: "1"', 'version: "2"').split("scenarios:")[0]
    if new is None:
        text = "\n".join(line for line in text.splitlines() if old not in line)
    else:
        text = text.replace(old, new)
    found = proof.prove(compiled(text), previous=compiled(ALARMS))
    assert [one.code for one in found] == ([code] if code else []), why


def test_a_quote_stands_in_the_stored_text() -> None:
    text = GOOD.replace(
        "then: {risico: hoog}}",
        "then: {risico: hoog}, source: bron, quote: 'Wie traag  loopt, valt.'}",
    )
    stored = {("proef", "bron"): "Inleiding.\nWie traag\nloopt, valt. Einde."}
    asked = compiled(text)
    assert proof.prove(asked, source_text=lambda a, s: stored.get((a, s))) == ()
    (lost,) = proof.prove(asked, source_text=lambda a, s: "Wie traag loopt, valt niet.")
    assert (lost.code, lost.rule) == ("quote_not_found", 3)


def test_too_many_possibilities_is_not_proved_and_never_fine() -> None:
    found = proof.prove(compiled(GOOD), nodes=2)
    assert {one.code for one in found} == {"not_proved"}
    assert proof.refusals(found) == found


def test_only_what_may_be_waived_is_waived() -> None:
    found = proved(GOOD.replace('leeftijd: "< 65"', 'leeftijd: "< 64"'))
    assert proof.refusals(found, {one.key for one in found}) == ()
    failed = proved(GOOD.replace(
        "decisions:\n",
        "scenarios: [{name: a, facts: {leeftijd: '70'}, expect: {risico: {rules: [1]}}}]\ndecisions:\n",
    ))  # fmt: skip
    assert proof.refusals(failed, {one.key for one in failed}) == tuple(failed)


def test_a_key_stays_when_lines_move() -> None:
    broken = GOOD.replace('leeftijd: "< 65"', 'leeftijd: "< 64"')
    (one,), (moved,) = proved(broken), proved(broken.replace("facts:", "owners: [wij]\nfacts:"))
    assert one.key == moved.key
    assert one.place != moved.place


def test_the_region_is_proved_whole() -> None:
    ran = CliRunner().invoke(rta, ["prove", str(REGION)])
    print(f"\n{ran.output}")
    assert ran.exit_code == 0
    assert ran.output.count("bewezen") == 6


def test_the_command_tells_each_finding_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(GOOD.replace('leeftijd: "< 65"', 'leeftijd: "< 64"'))
    ran = CliRunner().invoke(rta, ["prove", str(file)])
    assert ran.exit_code == 1
    assert ran.output.startswith(f"{file}:16:5: incomplete: Voor een inwoner van 64 jaar")
    told = json.loads(CliRunner().invoke(rta, ["prove", str(file), "--json"]).output)
    assert (told["code"], told["facts"]) == ("incomplete", {"leeftijd": "64", "vraag": "vallen"})
    file.write_text("language: 1")
    assert CliRunner().invoke(rta, ["prove", str(file)]).exit_code == 1
    assert CliRunner().invoke(rta, ["prove", str(tmp_path / "nergens")]).exit_code == 2
