"""Facts from outside, checked before anything is decided. Pure.

What is of the wrong type, too fine or not declared is refused; what is of the right type but out of
range is a value that the agreement does not understand, and goes to a person.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .compiling import Compiled, Given
from .model import Column, Fact
from .scope import Scope
from .values import EXACT, Key, NotUnderstood, plain, read_key, show

Raw = str | int | bool | Decimal | list[object] | tuple[object, ...] | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a fact is refused: which one, a stable code, a Dutch sentence."""

    fact: str
    code: str
    words: str


class FactRefused(ValueError):
    def __init__(self, code: str, words: str) -> None:
        super().__init__(code)
        self.code, self.words = code, words


@dataclass(frozen=True, slots=True)
class Case:
    """Facts and given outputs, ready to evaluate; or the troubles that refuse it."""

    known: Mapping[str, Key | None] = field(default_factory=dict)
    given: Given = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()


def key_of(column: Column, raw: Raw) -> Key | None:
    """The key of a value; None for null. Raises FactRefused."""
    if raw is None:
        return None
    if isinstance(raw, (list, tuple)):
        if column.type != "codes":
            raise FactRefused("fact_not_understood", "Hier hoort één waarde, geen lijst.")
        return _declared(column, frozenset(str(item) for item in raw))
    try:
        key = read_key(column.type, _text(column, raw))
    except NotUnderstood:
        words = f"Dit is geen waarde van type {column.type}."
        raise FactRefused("fact_not_understood", words) from None
    if isinstance(key, Decimal) and column.type == "number":
        _fine_enough(column, key)
    return _declared(column, key)


def _text(column: Column, raw: Raw) -> str:
    if isinstance(raw, bool):
        if column.type != "boolean":
            raise FactRefused("fact_not_understood", f"Dit is geen waarde van type {column.type}.")
        return "true" if raw else "false"
    if isinstance(raw, (int, Decimal)):
        number = Decimal(raw)
        if not number.is_finite() or abs(number.adjusted()) > 40:
            raise FactRefused("fact_not_understood", "Dit getal is te groot of te klein.")
        return plain(number)
    return str(raw)


def _fine_enough(column: Column, key: Decimal) -> None:
    if column.step is not None and EXACT.remainder(key, column.step):
        words = f"Dit getal heeft meer dan {column.places} cijfers achter de komma."
        raise FactRefused("fact_too_fine", words)


def _declared(column: Column, key: Key) -> Key:
    if column.codes is not None and column.type in ("code", "codes", "service_type"):
        codes = key if isinstance(key, frozenset) else {key}
        if unknown := sorted(str(code) for code in codes if code not in column.codes):
            words = f"De code “{unknown[0]}” is niet bekend."
            raise FactRefused("fact_code_unknown", words)
    return key


def canonical_text(fact: Fact, raw: Raw) -> str | None:
    """The one canonical text of an answer, as every room stores it; None for null.

    People write a decimal comma; that is understood here and nowhere deeper. Raises FactRefused.
    """
    if isinstance(raw, str):
        raw = raw.strip()
        if fact.type in ("number", "integer") and raw.count(",") == 1 and "." not in raw:
            raw = raw.replace(",", ".")
    key = key_of(fact.column, raw)
    return None if key is None else show(fact.type, key)


def read_case(
    compiled: Compiled,
    facts: Mapping[str, Raw],
    given: Mapping[str, Raw],
    ignored: Collection[str] = (),
) -> Case:
    """Check a whole case. `ignored` are facts of the region that this agreement does not use."""
    agreement = compiled.agreement
    troubles: list[Trouble] = []
    known: dict[str, Key | None] = {}
    for name, raw in facts.items():
        fact = agreement.facts.get(name)
        if fact is None:
            if name not in ignored:
                words = f"“{name}” is geen feit van deze afspraak."
                troubles.append(Trouble(name, "unknown_fact", words))
            continue
        try:
            key = key_of(fact.column, raw)
        except FactRefused as refused:
            troubles.append(Trouble(name, refused.code, refused.words))
            continue
        if key is not None or fact.optional:
            known[name] = key
    outputs = _given(compiled, given, troubles)
    return Case(known, outputs, tuple(troubles))


def _given(compiled: Compiled, given: Mapping[str, Raw], troubles: list[Trouble]) -> Given:
    decisions = compiled.agreement.decisions
    scope = Scope({}, {(d, o): c for d, one in decisions.items() for o, c in one.gives.items()})
    outputs: dict[str, dict[str, tuple[Key | None, ...]]] = {}
    for name, raw in given.items():
        found = scope.find(name)
        if isinstance(found, str) or isinstance(found[0], str):
            words = f"“{name}” is geen uitkomst van een beslissing."
            troubles.append(Trouble(name, "unknown_output", words))
            continue
        decision, output = found[0]
        column = found[1]
        several = isinstance(raw, (list, tuple)) and column.type != "codes"
        try:
            items = raw if several and isinstance(raw, (list, tuple)) else [raw]
            keys = tuple(key_of(column, item) for item in items)  # type: ignore[arg-type]
        except FactRefused as refused:
            troubles.append(Trouble(name, refused.code, refused.words))
            continue
        outputs.setdefault(decision, {})[output] = keys
    _complete(compiled, outputs, troubles)
    return outputs


def _complete(compiled: Compiled, outputs: Given, troubles: list[Trouble]) -> None:
    """Of a decision that is given, every output that a table reads must be given."""
    for table in compiled.tables.values():
        for link in table.links:
            if link.decision in outputs and link.output not in outputs[link.decision]:
                words = f"Geef ook {link.decision}.{link.output}: een tabel leest die uitkomst."
                trouble = Trouble(f"{link.decision}.{link.output}", "given_incomplete", words)
                if trouble not in troubles:
                    troubles.append(trouble)
