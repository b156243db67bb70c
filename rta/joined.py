"""Several agreements as one, so that a question can be asked about all of them together. Pure.

Decisions and conditions keep their own names behind their agreement's; a fact is the same fact
everywhere. Each agreement's range and `applies` become a table of one row, asked like any other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .compiling import YES, Compiled, compile_agreement
from .domains import TooManyAtoms
from .model import Agreement, Column, Condition, Decision, Fact, Rule
from .solver import Region
from .values import Value
from .ways import Ways, meet

Name = str


class Joined:
    """The agreements, compiled together. `compiled` is None when that grows too large."""

    def __init__(self, agreements: Sequence[Agreement]) -> None:
        self.agreements = tuple(agreements)
        self.facts = _facts(agreements)
        decisions = {d.id: d for one in agreements for d in _decisions(one)}
        whole = Agreement("samen", "1", {}, "", self.facts, decisions, applies=Condition())
        self.compiled: Compiled | None
        try:
            self.compiled = compile_agreement(whole)
        except TooManyAtoms:
            self.compiled = None

    def everybody(self, compiled: Compiled) -> Region:
        return tuple(domain.allowed for domain in compiled.domains.values())

    def reach(self, compiled: Compiled, ways: Ways, one: Agreement) -> Region:
        """Whom an agreement applies to and understands: inside its ranges."""
        region = self.everybody(compiled)
        for part in ("range", "applies"):
            region = meet(region, ways.box(compiled.tables[name_of(one, part)], 0).region)
        facts = list(compiled.domains)
        for fact in one.facts.values():
            null = compiled.domains[fact.id].null
            if null is not None and not fact.optional:
                at = facts.index(fact.id)
                region = (*region[:at], region[at] & ~(1 << null), *region[at + 1 :])
        return region


def name_of(agreement: Agreement, part: str) -> Name:
    """What a decision or condition of an agreement is called among all of them."""
    return f"{agreement.id}@{agreement.version}/{part}"


def _facts(agreements: Iterable[Agreement]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for one in agreements:
        for name, fact in one.facts.items():
            known = facts.get(name)
            optional = fact.optional or (known is not None and known.optional)
            origin = (known.origin if known else None) or fact.origin
            facts[name] = replace(known or fact, range=None, optional=optional, origin=origin)
    return facts


def _decisions(one: Agreement) -> Iterator[Decision]:
    for decision in one.decisions.values():
        rules = tuple(replace(rule, when=_named(one, rule.when)) for rule in decision.rules)
        uses = tuple(name_of(one, used) for used in decision.uses)
        yield replace(decision, id=name_of(one, decision.id), rules=rules, uses=uses)
    for part, when in conditions(one).items():
        rule = Rule(1, _named(one, when), {YES: Value(True, "true")})
        yield Decision(name_of(one, part), "first", {YES: Column("boolean")}, (rule,))


def conditions(one: Agreement) -> Mapping[str, Condition]:
    """Everything else of an agreement that asks something of a person."""
    ranges = {f.id: f.range for f in one.facts.values() if f.range is not None}
    found = {"range": Condition(ranges), "applies": one.applies}
    for n, never in enumerate(one.never):
        found[f"never:{n}"] = never.when
    for n, step in enumerate(one.steps):
        found[f"step:{n}"] = step.when
        if step.hands_over:
            found[f"hands_over:{n}"] = step.hands_over.when
    for n, back in enumerate(one.back_referral):
        found[f"back_referral:{n}"] = back.when
    return found


def _named(one: Agreement, when: Condition) -> Condition:
    outputs = {(name_of(one, name), output): cell for (name, output), cell in when.outputs.items()}
    return Condition(when.facts, outputs)
