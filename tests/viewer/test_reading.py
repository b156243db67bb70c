"""Every value that the national viewer shows can be found in our items; what is not understood hides."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from shared import fixtures

from netwerkzorg.viewer.model import Answer, Query, Source
from netwerkzorg.viewer.reading import read, read_item, understood

SOURCE = Source("ha", "Huisarts", "http://bron.test/fhir")
QUERY = Query("problemen", "problemen", "Problemen", "Condition")
CONDITION: dict[str, Any] = {
    "resourceType": "Condition",
    "id": "c1",
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "1", "display": "Artrose"}]},
    "subject": {"reference": "Patient/p1"},
}
# Lost when the STU3 resource was mapped to R4, so there is nothing left to show.
LOST = {"Home care of patient"}


def _values() -> Iterator[tuple[str, dict[str, Any], str]]:
    folder = fixtures() / "viewer-oracles"
    for path in sorted(folder.rglob("must-show.json")):
        derived = path.parent / "fhir-resource.r4-derived.json"
        old = path.parent.relative_to(folder).parts[0] == "r3"
        if old and not derived.exists():
            continue
        resource = json.loads((derived if old else path.parent / "fhir-resource.json").read_bytes())
        for value in json.loads(path.read_bytes())["values"]:
            if value["display"] != "Niet bekend":
                yield str(path.parent.relative_to(folder)), resource, value["display"]


def _parts(display: str) -> list[str]:
    """The values in a display, without that viewer's own way of writing codes and moments."""
    if coded := re.match(r"(.*) \((\S+) in codesysteem .*\)$", display):
        return [coded[1], coded[2]]
    if moment := re.match(r"(\d+ \w+ \d{4}) om (\d\d):(\d\d):\d\d GMT", display):
        return [f"{moment[1]}, {int(moment[2])}.{moment[3]} uur"]
    return [display]


def test_what_must_show_can_be_found() -> None:
    missing, counted = [], 0
    for where, resource, display in _values():
        texts = "\n".join(read_item(resource, SOURCE).texts).casefold()
        counted += 1
        parts = _parts(display)
        if parts[0] not in LOST and not all(part.casefold() in texts for part in parts):
            missing.append((where, display))
    assert not missing
    assert counted > 200


def test_every_fixture_reads_without_a_narrative() -> None:
    counted = 0
    for path in sorted((fixtures() / "fhir-sources").rglob("*.json")):
        resource = json.loads(path.read_bytes())
        if "resourceType" not in resource or resource["resourceType"] == "Bundle":
            continue
        item = read_item(resource, SOURCE)
        counted += 1
        assert item.title
        assert not any("<div" in text for text in item.texts), path.name
        assert not any("111222333" in text for text in item.texts), path.name
    assert counted > 80


HIDES = [
    ("unknown modifier", {"modifierExtension": [{"url": "http://x/y", "valueBoolean": True}]}),
    ("modifier deep inside", {"note": [{"text": "a", "modifierExtension": [{"url": "u"}]}]}),
    ("modifier of a wrong shape", {"modifierExtension": "x"}),
    ("implicit rules", {"implicitRules": "http://x/regels"}),
    ("very restricted", {"meta": {"security": [{"code": "V"}]}}),
]


@pytest.mark.parametrize(("why", "extra"), HIDES, ids=[row[0] for row in HIDES])
def test_what_may_change_the_meaning_is_hidden_and_counted(why: str, extra: dict[str, Any]) -> None:
    assert understood(CONDITION)
    assert not understood({**CONDITION, **extra})
    good = {**CONDITION, "id": "c2"}
    fragment = read(Answer(SOURCE, QUERY, "ok", resources=({**CONDITION, **extra}, good)))
    assert (fragment.state, fragment.hidden, len(fragment.items)) == ("partial", 1, 1)


def test_all_hidden_never_looks_empty() -> None:
    odd = {**CONDITION, "modifierExtension": [{"url": "u"}]}
    fragment = read(Answer(SOURCE, QUERY, "ok", resources=(odd,)))
    assert (fragment.state, fragment.reason) == ("partial", "not_understood")


MARKED = [
    ("entered_in_error", {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}),
    ("refuted", {"verificationStatus": {"coding": [{"code": "refuted"}]}}),
    ("unconfirmed", {"verificationStatus": {"coding": [{"code": "provisional"}]}}),
    ("not_current", {"clinicalStatus": {"coding": [{"code": "resolved"}]}}),
    ("do_not_perform", {"doNotPerform": True}),
    ("not_done", {"status": "not-done"}),
    ("sensitive", {"meta": {"security": [{"code": "R"}]}}),
]


@pytest.mark.parametrize(("mark", "extra"), MARKED)
def test_what_turns_it_round_is_marked(mark: str, extra: dict[str, Any]) -> None:
    assert mark not in read_item(CONDITION, SOURCE).marks
    assert mark in read_item({**CONDITION, **extra}, SOURCE).marks


DATES = [
    ("2001", "2001", "a year stays a year"),
    ("2001-02", "februari 2001", "a month stays a month"),
    ("2001-02-03", "3 februari 2001", "a day"),
    ("2013-02-01T08:53:00+01:00", "1 februari 2013, 8.53 uur", "a moment, on our clock"),
    ("2012-05-23T08:08:00+01:00", "23 mei 2012, 9.08 uur", "summer time"),
    ("2001-99", "2001-99", "no month: left as it came"),
]


@pytest.mark.parametrize(("given", "shown", "why"), DATES)
def test_dates_stay_as_partial_as_they_came(given: str, shown: str, why: str) -> None:
    item = read_item({**CONDITION, "onsetDateTime": given}, SOURCE)
    assert ("Begin", shown) in {(line.label, line.text) for line in item.lines}, why


def test_references_resolve_inside_the_answer_only() -> None:
    said = {
        "resourceType": "MedicationStatement", "id": "m", "subject": {"reference": "Patient/p1"},
        "medicationReference": {"reference": "Medication/x"},
    }  # fmt: skip
    medication = {"resourceType": "Medication", "id": "x", "code": {"text": "Paracetamol"}}
    query = Query("m", "medicatie", "M", "MedicationStatement")
    with_it = read(Answer(SOURCE, query, "ok", resources=(said,), included=(medication,)))
    without = read(Answer(SOURCE, query, "ok", resources=(said,)))
    assert with_it.items[0].title == "Paracetamol"
    assert without.items[0].title == "Medicijn in gebruik"


SINCE = Query("p", "problemen", "P", "Condition", since="2025-01-01")
PERIODS = [
    ({"onsetDateTime": "2001"}, 1, "still going on"),
    ({"onsetDateTime": "2001", "abatementDateTime": "2002"}, 0, "ended before the period"),
    ({"onsetDateTime": "2001", "abatementDateTime": "2025"}, 1, "partial: may be inside"),
    ({}, 1, "no dates: stays"),
]


@pytest.mark.parametrize(("extra", "shown", "why"), PERIODS)
def test_what_surely_falls_outside_the_period_is_not_shown(
    extra: dict[str, Any], shown: int, why: str
) -> None:
    fragment = read(Answer(SOURCE, SINCE, "ok", resources=({**CONDITION, **extra},)))
    assert len(fragment.items) == shown, why


ODD: list[Any] = [
    None,
    1,
    "x",
    [],
    {},
    [None],
    {"coding": "x"},
    {"coding": [None]},
    [[[]]],
    {"reference": 3},
]


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize(
    "kind", ["Condition", "Observation", "MedicationStatement", "CareTeam", "Patient"]
)
def test_odd_shapes_never_break_reading(kind: str, odd: Any) -> None:
    keys = ("code", "subject", "name", "participant", "component", "note", "meta", "status", "dosage",
            "verificationStatus", "clinicalStatus", "identifier", "extension", "contained",
            "period", "reaction", "effectiveDateTime", "valueQuantity")  # fmt: skip
    item = read_item({"resourceType": kind, "id": "x", **dict.fromkeys(keys, odd)}, SOURCE)
    assert item.title


def test_unseen_characters_and_endless_texts_are_cut() -> None:
    item = read_item({**CONDITION, "note": [{"text": "a\u202eb\x00c" + "x" * 9000}]}, SOURCE)
    note = next(line.text for line in item.lines if line.label == "Toelichting")
    assert note.startswith("a b c")
    assert note.endswith("[ingekort]")
    assert len(note) < 4100
