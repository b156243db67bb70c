"""A look as plain values and as text, without a database or a web framework."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .ledger import REASONS, Entry, Ledger
from .merging import Section
from .model import MARKS, Item


def shown(sections: Iterable[Section], ledger: Ledger) -> dict[str, Any]:
    told = list(sections)
    return {
        "items": [item_json(item) for section in told for item in section.items],
        "together": [one for section in told for one in together_json(section)],
        "ledger": [entry_json(entry) for entry in ledger.entries],
    }


def item_json(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "set": item.set,
        "kind": item.kind,
        "title": item.title,
        "value": item.value,
        "source": {"id": item.source, "name": item.source_name},
        "author": item.author,
        "recorded": item.recorded,
        "when": item.when,
        "until": item.until,
        "status": item.status,
        "marks": [{"code": mark, "text": MARKS[mark]} for mark in item.marks],
        "lines": [{"label": one.label, "text": one.text} for one in item.lines],
        "details": [{"label": one.label, "text": one.text} for one in item.details],
    }


def together_json(section: Section) -> list[dict[str, Any]]:
    return [
        {"set": section.set, "how": one.how, "title": one.title, "items": [i.id for i in one.items]}
        for one in section.together
    ]


def entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "source": {"id": entry.source.id, "name": entry.source.name},
        "query": entry.query.id,
        "set": entry.query.set,
        "state": entry.state,
        "reason": entry.reason,
        "text": REASONS.get(entry.reason, ""),
        "count": entry.count,
        "hidden": entry.hidden,
        "at": entry.at.isoformat().replace("+00:00", "Z") if entry.at else None,
    }


def as_text(look: dict[str, Any]) -> str:
    lines = []
    for item in look["items"]:
        marks = "".join(f" [{mark['text']}]" for mark in item["marks"])
        lines.append(f"{item['title']}{marks}")
        lines += [f"  {item['value']}"] if item["value"] else []
        said = [item["source"]["name"], item["author"], item["recorded"]]
        lines.append("  " + " · ".join(part for part in said if part))
        lines += [f"  {one['label']}: {one['text']}" for one in (*item["lines"], *item["details"])]
    lines += [f"Bronnen spreken elkaar tegen: {one['title']}"
              for one in look["together"] if one["how"] == "contradicts"]  # fmt: skip
    words = {"ok": "antwoordde", "empty": "antwoordde: heeft hierover niets",
             "not_reached": "niet bereikt", "partial": "deels niet bereikt",
             "conflict": "tegenstrijdig", "withheld": "niet getoond"}  # fmt: skip
    told = {
        f"{e['source']['name']}: {words[e['state']]}" + (f", {e['text']}" if e["text"] else "")
        for e in look["ledger"]
        if e["state"] in words
    }
    return "\n".join([*lines, *sorted(told)])
