"""The shape of a look as JSON: items side by side, and how each question went."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from .printing import entry_json, item_json, together_json
from .service import Shown


class ViewShown(Schema):
    intake = fields.String()
    withheld = fields.Boolean()
    withheld_because = fields.String()
    complete = fields.Boolean()
    items = fields.List(fields.Dict())
    together = fields.List(fields.Dict())
    ledger = fields.List(fields.Dict())
    refused_sets = fields.List(fields.String())


def as_json(shown: Shown) -> dict[str, Any]:
    lines = shown.ledger.sources()
    return {
        "intake": str(shown.intake_id),
        "withheld": bool(shown.withheld),
        "withheld_because": shown.withheld,
        "complete": all(line.state in ("ok", "empty") for line in lines),
        "items": [item_json(item) for item in shown.items],
        "together": [one for section in shown.sections for one in together_json(section)],
        "ledger": [entry_json(entry) for entry in shown.ledger.entries],
        "refused_sets": list(shown.refused),
    }
