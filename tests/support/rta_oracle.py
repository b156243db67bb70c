"""An oracle for decision tables: evaluates the text of cells on concrete values, by brute force.

It shares no code with the engine (a test sees to that): its own cell reader, its own hit policies,
no atoms, no masks. Slow and simple on purpose.
"""

from __future__ import annotations

import itertools
import random
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Values = tuple[Any, ...]
NULL = "null!"


@dataclass
class OracleFact:
    name: str
    type: str
    values: Values  # concrete values that together reach every difference a cell can make
    line: str  # its YAML


@dataclass
class OracleDecision:
    name: str
    hit: str
    outputs: tuple[str, ...]
    rules: list[tuple[dict[str, str], dict[str, str]]]
    order: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    types: dict[str, str] = field(default_factory=dict)
    none: bool = False  # whether "no row" is an outcome that the table states


def passes(cell: str, value: Any) -> bool:
    """Whether one concrete value passes one cell, read from its text."""
    cell = cell.strip()
    if cell == "-":
        return True
    if cell == "null":
        return value == NULL
    if value == NULL:
        return False
    negated = re.fullmatch(r"not\((.*)\)", cell)
    if negated:
        return not passes(negated[1], value)
    return any(_one(part.strip(), value) for part in cell.split(","))


def _one(test: str, value: Any) -> bool:
    interval = re.fullmatch(r"([\[(\]])(.+)\.\.(.+)([\])\[])", test)
    if interval:
        opening, low, high, closing = interval.groups()
        above = value >= Fraction(low) if opening == "[" else value > Fraction(low)
        below = value <= Fraction(high) if closing == "]" else value < Fraction(high)
        return above and below
    compared = re.fullmatch(r"(<=|>=|<|>)\s*(.+)", test)
    if compared:
        sign, other = compared[1], Fraction(compared[2])
        return {
            "<": value < other,
            "<=": value <= other,
            ">": value > other,
            ">=": value >= other,
        }[sign]
    if isinstance(value, frozenset):
        return test.strip('"') in value
    if isinstance(value, bool):
        return test == ("true" if value else "false")
    if isinstance(value, Fraction):
        return value == Fraction(test)
    return value == test.strip('"')


def outcome(
    decisions: dict[str, OracleDecision], name: str, facts: dict[str, Any], seen: dict[str, Any]
) -> tuple[str, Any]:
    """The outcome of one decision for one complete person: (kind, value)."""
    if name in seen:
        return seen[name]
    table = decisions[name]
    below = {used: outcome(decisions, used, facts, seen) for used in table.uses}
    if any(kind == "conflict" for used, (kind, _) in below.items() if _looks(table, used)):
        seen[name] = ("conflict", None)
        return seen[name]
    matched = [
        n
        for n, (when, _) in enumerate(table.rules)
        if all(_cell_passes(decisions, below, key, cell, facts) for key, cell in when.items())
    ]
    seen[name] = _hit(table, matched)
    return seen[name]


def _looks(table: OracleDecision, used: str) -> bool:
    return any(
        key.startswith(f"{used}.") and cell != "-"
        for when, _ in table.rules
        for key, cell in when.items()
    )


def _cell_passes(
    decisions: dict[str, OracleDecision],
    below: dict[str, tuple[str, Any]],
    key: str,
    cell: str,
    facts: dict[str, Any],
) -> bool:
    if "." not in key:
        return passes(cell, facts[key])
    if cell == "-":
        return True
    decision, output = key.split(".")
    kind, value = below[decision]
    at = decisions[decision].outputs.index(output)
    if kind == "list":
        return any(passes(cell, _value(decisions[decision], output, row[at])) for row in value)
    if kind == "none":
        return cell == "null"
    if kind == "number":
        return passes(cell, value)
    return passes(cell, _value(decisions[decision], output, value[at]))


def _value(table: OracleDecision, output: str, text: str) -> Any:
    if text == NULL:
        return NULL
    return Fraction(text) if table.types[output] == "number" else text


def _hit(table: OracleDecision, matched: list[int]) -> tuple[str, Any]:
    records = [tuple(table.rules[n][1].get(o, NULL) for o in table.outputs) for n in matched]
    if table.hit in ("collect", "rule_order", "output_order"):
        if table.hit == "collect":
            return "list", tuple(sorted(records))
        if table.hit == "output_order":
            records = sorted(records, key=lambda record: table.order.index(record[0]))
        return "list", tuple(records)
    if table.hit == "count":
        return "number", Fraction(len(records))
    if table.hit in ("sum", "min", "max"):
        numbers = [Fraction(record[0]) for record in records if record[0] != NULL]
        picked = {"sum": sum, "min": min, "max": max}[table.hit](numbers) if numbers else None
        return ("none", None) if picked is None else ("number", Fraction(picked))
    if not records:
        return "none", None
    if table.hit == "unique" and len(records) > 1:
        return "conflict", None
    if table.hit == "any" and len(set(records)) > 1:
        return "conflict", None
    if table.hit == "priority":
        return "record", min(records, key=lambda record: table.order.index(record[0]))
    return "record", records[0]


@dataclass
class Found:
    outcomes: set[tuple[str, Any]]
    matters: set[str]


def completions(
    facts: list[OracleFact],
    decisions: dict[str, OracleDecision],
    name: str,
    known: dict[str, Any],
) -> Found:
    """Every outcome some completion reaches, and every unknown fact that alone changes one."""
    free = [fact for fact in facts if fact.name not in known]
    table = {}
    for values in itertools.product(*(fact.values for fact in free)):
        person = {**known, **dict(zip((fact.name for fact in free), values, strict=True))}
        table[values] = outcome(decisions, name, person, {})
    matters = set()
    for at, fact in enumerate(free):
        groups: dict[Values, set[tuple[str, Any]]] = {}
        for values, said in table.items():
            groups.setdefault(values[:at] + values[at + 1 :], set()).add(said)
        if any(len(group) > 1 for group in groups.values()):
            matters.add(fact.name)
    return Found(set(table.values()), matters)


HITS = (
    "first",
    "unique",
    "any",
    "collect",
    "priority",
    "rule_order",
    "output_order",
    "sum",
    "min",
    "max",
    "count",
)
CODES = ("rood", "geel", "groen")


def random_agreement(
    dice: random.Random,
) -> tuple[list[OracleFact], dict[str, OracleDecision], str]:
    """Small tables, chained or not, sharing facts; with the YAML the engine reads."""
    facts = [_fact(dice, f"f{n}") for n in range(dice.randint(1, 4))]
    decisions: dict[str, OracleDecision] = {}
    for n in range(dice.randint(1, 3)):
        decisions[f"d{n}"] = _decision(dice, f"d{n}", facts, decisions)
    return facts, decisions, _yaml(facts, decisions)


def _fact(dice: random.Random, name: str) -> OracleFact:
    kind = dice.choice(("number", "integer", "boolean", "code", "codes", "tenths", "text"))
    optional = dice.random() < 0.2
    extra = ", optional: true" if optional else ""
    more: Values = (NULL,) if optional else ()
    if kind in ("number", "tenths"):
        step = 4 if kind == "number" else 10
        values = tuple(Fraction(n, step) for n in range(0, 3 * step + 1))
        if kind == "number":
            line = f'{{type: number, range: "[0..3]"{extra}}}'
        else:
            values = tuple(
                Fraction(n, 10) for n in (0, 1, 4, 5, 6, 9, 10, 11, 14, 15, 16, 20, 29, 30)
            )
            line = f'{{type: number, places: "1", range: "[0..3]"{extra}}}'
        return OracleFact(name, "number", values + more, line)
    if kind == "integer":
        values = tuple(Fraction(n) for n in range(4))
        return OracleFact(
            name, "number", values + more, f'{{type: integer, range: "[0..3]"{extra}}}'
        )
    if kind == "boolean":
        return OracleFact(name, kind, (True, False, *more), f"{{type: boolean{extra}}}")
    if kind == "text":
        return OracleFact(name, kind, ("rood", "geel", "paars", *more), f"{{type: text{extra}}}")
    line = f"{{type: {kind}, codes: [rood, geel, groen]{extra}}}"
    if kind == "code":
        return OracleFact(name, kind, (*CODES, *more), line)
    sets = tuple(frozenset(chosen) for n in range(4) for chosen in itertools.combinations(CODES, n))
    return OracleFact(name, kind, sets + more, line)


def _cell(dice: random.Random, kind: str, *, optional: bool) -> str:
    if dice.random() < 0.35:
        return "-"
    if optional and dice.random() < 0.2:
        return "null"
    if kind == "number":
        return _number_cell(dice)
    if kind == "boolean":
        return dice.choice(("true", "false", "not(true)"))
    names = list(CODES) if kind != "text" else ["rood", "geel"]
    chosen = dice.sample(names, dice.randint(1, 2))
    quote = '"{}"' if kind == "text" or dice.random() < 0.2 else "{}"
    text = ", ".join(quote.format(one) for one in chosen)
    return f"not({text})" if dice.random() < 0.25 else text


def _number_cell(dice: random.Random) -> str:
    def number() -> str:
        return dice.choice(("0", "0.5", "1", "1.5", "2", "3"))

    low, high = sorted((number(), number()), key=Fraction)
    test = dice.choice(
        (
            f"{dice.choice('<>')}{dice.choice(('', '='))} {number()}",
            number(),
            f"{number()}, > {number()}",
            f"{dice.choice('[(]')}{low}..{high}{dice.choice('])[')}" if low != high else low,
        )
    )
    return f"not({test})" if dice.random() < 0.2 else test


def _decision(
    dice: random.Random,
    name: str,
    facts: list[OracleFact],
    below: dict[str, OracleDecision],
) -> OracleDecision:
    hit = dice.choice(HITS)
    number = hit in ("sum", "min", "max", "count")
    outputs = ("u",) if number or dice.random() < 0.6 else ("u", "v")
    uses = tuple(used for used in below if dice.random() < 0.7)
    types = {output: "number" if number else "code" for output in outputs}
    rules = []
    for _ in range(dice.randint(0, 4)):
        when = {
            fact.name: _cell(dice, fact.type, optional=NULL in fact.values)
            for fact in facts
            if dice.random() < 0.6
        }
        for used in uses:
            output = dice.choice(below[used].outputs)
            kind = below[used].types[output]
            if dice.random() < 0.7:
                when[f"{used}.{output}"] = _cell(dice, kind, optional=True)
        then = {
            output: dice.choice(("1", "2", "2.5") if number else CODES)
            for output in outputs
            if (output == "u" and hit in ("priority", "output_order")) or dice.random() < 0.9
        }
        rules.append((when, then))
    order = tuple(dice.sample(CODES, 3)) if hit in ("priority", "output_order") else ()
    return OracleDecision(name, hit, outputs, rules, order, uses, types)


def _yaml(
    facts: list[OracleFact],
    decisions: dict[str, OracleDecision],
    applies: dict[str, str] | None = None,
) -> str:
    told = ", ".join(f"{name}: '{cell}'" for name, cell in (applies or {}).items())
    lines = [
        "language: 1",
        "agreement: proef",
        'version: "1"',
        'title: "Proef"',
        'valid: {from: "2026-01-01"}',
        "facts:",
        *(f"  {fact.name}: {fact.line}" for fact in facts),
        f"applies: {{{told}}}",
        "decisions:",
    ]
    for table in decisions.values():
        gives = ", ".join(
            f"{o}: {{type: number}}"
            if table.types[o] == "number"
            else f"{o}: {{type: code, codes: [rood, geel, groen]}}"
            for o in table.outputs
        )
        lines += [f"  {table.name}:", f"    hit: {table.hit}", f"    gives: {{{gives}}}"]
        if table.none:
            lines.append('    none: "Dat is zo."')
        if table.uses:
            lines.append(f"    uses: [{', '.join(table.uses)}]")
        if table.order:
            lines.append(f"    order: [{', '.join(table.order)}]")
        if table.rules:
            lines.append("    rules:")
        for when, then in table.rules:
            cells = ", ".join(f"{key}: '{cell}'" for key, cell in when.items())
            values = ", ".join(f'{key}: "{value}"' for key, value in then.items())
            lines.append(f"      - {{when: {{{cells}}}, then: {{{values}}}}}")
    return "\n".join(lines) + "\n"
