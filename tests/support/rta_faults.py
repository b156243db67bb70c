"""What is wrong with an agreement, by trying every person: an oracle for the proof.

Like `rta_oracle` it shares no code with the engine: it reads the text of cells on concrete values.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import rta_oracle as oracle
from rta_oracle import NULL, OracleDecision, OracleFact, Values

Fault = tuple[str, str, int]  # code, decision, rule (0: the whole table)
Person = dict[str, Any]
LISTS = ("collect", "rule_order", "output_order")
RANKED = ("first", "priority", "min", "max")
MOST_PERSONS = 600

passes = lru_cache(maxsize=100_000)(oracle.passes)


@dataclass
class Sheet:
    """An agreement as the oracle sees it, and the fault that was planted, if any."""

    facts: list[OracleFact]
    decisions: dict[str, OracleDecision]
    applies: dict[str, str]
    planted: Fault | None = None

    @property
    def text(self) -> str:
        return oracle._yaml(self.facts, self.decisions, self.applies)


@dataclass
class Judged:
    """One table for one person: the rows that match, and what comes out."""

    rows: list[int]
    kind: str
    value: Any
    sound: bool


def persons(facts: list[OracleFact], known: Person) -> Iterator[Person]:
    names = [fact.name for fact in facts]
    choices = [(known[f.name],) if f.name in known else f.values for f in facts]
    return (dict(zip(names, values, strict=True)) for values in itertools.product(*choices))


def meant(sheet: Sheet, person: Person) -> bool:
    return all(passes(cell, person[name]) for name, cell in sheet.applies.items())


def judged(sheet: Sheet, person: Person) -> dict[str, Judged]:
    """What every table says; `sound` where no table below it is at fault for this person."""
    told: dict[str, Judged] = {}
    for name, table in sheet.decisions.items():
        looked = [used for used in table.uses if oracle._looks(table, used)]
        sound = all(_sound(sheet, told, used) for used in looked)
        if any(told[used].kind == "conflict" for used in looked):
            told[name] = Judged([], "conflict", None, sound)
            continue
        below = {used: (told[used].kind, told[used].value) for used in table.uses}
        rows = [n for n, (when, _) in enumerate(table.rules) if _fits(sheet, below, when, person)]
        told[name] = Judged(rows, *oracle._hit(table, rows), sound)
    return told


def _sound(sheet: Sheet, told: dict[str, Judged], used: str) -> bool:
    below = told[used]
    said = below.kind != "none" or sheet.decisions[used].none
    return below.sound and below.kind != "conflict" and said


def _fits(
    sheet: Sheet, below: dict[str, tuple[str, Any]], when: dict[str, str], person: Person
) -> bool:
    for key, cell in when.items():
        if "." in key:
            if not oracle._cell_passes(sheet.decisions, below, key, cell, person):
                return False
        elif not passes(cell, person[key]):
            return False
    return True


def faults(sheet: Sheet) -> set[Fault]:
    """Everything wrong, over everybody the agreement is meant for."""
    everybody = [p for p in persons(sheet.facts, {}) if meant(sheet, p)]
    if not everybody:
        return {("applies_to_nobody", "", 0)}
    told = [judged(sheet, person) for person in everybody]
    found: set[Fault] = set()
    for name, table in sheet.decisions.items():
        seen = [one[name] for one in told if one[name].sound]
        found |= _table_faults(name, table, seen)
    return found


def _table_faults(name: str, table: OracleDecision, seen: list[Judged]) -> set[Fault]:
    found: set[Fault] = set()
    if table.hit not in (*LISTS, "count") and not table.none:
        found |= {("incomplete", name, 0) for one in seen if one.kind == "none"}
    for one in seen:
        if one.kind == "conflict":
            found |= {("conflict", name, late + 1) for late in _late(table, one.rows)}
    if table.hit in RANKED:
        winners = {_winner(table, one.rows) for one in seen}
        rows_with = [n for n in range(len(table.rules)) if _valued(table, n)]
        return found | {("dead_row", name, n + 1) for n in rows_with if n not in winners}
    return found | _useless(name, table, [set(one.rows) for one in seen])


def _record(table: OracleDecision, row: int) -> tuple[str, ...]:
    return tuple(table.rules[row][1].get(output, NULL) for output in table.outputs)


def _valued(table: OracleDecision, row: int) -> bool:
    return table.hit not in ("min", "max") or _record(table, row)[0] != NULL


def _winner(table: OracleDecision, rows: list[int]) -> int | None:
    rows = [row for row in rows if _valued(table, row)]
    if not rows or table.hit == "first":
        return rows[0] if rows else None
    if table.hit == "priority":
        return min(rows, key=lambda row: table.order.index(_record(table, row)[0]))
    sign = 1 if table.hit == "min" else -1
    return min(rows, key=lambda row: sign * oracle.Fraction(_record(table, row)[0]))


def _late(table: OracleDecision, rows: list[int]) -> set[int]:
    """The rows that may not meet one above them."""
    differs = (lambda a, b: True) if table.hit == "unique" else _unlike
    return {
        late
        for late in rows
        for early in rows
        if early < late and differs(_record(table, early), _record(table, late))
    }


def _unlike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return one != other


def _useless(name: str, table: OracleDecision, seen: list[set[int]]) -> set[Fault]:
    found: set[Fault] = set()
    gone: set[int] = set()
    for row in reversed(range(len(table.rules))):
        where = [rows for rows in seen if row in rows]
        same = {
            other
            for other in range(len(table.rules))
            if other != row and _record(table, other) == _record(table, row)
        } - gone
        if not where:
            found.add(("dead_row", name, row + 1))
        elif table.hit in ("collect", "any") and all(rows & same for rows in where):
            found.add(("redundant_row", name, row + 1))
            gone.add(row)
    return found


def fails(sheet: Sheet, known: Person, fault: Fault) -> bool:
    """Whether everybody with these answers is meant, and shows the fault."""
    code, name, rule = fault
    for person in persons(sheet.facts, known):
        if not meant(sheet, person):
            return False
        one = judged(sheet, person)[name]
        if code == "incomplete" and one.kind != "none":
            return False
        if code == "conflict" and one.kind != "conflict":
            return False
        if code in ("dead_row", "redundant_row") and rule - 1 not in one.rows:
            return False
    return True


# Tables with a fault that was put there, and good ones.


def draw(seed: int) -> Sheet | None:
    """One agreement; None when it would take too many persons to try."""
    dice = random.Random(seed)
    if dice.random() < 0.55:
        facts, decisions, _ = oracle.random_agreement(dice)
        for table in decisions.values():
            table.none = table.hit not in (*LISTS, "count") and dice.random() < 0.3
        sheet = Sheet(facts, decisions, {})
    else:
        sheet = _whole(dice)
    sheet.applies = {
        fact.name: oracle._cell(dice, fact.type, optional=NULL in fact.values)
        for fact in sheet.facts
        if sheet.planted is None and dice.random() < 0.12
    }
    size = 1
    for fact in sheet.facts:
        size *= len(fact.values)
    return sheet if size <= MOST_PERSONS else None


def _whole(dice: random.Random) -> Sheet:
    """A table cut into rows that leave nothing out; below it, one that reads it; perhaps broken."""
    facts = [oracle._fact(dice, f"f{n}") for n in range(dice.randint(1, 3))]
    rules = [(when, {"u": dice.choice(oracle.CODES)}) for when in _cut(dice, facts, {}, 3)]
    hit = dice.choice(("first", "unique", "any"))
    table = OracleDecision("d0", hit, ("u",), rules, (), (), {"u": "code"})
    sheet = Sheet(facts, {"d0": table}, {})
    if dice.random() < 0.5:
        given = sorted({then["u"] for _, then in rules})
        above = [({"d0.u": code}, {"u": code}) for code in given]
        sheet.decisions["d1"] = OracleDecision(
            "d1", "unique", ("u",), above, (), ("d0",), {"u": "code"}
        )
    return _break(dice, sheet) if dice.random() < 0.75 else sheet


def _cut(
    dice: random.Random, facts: list[OracleFact], when: dict[str, str], deep: int
) -> list[dict[str, str]]:
    free = [fact for fact in facts if fact.name not in when and NULL not in fact.values]
    if not free or deep == 0 or (when and dice.random() < 0.25):
        return [when]
    fact = dice.choice(free)
    cells = _halves(dice, fact)
    return [row for cell in cells for row in _cut(dice, facts, {**when, fact.name: cell}, deep - 1)]


def _halves(dice: random.Random, fact: OracleFact) -> tuple[str, str]:
    if fact.type == "number":
        at = dice.choice(("0.5", "1", "1.5", "2"))
        return dice.choice(((f"< {at}", f">= {at}"), (f"<= {at}", f"> {at}")))
    if fact.type == "boolean":
        return "true", "false"
    one = '"rood"' if fact.type == "text" else "rood"
    return one, f"not({one})"


def _break(dice: random.Random, sheet: Sheet) -> Sheet:
    """Leave a row out, say a row twice, or copy one below with another outcome."""
    table = sheet.decisions["d0"]
    row = dice.randrange(len(table.rules))
    when, then = table.rules[row]
    if dice.random() < 0.4:
        rules = table.rules[:row] + table.rules[row + 1 :]
        planted: Fault = ("incomplete", "d0", 0)
    else:
        other = {"u": next(code for code in oracle.CODES if code != then["u"])}
        rules = [*table.rules, (when, other)]
        code = "dead_row" if table.hit == "first" else "conflict"
        planted = (code, "d0", len(rules))
    decisions = {**sheet.decisions, "d0": replace(table, rules=rules)}
    return Sheet(sheet.facts, decisions, {}, planted)


__all__ = ["Fault", "Sheet", "Values", "draw", "fails", "faults"]
