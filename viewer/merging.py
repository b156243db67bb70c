"""Items of all sources side by side. Nothing is merged: duplicates and contradictions are shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .model import Fragment, Item

SAME, CONTRADICTS = "same", "contradicts"
_LASTING = frozenset({"Condition", "AllergyIntolerance", "MedicationStatement", "MedicationRequest",
                      "MedicationDispense", "Flag"})  # fmt: skip
_FAMILY = {
    "MedicationStatement": "Medication", "MedicationRequest": "Medication",
    "MedicationDispense": "Medication",
}  # fmt: skip
_OFF = frozenset(
    {"entered_in_error", "refuted", "not_done", "not_current", "do_not_perform", "stop"}
)

# SNOMED for "nothing known": of one source it contradicts whatever another source does know.
_NOTHING_KNOWN = {
    "AllergyIntolerance": frozenset({"716186003", "160244002"}),
    "MedicationStatement": frozenset({"787481004"}),
    "Condition": frozenset({"160245001"}),
}


@dataclass(frozen=True, slots=True)
class Together:
    """Items about one thing from more than one source. `how`: same, or contradicts."""

    how: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One information set: all its items, and which of them stand together."""

    set: str
    items: tuple[Item, ...]
    together: tuple[Together, ...]


def side_by_side(fragments: Iterable[Fragment]) -> tuple[Section, ...]:
    """Sections in order of set id; the order in which sources answered changes nothing.

    A resource that one source sent in two answers for one set is one item; two sources are two items.
    """
    unique: dict[tuple[str, str], Item] = {}
    for fragment in fragments:
        for item in fragment.items:
            key = (item.set, item.id)
            unique[key] = min(unique.get(key, item), item, key=_whole)
    sets = sorted({item.set for item in unique.values()})
    return tuple(_section(one, [i for i in unique.values() if i.set == one]) for one in sets)


def _whole(item: Item) -> str:
    return repr(item)


def _section(set_id: str, items: list[Item]) -> Section:
    ordered = sorted(items, key=_place)
    return Section(set_id, tuple(ordered), tuple(_together(ordered)))


def _place(item: Item) -> tuple[int, str, str, str, str]:
    """Newest first, undated last; then by title, source and id, so that the order is always the same."""
    stamp = item.when or item.recorded
    newest = "".join(chr(0x10FFFF - ord(mark)) for mark in stamp)
    return (0 if stamp else 1, newest, item.title.casefold(), item.source, item.id)


def _together(items: list[Item]) -> Iterable[Together]:
    groups: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        groups.setdefault(_about(item), []).append(item)
    for group in groups.values():
        if len({item.source for item in group}) < 2:
            continue
        how = CONTRADICTS if contradict(group) else SAME
        yield Together(how, group[0].title, tuple(group))
    yield from _against_nothing(items)


def _against_nothing(items: list[Item]) -> Iterable[Together]:
    """One source says that nothing is known, another knows something."""
    for none in items:
        if not _nothing_known(none) or _OFF & set(none.marks):
            continue
        others = [
            item for item in items
            if item.kind == none.kind and item.source != none.source
            and not _OFF & set(item.marks) and not _nothing_known(item)
        ]  # fmt: skip
        if others:
            yield Together(CONTRADICTS, none.title, (none, *others))


def _nothing_known(item: Item) -> bool:
    return item.code.rpartition("|")[2] in _NOTHING_KNOWN.get(item.kind, frozenset())


def _about(item: Item) -> tuple[str, ...]:
    family = _FAMILY.get(item.kind, item.kind)
    thing = item.code or _plain(item.title)
    if item.kind in _LASTING:
        return (family, thing)
    # Two measurements are about one thing only when they are of one moment.
    return (family, thing, item.when)


def contradict(items: Iterable[Item]) -> bool:
    """Whether these cannot all hold: one says it counts, another that it does not, or values differ."""
    told = list(items)
    if len({bool(_OFF & set(item.marks)) for item in told}) > 1:
        return True
    standing = [item for item in told if not _OFF & set(item.marks)]
    return len({_plain(item.value) for item in standing if item.value}) > 1


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
