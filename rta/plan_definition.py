"""An agreement as a FHIR R4 PlanDefinition: who does what, when, with which information.

Conditions are FHIRPath over variables: `%fact`, and `%decision.output` for what a decision gave. The
decisions stand inside as a DMN model where DMN can hold them. Working days stay words: UCUM has none.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from .dmn.exporting import NotHeld, export
from .document import condition_words, within_words
from .fhirpath import condition_path
from .model import (
    SINGLE_HITS,
    Agreement,
    BackReferral,
    Condition,
    Decision,
    Fact,
    HandsOver,
    Never,
    Record,
    Rule,
    SetAsked,
    Step,
    Term,
)
from .words import Labels, value_words

BASE = "urn:netwerkzorg"
STATUSES = ("draft", "active", "retired", "unknown")
_TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
_LIBRARIES = "http://terminology.hl7.org/CodeSystem/library-type"
_UCUM = {"h": "h", "d": "d", "w": "wk", "mo": "mo", "y": "a"}
_PRIORITIES = {"U0": "stat", "U1": "stat", "U2": "asap", "U3": "urgent"}
# The element that tells the date of a resource, where a period back is asked.
_SETS: Mapping[str, tuple[str, str]] = {
    "problemen": ("Condition", "recordedDate"),
    "medicatie": ("MedicationStatement", "dateAsserted"),
    "allergieen": ("AllergyIntolerance", "recordedDate"),
    "metingen": ("Observation", "effective"),
    "laboratorium": ("Observation", "effective"),
    "functioneren": ("Observation", "effective"),
    "woonsituatie": ("Observation", "effective"),
    "verrichtingen": ("Procedure", "performed"),
    "contacten": ("Encounter", "period"),
    "behandelwensen": ("Consent", "dateTime"),
    "zorgplan": ("CarePlan", "period"),
    "documenten": ("DocumentReference", "date"),
}
_HITS = {
    "first": "De eerste regel die geldt, telt.",
    "unique": "Hoogstens één regel geldt.",
    "any": "Regels die samen gelden, zeggen hetzelfde.",
    "priority": "De regel met de hoogste uitkomst telt.",
    "collect": "Alle regels die gelden, tellen.",
    "rule_order": "Alle regels die gelden, tellen, in volgorde.",
    "output_order": "Alle regels die gelden, tellen, de hoogste uitkomst eerst.",
    "sum": "De uitkomsten van alle regels die gelden, worden opgeteld.",
    "min": "De laagste uitkomst van de regels die gelden, telt.",
    "max": "De hoogste uitkomst van de regels die gelden, telt.",
    "count": "De uitkomst is hoeveel regels gelden.",
}
Json = dict[str, Any]


def plan_definition(
    agreement: Agreement,
    labels: Labels | None = None,
    *,
    base: str = BASE,
    status: str = "draft",
) -> Json:
    """The resource, as a plain tree. `base` is where canonical addresses of the region begin."""
    return _Plan(agreement, labels or Labels(), base, status).resource()


class _Plan:
    def __init__(self, agreement: Agreement, labels: Labels, base: str, status: str) -> None:
        self.agreement, self.labels, self.base, self.status = agreement, labels, base, status

    def resource(self) -> Json:
        agreement = self.agreement
        library = self._library()
        until = {"end": agreement.valid_until} if agreement.valid_until else {}
        told: Json = {
            "resourceType": "PlanDefinition",
            "id": _id(f"{agreement.id}-{agreement.version}"),
            "language": "nl",
            "contained": [library] if library else None,
            "url": f"{self.base}{_joint(self.base)}PlanDefinition{_joint(self.base)}{agreement.id}",
            "version": agreement.version,
            "name": _name(agreement.id),
            "title": agreement.title.get("nl", agreement.id),
            "type": {"coding": [{"system": _TYPES, "code": "clinical-protocol"}]},
            "status": self.status,
            "publisher": "; ".join(agreement.owners),
            "description": agreement.summary.get("nl", ""),
            "effectivePeriod": {"start": agreement.valid_from, **until},
            "relatedArtifact": list(self._sources()),
            "library": ["#model"] if library else None,
            "action": [self._whole()],
        }
        kept: Json = _without_nothing(told)
        return kept

    def _library(self) -> Json | None:
        """The decisions as DMN; nothing when DMN cannot hold them."""
        try:
            xml = export(self.agreement)
        except NotHeld:
            return None
        return {
            "resourceType": "Library",
            "id": "model",
            "status": self.status,
            "type": {"coding": [{"system": _LIBRARIES, "code": "logic-library"}]},
            "content": [{"contentType": "application/xml", "data": b64encode(xml).decode()}],
        }

    def _sources(self) -> Iterator[Json]:
        for source in self.agreement.sources.values():
            parts = (source.publisher, source.year, source.reference)
            yield {
                "type": "citation",
                "label": source.id,
                "display": source.title.get("nl", source.id),
                "citation": ", ".join(part for part in parts if part),
            }

    def _whole(self) -> Json:
        agreement = self.agreement
        inner = [self._decision(one) for one in agreement.decisions.values()]
        inner += [self._never(number, one) for number, one in enumerate(agreement.never, start=1)]
        inner += [self._step(one) for one in agreement.steps]
        inner += [self._back(number, one) for number, one in enumerate(agreement.back_referral, 1)]
        return {
            "id": "agreement",
            "title": agreement.title.get("nl", agreement.id),
            "condition": self._conditions(agreement.applies),
            "input": list(filter(None, map(_input, agreement.facts.values()))),
            "selectionBehavior": "any",
            "action": inner,
        }

    def _conditions(self, when: Condition, kind: str = "applicability") -> list[Json]:
        text = condition_path(self.agreement, when)
        if not text:
            return []
        words = condition_words(self.agreement, when, self.labels)
        expression = {"description": words, "language": "text/fhirpath", "expression": text}
        return [{"kind": kind, "expression": expression}]

    def _decision(self, decision: Decision) -> Json:
        return {
            "id": f"decision-{_id(decision.id)}"[:64],
            "title": decision.title.get("nl", decision.id),
            "description": decision.none.get("nl", ""),
            "textEquivalent": _HITS[decision.hit],
            "groupingBehavior": "logical-group",
            "selectionBehavior": "at-most-one" if decision.hit in SINGLE_HITS else "any",
            "action": [self._rule(decision, rule) for rule in decision.rules],
        }

    def _rule(self, decision: Decision, rule: Rule) -> Json:
        because = rule.because.get("nl", "")
        return {
            "prefix": str(rule.number),
            "title": self._outcome(decision, rule.then),
            "description": because,
            "priority": _priority(decision, rule.then),
            "code": _codes(decision, rule.then),
            "condition": self._conditions(rule.when),
            "documentation": self._quote(rule),
        }

    def _outcome(self, decision: Decision, record: Record) -> str:
        told = (
            f"{name}: {value_words(record.get(name), column, self.labels)}"
            for name, column in decision.gives.items()
            if record.get(name) is not None
        )
        return "; ".join(told) or "geen uitkomst"

    def _quote(self, rule: Rule) -> list[Json]:
        if not rule.source:
            return []
        source = self.agreement.sources[rule.source]
        shown = source.title.get("nl", source.id)
        return [
            {"type": "justification", "label": source.id, "display": shown, "citation": rule.quote}
        ]

    def _never(self, number: int, never: Never) -> Json:
        return {
            "id": f"never-{number}",
            "title": f"Nooit: {self.labels.service_types.get(never.route, never.route)}",
            "description": never.because.get("nl", ""),
            "condition": self._conditions(never.when, "stop"),
        }

    def _step(self, step: Step) -> Json:
        within = "; ".join(within_words(step.within))
        return {
            "id": f"step-{_id(step.id)}"[:64],
            "title": step.id,
            "description": step.does.get("nl", ""),
            "textEquivalent": f"Termijn: {within}." if within else "",
            "trigger": [{"type": "named-event", "name": step.start}],
            "condition": self._conditions(step.when),
            "input": [_asked(one) for one in step.information if one.set in _SETS],
            "timingDuration": _duration(step.within.term),
            "participant": [self._participant(step.role)],
            "documentation": _documents((*_unknown_sets(step.information), *step.sends)),
            "action": [self._hands_over(step, step.hands_over)] if step.hands_over else None,
        }

    def _hands_over(self, step: Step, hands: HandsOver) -> Json:
        return {
            "title": f"Overdracht na {step.id}",
            "condition": self._conditions(hands.when),
            "participant": [self._participant(hands.to)],
            "documentation": _documents(hands.items),
        }

    def _back(self, number: int, back: BackReferral) -> Json:
        return {
            "id": f"back-{number}",
            "title": "Terugverwijzing",
            "condition": self._conditions(back.when),
            "timingDuration": _duration(back.not_after),
            "participant": [self._participant(back.to)],
            "documentation": _documents(back.items),
        }

    def _participant(self, role: str) -> Json:
        shown = self.labels.roles.get(role, role)
        return {"type": "practitioner", "role": {"text": shown}}


def _joint(base: str) -> str:
    return ":" if base.startswith("urn:") else "/"


def _id(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", text)[:64]


def _name(text: str) -> str:
    words = re.split(r"[^A-Za-z0-9]+", text)
    joined = "".join(word[:1].upper() + word[1:] for word in words)
    return joined if joined[:1].isalpha() else f"A{joined}"


def _input(fact: Fact) -> Json | None:
    """Where a fact comes from outside the questions of the agreement."""
    origin = fact.origin or ""
    if origin == "person.age":
        return {"type": "Patient", "mustSupport": ["birthDate"]}
    if origin == "person.postcode4":
        return {"type": "Patient", "mustSupport": ["address"]}
    if origin.startswith("questionnaire:"):
        return {"type": "QuestionnaireResponse", "mustSupport": ["questionnaire"]}
    if origin.startswith("measurement:"):
        code = {"system": "http://loinc.org", "code": origin.removeprefix("measurement:")}
        return {"type": "Observation", "codeFilter": [{"path": "code", "code": [code]}]}
    return None


def _asked(asked: SetAsked) -> Json:
    kind, element = _SETS[asked.set]
    told: Json = {"type": kind}
    found = re.fullmatch(r"(\d+)([hdwmoy]+)", asked.period)
    if found and (back := _duration(Term(found[2], int(found[1])))):
        back.pop("comparator")
        told["dateFilter"] = [{"path": element, "valueDuration": back}]
    return told


def _unknown_sets(asked: tuple[SetAsked, ...]) -> Iterator[str]:
    return (one.set for one in asked if one.set not in _SETS)


def _documents(items: tuple[str, ...]) -> list[Json]:
    return [{"type": "documentation", "display": item} for item in items]


def _duration(term: Term | None) -> Json | None:
    """At most this long; nothing for working days and for a number that a decision gives."""
    if term is None or term.amount is None or term.unit not in _UCUM:
        return None
    code = _UCUM[term.unit]
    told = {"value": term.amount, "comparator": "<=", "unit": code, "code": code}
    return {**told, "system": "http://unitsofmeasure.org"}


def _priority(decision: Decision, record: Record) -> str | None:
    for name, column in decision.gives.items():
        value = record.get(name)
        if column.type == "urgency" and value is not None:
            return _PRIORITIES.get(value.text, "routine")
    return None


def _codes(decision: Decision, record: Record) -> list[Json]:
    """What the rule leads to, in the words of the region."""
    return [
        {"text": value.text}
        for name, column in decision.gives.items()
        if column.type == "service_type" and (value := record.get(name)) is not None
    ]


def _without_nothing(value: Any) -> Any:
    """FHIR has no empty text, no empty list and no null."""
    if isinstance(value, dict):
        kept = {name: _without_nothing(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in (None, "", [], {})}
    if isinstance(value, list):
        return [_without_nothing(one) for one in value]
    return value
