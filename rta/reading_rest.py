"""Reading what follows from a decision: routes that are forbidden, steps, ways back, scenarios."""

import re

from netwerkzorg.platform.strict_yaml import Mapping, Node, Scalar, Sequence

from . import model
from .model import (
    BackReferral,
    Column,
    Condition,
    Expected,
    HandsOver,
    Never,
    Record,
    Scenario,
    SetAsked,
    Source,
    Step,
    Term,
    Within,
)
from .reading import Desk, Entries, place
from .reading_tables import read_condition, read_record
from .scope import Scope
from .values import URGENCIES

STEP_KEYS = [
    "id",
    "phase",
    "role",
    "when",
    "does",
    "within",
    "not_before",
    "start",
    "information",
    "sends",
    "hands_over",
]
SOURCE_KEYS = ("id", "title", "publisher", "year", "url", "reference", "text")
EXPECT_KEYS = ("rules", "outcome", "undecided", "none")


def read_sources(desk: Desk, node: Node) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for item in desk.items(node, "sources"):
        entries = desk.entries(item, "een bron", SOURCE_KEYS, ("id", "title"))
        identity = desk.optional(entries, "id", desk.text, "")
        if identity in sources:
            desk.refuse(item, "duplicate_source", f"De bron “{identity}” staat er twee keer.")
        sources[identity] = Source(
            identity,
            desk.optional(entries, "title", desk.prose, model.NOTHING),
            desk.optional(entries, "publisher", desk.text, ""),
            desk.optional(entries, "year", desk.text, ""),
            desk.optional(entries, "url", desk.text, "")
            or desk.optional(entries, "reference", desk.text, ""),
        )
    return sources


def _when(desk: Desk, entries: Entries, scope: Scope) -> Condition:
    if "when" not in entries:
        return Condition()
    return read_condition(desk, entries["when"][1], scope, "when")


def read_never(desk: Desk, node: Node, scope: Scope) -> tuple[Never, ...]:
    found = []
    for item in desk.items(node, "never"):
        entries = desk.entries(item, "never", ("when", "route", "because"), ("when", "route"))
        route = desk.optional(entries, "route", desk.text, "")
        because = desk.optional(entries, "because", desk.prose, model.NOTHING)
        found.append(Never(_when(desk, entries, scope), route, because, place(item)))
    return tuple(found)


def read_steps(desk: Desk, node: Node, scope: Scope) -> tuple[Step, ...]:
    steps: dict[str, Step] = {}
    for item in desk.items(node, "steps"):
        step = _step(desk, item, scope)
        if step.id in steps:
            desk.refuse(item, "duplicate_step", f"De stap “{step.id}” staat er twee keer.")
        steps[step.id] = step
    return tuple(steps.values())


def _step(desk: Desk, node: Node, scope: Scope) -> Step:
    entries = desk.entries(node, "een stap", tuple(STEP_KEYS), ("id", "phase", "role"))

    def choice(name: str, choices: tuple[str, ...]) -> str:
        return desk.optional(
            entries, name, lambda n, w: desk.choice(n, w, choices, choices[0]), choices[0]
        )

    identity = desk.optional(entries, "id", desk.text, "")
    if identity and not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", identity):
        desk.refuse(entries["id"][1], "invalid_name", f"“{identity}” kan geen stap heten.")
    information = entries.get("information")
    hands_over = entries.get("hands_over")
    return Step(
        identity,
        choice("phase", model.PHASES),
        desk.optional(entries, "role", desk.text, ""),
        _when(desk, entries, scope),
        desk.optional(entries, "does", desk.prose, model.NOTHING),
        _within(desk, entries, scope),
        choice("start", model.STARTS),
        _information(desk, information[1]) if information else (),
        desk.texts(entries, "sends"),
        _hands_over(desk, hands_over[1], scope) if hands_over else None,
        place(node),
    )


def _within(desk: Desk, entries: Entries, scope: Scope) -> Within:
    not_before = (
        desk.term(entries["not_before"][1], "not_before") if "not_before" in entries else None
    )
    if "within" not in entries:
        return Within(not_before=not_before)
    node = entries["within"][1]
    if isinstance(node, Scalar):
        return Within(desk.term(node, "within"), not_before=not_before)
    inner = desk.entries(node, "within", ("from", "unit", "not_before", *URGENCIES))
    if "not_before" in inner:
        not_before = desk.term(inner["not_before"][1], "not_before")
    if "from" in inner or "unit" in inner:
        return Within(_from(desk, node, inner, scope), not_before=not_before)
    terms = {
        name: term
        for name in URGENCIES
        if name in inner and (term := desk.term(inner[name][1], f"within {name}"))
    }
    return Within(per_urgency=terms, not_before=not_before)


def _from(desk: Desk, node: Node, entries: Entries, scope: Scope) -> Term | None:
    if "from" not in entries or "unit" not in entries:
        desk.refuse(node, "missing_key", "Een termijn uit een beslissing heeft from en unit.")
        return None
    name = desk.text(entries["from"][1], "from")
    units = ("h", "d", "wd", "w", "mo", "y")
    unit = desk.choice(entries["unit"][1], "unit", units, "wd")
    found = scope.find(name)
    if isinstance(found, str) or isinstance(found[0], str):
        words = f"“{name}” is geen uitkomst van een beslissing."
        desk.refuse(entries["from"][1], "unknown_name", words)
        return None
    if found[1].type not in ("number", "integer"):
        words = f"“{name}” is geen getal, dus geen termijn."
        desk.refuse(entries["from"][1], "not_a_number", words)
    return Term(unit, source=found[0])


def _information(desk: Desk, node: Node) -> tuple[SetAsked, ...]:
    asked = []
    for item in desk.items(node, "information"):
        if isinstance(item, Scalar):
            asked.append(SetAsked(desk.text(item, "information")))
            continue
        entries = desk.entries(item, "information", ("set", "period"), ("set",))
        term = desk.term(entries["period"][1], "period") if "period" in entries else None
        name = desk.optional(entries, "set", desk.text, "")
        asked.append(SetAsked(name, term.written() if term else ""))
    return tuple(asked)


def _hands_over(desk: Desk, node: Node, scope: Scope) -> HandsOver:
    entries = desk.entries(node, "hands_over", ("to", "when", "with"), ("to",))
    return HandsOver(
        desk.optional(entries, "to", desk.text, ""),
        _when(desk, entries, scope),
        desk.texts(entries, "with"),
    )


def read_back_referral(desk: Desk, node: Node, scope: Scope) -> tuple[BackReferral, ...]:
    found = []
    allowed = ("when", "to", "not_after", "not_before", "with")
    for item in desk.items(node, "back_referral"):
        entries = desk.entries(item, "back_referral", allowed, ("to",))
        not_after, not_before = (
            desk.term(entries[name][1], name) if name in entries else None
            for name in ("not_after", "not_before")
        )
        found.append(
            BackReferral(
                desk.optional(entries, "to", desk.text, ""),
                _when(desk, entries, scope),
                not_after,
                not_before,
                desk.texts(entries, "with"),
                place(item),
            )
        )
    return tuple(found)


def read_scenarios(desk: Desk, node: Node, scope: Scope) -> tuple[Scenario, ...]:
    found = []
    for item in desk.items(node, "scenarios"):
        allowed = ("name", "facts", "given", "expect")
        entries = desk.entries(item, "een scenario", allowed, ("name", "expect"))
        expect = {}
        if "expect" in entries:
            for decision, (key, value) in desk.named(entries["expect"][1], "expect").items():
                gives = {o: c for (d, o), c in scope.outputs.items() if d == decision}
                if not gives:
                    desk.refuse(key, "unknown_decision", f"“{decision}” is geen beslissing.")
                    continue
                expect[decision] = _expected(desk, value, gives, scope)
        found.append(
            Scenario(
                desk.optional(entries, "name", desk.text, ""),
                _facts(desk, entries, scope),
                _given(desk, entries, scope),
                expect,
                place(item),
            )
        )
    return tuple(found)


def _facts(desk: Desk, entries: Entries, scope: Scope) -> dict[str, str | None]:
    facts: dict[str, str | None] = {}
    if "facts" not in entries:
        return facts
    for name, (key, value) in desk.named(entries["facts"][1], "facts").items():
        if name not in scope.facts:
            desk.refuse(key, "unknown_fact", f"“{name}” is geen feit van deze afspraak.")
            continue
        typed = desk.value(value, scope.facts[name].column, name)
        facts[name] = typed.text if typed else None
    return facts


def _given(desk: Desk, entries: Entries, scope: Scope) -> dict[str, tuple[str, ...]]:
    given: dict[str, tuple[str, ...]] = {}
    if "given" not in entries:
        return given
    outputs = Scope({}, scope.outputs)
    for name, (key, value) in desk.named(entries["given"][1], "given").items():
        found = outputs.find(name)
        if isinstance(found, str):
            desk.refuse(key, "unknown_name", f"“{name}” is geen uitkomst van een beslissing.")
            continue
        items = value.items if isinstance(value, Sequence) else (value,)
        typed = [desk.value(item, found[1], name) for item in items]
        given[name] = tuple(one.text for one in typed if one)
    return given


def _expected(desk: Desk, node: Node, gives: dict[str, Column], scope: Scope) -> Expected:
    entries = desk.entries(node, "expect", EXPECT_KEYS)
    rules = _numbers(desk, entries["rules"][1]) if "rules" in entries else None
    undecided = None
    if "undecided" in entries:
        undecided = frozenset(desk.texts(entries, "undecided"))
        for fact in undecided - set(scope.facts):
            desk.refuse(entries["undecided"][1], "unknown_fact", f"“{fact}” is geen feit.")
    outcome: Record | tuple[Record, ...] | None = None
    if "outcome" in entries:
        value = entries["outcome"][1]
        if isinstance(value, Mapping):
            outcome = read_record(desk, value, gives, "outcome")
        else:
            items = desk.items(value, "outcome")
            outcome = tuple(read_record(desk, item, gives, "outcome") for item in items)
    return Expected(rules, outcome, undecided, desk.optional(entries, "none", desk.yes, False))


def _numbers(desk: Desk, node: Node) -> tuple[int, ...]:
    numbers = []
    for item in desk.items(node, "rules"):
        text = desk.text(item, "rules")
        if re.fullmatch(r"[1-9]\d{0,3}", text):
            numbers.append(int(text))
        else:
            desk.refuse(item, "invalid_rule", f"“{text}” is geen regelnummer.")
    return tuple(numbers)
