"""The proof of a decision, as a plain value that is the same to the byte when built again. Pure.

Every value in it is a text, a boolean, a list or an object: no numbers, because RFC 8785 would
write them as doubles. Writing it as JSON happens outside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .agreed import Combined, DecisionResult, Told
from .combination import Judged
from .model import LANGUAGE
from .red_flags import RedFlagVerdict
from .trace import trace

SCHEMA = "1"
STATES = ("known", "unknown", "unobtainable")


@dataclass(frozen=True, slots=True)
class FactValue:
    """One answer, with where it came from. `value` is its canonical text."""

    fact: str
    value: str | None
    type: str
    state: str
    origin: str
    by: str
    at: datetime
    confirmed_by: str = ""
    source_ref: str = ""

    def body(self) -> dict[str, Any]:
        return {
            "fact": self.fact,
            "value": self.value,
            "type": self.type,
            "state": self.state,
            "origin": self.origin,
            "by": self.by,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "confirmed_by": self.confirmed_by,
            "source_ref": self.source_ref,
            "schema": SCHEMA,
        }


@dataclass(frozen=True, slots=True)
class Override:
    """What a person decided instead, and why. None leaves a part as it was decided."""

    reason: str
    by: str
    urgency: str | None = None
    routes: tuple[str, ...] | None = None

    def body(self) -> dict[str, Any]:
        routes = None if self.routes is None else list(self.routes)
        return {"urgency": self.urgency, "routes": routes, "reason": self.reason, "by": self.by}


def fact_of(body: Mapping[str, Any]) -> FactValue:
    at = datetime.fromisoformat(body["at"])
    told = {key: value for key, value in body.items() if key not in ("at", "schema")}
    return FactValue(at=at, **told)


def override_of(body: Mapping[str, Any] | None) -> Override | None:
    if body is None:
        return None
    routes = None if body["routes"] is None else tuple(body["routes"])
    return Override(body["reason"], body["by"], body["urgency"], routes)


def known_of(facts: Sequence[FactValue]) -> dict[str, str | None]:
    """What may decide: known values only. Unknown and unobtainable decide nothing."""
    return {fact.fact: fact.value for fact in facts if fact.state == "known"}


def result_body(combined: Combined, alarm: RedFlagVerdict | None) -> dict[str, Any]:
    """What was decided, and the trace of every rule."""
    return {
        "red_flags": None if alarm is None else _alarm(alarm),
        "urgency": combined.urgency,
        "at_least": combined.at_least,
        "needs_person": combined.needs_person,
        "routes": [
            {
                "service_type": route.service_type,
                "asked_by": [
                    {
                        "agreement": asked.agreement,
                        "version": asked.version,
                        "decision": asked.decision,
                        "rules": _numbers(asked.rules),
                    }
                    for asked in route.asked_by
                ],
            }
            for route in combined.routes
        ],
        "missing": list(combined.missing),
        "roles": list(combined.roles_needed),
        "reasons": [
            {
                "code": reason.code,
                "agreement": reason.agreement,
                "decision": reason.decision,
                "facts": list(reason.facts),
            }
            for reason in combined.reasons
        ],
        "agreements": [
            {
                "agreement": one.agreement,
                "version": one.version,
                "applies": one.applies,
                "decisions": {
                    name: _decision(result, judged, name) for name, result in one.decisions.items()
                },
            }
            for one, judged in zip(combined.agreements, combined.judged, strict=True)
        ],
    }


def _alarm(alarm: RedFlagVerdict) -> dict[str, Any]:
    return {
        "state": alarm.state,
        "urgency": alarm.urgency,
        "calls": list(alarm.calls),
        "hits": list(alarm.hits),
        "rules": {name: _numbers(rules) for name, rules in alarm.rules.items()},
    }


def _decision(result: DecisionResult, judged: Judged, name: str) -> dict[str, Any]:
    return {
        "status": result.status,
        "outcome": _told(result.outcome),
        "rules": _numbers(result.rules),
        "missing": list(result.missing),
        "possible": [_told(one) for one in result.possible],
        "exact": result.exact,
        "outside": list(result.outside),
        "roles": list(result.roles),
        "conflict": _numbers(result.conflict),
        "trace": [
            {
                "rule": str(line.rule),
                "mark": line.mark,
                "failing": list(line.failing),
                "unknown": list(line.unknown),
            }
            for line in trace(judged.state, name, judged.results[name])
        ],
    }


def _told(told: Told) -> Any:
    if isinstance(told, tuple):
        return [dict(record) for record in told]
    return None if told is None else dict(told)


def _numbers(rules: Sequence[int]) -> list[str]:
    return [str(rule) for rule in rules]


def receipt_body(
    *,
    identity: str,
    subject: str,
    kind: str,
    at: datetime,
    hashes: Mapping[str, str],
    facts: Sequence[FactValue],
    combined: Combined,
    alarm: RedFlagVerdict | None,
    override: Override | None,
    previous: str | None,
) -> dict[str, Any]:
    """The whole receipt, ready to be written canonically."""
    return {
        "schema": SCHEMA,
        "language": LANGUAGE,
        "receipt": identity,
        "subject": subject,
        "kind": kind,
        "at": at.isoformat().replace("+00:00", "Z"),
        "agreements": [
            {"agreement": name.rpartition("@")[0], "version": name.rpartition("@")[2], "hash": told}
            for name, told in hashes.items()
        ],
        "facts": [fact.body() for fact in sorted(facts, key=lambda fact: fact.fact)],
        "result": result_body(combined, alarm),
        "self_help": combined.self_help and (alarm is None or alarm.state == "clear"),
        "override": override.body() if override else None,
        "previous": previous,
    }
