"""An agreement as a DMN 1.5 model: its facts, its decisions, and whether it applies.

What DMN has no word for stays out: questions, steps, back referral, scenarios, who judges. A single
output is its plain value, more are a context; no row is null. Moments are in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ..model import (
    LIST_HITS,
    NUMBER_HITS,
    RANKED_HITS,
    Agreement,
    Column,
    Condition,
    Decision,
    Rule,
)
from ..typed import TypedCell
from .reading import LATEST
from .tokens import KEYWORDS
from .writing import TYPES, Source, cell, literal, string

_FEEL = "https://www.omg.org/spec/DMN/20230324/FEEL/"
_RESERVED = KEYWORDS | {"date", "time", "duration", "item", "list", "string", "number", "_one"}
_HITS = {
    "unique": "UNIQUE",
    "any": "ANY",
    "first": "FIRST",
    "priority": "PRIORITY",
    "collect": "COLLECT",
    "rule_order": "RULE ORDER",
    "output_order": "OUTPUT ORDER",
}
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class NotHeld(ValueError):
    """What DMN cannot hold with the same outcome: which decision, and why, in Dutch."""

    def __init__(self, decision: str, words: str) -> None:
        super().__init__(words)
        self.decision, self.words = decision, words


def export(agreement: Agreement) -> bytes:
    """The model as XML in UTF-8; raises NotHeld."""
    root = _Writer(agreement).model()
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def names_of(agreement: Agreement) -> Mapping[str, str]:
    """The DMN name of every fact (`name`), decision (`name.`) and of the gate (`.`)."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for key in (*agreement.facts, *(f"{one}." for one in agreement.decisions), "."):
        name = key.rstrip(".") or "applies"
        if not re.match(r"[A-Za-z_]", name) or name in _RESERVED:
            name = f"_{name}"
        while name in taken:
            name += "_"
        taken.add(name)
        found[key] = name
    return found


@dataclass(slots=True)
class _Read:
    """A column of a table: what it reads, by a fact or by (decision, output)."""

    expression: str
    source: Source
    cells: list[TypedCell | None] = field(default_factory=list)


class _Writer:
    def __init__(self, agreement: Agreement) -> None:
        self.agreement, self.names = agreement, names_of(agreement)

    def model(self) -> Element:
        agreement = self.agreement
        root = Element(
            "definitions",
            {
                "xmlns": LATEST,
                "id": "model",
                "name": f"{agreement.id}-{agreement.version}",
                "namespace": f"urn:netwerkzorg:agreement:{agreement.id}:{agreement.version}",
                "expressionLanguage": _FEEL,
                "typeLanguage": _FEEL,
            },
        )
        _described(root, agreement.title.get("nl", ""), agreement.summary.get("nl", ""))
        for name, fact in agreement.facts.items():
            self._item(root, name, fact.column, fact.range, optional=fact.optional)
        for name in agreement.facts:
            self._input(root, name)
        for decision in agreement.decisions.values():
            self._decision(root, decision)
        if agreement.applies.facts:
            self._gate(root, agreement.applies)
        return root

    # -- inputs

    def _type(self, fact: str) -> str:
        return f"t_{self.names[fact]}"

    def _item(
        self,
        root: Element,
        name: str,
        column: Column,
        within: TypedCell | None,
        *,
        optional: bool,
    ) -> None:
        told = {"name": self._type(name), "isCollection": str(column.type == "codes").lower()}
        item = SubElement(root, "itemDefinition", told)
        SubElement(item, "typeRef").text = TYPES[column.type]
        allowed = ""
        if column.codes is not None:
            allowed = ", ".join(string(code) for code in column.codes)
        elif within is not None:
            allowed = cell(within, Source(column))
        elif column.type == "urgency":
            allowed = ", ".join(string(f"U{n}") for n in range(6))
        if allowed and not (optional and allowed.startswith("not(")):
            _text(item, "allowedValues", allowed + (", null" if optional else ""))

    def _input(self, root: Element, name: str) -> None:
        fact, known = self.agreement.facts[name], self.names[name]
        told = {"id": f"fact-{known}", "name": known}
        one = SubElement(root, "inputData", told)
        asked = fact.ask.get("team") or fact.ask.get("resident") or {}
        _described(
            one, asked.get("nl", ""), f"eenheid: {fact.column.unit}" if fact.column.unit else ""
        )
        SubElement(one, "variable", {"name": known, "typeRef": self._type(name)})

    # -- decisions

    def _decision(self, root: Element, decision: Decision) -> None:
        known = self.names[f"{decision.id}."]
        one = SubElement(root, "decision", {"id": f"decision-{known}", "name": known})
        none = decision.none.get("nl", "")
        _described(one, decision.title.get("nl", ""), f"geen regel: {none}" if none else "")
        SubElement(one, "variable", {"name": known, **_result_type(decision)})
        rules = self._rules(decision)
        reads = self._reads(decision.id, [rule.when for rule in rules])
        self._requires(one, reads)
        if not rules:
            empty = (
                "[]" if decision.hit in LIST_HITS else "0" if decision.hit == "count" else "null"
            )
            _text(one, "literalExpression", empty)
        else:
            self._table(one, decision, rules, list(reads.values()))

    def _rules(self, decision: Decision) -> list[Rule]:
        """A row without a number adds nothing to a sum; in DMN it would make the whole null."""
        if decision.hit not in ("sum", "min", "max"):
            return list(decision.rules)
        output, column = next(iter(decision.gives.items()))
        if decision.hit == "sum" and column.type not in ("number", "integer"):
            raise NotHeld(decision.id, f"DMN telt alleen getallen op, geen {column.type}.")
        return [rule for rule in decision.rules if rule.then.get(output) is not None]

    def _reads(self, decision: str, conditions: list[Condition]) -> dict[object, _Read]:
        """The columns that some row looks at, with the cell of each row. `-` looks at nothing."""
        reads: dict[object, _Read] = {}
        for number, when in enumerate(conditions):
            for fact, tested in when.facts.items():
                if tested.tests:
                    _put(reads.setdefault(fact, self._reads_fact(fact)), number, tested)
            for link, tested in when.outputs.items():
                if tested.tests:
                    _put(reads.setdefault(link, self._reads_output(*link)), number, tested)
        for column in reads.values():
            column.cells += [None] * (len(conditions) - len(column.cells))
        return reads

    def _reads_fact(self, name: str) -> _Read:
        fact = self.agreement.facts[name]
        return _Read(self.names[name], Source(fact.column, fact.optional))

    def _reads_output(self, decision: str, output: str) -> _Read:
        read = self.agreement.decisions[decision]
        expression = self.names[f"{decision}."]
        if len(read.gives) > 1:
            expression += f".{output_name(output)}"
        column = read.gives[output]
        if read.hit == "count":
            column = Column("number")
        return _Read(expression, Source(column, True, read.hit in LIST_HITS))

    def _requires(self, element: Element, reads: Mapping[object, _Read]) -> None:
        links: dict[tuple[str, str], None] = {}
        for key in reads:
            if isinstance(key, str):
                links["requiredInput", f"#fact-{self.names[key]}"] = None
            elif isinstance(key, tuple):
                links["requiredDecision", f"#decision-{self.names[f'{key[0]}.']}"] = None
        for kind, href in links:
            requirement = SubElement(element, "informationRequirement")
            SubElement(requirement, kind, {"href": href})

    def _table(
        self, element: Element, decision: Decision, rules: list[Rule], reads: list[_Read]
    ) -> None:
        table = _table(element, decision.hit)
        for read in reads:
            _column(table, read)
        for name, column in decision.gives.items():
            self._output(table, decision, name, column, rules)
        SubElement(table, "annotation", {"name": "omdat"})
        for number, rule in enumerate(rules):
            row = SubElement(table, "rule")
            for read in reads:
                tested = read.cells[number]
                _text(row, "inputEntry", "-" if tested is None else cell(tested, read.source))
            for text in self._entries(decision, rule):
                _text(row, "outputEntry", text)
            _text(row, "annotationEntry", rule.because.get("nl", ""))

    def _entries(self, decision: Decision, rule: Rule) -> Iterable[str]:
        if decision.hit == "count":  # some engines count different outputs only
            yield str(rule.number)
            return
        for name, column in decision.gives.items():
            value = rule.then.get(name)
            yield literal(column.type, None if value is None else value.key)

    def _output(
        self, table: Element, decision: Decision, name: str, column: Column, rules: list[Rule]
    ) -> None:
        told = {"name": output_name(name)} if len(decision.gives) > 1 else {}
        if decision.hit == "count":
            SubElement(table, "output", {"typeRef": "number"})
            return
        if column.type != "codes":
            told["typeRef"] = TYPES[column.type]
        output = SubElement(table, "output", told)
        if values := self._values(decision, name, column, rules):
            _text(output, "outputValues", ", ".join(values))
        if decision.hit in ("rule_order", "output_order") and len(decision.gives) == 1:
            _text(output, "defaultOutputEntry", "[]")

    def _values(
        self, decision: Decision, name: str, column: Column, rules: list[Rule]
    ) -> list[str]:
        """The declared outcomes: in order where that counts; none where a row gives null."""
        ranked = decision.hit in RANKED_HITS and name == next(iter(decision.gives))
        if ranked:
            return [literal(column.type, value.key) for value in decision.order]
        if column.codes is None or column.type == "codes" or decision.hit in RANKED_HITS:
            return []  # values there would rank this output as well
        if any(rule.then.get(name) is None for rule in rules):
            return []
        return [string(code) for code in column.codes]

    def _gate(self, root: Element, applies: Condition) -> None:
        """Whether the agreement applies at all: one more decision."""
        known = self.names["."]
        one = SubElement(root, "decision", {"id": f"decision-{known}", "name": known})
        _described(one, "Of deze afspraak van toepassing is", "")
        SubElement(one, "variable", {"name": known, "typeRef": "boolean"})
        reads = self._reads("", [applies])
        self._requires(one, reads)
        table = _table(one, "first")
        for read in reads.values():
            _column(table, read)
        SubElement(table, "output", {"typeRef": "boolean"})
        for told in ("true", "false"):
            row = SubElement(table, "rule")
            for read in reads.values():
                tested = read.cells[0]
                shown = cell(tested, read.source) if tested is not None and told == "true" else "-"
                _text(row, "inputEntry", shown)
            _text(row, "outputEntry", told)


def _result_type(decision: Decision) -> dict[str, str]:
    """The type of a decision that gives one plain value."""
    kinds = [column.type for column in decision.gives.values()]
    if decision.hit == "count":
        return {"typeRef": "number"}
    if len(kinds) > 1 or kinds[0] == "codes" or decision.hit in LIST_HITS:
        return {}
    return {"typeRef": TYPES[kinds[0]]}


def _put(column: _Read, number: int, tested: TypedCell) -> None:
    column.cells += [None] * (number - len(column.cells))
    column.cells.append(tested)


def output_name(output: str) -> str:
    """The name of an output that stands beside others, as it may follow a point."""
    return output if re.match(r"[A-Za-z_]", output) and output not in _RESERVED else f"_{output}"


def _table(element: Element, hit: str) -> Element:
    told = {"hitPolicy": _HITS.get(hit, "COLLECT")}
    if hit in NUMBER_HITS:
        told["aggregation"] = hit.upper()
    return SubElement(element, "decisionTable", told)


def _column(table: Element, read: _Read) -> None:
    source = read.source
    plain = not source.many and source.column.type != "codes"
    told = {"typeRef": TYPES[source.column.type]} if plain else {}
    _text(SubElement(table, "input"), "inputExpression", read.expression, told)


def _text(
    element: Element, tag: str, content: str, attributes: Mapping[str, str] | None = None
) -> None:
    around = SubElement(element, tag, dict(attributes or {}))
    SubElement(around, "text").text = _UNUSABLE.sub("�", content)


def _described(element: Element, *texts: str) -> None:
    told = " ".join(text for text in texts if text)
    if told:
        SubElement(element, "description").text = _UNUSABLE.sub("�", told)
