"""A draft as tables that people read and edit, also while something in it cannot be read. Pure.

Everything comes from the tree, not from the loaded agreement: whoever made a mistake must see the row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..document import output_label, readable
from ..editing import Root
from ..model import Column
from ..values import TYPES
from ..words import Labels
from ..writing import Tree
from .cell_form import Field, cell_shown, field_of, options_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """One output of a row, as a field: a choice when there is a list, a text otherwise."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Row:
    """Rule `number`: per column that it looks at the words, and what comes out."""

    number: int
    when: tuple[tuple[str, str], ...]
    then: tuple[tuple[str, str], ...]
    because: str


@dataclass(frozen=True, slots=True)
class Sheet:
    id: str
    title: str
    hit: str
    none: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RowForm:
    """Everything that can be changed in a row."""

    decision: str
    number: int
    title: str
    fields: tuple[Field, ...]
    outcomes: tuple[Outcome, ...]
    because: str
    source: str
    quote: str
    sources: tuple[tuple[str, str], ...]


class Desk:
    """The tree of a draft, with the region's words for what it names."""

    def __init__(self, tree: Root, labels: Labels) -> None:
        self.tree, self.labels = tree, labels
        self.facts = {name: column_of(one) for name, one in entries(tree.get("facts")).items()}
        self.decisions = entries(tree.get("decisions"))

    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(
            Sheet(
                name,
                readable(name),
                text(decision, "hit") or "unique",
                text(decision, "none"),
                tuple(self._row(name, n, rule) for n, rule in enumerate(self.rules(name), 1)),
            )
            for name, decision in self.decisions.items()
        )

    def rules(self, decision: str) -> Sequence[Tree]:
        found = self.decisions.get(decision)
        rules = found.get("rules") if isinstance(found, dict) else None
        return rules if isinstance(rules, list) else []

    def gives(self, decision: str) -> dict[str, Column]:
        found = self.decisions.get(decision)
        gives = found.get("gives") if isinstance(found, dict) else None
        return {name: column_of(one) for name, one in entries(gives).items()}

    def column(self, decision: str, name: str) -> Column | None:
        """What a name in `when` is: a fact, or an output of a decision that this one uses."""
        if name in self.facts:
            return self.facts[name]
        parent, dot, output = name.partition(".")
        if dot:
            return self.gives(parent).get(output)
        for used in self.uses(decision):
            if name in self.gives(used):
                return self.gives(used)[name]
        return None

    def uses(self, decision: str) -> tuple[str, ...]:
        found = self.decisions.get(decision)
        uses = found.get("uses") if isinstance(found, dict) else None
        return tuple(str(one) for one in uses) if isinstance(uses, list) else ()

    def label(self, name: str) -> str:
        return self.labels.facts.get(name) or readable(name.rpartition(".")[2])

    def _row(self, decision: str, number: int, rule: Tree) -> Row:
        gives = self.gives(decision)
        return Row(
            number,
            tuple(self._when(decision, rule)),
            tuple(
                (output_label(name, gives[name]), self._said(gives[name], str(value)))
                for name, value in entries(part(rule, "then")).items()
                if name in gives
            ),
            text(rule, "because"),
        )

    def _when(self, decision: str, rule: Tree) -> Iterator[tuple[str, str]]:
        for name, cell in entries(part(rule, "when")).items():
            column = self.column(decision, name)
            words = f"“{cell}”" if column is None else cell_shown(str(cell), column, self.labels)
            yield self.label(name), words

    def _said(self, column: Column, value: str) -> str:
        return dict(options_of(column, self.labels, tuple(self.labels.service_types))).get(
            value, value
        )

    def row_form(self, decision: str, number: int) -> RowForm:
        """The form of rule `number`; an empty one for a number that is not there yet."""
        rules = self.rules(decision)
        rule: Tree = rules[number - 1] if 0 < number <= len(rules) else {}
        when, then = entries(part(rule, "when")), entries(part(rule, "then"))
        return RowForm(
            decision,
            number,
            readable(decision),
            tuple(self._fields(decision, when)),
            tuple(
                self._outcome(name, column, str(then.get(name, "")))
                for name, column in self.gives(decision).items()
            ),
            text(rule, "because"),
            text(rule, "source"),
            text(rule, "quote"),
            tuple(self._sources()),
        )

    def _fields(self, decision: str, when: Mapping[str, Tree]) -> Iterator[Field]:
        """First the columns of this row, then those of the table, then everything else."""
        table = [name for rule in self.rules(decision) for name in entries(part(rule, "when"))]
        linked = [f"{used}.{output}" for used in self.uses(decision) for output in self.gives(used)]
        bare = {name.partition(".")[2] for name in linked}
        names = dict.fromkeys((*when, *table, *linked, *self.facts))
        for name in names:
            written_bare = any(
                one in bare for one in (*when, *table) if one == name.partition(".")[2]
            )
            if "." in name and written_bare and name not in when and name not in table:
                continue
            column = self.column(decision, name)
            if column is not None:
                cell = str(when.get(name, "-"))
                known = tuple(self.labels.service_types)
                yield field_of(name, self.label(name), column, cell, self.labels, known)

    def _outcome(self, name: str, column: Column, value: str) -> Outcome:
        options = options_of(column, self.labels, tuple(self.labels.service_types))
        if value and options and value not in dict(options):
            options = (*options, (value, value))
        return Outcome(name, output_label(name, column), options, value, self._said(column, value))

    def _sources(self) -> Iterator[tuple[str, str]]:
        found = self.tree.get("sources")
        for one in found if isinstance(found, list) else []:
            yield text(one, "id"), text(one, "title") or text(one, "id")


def entries(node: Tree | None) -> dict[str, Tree]:
    """A mapping as it stands; nothing when it is something else."""
    return node if isinstance(node, dict) else {}


def part(node: Tree, key: str) -> Tree | None:
    return node.get(key) if isinstance(node, dict) else None


def text(node: Tree, key: str) -> str:
    """A text, in Dutch where there are more languages."""
    found = part(node, key)
    if isinstance(found, dict):
        found = found.get("nl")
    return found if isinstance(found, str) else ""


def column_of(node: Tree) -> Column:
    """The column that a fact or output declares; a text when the type is unknown."""
    kind = text(node, "type")
    codes = part(node, "codes")
    listed: dict[str, Mapping[str, str]] | None = None
    if isinstance(codes, dict):
        listed = {code: {"nl": _label(label)} for code, label in codes.items()}
    elif isinstance(codes, list):
        listed = {str(code): {} for code in codes}
    return Column(kind if kind in TYPES else "text", listed, None, text(node, "unit"))


def _label(label: Tree) -> str:
    return label if isinstance(label, str) else text({"x": label}, "x")
