"""About the asked person and nobody else: one wrong entry spoils the whole answer."""

from datetime import date
from typing import Any

import pytest

from netwerkzorg.viewer import checking
from netwerkzorg.viewer.checking import BSN, Wrong
from netwerkzorg.viewer.model import Person, Query

BASE = "https://bron.test/fhir"
QUERY = Query("p", "problemen", "P", "Condition")
PERSON = Person("111222333", date(1950, 2, 26), "Merkens")


def bundle(*resources: Any, mode: str = "match") -> dict[str, Any]:
    entries = [{"resource": one, "search": {"mode": mode}} for one in resources]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def condition(reference: Any, **but: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": "c", "subject": {"reference": reference}, **but}


ABOUT = [
    ("Patient/p1", None, "the asked one"),
    (f"{BASE}/Patient/p1", None, "absolute, of this source"),
    ("Patient/p1/_history/2", None, "a version of the asked one"),
    ("Patient/p2", "wrong_patient", "somebody else"),
    ("Patient/p11", "wrong_patient", "an id that begins the same"),
    ("https://elders.test/fhir/Patient/p1", "wrong_patient", "the same id at another source"),
    ("#p1", "wrong_patient", "a contained patient proves nothing"),
    ("", "wrong_patient", "no reference"),
    (None, "wrong_patient", "nothing"),
]


@pytest.mark.parametrize(("reference", "wrong", "why"), ABOUT, ids=[row[2] for row in ABOUT])
def test_every_entry_is_about_the_asked_patient(
    reference: Any, wrong: str | None, why: str
) -> None:
    page = checking.page_of(bundle(condition("Patient/p1"), condition(reference)))
    if wrong is None:
        checking.about_asked(page, QUERY, "p1", BASE)
        assert len(page.matches) == 2
        return
    with pytest.raises(Wrong, match=wrong):
        checking.about_asked(page, QUERY, "p1", BASE)


INCLUDED = [
    ({"resourceType": "Medication", "id": "m"}, None, "names nobody"),
    ({"resourceType": "Patient", "id": "p1"}, None, "the patient itself"),
    ({"resourceType": "Patient", "id": "p2"}, "wrong_patient", "another patient came along"),
    (condition("Patient/p2"), "wrong_patient", "somebody else's came along"),
    ({"resourceType": "Condition", "id": "c"}, "wrong_patient", "a dossier part of nobody"),
    ({"resourceType": "Device", "id": "d", "patient": {"reference": "Patient/p2"}}, "wrong_patient",
     "a device of somebody else"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "wrong", "why"), INCLUDED, ids=[row[2] for row in INCLUDED])
def test_what_comes_along_is_not_about_others(resource: Any, wrong: str | None, why: str) -> None:
    page = checking.page_of(bundle(resource, mode="include"))
    assert len(page.included) == 1
    if wrong is None:
        checking.about_asked(page, QUERY, "p1", BASE)
        return
    with pytest.raises(Wrong, match=wrong):
        checking.about_asked(page, QUERY, "p1", BASE)


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


BODIES = [
    ("bad_answer", [], "a list"),
    ("bad_answer", {"resourceType": "OperationOutcome"}, "an outcome with 200"),
    ("bad_answer", {"resourceType": "Bundle", "entry": [{"resource": "x"}]}, "no resource"),
    ("bad_answer", {"resourceType": "Bundle", "x": deep(40)}, "too deep"),
    ("too_large", bundle(*[condition("Patient/p1")] * 1001), "more than a thousand"),
    ("unsupported_version", bundle(condition("Patient/p1", clinicalStatus="active")), "STU3 status"),
    ("unsupported_version", bundle(condition("Patient/p1", meta={"profile":
     ["http://nictiz.nl/fhir/StructureDefinition/zib-Problem"]})), "STU3 profile"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "body", "why"), BODIES, ids=[row[2] for row in BODIES])
def test_bodies_that_are_no_answer(reason: str, body: Any, why: str) -> None:
    with pytest.raises(Wrong, match=reason):
        checking.page_of(body)


def patient(number: str = "111222333", born: Any = "1950-02-26", **but: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "p1", "birthDate": born, "name": [{"family": "Merkens"}],
            "identifier": [{"system": BSN, "value": number}], **but}  # fmt: skip


WHO = [
    ([patient()], "p1", "BSN and birth date agree"),
    ([], None, "not known here"),
    ([patient(active=False)], None, "a record that was closed"),
    ([patient(name=[{"family": "de Wit-Merkens"}])], "p1", "married name beside it"),
    ([patient(name=[])], "p1", "no name to compare"),
    ([patient(born="1934-04-28")], "!birth_date", "same BSN, other birth date"),
    ([patient(born="1950")], "!birth_date", "half a birth date proves nothing"),
    ([patient(born=None)], "!birth_date", "no birth date"),
    ([patient(name=[{"family": "van Putten"}])], "!family", "same BSN, other name"),
    ([patient(), patient(id="p2")], "!several", "two records"),
    ([patient("999990019")], "!wrong_patient", "another BSN came back"),
    ([patient(identifier=[])], "!wrong_patient", "no BSN came back"),
    ([patient(), patient(born="1934-04-28")], "!birth_date", "a conflict beside a match"),
]


@pytest.mark.parametrize(("found", "outcome", "why"), WHO, ids=[row[2] for row in WHO])
def test_who_this_is(found: list[Any], outcome: str | None, why: str) -> None:
    if outcome is None or not outcome.startswith("!"):
        assert checking.patient_in(found, PERSON) == outcome
        return
    with pytest.raises(Wrong, match=outcome[1:]):
        checking.patient_in(found, PERSON)


def test_a_person_does_not_print_its_bsn() -> None:
    assert "111222333" not in repr(PERSON)
