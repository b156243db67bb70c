"""Facts, tables, steps and for whom an agreement is, as the acts that a filled-in form means. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netwerkzorg.platform.region import FactEntry

from ..editing import Act, Root, value_at
from ..model import HITS, RANKED_HITS
from ..values import URGENCIES
from ..writing import Tree
from .cell_form import Field, cell_text
from .sheets import entries

Form = Mapping[str, Sequence[str]]
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")


@dataclass(frozen=True, slots=True)
class Filled:
    """The acts and what they do, in Dutch; or per field id what is wrong."""

    acts: tuple[Act, ...] = ()
    words: str = ""
    faults: Mapping[str, str] | None = None


def one(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "").strip()


def fact_added(tree: Root, entry: FactEntry) -> Filled:
    """A fact of the regional dictionary, as the dictionary declares it."""
    if entry.id in entries(tree.get("facts")):
        return Filled(faults={"feit": "Deze vraag staat er al."})
    declared: dict[str, Tree] = {"type": entry.type}
    if entry.unit:
        declared["unit"] = entry.unit
    if entry.codes:
        declared["codes"] = dict(entry.codes)
    if entry.ask:
        declared["ask"] = dict(entry.ask)
    act = Act("set", ("facts", entry.id), declared)
    return Filled((act,), f"Vraag “{entry.label or entry.id}” toegevoegd")


def fact_removed(name: str) -> Filled:
    return Filled((Act("remove", ("facts", name)),), f"Vraag “{name}” weggehaald")


def table_added(tree: Root, form: Form) -> Filled:
    """A new decision: what it gives, how it counts, and which decisions it reads."""
    name, hit = one(form, "naam"), one(form, "telt")
    gives: dict[str, Tree] = {}
    if one(form, "geeft-hulp"):
        gives["route"] = {"type": "service_type"}
    if one(form, "geeft-urgentie"):
        gives["urgency"] = {"type": "urgency"}
    codes: list[Tree] = [
        code for code in re.split(r"[,\s]+", one(form, "uitkomsten")) if NAME.fullmatch(code)
    ]
    if codes:
        gives[name] = {"type": "code", "codes": codes}
    faults = {}
    if not NAME.fullmatch(name) or name in entries(tree.get("decisions")):
        faults["naam"] = "Kies een korte naam die er nog niet is: letters, cijfers en streepjes."
    if hit not in HITS:
        faults["telt"] = "Kies hoe de tabel telt."
    if not gives:
        faults["uitkomsten"] = "Kies wat de tabel geeft."
    if faults:
        return Filled(faults=faults)
    decision: dict[str, Tree] = {"hit": hit, "gives": gives, "rules": []}
    if hit in RANKED_HITS:
        decision["order"] = codes or [str(urgency) for urgency in URGENCIES]
    uses: list[Tree] = [
        used for used in form.get("leest", ()) if used in entries(tree.get("decisions"))
    ]
    if uses:
        decision = {"uses": uses, **decision}
    return Filled((Act("set", ("decisions", name), decision),), f"Tabel “{name}” toegevoegd")


def applies_changed(tree: Root, fields: Sequence[Field], form: Form) -> Filled:
    """For whom the agreement is."""
    cells: dict[str, Tree] = {}
    faults = {}
    for number, asked in enumerate(fields):
        filled = cell_text(asked, form, f"als-{number}")
        if filled.fault:
            faults[f"als-{number}-a"] = f"{asked.label}: {filled.fault}"
        if filled.text:
            cells[asked.name] = filled.text
    if faults:
        return Filled(faults=faults)
    if cells:
        return Filled((Act("set", ("applies",), cells),), "Voor wie: veranderd")
    there = value_at(tree, ("applies",)) is not None
    return Filled((Act("remove", ("applies",)),) if there else (), "Voor wie: iedereen")


@dataclass(frozen=True, slots=True)
class StepForm:
    """What a step can name: roles, sets, outcomes that begin it."""

    roles: Mapping[str, str]
    sets: Mapping[str, str]
    outcomes: Sequence[tuple[str, str]]


def step_filled(tree: Root, number: int, asked: StepForm, form: Form) -> Filled:
    """Step `number` (0: a new one) as it is filled in; what the form does not ask stays."""
    steps = tree.get("steps")
    listed = steps if isinstance(steps, list) else []
    before = listed[number - 1] if 0 < number <= len(listed) else {}
    step: dict[str, Tree] = dict(before) if isinstance(before, dict) else {}
    faults = {}
    name = str(step.get("id") or one(form, "naam"))
    if not NAME.fullmatch(name) or (not number and name in _ids(listed)):
        faults["naam"] = "Kies een korte naam die er nog niet is: letters, cijfers en streepjes."
    role = one(form, "wie")
    if role not in asked.roles:
        faults["wie"] = "Kies wie dit doet."
    terms = {u: one(form, f"binnen-{u}") for u in URGENCIES if one(form, f"binnen-{u}")}
    for urgency, term in terms.items():
        if not re.fullmatch(r"\d{1,3}(h|d|wd|w|mo|y)", term):
            faults[f"binnen-{urgency}"] = "Schrijf een termijn als 24h, 5wd of 2w."
    if faults:
        return Filled(faults=faults)
    step |= {
        "id": name,
        "phase": "triage" if one(form, "fase") == "triage" else "care",
        "role": role,
    }
    _put(step, "does", one(form, "doet"))
    _put(step, "when", _when(one(form, "wanneer"), asked))
    _put(step, "within", dict(terms))
    _put(
        step,
        "information",
        [_set(step, code) for code in form.get("inzage", ()) if code in asked.sets],
    )
    _put(step, "sends", [line.strip() for line in one(form, "stuurt").splitlines() if line.strip()])
    words = f"Stap “{name}” {'veranderd' if number else 'toegevoegd'}"
    if number:
        return Filled((Act("set", ("steps", number - 1), step),), words)
    if isinstance(steps, list):
        return Filled((Act("insert", ("steps", len(listed)), step),), words)
    return Filled((Act("set", ("steps",), [step]),), words)


def _ids(steps: Sequence[Tree]) -> set[str]:
    return {str(step.get("id")) for step in steps if isinstance(step, dict)}


def _when(chosen: str, asked: StepForm) -> dict[str, Tree]:
    """`decision.output=value`, as the form offers it."""
    source, equals, value = chosen.partition("=")
    known = chosen in {code for code, _ in asked.outcomes}
    return {source: value} if equals and known else {}


def _set(step: Mapping[str, Tree], code: str) -> Tree:
    """A set as it stood, with its period, or a new one."""
    there = step.get("information")
    for item in there if isinstance(there, list) else []:
        if isinstance(item, dict) and item.get("set") == code:
            return item
    return {"set": code}


def _put(step: dict[str, Tree], key: str, value: Tree) -> None:
    if value:
        step[key] = value
    else:
        step.pop(key, None)


def outcomes_of(tree: Root) -> tuple[tuple[str, str], ...]:
    """Every outcome that a row of the agreement gives, as a condition a step can begin with."""
    found: dict[str, str] = {}
    for decision, body in entries(tree.get("decisions")).items():
        rules = body.get("rules") if isinstance(body, dict) else None
        for rule in rules if isinstance(rules, list) else []:
            then = rule.get("then") if isinstance(rule, dict) else None
            for output, value in entries(then).items():
                if isinstance(value, str):
                    found[f"{decision}.{output}={value}"] = f"{decision}: {value.replace('-', ' ')}"
    return tuple(found.items())
