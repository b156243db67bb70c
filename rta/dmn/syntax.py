"""The tree of a FEEL expression, as far as we evaluate it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from .amounts import Feel


@dataclass(frozen=True, slots=True)
class Constant:
    value: Feel


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """`?`: the value that a unary test is about."""


@dataclass(frozen=True, slots=True)
class Path:
    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, a comparison, `and` or `or`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In:
    value: Node
    tests: Tests


@dataclass(frozen=True, slots=True)
class If:
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function by name, with arguments by place or by name."""

    name: str
    arguments: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some` or `every`, over one list."""

    every: bool
    name: str
    among: Node
    holds: Node


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Node, ...]


Node: TypeAlias = (
    "Constant | Name | Question | Path | Negative | Binary | Between | In | If"
    " | Call | ListOf | Quantified"
)


@dataclass(frozen=True, slots=True)
class OneTest:
    """`op` is one of `= < <= > >=`, `in` for an interval, or `holds` for a condition about `?`."""

    op: str
    low: Node
    high: Node | None = None
    low_in: bool = True
    high_in: bool = True


@dataclass(frozen=True, slots=True)
class Tests:
    """A cell. `None` tests means `-`: everything passes."""

    tests: tuple[OneTest, ...] | None = field(default=None)
    negated: bool = False


def about_input(node: object) -> bool:
    """Whether the expression speaks of `?`."""
    if isinstance(node, Question):
        return True
    if isinstance(node, tuple):
        return any(about_input(one) for one in node)
    names = getattr(type(node), "__dataclass_fields__", {})
    return any(about_input(getattr(node, name)) for name in names)
