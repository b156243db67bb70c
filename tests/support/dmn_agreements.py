"""An agreement beside its DMN model: facts as DMN inputs, results as DMN values.

The judge for both readers: what the engine of agreements says is what the model must say.
"""

import random
from decimal import Decimal
from typing import Any

from netwerkzorg.rta.combination import judge
from netwerkzorg.rta.compiling import Compiled
from netwerkzorg.rta.dmn.amounts import Feel, Outside
from netwerkzorg.rta.dmn.cases import as_json
from netwerkzorg.rta.dmn.engine import Engine
from netwerkzorg.rta.dmn.exporting import export, names_of, output_name
from netwerkzorg.rta.dmn.reading import read_model
from netwerkzorg.rta.dmn.writing import literal
from netwerkzorg.rta.evaluation import Result
from netwerkzorg.rta.model import LIST_HITS, Column, Decision
from netwerkzorg.rta.values import Key, read_key, show

KIE_TYPES = {"date": "date", "time": "time", "datetime": "dateTime"}
KIE_TYPES |= {"duration": "duration", "period": "duration"}
Facts = dict[str, Key | None]


def expected(compiled: Compiled, facts: Facts) -> dict[str, object]:
    """What each decision must give, by its DMN name, as plain JSON."""
    agreement = compiled.agreement
    judged = judge(compiled, facts, {}, ignore_applies=True)
    names = names_of(agreement)
    told: dict[str, object] = {}
    for name, result in judged.results.items():
        told[names[f"{name}."]] = plain_outcome(result, agreement.decisions[name])
    return told


def plain_outcome(result: Result, decision: Decision, *, raw: bool = False) -> object:
    """An outcome as DMN has it; `raw` keeps our own names of outputs."""
    said = result.outcome if result.status == "decided" else None
    if isinstance(said, tuple):
        return [_record(one, decision, raw=raw) for one in said]
    return None if said is None else _record(said, decision, raw=raw)


def _record(record: Any, decision: Decision, *, raw: bool) -> object:
    told = {
        (name if raw else output_name(name)): _plain(record.get(name), decision, column)
        for name, column in decision.gives.items()
    }
    return next(iter(told.values())) if len(told) == 1 else told


def _plain(value: Any, decision: Decision, column: Column) -> object:
    if value is None:
        return None
    key = value.key
    if isinstance(key, bool):
        return key
    if isinstance(key, Decimal) and (
        column.type in ("number", "integer") or decision.hit == "count"
    ):
        return key
    if isinstance(key, frozenset):
        return sorted(key)
    return show(column.type, key)


def ours(compiled: Compiled, cases: list[Facts]) -> list[dict[str, object]]:
    """What our own reading of the exported model gives."""
    engine = Engine(read_model(export(compiled.agreement)))
    names = names_of(compiled.agreement)
    answers = []
    for facts in cases:
        given = {names[name]: feel(compiled, name, key) for name, key in facts.items()}
        told: dict[str, object] = {}
        for name in compiled.agreement.decisions:
            dmn = names[f"{name}."]
            told[dmn] = bare(as_json(engine.decide(dmn, given).value))
        answers.append(told)
    return answers


def bare(value: object) -> object:
    """Plain JSON with its numbers as Decimal."""
    if isinstance(value, list):
        return [bare(one) for one in value]
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items()}
    return Decimal(value) if type(value).__name__ == "Number" else value  # type: ignore[arg-type]


def feel(compiled: Compiled, name: str, key: Key | None) -> Feel:
    """A fact as a FEEL value: its literal, evaluated."""
    from netwerkzorg.rta.dmn.evaluating import Scope, evaluate
    from netwerkzorg.rta.dmn.parsing import Names, parse_expression

    text = literal(compiled.agreement.facts[name].type, key)
    return evaluate(parse_expression(text, Names(())), Scope({}))


def for_kie(compiled: Compiled, facts: Facts) -> dict[str, object]:
    names = names_of(compiled.agreement)
    return {names[name]: _for_kie(compiled, name, key) for name, key in facts.items()}


def _for_kie(compiled: Compiled, name: str, key: Key | None) -> object:
    kind = compiled.agreement.facts[name].type
    if key is None or isinstance(key, bool):
        return key
    if isinstance(key, frozenset):
        return sorted(key)
    if kind in ("number", "integer"):
        return {"type": "decimal", "value": show(kind, key)}
    if kind in KIE_TYPES:
        return {"type": KIE_TYPES[kind], "value": show(kind, key)}
    return show(kind, key)


def alike(got: object, wanted: object, decision: Decision) -> bool:
    """Whether two plain values are one. DMN has null where a list in order has no row."""
    if wanted == [] and decision.hit in LIST_HITS and decision.hit != "collect":
        return got in ([], None)
    return _alike(got, wanted)


def _alike(got: object, wanted: object) -> bool:
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(_alike, got, wanted))
    if isinstance(got, dict) and isinstance(wanted, dict):
        return got.keys() == wanted.keys() and all(_alike(got[name], wanted[name]) for name in got)
    if isinstance(got, bool) or isinstance(wanted, bool):
        return got is wanted
    if isinstance(got, (int, float, Decimal)) and isinstance(wanted, Decimal):
        return abs(Decimal(str(got)) - wanted) < Decimal("1e-8")
    return _instant(got) == _instant(wanted)


def _instant(value: object) -> object:
    """KIE prints times its own way: no seconds where they are 0, durations in hours."""
    if not isinstance(value, str):
        return value
    from netwerkzorg.rta.dmn.functions import BUILTIN

    text = value.removeprefix('duration( "').removesuffix('" )')
    text = f"-{text[2:]}" if text.startswith("P-") else text
    try:
        return BUILTIN["@"].run(text)
    except (ValueError, Outside):
        return value


def people(compiled: Compiled, dice: random.Random, count: int) -> list[Facts]:
    """Complete people: for each fact one of the values that its cells can tell apart."""
    choices = {name: _choices(compiled, name) for name in compiled.domains}
    return [{name: dice.choice(some) for name, some in choices.items()} for _ in range(count)]


def _choices(compiled: Compiled, name: str) -> list[Key | None]:
    domain = compiled.domains[name]
    allowed = [key for n, key in enumerate(domain.samples) if domain.allowed >> n & 1]
    kind = compiled.agreement.facts[name].type
    return [key for key in allowed if _exists(compiled, name, key)] or [
        read_key(kind, LITERALS[kind][0])
    ]


def _exists(compiled: Compiled, name: str, key: Key | None) -> bool:
    """A sample may lie beyond what can be written: a time before midnight, a year 0."""
    try:
        feel(compiled, name, key)
        kind = compiled.agreement.facts[name].type
        return key is None or read_key(kind, show(kind, key)) == key
    except (ValueError, OverflowError):
        return False


LITERALS = {
    "date": ("2026-01-01", "2026-02-28", "2026-03-31"),
    "time": ("08:00:00", "12:30:00", "17:00:00"),
    "datetime": ("2026-01-01T10:00:00", "2026-02-28T12:00:00Z", "2026-03-31T00:00:00+02:00"),
    "duration": ("PT36H", "P2D", "P3D"),
    "period": ("P6M", "P1Y", "P18M"),
    "urgency": ("U1", "U3", "U5"),
    "integer": ("0", "3", "7"),
}
CALLS = {"date": "date", "time": "time", "datetime": "date and time", "duration": "duration"}
CALLS["period"] = "duration"


def clock_agreement(dice: random.Random) -> str:
    """One table over dates, times, durations and urgencies, with such outcomes too; as YAML."""
    kinds = {f"f{n}": dice.choice(tuple(LITERALS)) for n in range(dice.randint(1, 4))}
    hit = dice.choice(("first", "unique", "any", "collect", "rule_order", "min", "max"))
    gives = dice.choice(tuple(LITERALS))
    lines = ["language: 1", "agreement: proef", 'version: "1"', 'title: "Proef"']
    lines += ['valid: {from: "2026-01-01"}', "facts:"]
    for name, kind in kinds.items():
        optional = ", optional: true" if dice.random() < 0.3 else ""
        lines.append(f"  {name}: {{type: {kind}{optional}}}")
    lines += ["decisions:", "  d:", f"    hit: {hit}", f"    gives: {{u: {{type: {gives}}}}}"]
    lines.append("    rules:")
    for _ in range(dice.randint(1, 5)):
        cells = ", ".join(
            f"{name}: '{_clock_cell(dice, kind)}'"
            for name, kind in kinds.items()
            if dice.random() < 0.7
        )
        lines.append(
            f'      - {{when: {{{cells}}}, then: {{u: "{dice.choice(LITERALS[gives])}"}}}}'
        )
    return "\n".join(lines) + "\n"


def _clock_cell(dice: random.Random, kind: str) -> str:
    low, high = sorted(dice.sample(range(3), 2))
    texts = [_literal(kind, LITERALS[kind][n]) for n in (low, high)]
    test = dice.choice(
        (
            f"{dice.choice(('<', '<=', '>', '>='))} {texts[0]}",
            f"{dice.choice('[(]')}{texts[0]}..{texts[1]}{dice.choice('])[')}",
            texts[0],
            f"{texts[0]}, >= {texts[1]}",
        )
    )
    return f"not({test})" if dice.random() < 0.25 else test


def _literal(kind: str, text: str) -> str:
    return f'{CALLS[kind]}("{text}")' if kind in CALLS else text
