"""A file of the agreement language from drafts, with for each line the thing it is about."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from .model import Model
from .translating import Draft, Key, Kind


class _Ids:
    """Our ids for DMN's names: letters, digits, - and _, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {"true", "false", "null", "not", *taken}

    def make(self, name: str) -> str:
        slug = re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")[:70] or "naam"
        found, count = slug, 2
        while found in self._taken:
            found, count = f"{slug}-{count}", count + 1
        self._taken.add(found)
        return found


def written(
    model: Model, drafts: Mapping[str, Draft], start: str
) -> tuple[str, list[str], dict[str, str]]:
    """The file, the decision or fact that each line is about, and our ids by DMN name."""
    ids = _Ids()
    facts = {key: kind for draft in drafts.values() for key, kind in draft.facts.items()}
    called = {key: ids.make(" ".join(_shown(model, key))) for key in facts}
    decisions = {one: ids.make(model.decisions[one].name) for one in drafts}
    outputs: dict[tuple[str, str], str] = {}
    for one, draft in drafts.items():
        own = _Ids(called.values())  # two decisions may give outputs of one name
        outputs |= {(one, n): own.make(n) if n else decisions[one] for n in draft.gives}
    lines = [*_head(model, start), ("", "facts:" if facts else "facts: {}")]
    for key, kind in facts.items():
        asked = _quoted(" ".join(_shown(model, key)))
        told = f"{_column(kind)}, optional: true, ask: {{team: {asked}}}"
        lines.append(("|".join(key), f"  {called[key]}: {{{told}}}"))
    lines.append(("", "decisions:"))

    def name_of(key: Key) -> str:
        if key[0] == "fact":
            return called[key]
        return f"{decisions[key[1]]}.{outputs[key[1], key[2]]}"

    for one, draft in drafts.items():
        uses = [decisions[used] for used in draft.uses]
        gives = {name: outputs[one, name] for name in draft.gives}
        lines += [(one, line) for line in _decision(decisions[one], draft, uses, gives, name_of)]
    names = {model.decisions[one].name: decisions[one] for one in drafts}
    names |= {".".join(_shown(model, key)): called[key] for key in facts}
    return "\n".join(line for _, line in lines) + "\n", [about for about, _ in lines], names


def _shown(model: Model, key: Key) -> tuple[str, ...]:
    return (model.inputs[key[1]].variable.name, *key[2:])


def _head(model: Model, start: str) -> Iterator[tuple[str, str]]:
    name = re.sub(r"[^a-z0-9]+", "-", model.name.lower()).strip("-")[:60]
    yield "", "language: 1"
    yield "", f"agreement: {name or 'model'}"
    yield "", 'version: "1"'
    yield "", f"title: {_quoted(model.name.strip() or 'Model')}"
    yield "", f"valid: {{from: {_quoted(start)}}}"


def _decision(
    name: str,
    draft: Draft,
    uses: list[str],
    gives: Mapping[str, str],
    name_of: Callable[[Key], str],
) -> Iterator[str]:
    yield f"  {name}:"
    if uses:
        yield f"    uses: [{', '.join(map(_quoted, uses))}]"
    yield f"    hit: {draft.hit}"
    told = ", ".join(f"{gives[one]}: {{{_column(kind)}}}" for one, kind in draft.gives.items())
    yield f"    gives: {{{told}}}"
    if draft.order:
        yield f"    order: [{', '.join(map(_quoted, draft.order))}]"
    if draft.rules:
        yield "    rules:"
    for when, then, why in draft.rules:
        parts = []
        if when:
            cells = ", ".join(f"{name_of(key)}: {_quoted(cell)}" for key, cell in when.items())
            parts.append(f"when: {{{cells}}}")
        values = ", ".join(f"{gives[one]}: {_quoted(text)}" for one, text in then.items())
        parts.append(f"then: {{{values}}}")
        if why:
            parts.append(f"because: {_quoted(why)}")
        yield f"      - {{{', '.join(parts)}}}"


def _column(kind: Kind) -> str:
    told = f"type: {kind.type}"
    if kind.codes:
        told += f", codes: [{', '.join(map(_quoted, kind.codes))}]"
    return told + (f", range: {_quoted(kind.within)}" if kind.within else "")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
