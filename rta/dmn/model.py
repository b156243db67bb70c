"""A DMN model as read: decisions, knowledge, inputs and item definitions, with their places. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from netwerkzorg.platform.strict_yaml import Place

HITS = {
    "UNIQUE": "unique",
    "ANY": "any",
    "FIRST": "first",
    "PRIORITY": "priority",
    "COLLECT": "collect",
    "RULE ORDER": "rule_order",
    "OUTPUT ORDER": "output_order",
}
AGGREGATIONS = {"SUM": "sum", "COUNT": "count", "MIN": "min", "MAX": "max"}


@dataclass(frozen=True, slots=True)
class Written:
    """A text of the model and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class InputClause:
    expression: Written
    type_ref: str
    values: Written | None = None


@dataclass(frozen=True, slots=True)
class OutputClause:
    name: str
    type_ref: str
    values: Written | None = None
    default: Written | None = None


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Written, ...]
    entries: tuple[Written, ...]
    place: Place
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`hit` is our own name of the hit policy; for an aggregation `sum`, `count`, `min`, `max`."""

    hit: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rows: tuple[Row, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class LiteralText:
    written: Written


@dataclass(frozen=True, slots=True)
class Invocation:
    called: Written
    bindings: tuple[tuple[str, Logic], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Beyond:
    """Logic that we do not evaluate; `what` in Dutch."""

    what: str
    place: Place


Logic: TypeAlias = "Table | LiteralText | Invocation | Beyond"


@dataclass(frozen=True, slots=True)
class Item:
    """An item definition. `base` is a type name; with components it is nothing."""

    name: str
    base: str
    place: Place
    components: tuple[Item, ...] = ()
    collection: bool = False
    allowed: Written | None = None
    constraint: Written | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """A name in scope, with its type as written; nothing is any type."""

    name: str
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    id: str
    variable: Variable
    place: Place


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a function."""

    id: str
    variable: Variable
    parameters: tuple[Variable, ...]
    logic: Logic
    requires: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Decision:
    id: str
    name: str
    variable: Variable
    logic: Logic
    requires: tuple[str, ...]
    place: Place
    label: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """Everything by id; `items` by name. `beyond` says what of the model is not followed."""

    name: str
    namespace: str
    decisions: Mapping[str, Decision]
    inputs: Mapping[str, Input]
    knowledge: Mapping[str, Knowledge]
    items: Mapping[str, Item]
    services: Mapping[str, str] = field(default_factory=dict)

    def decision_named(self, name: str) -> Decision | None:
        wanted = " ".join(name.split())
        return next((d for d in self.decisions.values() if d.name == wanted), None)
