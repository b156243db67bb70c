"""A replay as people may see it: no group so small that somebody could be recognised. Pure.

A count of 1 to 9 is hidden. Where one hidden count could be found by subtraction, the next
smallest is hidden with it. The same counts always give the same report, to the byte.
"""

from collections.abc import Mapping
from typing import Any

from .model import Agreement
from .replay import BETTER, MOVES, UNTOLD, WORSE, Tally

SMALLEST = 10
REPORT = "1"
Counts = Mapping[str, int]


def veiled(counts: Counts) -> dict[str, int | None]:
    """Counts that add up to a total that is shown elsewhere; None is hidden."""
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST}
    if len(hidden) == 1:
        rest = [(count, name) for name, count in counts.items() if count and name not in hidden]
        hidden |= {min(rest)[1]} if rest else set()
    return {name: None if name in hidden else count for name, count in sorted(counts.items())}


def report(
    old: Agreement,
    new: Agreement,
    hashes: tuple[str, str],
    tally: Tally,
    source: Mapping[str, Any],
    capacity: Counts | None = None,
) -> dict[str, Any]:
    """Everything a reader asks of a replay. `source` says who was played; `capacity` holds the
    people each service type can take in the same period, where that is known."""
    return {
        "report": REPORT,
        "old": _version(old, hashes[0]),
        "new": _version(new, hashes[1]),
        "source": dict(source),
        "people": tally.played,
        "hidden_below": SMALLEST,
        "changed": veiled({"same": tally.kinds[""], **{move: tally.kinds[move] for move in MOVES}}),
        "moves": _moves(tally),
        "groups": {name: _groups(groups) for name, groups in sorted(tally.groups.items())},
        "worse_off": _worse_off(tally),
        "services": [
            _service(name, c, capacity or {}) for name, c in sorted(tally.services.items())
        ],
        "urgencies": _sides(tally.urgencies, "urgency"),
        "steps": [_step(name, counts) for name, counts in sorted(tally.steps.items())],
    }


def _version(agreement: Agreement, hashed: str) -> dict[str, str]:
    return {"agreement": agreement.id, "version": agreement.version, "hash": hashed}


def _moves(tally: Tally) -> list[dict[str, Any]]:
    shown = veiled({f"{old}\0{new}": count for (old, new), count in tally.moves.items()})
    ranked = sorted(shown.items(), key=lambda one: (-(one[1] or 0), one[0]))
    return [
        {"from": pair.split("\0")[0], "to": pair.split("\0")[1], "people": count}
        for pair, count in ranked
    ]


def _groups(groups: Mapping[str, Counts]) -> list[dict[str, Any]]:
    """Each group of ten or more; the smaller ones together, when together they are ten or more."""
    large = {name: dict(counts) for name, counts in groups.items() if counts["people"] >= SMALLEST}
    small: dict[str, int] = {}
    for name in groups.keys() - large.keys():
        for key, count in groups[name].items():
            small[key] = small.get(key, 0) + count
    rows = [_group(name, counts) for name, counts in sorted(large.items())]
    if small:
        enough = small["people"] >= SMALLEST
        rows.append(_group("small_groups", small) if enough else {"group": "small_groups"})
    return rows


def _group(name: str, counts: Counts) -> dict[str, Any]:
    parts = {key: counts.get(key, 0) for key in ("same", *MOVES)}
    return {"group": name, "people": counts["people"], **veiled(parts)}


def _worse_off(tally: Tally) -> list[dict[str, Any]]:
    """Groups of ten or more of whom more get a worse outcome than a better one."""
    found = []
    for breakdown, groups in sorted(tally.groups.items()):
        for name, counts in sorted(groups.items()):
            worse, better = (sum(counts.get(key, 0) for key in side) for side in (WORSE, BETTER))
            if name != UNTOLD and worse > better and worse >= SMALLEST:
                share = round(100 * worse / counts["people"])
                found.append(
                    {"by": breakdown, "group": name, "worse": worse, "percent": str(share)}
                )
    return found


def _service(name: str, counts: Counts, capacity: Counts) -> dict[str, Any]:
    row: dict[str, Any] = {"service_type": name, **_pair(counts)}
    if name in capacity:
        row["capacity"] = capacity[name]
        row["overflows"] = counts.get("new", 0) > capacity[name]
    return row


def _sides(sides: Mapping[str, Counts], name: str) -> list[dict[str, Any]]:
    return [{name: key, **_pair(counts)} for key, counts in sorted(sides.items())]


def _step(name: str, counts: Counts) -> dict[str, Any]:
    role, step, urgency = name.split("/")
    return {"role": role, "step": step, "urgency": urgency, **_pair(counts)}


def _pair(counts: Counts) -> dict[str, int | None]:
    return {side: _shown(counts.get(side, 0)) for side in ("old", "new")}


def _shown(count: int) -> int | None:
    return None if 0 < count < SMALLEST else count
