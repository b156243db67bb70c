"""The engine held to the oracle: its outcomes in the oracle's words, and both compared."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import rta_oracle as oracle

from netwerkzorg.rta import evaluation, loading
from netwerkzorg.rta.compiling import Compiled


def compiled(text: str) -> Compiled:
    loaded = loading.load(text.encode())
    assert loaded.compiled is not None, (text, loaded.findings)
    return loaded.compiled


def key(value: Any) -> Any:
    if value == oracle.NULL:
        return None
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return value


def told(said: Any, table: oracle.OracleDecision) -> Any:
    """An outcome of the engine in the words of the oracle."""

    def record(one: Any) -> tuple[str, ...]:
        return tuple(oracle.NULL if one[o] is None else one[o].text for o in table.outputs)

    if said is None:
        return ("none", None)
    if isinstance(said, tuple):
        records = [record(one) for one in said]
        return ("list", tuple(sorted(records) if table.hit == "collect" else records))
    if table.hit in ("sum", "min", "max", "count"):
        return ("number", Fraction(said["u"].key))
    return ("record", record(said))


def assert_same(
    got: evaluation.Result, expected: oracle.Found, table: oracle.OracleDecision, text: str
) -> None:
    why = f"{table.name}\n{text}\n{got}\n{expected}"
    conflicts = any(kind == "conflict" for kind, _ in expected.outcomes)
    clear = {one for one in expected.outcomes if one[0] != "conflict"}
    assert got.exact, why
    if len(expected.outcomes) == 1 and not conflicts:
        (only,) = clear
        assert got.status == ("none" if only[0] == "none" else "decided"), why
        assert told(got.outcome, table) == only, why
        return
    assert got.status == "undecided", why
    possible = {told(one, table) for one in got.possible}
    assert possible >= clear if conflicts else possible == clear, why
    assert set(got.missing) == expected.matters, why
