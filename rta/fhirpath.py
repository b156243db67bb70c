"""Conditions as FHIRPath, over `%fact` and `%decision.output`. Pure.

Null is the empty collection there. As in the agreement, nothing but `-` and `null` takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .cells import Test
from .model import LIST_HITS, Agreement, Condition
from .typed import TypedCell
from .values import Key, plain, show

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def condition_path(agreement: Agreement, when: Condition) -> str:
    """The condition as one expression; nothing when it takes everybody."""
    return " and ".join(_parts(agreement, when))


def _parts(agreement: Agreement, when: Condition) -> Iterator[str]:
    for fact, cell in when.facts.items():
        if cell.tests:
            yield _cell(cell, f"%{_name(fact)}", agreement.facts[fact].type)
    for (decision, output), cell in when.outputs.items():
        if not cell.tests:
            continue
        table = agreement.decisions[decision]
        path, kind = f"%{_name(decision)}.{_name(output)}", table.gives[output].type
        if table.hit == "count":
            kind = "number"
        if table.hit in LIST_HITS:
            inside = _cell(cell, "$this", kind)
            yield f"{path}.where({inside}).exists()"
        else:
            yield _cell(cell, path, kind)


def _name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f"`{name}`"


def _cell(cell: TypedCell, path: str, kind: str) -> str:
    nulls = any(test.low is None for test in cell.tests)
    told = [_test(test, path, kind) for test in cell.tests if test.low is not None]
    if cell.negated:
        inside = f" and ({' or '.join(told)}).not()" if told else ""
        return f"({path}.exists(){inside})"
    if nulls:
        told.append(f"{path}.empty()")
    return f"({' or '.join(told)})"


def _test(test: Test[Key | None], path: str, kind: str) -> str:
    if kind == "codes":
        return f"{_string(str(test.low))} in {path}"
    low = _literal(kind, test.low)
    if test.op != "in":
        return f"{path} {test.op} {low}"
    above, below = ">=" if test.low_in else ">", "<=" if test.high_in else "<"
    return f"({path} {above} {low} and {path} {below} {_literal(kind, test.high)})"


def _literal(kind: str, key: Key | None) -> str:
    assert key is not None
    if kind in ("number", "integer", "boolean"):
        return show(kind, key)
    if kind == "duration":
        return f"{plain(key)} 's'"  # type: ignore[arg-type]
    if kind == "period":
        return f"{plain(key)} 'mo'"  # type: ignore[arg-type]
    if kind in ("date", "datetime", "time"):
        return f"@{'T' if kind == 'time' else ''}{show(kind, key)}"
    return _string(show(kind, key))


def _string(text: str) -> str:
    return "'" + "".join(_ESCAPES.get(sign, sign) for sign in text) + "'"
