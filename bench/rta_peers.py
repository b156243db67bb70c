"""25 agreements of 40 rows as their file, as `if`s written by hand, and as zen-engine's tables."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

AGREEMENTS, ROWS, FILLED = 25, 40, 0.58
URGENCIES = ("U1", "U2", "U3", "U4", "U5")
COMPLAINTS = tuple(f"klacht{n}" for n in range(40))
NEEDS = ("douchen", "koken", "lopen", "medicatie", "tillen", "vervoer")
FACTS = ("age", "urgency", "complaint", "hour", "insured", "needs")
Case = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One cell as the file says it, as Python says it, and as zen says it."""

    text: str
    python: str
    zen: str


@dataclass(frozen=True)
class Row:
    cells: Mapping[str, Cell]
    reason: str


def between(name: str, low: int, high: int) -> Cell:
    return Cell(f"[{low}..{high})", f"{low} <= {name} < {high}", f"[{low}..{high})")


def one_of(name: str, chosen: list[str]) -> Cell:
    quoted = ", ".join(f'"{one}"' for one in chosen)
    python = f"{name} == {quoted}" if len(chosen) == 1 else f"{name} in ({quoted})"
    return Cell(", ".join(chosen), python, quoted)


def cell(dice: random.Random, name: str) -> Cell:
    if name == "age":
        low = dice.randrange(0, 90, 5)
        return between(name, low, low + dice.randrange(10, 50, 5))
    if name == "hour":
        low = dice.randrange(0, 18)
        return between(name, low, low + dice.randint(4, 12))
    if name == "insured":
        yes = dice.random() < 0.7
        return Cell(
            "true" if yes else "false", "insured" if yes else "not insured", str(yes).lower()
        )
    if name == "needs":
        one = dice.choice(NEEDS)
        return Cell(one, f'"{one}" in needs', f'contains($, "{one}")')
    many = dice.randint(1, 3) if name == "urgency" else dice.randint(4, 16)
    return one_of(name, dice.sample(URGENCIES if name == "urgency" else COMPLAINTS, many))


def tables(seed: int = 1) -> list[list[Row]]:
    dice = random.Random(seed)
    return [
        [
            Row(
                {name: cell(dice, name) for name in FACTS if dice.random() < FILLED},
                f"regel {n + 1} van afspraak {table}",
            )
            for n in range(ROWS)
        ]
        for table in range(AGREEMENTS)
    ]


def cases(count: int, seed: int = 2) -> list[Case]:
    dice = random.Random(seed)
    return [
        {
            "age": dice.randrange(0, 105),
            "urgency": dice.choice(URGENCIES),
            "complaint": dice.choice(COMPLAINTS),
            "hour": dice.randrange(0, 24),
            "insured": dice.random() < 0.9,
            "needs": dice.sample(NEEDS, dice.randint(0, 3)),
        }
        for _ in range(count)
    ]


def as_file(rows: list[Row], number: int) -> str:
    lines = []
    for n, row in enumerate(rows):
        when = ", ".join(f'{name}: "{one.text}"' for name, one in row.cells.items())
        lines.append(f'      - {{when: {{{when}}}, then: {{row: "{n}"}}, because: "{row.reason}"}}')
    facts = {
        "age": '{type: integer, range: "[0..130]"}',
        "urgency": f"{{type: code, codes: [{', '.join(URGENCIES)}]}}",
        "complaint": f"{{type: code, codes: [{', '.join(COMPLAINTS)}]}}",
        "hour": '{type: integer, range: "[0..30]"}',
        "insured": "{type: boolean}",
        "needs": f"{{type: codes, codes: [{', '.join(NEEDS)}]}}",
    }
    declared = "\n".join(f"  {name}: {line}" for name, line in facts.items())
    return (
        f'language: 1\nagreement: a{number}\nversion: "1"\ntitle: "A{number}"\n'
        f'valid: {{from: "2026-01-01"}}\nfacts:\n{declared}\ndecisions:\n  d:\n    hit: first\n'
        '    none: "Geen regel past."\n    gives: {row: {type: integer}}\n    rules:\n'
        + "\n".join(lines)
        + "\n"
    )


Written = Callable[[Case], "tuple[int, str] | None"]


def by_hand(rows: list[Row]) -> Written:
    """The same table as somebody would write it in Python: one `if` for each row."""
    lines = ["def decide(case):"]
    lines += [f"    {name} = case[{name!r}]" for name in FACTS]
    for n, row in enumerate(rows):
        test = " and ".join(one.python for one in row.cells.values()) or "True"
        lines += [f"    if {test}:", f"        return {n}, {row.reason!r}"]
    space: dict[str, Any] = {}
    exec(compile("\n".join([*lines, "    return None"]), "by hand", "exec"), space)
    made: Written = space["decide"]
    return made


def as_zen(rows: list[Row]) -> str:
    inputs = [{"id": name, "name": name, "field": name} for name in FACTS]
    outputs = [{"id": "row", "name": "row", "field": "row"},
               {"id": "reason", "name": "reason", "field": "reason"}]  # fmt: skip
    rules = [
        {"_id": str(n), "row": str(n), "reason": json.dumps(row.reason)}
        | {name: row.cells[name].zen if name in row.cells else "" for name in FACTS}
        for n, row in enumerate(rows)
    ]
    table = {"hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {"id": "t", "name": "t", "type": "decisionTableNode", "content": table},
        {"id": "out", "name": "out", "type": "outputNode", "content": {}},
    ]
    edges = [{"id": "1", "sourceId": "in", "targetId": "t"},
             {"id": "2", "sourceId": "t", "targetId": "out"}]  # fmt: skip
    return json.dumps({"nodes": nodes, "edges": edges})
