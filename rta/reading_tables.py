"""Reading conditions and decisions: names become columns, cells become tests."""

import re
from collections.abc import Mapping

from netwerkzorg.platform.strict_yaml import Node

from . import model
from .model import Column, Condition, Decision, Record, Rule, Text
from .reading import Desk, place
from .reading_facts import OUTPUT_KEYS, read_column
from .scope import Scope
from .typed import TypedCell
from .values import TYPES, Value

DECISION_KEYS = ("uses", "hit", "gives", "order", "none", "rules")
RULE_KEYS = ("when", "then", "because", "source", "quote")
NO_NONE = (*model.LIST_HITS, "count")


_WHY = {
    "unknown_name": "“{name}” is geen feit en geen uitkomst die hier gelezen mag worden "
    "(noem de beslissing in uses).",
    "ambiguous_name": "“{name}” kan meer dan één ding zijn. Schrijf beslissing.uitkomst, "
    "of geef het feit een andere naam.",
}


def read_condition(desk: Desk, node: Node, scope: Scope, what: str) -> Condition:
    """Cells per name, all of which must pass."""
    facts: dict[str, TypedCell] = {}
    outputs: dict[tuple[str, str], TypedCell] = {}
    for name, (key, value) in desk.named(node, what).items():
        found = scope.find(name)
        if isinstance(found, str):
            desk.refuse(key, found, _WHY[found].format(name=name))
            continue
        target, column = found
        if isinstance(target, str):
            cell = desk.cell(value, column, nullable=scope.facts[target].optional)
            facts[target] = cell
        elif target in outputs:
            desk.refuse(key, "duplicate_key", f"“{name}” staat hier twee keer.")
        else:
            outputs[target] = desk.cell(value, column, nullable=True)
    return Condition(facts, outputs)


def read_outputs(desk: Desk, node: Node) -> dict[tuple[str, str], Column]:
    """The outputs of every decision, read first, so that tables may stand in any order."""
    outputs: dict[tuple[str, str], Column] = {}
    for decision, value in desk.names(node, "een beslissing"):
        entries = desk.named(value, f"beslissing {decision}")
        if "gives" not in entries:
            continue
        for name, output in desk.names(entries["gives"][1], "een uitkomst"):
            keys = desk.entries(output, f"uitkomst {name}", OUTPUT_KEYS, ("type",))
            outputs[decision, name] = read_column(desk, keys, output, f"uitkomst {name}")
        if not any(source[0] == decision for source in outputs):
            desk.refuse(entries["gives"][1], "empty_value", "Noem minstens één uitkomst.")
    return outputs


def read_decisions(
    desk: Desk, node: Node, scope: Scope, sources: frozenset[str]
) -> dict[str, Decision]:
    """Every decision of the file, by name, in an order in which each comes after what it uses."""
    found = {
        name: (value, _decision(desk, name, value, scope, sources))
        for name, (key, value) in desk.named(node, "decisions").items()
        if re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name)
    }
    decisions = {name: decision for name, (_, decision) in found.items()}
    for name, (value, decision) in found.items():
        _check_uses(desk, value, name, decision, decisions)
    return decisions


def _decision(desk: Desk, name: str, node: Node, scope: Scope, sources: frozenset[str]) -> Decision:
    entries = desk.entries(node, f"beslissing {name}", DECISION_KEYS, ("gives",))
    gives = {output: column for (d, output), column in scope.outputs.items() if d == name}
    uses = desk.texts(entries, "uses")
    hit = desk.optional(
        entries, "hit", lambda n, w: desk.choice(n, w, model.HITS, "first"), "unique"
    )
    none: Text = desk.optional(entries, "none", desk.prose, model.NOTHING)
    if none and hit in NO_NONE:
        words = f"Bij {hit} is een lege uitkomst al een uitkomst: none hoort hier niet."
        desk.refuse(entries["none"][0], "none_not_allowed", words)
    order = _order(desk, entries["order"][1], gives) if "order" in entries else ()
    if hit in model.RANKED_HITS and not order:
        desk.refuse(node, "missing_key", f"Bij {hit} hoort “order”, de hoogste eerst.")
    _check_number(desk, node, hit, gives)
    inner = scope.only(uses)
    rules: list[Rule] = []
    for number, item in enumerate(
        desk.items(entries["rules"][1], "rules") if "rules" in entries else (), start=1
    ):
        rules.append(_rule(desk, item, number, inner, gives, sources))
    if order:
        _check_order(desk, node, order, rules, gives)
    return Decision(name, hit, gives, tuple(rules), uses, order, none, {}, place(node))


def _order(desk: Desk, node: Node, gives: Mapping[str, Column]) -> tuple[Value, ...]:
    first = next(iter(gives.values()), None)
    if first is None:
        return ()
    values = [desk.value(item, first, "order") for item in desk.items(node, "order")]
    known = [value for value in values if value is not None]
    if len({value.key for value in known}) != len(known):
        desk.refuse(node, "duplicate_code", "In order staat een waarde twee keer.")
    return tuple(known)


def _check_order(
    desk: Desk,
    node: Node,
    order: tuple[Value, ...],
    rules: list[Rule],
    gives: Mapping[str, Column],
) -> None:
    first = next(iter(gives))
    ranked = {value.key for value in order}
    for rule in rules:
        value = rule.then.get(first)
        if value is None or value.key not in ranked:
            shown = "leeg" if value is None else value.text
            words = f"Regel {rule.number} geeft {shown}, en dat staat niet in order."
            desk.refuse(node, "not_in_order", words)


def _check_number(desk: Desk, node: Node, hit: str, gives: Mapping[str, Column]) -> None:
    if hit not in model.NUMBER_HITS or not gives:
        return
    kind = next(iter(gives.values())).type
    if len(gives) != 1:
        desk.refuse(node, "one_output", f"Bij {hit} hoort precies één uitkomst.")
    elif (
        (hit == "sum" and kind not in ("number", "integer", "duration", "period"))
        or (hit == "count" and kind not in ("number", "integer"))
        or (hit in ("min", "max") and not TYPES[kind].ordered)
    ):
        desk.refuse(node, "not_ordered", f"{hit} kan niet over type {kind}.")


def _rule(
    desk: Desk,
    node: Node,
    number: int,
    scope: Scope,
    gives: Mapping[str, Column],
    sources: frozenset[str],
) -> Rule:
    entries = desk.entries(node, f"regel {number}", RULE_KEYS, ("then",))
    when = Condition()
    if "when" in entries:
        when = read_condition(desk, entries["when"][1], scope, "when")
    then = read_record(desk, entries["then"][1], gives, "then") if "then" in entries else {}
    source = desk.optional(entries, "source", desk.text, "")
    if source and source not in sources:
        desk.refuse(entries["source"][1], "unknown_source", f"“{source}” staat niet in sources.")
    return Rule(
        number,
        when,
        then,
        desk.optional(entries, "because", desk.prose, model.NOTHING),
        source,
        desk.optional(entries, "quote", desk.text, ""),
        place(node),
    )


def read_record(desk: Desk, node: Node, gives: Mapping[str, Column], what: str) -> Record:
    """Values per output; an output left out is null."""
    record: dict[str, Value | None] = {}
    for name, (key, value) in desk.named(node, what).items():
        if name in gives:
            record[name] = desk.value(value, gives[name], name)
        else:
            desk.refuse(key, "unknown_output", f"“{name}” staat niet in gives.")
    return record


def _check_uses(
    desk: Desk, node: Node, name: str, decision: Decision, decisions: Mapping[str, Decision]
) -> None:
    for used in decision.uses:
        if used not in decisions:
            desk.refuse(node, "unknown_decision", f"De beslissing “{used}” bestaat niet.")
    if _reaches(name, name, decisions):
        words = f"De beslissing “{name}” hangt van zichzelf af."
        desk.refuse(node, "circular", words)


def _reaches(start: str, goal: str, decisions: Mapping[str, Decision]) -> bool:
    waiting, seen = [start], set[str]()
    while waiting:
        for used in decisions[waiting.pop()].uses:
            if used == goal:
                return True
            if used in decisions and used not in seen:
                seen.add(used)
                waiting.append(used)
    return False
