"""A FHIR R4 resource as something a person can read. Pure; drops narrative, guesses nothing.

What is not understood and could change the meaning (an unknown modifierExtension, implicit rules)
is hidden and counted, never shown as if it were understood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import datatypes as text
from .checking import MAX_DEPTH, too_deep
from .labels import CODES, KINDS
from .model import Answer, Fragment, Item, Query, Resource, Source
from .walking import lines

KNOWN_MODIFIERS = frozenset(
    {
        "http://nictiz.nl/fhir/StructureDefinition/zib-Medication-StopType",
        "http://nictiz.nl/fhir/StructureDefinition/ext-StopType",
    }
)
_TITLES: Mapping[str, tuple[str, ...]] = {
    "Immunization": ("vaccineCode",), "Encounter": ("type", "class"), "CareTeam": ("name", "category"),
    "DocumentReference": ("description", "type"), "CarePlan": ("title", "category"),
    "Goal": ("description",), "Task": ("description", "focus", "code"),
    "DeviceUseStatement": ("device",), "Consent": ("category", "scope"), "Composition": ("title", "type"),
    "PractitionerRole": ("practitioner", "specialty", "code"), "Device": ("type",), "Specimen": ("type",),
    "EpisodeOfCare": ("type",), "NutritionOrder": ("oralDiet",),
}  # fmt: skip
_ANY_TITLE = ("code", "medication", "type", "name", "title", "description", "category")
_WHEN = ("effective", "performed", "occurrence", "onset", "period", "authoredOn", "whenHandedOver",
         "dateTime", "date", "start", "dateAsserted")  # fmt: skip
_RECORDED = ("recordedDate", "authoredOn", "dateAsserted", "issued", "recorded", "indexed", "dateTime",
             "date", "whenPrepared")  # fmt: skip
_AUTHORS = ("recorder", "author", "asserter", "informationSource", "requester", "performer",
            "participant", "careManager", "practitioner")  # fmt: skip
_LINES = (
    "clinicalStatus", "verificationStatus", "status", "lifecycleStatus", "category", "criticality",
    "onset", "abatement", "effective", "performed", "occurrence", "period", "authoredOn",
    "component", "interpretation", "referenceRange", "hasMember", "bodySite", "method", "dosage",
    "dosageInstruction", "reaction", "lastOccurrence", "reasonCode", "reasonReference", "specimen",
    "participant", "performerType", "performer", "requester", "owner", "location", "device", "form",
    "batch", "goal", "activity", "address", "telecom", "relationship", "content", "note",
)  # fmt: skip


class Resolver:
    """Names of what references point to, inside one answer of one source and nowhere else."""

    def __init__(self, resources: Iterable[Resource], base_url: str = "") -> None:
        self.base = base_url
        self.known = {f"{r.get('resourceType')}/{r.get('id')}": r for r in resources}

    def within(self, resource: Resource) -> Callable[[str], str]:
        contained = {
            f"#{one.get('id')}": one
            for one in _list(resource.get("contained"))
            if isinstance(one, dict)
        }
        own = f"{resource.get('resourceType')}/{resource.get('id')}"

        def resolve(reference: str) -> str:
            local = reference.removeprefix(f"{self.base}/") if self.base else reference
            found = contained.get(local) or self.known.get(local)
            return _title(found, lambda _: "") if found and local != own else ""

        return resolve


def read(answer: Answer) -> Fragment:
    """The answer as items. A state with nothing readable in it stays what it was, and says so."""
    everything = (*answer.resources, *answer.included)
    resolver = Resolver(everything, answer.source.base_url)
    items, hidden = [], 0
    unique = {f"{r.get('resourceType')}/{r.get('id')}": r for r in answer.resources}
    for resource in unique.values():
        if not understood(resource):
            hidden += 1
            continue
        item = read_item(resource, answer.source, answer.query, resolver)
        if not _ended_before(item, answer.query):
            items.append(item)
    state, reason = answer.state, answer.reason
    if state in ("ok", "empty"):
        state = "partial" if hidden else "ok" if items else "empty"
        reason = "not_understood" if hidden else reason
    return Fragment(
        answer.source, answer.query, state, reason, tuple(items), hidden, answer.at
    )  # fmt: skip


def understood(resource: Resource) -> bool:
    """Whether nothing in it may change its meaning in a way that we do not know."""
    if resource.get("implicitRules") or too_deep(resource) or _very_restricted(resource):
        return False
    return all(
        isinstance(one, dict) and one.get("url") in KNOWN_MODIFIERS
        for modifiers in _modifiers(resource, 0)
        for one in (modifiers if isinstance(modifiers, list) else [modifiers])
    )


def _modifiers(value: Any, depth: int) -> Iterable[Any]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        if "modifierExtension" in value:
            yield value["modifierExtension"]
        for child in value.values():
            yield from _modifiers(child, depth + 1)
    elif isinstance(value, list):
        for child in value:
            yield from _modifiers(child, depth + 1)


def _security(resource: Resource) -> set[str]:
    meta = resource.get("meta")
    labels = _list(meta.get("security")) if isinstance(meta, dict) else []
    return {str(one.get("code")) for one in labels if isinstance(one, dict)}


def _very_restricted(resource: Resource) -> bool:
    return "V" in _security(resource)


def read_item(
    resource: Resource, source: Source, query: Query | None = None, resolver: Resolver | None = None
) -> Item:
    """One resource as an item; every value in it stands somewhere in `texts`."""
    resolve = (resolver or Resolver(())).within(resource)
    kind = text.clean(resource.get("resourceType"))
    status = _status(resource)
    start, end = _span(resource)
    return Item(
        id=f"{source.id}/{kind}/{text.clean(resource.get('id'))}",
        source=source.id,
        source_name=source.name,
        set=query.set if query else "",
        kind=kind,
        title=_title(resource, resolve),
        value=_value(resource, resolve),
        lines=lines(resource, resolve, only=_LINES),
        details=lines(resource, resolve, full=True),
        marks=_marks(resource, status),
        author=_author(resource, resolve),
        recorded=_recorded(resource),
        when=start,
        until=end,
        status=status,
        code=_code(resource),
    )


def _title(resource: Resource, resolve: Callable[[str], str]) -> str:
    kind = str(resource.get("resourceType", ""))
    if kind in ("Patient", "Practitioner", "RelatedPerson"):
        names = [one for one in _list(resource.get("name")) if isinstance(one, dict)]
        return text.name(names[0]) if names else KINDS[kind]
    for base in _TITLES.get(kind, ()) + _ANY_TITLE:
        found = lines(resource, resolve, only=(base,))
        if found:
            return found[0].text
    return KINDS.get(kind, kind or "Onbekend gegeven")


def _value(resource: Resource, resolve: Callable[[str], str]) -> str:
    kind = resource.get("resourceType")
    if kind == "Observation":
        own = lines(resource, resolve, only=("value",))
        return own[0].text if own else "; ".join(_components(resource, resolve))
    for name in ("dosage", "dosageInstruction"):
        told = [one.get("text") for one in _list(resource.get(name)) if isinstance(one, dict)]
        if any(told):
            return "; ".join(text.clean(one) for one in told if one)
    if kind == "AllergyIntolerance":
        reactions = [one for one in _list(resource.get("reaction")) if isinstance(one, dict)]
        shown = [text.concept(m) for r in reactions for m in _list(r.get("manifestation"))]
        return "; ".join(dict.fromkeys(one for one in shown if one))
    return ""


def _components(resource: Resource, resolve: Callable[[str], str]) -> Iterable[str]:
    for one in _list(resource.get("component")):
        if isinstance(one, dict):
            told = lines(one, resolve, only=("value",))
            if told:
                yield f"{text.concept(one.get('code'))}: {told[0].text}"


def _status(resource: Resource) -> str:
    """The status code that says whether this still counts."""
    for name in ("clinicalStatus", "status", "lifecycleStatus"):
        value = resource.get(name)
        code = _first_code(value) if isinstance(value, dict) else text.clean(value)
        if code:
            return code
    return ""


_ENDED = frozenset({"inactive", "resolved", "remission", "stopped", "completed", "cancelled", "finished",
                    "superseded", "not-taken", "revoked"})  # fmt: skip


def _marks(resource: Resource, status: str) -> tuple[str, ...]:
    certainty = _first_code(resource.get("verificationStatus"))
    found = {
        "entered_in_error": "entered-in-error" in (status, certainty, resource.get("status")),
        "refuted": certainty == "refuted",
        "not_done": resource.get("status") in ("not-done", "not-taken"),
        "do_not_perform": resource.get("doNotPerform") is True,
        "unconfirmed": certainty in ("unconfirmed", "provisional", "differential"),
        "not_current": status in _ENDED and resource.get("resourceType") in _LASTING,
        "absent": "dataAbsentReason" in resource,
        "sensitive": "R" in _security(resource) or _labelled(resource),
        "stop": "modifierExtension" in resource,
    }
    return tuple(mark for mark, holds in found.items() if holds)


_LASTING = frozenset({"Condition", "AllergyIntolerance", "MedicationStatement", "MedicationRequest",
                      "Flag", "DeviceUseStatement", "CareTeam", "CarePlan"})  # fmt: skip


def _labelled(resource: Resource) -> bool:
    labels = [one for one in _list(resource.get("securityLabel")) if isinstance(one, dict)]
    codes = {
        c.get("code") for one in labels for c in _list(one.get("coding")) if isinstance(c, dict)
    }
    return bool(codes & {"R", "V"})


def _author(resource: Resource, resolve: Callable[[str], str]) -> str:
    for name in _AUTHORS:
        for target in _list(resource.get(name)) or [resource.get(name)]:
            inner = target
            if isinstance(target, dict):
                inner = target.get("actor") or target.get("individual") or target
            if isinstance(inner, dict) and ("reference" in inner or "display" in inner):
                reference = str(inner.get("reference", ""))
                if reference.startswith(("Patient/", "RelatedPerson/")) and name == "participant":
                    continue
                told = text.clean(inner.get("display")) or resolve(reference)
                if told:
                    return told
    return ""


def _recorded(resource: Resource) -> str:
    for name in _RECORDED:
        if isinstance(resource.get(name), str):
            return text.clean(resource[name])
    meta = resource.get("meta")
    return text.clean(meta.get("lastUpdated")) if isinstance(meta, dict) else ""


def _span(resource: Resource) -> tuple[str, str]:
    """When it began or was, and when it ended, as FHIR dates; "" where the source does not say."""
    start = end = ""
    for base in _WHEN:
        for name in (f"{base}DateTime", f"{base}Period", f"{base}Instant", base):
            value = resource.get(name)
            if isinstance(value, dict) and not start:
                start, end = text.clean(value.get("start")), text.clean(value.get("end"))
            elif isinstance(value, str) and not start:
                start = text.clean(value)
    over = resource.get("abatementDateTime")
    return start, end or text.clean(over)


def _ended_before(item: Item, query: Query | None) -> bool:
    """Whether it surely falls outside the period that the step allows: it ended, and before that."""
    if query is None or not query.since:
        return False
    point = item.kind in ("Observation", "Encounter", "DocumentReference")
    last = item.until or (item.when if point else "")
    return bool(last) and last[: len(query.since)] < query.since[: len(last)]


def _code(resource: Resource) -> str:
    for name in ("code", "medicationCodeableConcept", "vaccineCode"):
        value = resource.get(name)
        for coding in _list(value.get("coding")) if isinstance(value, dict) else []:
            if isinstance(coding, dict) and coding.get("code"):
                return f"{text.clean(coding.get('system'))}|{text.clean(coding['code'])}"
    return ""


def _first_code(value: Any) -> str:
    if not isinstance(value, dict):
        return text.clean(value)
    codings = [one for one in _list(value.get("coding")) if isinstance(one, dict)]
    known = [text.clean(one.get("code")) for one in codings]
    return next((code for code in known if code in CODES), known[0] if known else "")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
