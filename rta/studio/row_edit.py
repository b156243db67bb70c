"""What somebody filled in for a row, as the row that goes into the file. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..writing import Tree
from .cell_form import cell_text
from .sheets import RowForm, entries, part

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RowFilled:
    """The row, or per field id what is wrong with it."""

    rule: dict[str, Tree]
    faults: Mapping[str, str] = field(default_factory=dict)


def row_filled(asked: RowForm, before: Tree, form: Form) -> RowFilled:
    """The row as filled in; what the form does not ask stays as it was."""
    rule: dict[str, Tree] = dict(before) if isinstance(before, dict) else {}
    faults: dict[str, str] = {}
    when: dict[str, Tree] = {}
    for number, one in enumerate(asked.fields):
        filled = cell_text(one, form, f"als-{number}")
        if filled.fault:
            faults[f"als-{number}-a"] = f"{one.label}: {filled.fault}"
        if filled.text:
            when[one.name] = filled.text
    then: dict[str, Tree] = {}
    for number, outcome in enumerate(asked.outcomes):
        value = _one(form, f"dan-{number}")
        if value:
            then[outcome.name] = value.replace(",", ".") if _is_number(value) else value
    if asked.outcomes and not then:
        faults["dan-0"] = "Kies wat er dan gebeurt."
    _put(rule, "when", when)
    rule["then"] = then or entries(part(rule, "then"))
    for key, name in (("because", "omdat"), ("source", "bron"), ("quote", "citaat")):
        _put(rule, key, _one(form, name))
    return RowFilled({key: rule[key] for key in _ORDER if key in rule} | rule, faults)


_ORDER = ("when", "then", "because", "source", "quote")


def _put(rule: dict[str, Tree], key: str, value: Tree) -> None:
    if value:
        rule[key] = value
    else:
        rule.pop(key, None)


def _one(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "").strip()


def _is_number(text: str) -> bool:
    return text.replace(",", "", 1).replace("-", "", 1).isdigit()
