"""Results as plain values: for the command line, where numbers stand as written, and for receipts,
where every value is its canonical text. Pure."""

import json
import re
from collections.abc import Mapping

from .combination import Combination, Judged
from .evaluation import Result, Said
from .model import Agreement, Column, Record
from .values import Value, plain, show

_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")


class Written(str):
    """A number that is printed exactly as it stands."""

    __slots__ = ()


def dump(value: object) -> str:
    """JSON in one line; texts of class Written are printed bare, as numbers."""
    if isinstance(value, Written):
        return str(value)
    if isinstance(value, Mapping):
        parts = (f"{json.dumps(str(key))}: {dump(one)}" for key, one in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(dump, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def as_json(value: Value | None, column: Column) -> object:
    """A value for the command line: numbers as written, booleans as JSON, all else as text."""
    if value is None:
        return None
    if column.type in ("number", "integer"):
        written = value.text if _JSON_NUMBER.fullmatch(value.text) else plain(value.key)  # type: ignore[arg-type]
        return Written(written)
    return value.key if column.type == "boolean" else value.text


def as_text(value: Value | None, column: Column) -> str | None:
    """A value as its canonical text, as receipts and rooms hold it."""
    return None if value is None else show(column.type, value.key)


def record_json(record: Record, gives: Mapping[str, Column]) -> dict[str, object]:
    return {name: as_json(record.get(name), column) for name, column in gives.items()}


def record_text(record: Record, gives: Mapping[str, Column]) -> dict[str, str | None]:
    return {name: as_text(record.get(name), column) for name, column in gives.items()}


def said_json(said: Said, gives: Mapping[str, Column]) -> object:
    if said is None:
        return None
    if isinstance(said, tuple):
        return [record_json(record, gives) for record in said]
    return record_json(said, gives)


def said_text(said: Said) -> str:
    """An outcome in one readable line."""
    if said is None:
        return "geen uitkomst"
    if isinstance(said, tuple):
        return "[" + "; ".join(said_text(record) for record in said) + "]"
    return ", ".join(f"{name} {'leeg' if v is None else v.text}" for name, v in said.items())


def result_json(result: Result, agreement: Agreement, decision: str) -> dict[str, object]:
    """One decision for the command line; rarer members only where they say something."""
    gives = agreement.decisions[decision].gives
    told: dict[str, object] = {
        "status": result.status,
        "outcome": said_json(result.outcome, gives),
        "rules": list(result.rules),
        "missing": list(result.missing),
        "possible": [said_json(one, gives) for one in result.possible],
        "exact": result.exact,
    }
    for name in ("outside", "roles", "conflict"):
        if found := getattr(result, name):
            told[name] = list(found)
    if result.status == "none" and agreement.decisions[decision].none:
        told["none"] = agreement.decisions[decision].none.get("nl")
    return told


def case_json(judged: Judged, combined: Combination) -> dict[str, object]:
    """One case for the command line."""
    agreement = judged.agreement
    return {
        "agreement": agreement.id,
        "version": agreement.version,
        "applies": judged.applies,
        "decisions": {
            name: result_json(result, agreement, name) for name, result in judged.results.items()
        },
        "urgency": combined.urgency.text if combined.urgency else None,
        "at_least": combined.at_least,
        "routes": [route.service_type for route in combined.routes],
        "needs_person": combined.needs_person,
        "reasons": list(dict.fromkeys(reason.code for reason in combined.reasons)),
    }
