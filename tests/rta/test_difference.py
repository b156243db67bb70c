"""What changed, in words: one row for each thing a version can change."""

import pytest

from netwerkzorg.rta.difference import difference
from netwerkzorg.rta.loading import load
from netwerkzorg.rta.matching import moved, paired
from netwerkzorg.rta.model import Agreement
from netwerkzorg.rta.words import Labels

BASE = """\
language: 1
agreement: proef
version: "1"
title: "Proef"
valid: {from: "2026-01-01"}
owners: ["Gemeente"]
facts:
  leeftijd: {type: number, unit: jaar, range: "[18..120]", ask: {team: "Leeftijd"}}
  letsel: {type: code, codes: {geen: "Geen", ernstig: "Ernstig"}, ask: {resident: "Hebt u letsel?"}}
  alleen: {type: boolean}
applies: {leeftijd: ">= 65"}
decisions:
  kans:
    hit: first
    gives: {kans: {type: code, codes: [laag, hoog]}}
    rules:
      - {when: {letsel: "ernstig"}, then: {kans: hoog}, because: "Letsel."}
      - {when: {alleen: "true", leeftijd: "> 80"}, then: {kans: hoog}, because: "Alleen en oud."}
      - {when: {leeftijd: ">= 70"}, then: {kans: hoog}, because: "Oud."}
      - {then: {kans: laag}, because: "Verder niets."}
never: [{when: {letsel: "ernstig"}, route: welzijn, because: "Eerst zorg."}]
steps:
  - {id: bellen, phase: triage, role: huisarts, does: "Belt.", within: 2wd}
scenarios:
  - {name: "oud", facts: {leeftijd: "90", letsel: "geen", alleen: "false"}, expect: {kans: {rules: [3]}}}
"""


def read(text: str) -> Agreement:
    loaded = load(text.encode())
    assert loaded.agreement is not None, loaded.findings
    return loaded.agreement


def words(old: str, new: str) -> list[str]:
    return [change.words for change in difference(read(old), read(new), Labels())]


CHANGES = [
    # an age limit, the example everybody asks for: one bound, one rule
    ('">= 70"', '">= 75"', ["Leeftijd: 70 → 75 jaar of meer in regel 3."]),
    # another kind of test is told in full: half of it would mislead
    (
        '">= 70"',
        '"[70..80]"',
        ["Leeftijd: “70 jaar of meer” → “vanaf 70 jaar tot en met 80 jaar” in regel 3."],
    ),
    # for whom it is
    (
        'applies: {leeftijd: ">= 65"}',
        'applies: {leeftijd: ">= 60"}',
        ["Voor wie: Leeftijd: 65 → 60 jaar of meer."],
    ),
    # the outcome of a row
    ("then: {kans: laag}", "then: {kans: hoog}", ["Kans: laag → hoog in regel 4."]),
    # the explanation that a resident reads
    ('"Oud."', '"U bent oud."', ["Uitleg in regel 3: “Oud.” → “U bent oud.”."]),
    # a cell that is taken out
    (
        '{alleen: "true", leeftijd: "> 80"}',
        '{alleen: "true"}',
        ["Leeftijd: “meer dan 80 jaar” → “maakt niet uit” in regel 2."],
    ),
    # a whole row that is gone
    (
        '      - {when: {letsel: "ernstig"}, then: {kans: hoog}, because: "Letsel."}\n',
        "",
        ["Regel 1 is weg: Letsel: Ernstig → Kans: hoog."],
    ),
    # how the table counts
    ("hit: first", "hit: collect", ["Hoe de tabel telt: “first” → “collect”."]),
    # a question as people hear it
    ("Hebt u letsel?", "Bent u gewond?", ["Letsel, vraag aan inwoner: “Hebt u letsel?” → “Bent u gewond?”."]),
    # a choice that is added changes what not(…) means, so it is named
    (
        'ernstig: "Ernstig"}',
        'ernstig: "Ernstig", licht: "Licht"}',
        ["Letsel, keuzes: “Geen, Ernstig” → “Geen, Ernstig, Licht”."],
    ),
    # what may never happen
    ('never: [{when: {letsel: "ernstig"}', 'never: [{when: {letsel: "geen"}', [
        "Nooit welzijn bij Letsel: Ernstig is weg.",
        "Nooit welzijn bij Letsel: Geen is nieuw.",
    ]),
    # a deadline
    ("within: 2wd", "within: 5wd", ["Termijn: “binnen 2 werkdagen” → “binnen 5 werkdagen”."]),
    # who acts
    ("role: huisarts", "role: wijkverpleegkundige", ["Wie: “huisarts” → “wijkverpleegkundige”."]),
    # an example of the agreement
    ('name: "oud"', 'name: "heel oud"', ["“oud” is weg.", "“heel oud” is nieuw."]),
    # nothing
    ("Proef", "Proef", []),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "told"), CHANGES)
def test_a_change_is_told_in_words(was: str, now: str, told: list[str]) -> None:
    assert words(BASE, BASE.replace(was, now)) == told


def test_a_rule_that_moved_is_told_as_moved() -> None:
    """In a table where the first rule counts, its place is its meaning."""
    rows = [line for line in BASE.splitlines() if line.startswith("      - {")]
    swapped = BASE.replace(f"{rows[0]}\n{rows[1]}\n", f"{rows[1]}\n{rows[0]}\n")
    assert words(BASE, swapped) == ["Regel 1 staat nu op plaats 2."]


def test_every_rule_is_paired_once() -> None:
    old = read(BASE).decisions["kans"].rules
    changed = BASE.replace('{alleen: "true", leeftijd: "> 80"}', '{alleen: "true"}')
    new = read(changed).decisions["kans"].rules
    pairs = paired(old, new)
    assert [(was.number, now.number) for was, now in pairs if was and now] == [
        (1, 1), (2, 2), (3, 3), (4, 4),
    ]  # fmt: skip
    assert list(moved(pairs)) == []
    assert paired((), new) == tuple((None, rule) for rule in new)
    assert paired(old, ()) == tuple((rule, None) for rule in old)
