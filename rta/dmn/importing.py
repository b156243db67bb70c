"""A DMN model as an agreement: what our language can hold, and per decision why not.

Null stays DMN's own: every fact is optional, so that null is a value. A list in order without a row
is empty with us, where DMN says null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from netwerkzorg.platform.strict_yaml import Finding, Place

from ..loading import load
from .amounts import Feel, Outside
from .drafting import written
from .items import ANY, Shape, component_names, resolve
from .model import Beyond, Decision, Invocation, LiteralText, Model, Table
from .parsing import Names
from .reading import read_model
from .tables import Compiled, Output, compile_table, expression_at
from .translating import (
    MAX_ROWS,
    Draft,
    Key,
    Kind,
    constant,
    given_kind,
    is_number,
    listed,
    of_column,
    outcome_of,
    path_of,
    when_of,
)

_LIST_OR_NUMBER = ("collect", "rule_order", "output_order", "sum", "min", "max", "count")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A decision that stays out: its DMN name, where it stands, and why, in Dutch."""

    decision: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Imported:
    """`text` is a file that loads, or nothing. `names` are our ids by DMN name."""

    text: str
    refused: tuple[Refusal, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def import_model(content: bytes, start: str) -> Imported:
    """The agreement in a model; `start` is its first day. Raises XmlRefused for a broken file."""
    model = read_model(content)
    reader = _Reader(model)
    refused: list[Refusal] = []
    drafts: dict[str, Draft] = {}
    for decision in model.decisions.values():
        found = reader.draft(decision)
        if isinstance(found, Draft):
            drafts[decision.id] = found
        else:
            refused.append(_refusal(decision, str(found)))
    while drafts:
        text, lines, names = written(model, drafts, start)
        loaded = load(text.encode())
        if loaded.compiled is not None:
            return Imported(text, tuple(refused), names)
        refused += list(_dropped(model, drafts, lines, loaded.findings))
    return Imported("", tuple(refused))


def _refusal(decision: Decision, words: str) -> Refusal:
    place = decision.place
    return Refusal(decision.name, Finding(Place(place.line, place.column), "not_held", words))


class _Reader:
    """Drafts of decisions, each made once; a decision that needs a refused one is refused too."""

    def __init__(self, model: Model) -> None:
        self.model = model
        outputs = {
            one.name
            for decision in model.decisions.values()
            if isinstance(decision.logic, Table)
            for one in decision.logic.outputs
        }
        self._components = component_names(model.items) | outputs
        self._drafts: dict[str, Draft | Outside] = {}
        self._facts: dict[Key, Kind] = {}
        self._open: list[str] = []

    def draft(self, decision: Decision) -> Draft | Outside:
        if decision.id in self._open:
            return Outside("deze beslissing hangt van zichzelf af")
        if decision.id not in self._drafts:
            self._open.append(decision.id)
            before = dict(self._facts)
            try:
                self._drafts[decision.id] = self._made(decision)
            except (Outside, RecursionError) as reason:
                self._facts = before
                deep = isinstance(reason, RecursionError)
                self._drafts[decision.id] = Outside(
                    "een te diepe uitdrukking" if deep else str(reason)
                )
            self._open.pop()
        return self._drafts[decision.id]

    def _made(self, decision: Decision) -> Draft:
        logic = decision.logic
        shape = resolve(decision.variable.type_ref, self.model.items)
        if isinstance(logic, LiteralText):
            return self._literal(decision, logic, shape)
        if isinstance(logic, Table):
            table = compile_table(logic, self._names(decision), self.model.items, shape)
            return self._table(decision, logic, table, shape)
        if isinstance(logic, Invocation):
            raise Outside("een aanroep van een functie: die kan alleen worden berekend")
        assert isinstance(logic, Beyond)
        raise Outside(f"{logic.what} (regel {logic.place.line})")

    def _names(self, decision: Decision) -> Names:
        variables, functions = [], []
        for one in decision.requires:
            if one in self.model.inputs:
                variables.append(self.model.inputs[one].variable.name)
            elif one in self.model.decisions:
                variables.append(self.model.decisions[one].variable.name)
            elif one in self.model.knowledge:
                functions.append(self.model.knowledge[one].variable.name)
        return Names(variables, functions, self._components)

    def _literal(self, decision: Decision, logic: LiteralText, shape: Shape) -> Draft:
        """An expression without names is worked out now, and becomes one rule."""
        value = constant(expression_at(logic.written, self._names(decision)))
        output = Output("", shape, None, None, None)
        then = outcome_of(value, output, 1)
        gives = {"": given_kind(output, ANY, [value])}
        return Draft("first", gives, (({}, {} if then is None else {"": then}, ""),))

    def _table(self, decision: Decision, logic: Table, table: Compiled, shape: Shape) -> Draft:
        keys = tuple(self._key(decision, table, at) for at in range(len(table.columns)))
        values = [[constant(entry) for entry in entries] for _, entries in table.rows]
        _check_hit(table, values)
        rules = []
        for number, ((row, _), record) in enumerate(zip(table.rows, values, strict=True), start=1):
            then = _then(table, record, number)
            why = "; ".join(note for note in logic.rows[number - 1].notes if note)
            rules += [(when, then, why) for when in when_of(keys, row)]
        rules += _default(table)
        if len(rules) > MAX_ROWS:
            raise Outside(f"meer dan {MAX_ROWS} regels")
        gives = {
            output.name if len(table.outputs) > 1 else "": self._given(table, at, shape, values)
            for at, output in enumerate(table.outputs)
        }
        facts = {key: self._facts[key] for key in keys if key[0] == "fact"}
        return Draft(table.hit, gives, tuple(rules), facts, _order(table))

    def _given(self, table: Compiled, at: int, shape: Shape, values: list[list[Feel]]) -> Kind:
        if table.hit == "count":
            return Kind("integer")
        single = len(table.outputs) == 1 and table.hit not in _LIST_OR_NUMBER
        return given_kind(table.outputs[at], shape if single else ANY, [row[at] for row in values])

    def _key(self, decision: Decision, table: Compiled, at: int) -> Key:
        """What a column reads: a fact, or an output of a decision that we hold."""
        name, *parts = path_of(table.columns[at].expression)
        for one in decision.requires:
            if one in self.model.inputs and self.model.inputs[one].variable.name == name:
                return self._fact(one, tuple(parts), table, at)
            below = self.model.decisions.get(one)
            if below is not None and below.variable.name == name:
                return self._link(below, parts)
        raise Outside(f"de naam “{name}” zonder verwijzing")

    def _fact(self, input_id: str, parts: tuple[str, ...], table: Compiled, at: int) -> Key:
        shape = resolve(self.model.inputs[input_id].variable.type_ref, self.model.items)
        for part in parts:
            while shape.inner is not None and not shape.components:
                shape = shape.inner
            if shape.collection or part not in dict(shape.components):
                raise Outside(f"het onderdeel “{part}” van een invoer")
            shape = dict(shape.components)[part]
        key: Key = ("fact", input_id, *parts)
        kind = of_column(table.columns[at], table, at, shape)
        if self._facts.setdefault(key, kind) != kind:
            raise Outside("een invoer met per tabel andere toegestane waarden")
        return key

    def _link(self, below: Decision, parts: list[str]) -> Key:
        found = self.draft(below)
        if isinstance(found, Outside):
            raise Outside(f"“{below.name}”, die zelf geweigerd is")
        if found.hit in ("collect", "rule_order", "output_order"):
            raise Outside(f"de lijst van “{below.name}” als invoer van een tabel")
        output = parts[0] if parts else ""
        if len(parts) > 1 or output not in found.gives:
            raise Outside(f"de uitkomst van “{below.name}” als geheel")
        return ("output", below.id, output)


def _check_hit(table: Compiled, values: list[list[Feel]]) -> None:
    """Hit policies that would say something else with us."""
    if table.hit in ("sum", "min", "max"):
        entries = [record[0] for record in values]
        if any(entry is None for entry in entries):
            raise Outside(f"{table.hit} met een uitkomst null")
        if table.hit == "sum" and not all(map(is_number, entries)):
            raise Outside("een optelling van iets anders dan getallen")
    if len(table.outputs) > 1 and table.hit in ("sum", "min", "max", "count"):
        raise Outside("een optelling of telling van meer dan één uitkomst")


def _then(table: Compiled, record: list[Feel], number: int) -> Mapping[str, str]:
    if table.hit == "count":
        outcome_of(record[0], table.outputs[0], number)
        return {"": str(number)}
    then = {}
    for output, value in zip(table.outputs, record, strict=True):
        text = outcome_of(value, output, number)
        if text is not None:
            then[output.name if len(table.outputs) > 1 else ""] = text
    return then


def _default(table: Compiled) -> list[tuple[Mapping[Key, str], Mapping[str, str], str]]:
    """A default is the last row of a table where the first hit counts; elsewhere it changes hits."""
    given = [output.default for output in table.outputs]
    if not any(node is not None for node in given):
        return []
    if table.hit != "first" or not all(node is not None for node in given):
        raise Outside("een standaarduitkomst, behalve bij FIRST")
    record = [constant(node) for node in given if node is not None]
    return [({}, _then(table, record, len(table.rows) + 1), "Standaarduitkomst.")]


def _order(table: Compiled) -> tuple[str, ...]:
    if table.hit not in ("priority", "output_order"):
        return ()
    first, *others = table.outputs
    if first.ranked is None or any(output.ranked is not None for output in others):
        raise Outside("een volgorde over meer dan de eerste uitkomst")
    values = listed(first.ranked)
    if values is None:
        raise Outside("een volgorde die geen lijst van waarden is")
    found = [outcome_of(value, first, 0) for value in values]
    return tuple(dict.fromkeys(text for text in found if text is not None))


def _dropped(
    model: Model, drafts: dict[str, Draft], lines: list[str], findings: tuple[Finding, ...]
) -> Iterator[Refusal]:
    """Takes out what the language refuses, and what needs it; each with the first reason."""
    reasons: dict[str, str] = {}
    for finding in findings:
        about = lines[finding.place.line - 1] if finding.place.line <= len(lines) else ""
        for one, draft in drafts.items():
            if one == about or about in map("|".join, draft.facts) or not about:
                reasons.setdefault(one, finding.words)
    while True:
        needed = {one for one, draft in drafts.items() if set(draft.uses) & set(reasons)}
        if needed <= set(reasons):
            break
        for one in sorted(needed - set(reasons)):
            reasons[one] = "Een beslissing waar deze van afhangt, is geweigerd."
    for one, words in reasons.items():
        del drafts[one]
        yield _refusal(model.decisions[one], words)
