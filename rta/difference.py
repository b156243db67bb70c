"""What changed between two versions of an agreement, in words a person reads. Pure.

Rules are matched by what they say, not by their number: a rule that only moved is told as moved, a
rule of which one cell changed as that one cell (“70 → 75 jaar in regel 3”).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .document import column_of, condition_words, label_of, output_label, readable, within_words
from .matching import moved, paired
from .model import Agreement, Column, Condition, Decision, Fact, Rule, Step, Text
from .typed import OPEN, TypedCell
from .words import Labels, cell_words, key_words, period_words, term_words, value_words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `kind`: added, removed, changed or moved.

    `where` is a heading, `decision` and `rule` (of the new version; of the old when removed) are
    filled when it is about a row.
    """

    kind: str
    where: str
    words: str
    decision: str = ""
    rule: int | None = None


def difference(old: Agreement, new: Agreement, labels: Labels) -> tuple[Change, ...]:
    """Every change from old to new, in the order of the file. Empty when nothing differs."""
    told = _Told(old, new, labels)
    return tuple(
        [
            *told.heading(),
            *told.facts(),
            *told.decisions(),
            *told.nevers(),
            *told.steps(),
            *told.back_referrals(),
            *told.sources(),
            *told.scenarios(),
        ]
    )


@dataclass(frozen=True, slots=True)
class _Told:
    old: Agreement
    new: Agreement
    labels: Labels

    def heading(self) -> Iterator[Change]:
        where = "De afspraak als geheel"
        pairs = (
            ("Titel", _nl(self.old.title), _nl(self.new.title)),
            ("Samenvatting", _nl(self.old.summary), _nl(self.new.summary)),
            ("Geldig vanaf", self.old.valid_from, self.new.valid_from),
            ("Geldig tot en met", self.old.valid_until, self.new.valid_until),
            ("Afgesproken door", ", ".join(self.old.owners), ", ".join(self.new.owners)),
            ("Gaat over", self.old.subject, self.new.subject),
        )
        for name, before, after in pairs:
            yield from _changed(where, name, before, after)
        for words in self._cells(self.old.applies, self.new.applies):
            yield Change("changed", where, f"Voor wie: {words}.")

    def facts(self) -> Iterator[Change]:
        where = "Vragen en feiten"
        for kind, name, before, after in _aligned(self.old.facts, self.new.facts):
            label = self.labels.facts.get(name) or readable(name)
            if before is None or after is None:
                yield Change(kind, where, f"{label} {_GONE_OR_NEW[kind]}.")
                continue
            for part, was, now in self._of_fact(before, after):
                yield from _changed(where, f"{label}, {part}", was, now)

    def _of_fact(self, before: Fact, after: Fact) -> Iterator[tuple[str, str, str]]:
        yield "soort", before.type, after.type
        yield "eenheid", before.column.unit, after.column.unit
        yield "bereik", self._range(before), self._range(after)
        yield "keuzes", _codes(before), _codes(after)
        for who, name in (("resident", "vraag aan inwoner"), ("team", "vraag aan team")):
            yield name, _nl(before.ask.get(who, {})), _nl(after.ask.get(who, {}))
        yield "oordeel van", before.judged_by or "", after.judged_by or ""
        yield "belasting", str(before.burden), str(after.burden)
        yield "houdbaar", period_words(before.good_for or ""), period_words(after.good_for or "")
        yield "mag leeg zijn", _yes(before.optional), _yes(after.optional)
        yield "komt uit", before.origin or "", after.origin or ""

    def _range(self, fact: Fact) -> str:
        return cell_words(fact.range, fact.column, self.labels)

    def decisions(self) -> Iterator[Change]:
        for kind, name, before, after in _aligned(self.old.decisions, self.new.decisions):
            where = readable(name)
            if before is None or after is None:
                yield Change(kind, where, f"De tabel “{where}” {_GONE_OR_NEW[kind]}.", name)
                continue
            yield from _changed(where, "Hoe de tabel telt", before.hit, after.hit, name)
            yield from _changed(where, "Volgorde", _order(before), _order(after), name)
            yield from _changed(where, "Past niets", _nl(before.none), _nl(after.none), name)
            yield from _changed(where, "Geeft", _gives(before), _gives(after), name)
            yield from self._rules(where, before, after)

    def _rules(self, where: str, before: Decision, after: Decision) -> Iterator[Change]:
        name = after.id
        for was, now in paired(before.rules, after.rules):
            if was is None and now is not None:
                words = f"Regel {now.number} is nieuw: {self._rule(self.new, after, now)}."
                yield Change("added", where, words, name, now.number)
            elif now is None and was is not None:
                words = f"Regel {was.number} is weg: {self._rule(self.old, before, was)}."
                yield Change("removed", where, words, name, was.number)
            elif was is not None and now is not None:
                yield from self._rule_changes(where, after, was, now)
        yield from _moves(where, before, after)

    def _rule_changes(
        self, where: str, decision: Decision, was: Rule, now: Rule
    ) -> Iterator[Change]:
        inside = f"in regel {now.number}"
        told = [f"{words} {inside}" for words in self._cells(was.when, now.when)]
        before, after = self.old.decisions[decision.id].gives, decision.gives
        for name in dict.fromkeys((*was.then, *now.then)):
            if name not in before or name not in after:
                continue
            old = value_words(was.then.get(name), before[name], self.labels)
            new = value_words(now.then.get(name), after[name], self.labels)
            if old != new:
                told.append(f"{output_label(name, after[name])}: {old} → {new} {inside}")
        if _nl(was.because) != _nl(now.because):
            told.append(f"Uitleg {inside}: “{_nl(was.because)}” → “{_nl(now.because)}”")
        if (was.source, was.quote) != (now.source, now.quote):
            told.append(f"Bron {inside}: {_cited(was)} → {_cited(now)}")
        for words in told:
            yield Change("changed", where, f"{words}.", decision.id, now.number)

    def _rule(self, agreement: Agreement, decision: Decision, rule: Rule) -> str:
        when = condition_words(agreement, rule.when, self.labels) or "in alle andere gevallen"
        then = ", ".join(
            f"{output_label(name, decision.gives[name])}: "
            f"{value_words(value, decision.gives[name], self.labels)}"
            for name, value in rule.then.items()
        )
        return f"{when} → {then}"

    def _cells(self, was: Condition, now: Condition) -> Iterator[str]:
        """One text for each cell that differs: “Leeftijd: 70 → 75 jaar of meer”."""
        sources: dict[Source, None] = dict.fromkeys((*was.facts, *now.facts))
        sources |= dict.fromkeys((*was.outputs, *now.outputs))
        for source in sources:
            old, new = _cell(was, source), _cell(now, source)
            if (old.tests, old.negated) == (new.tests, new.negated):
                continue
            owner = self.new if new.tests else self.old
            if not _knows(owner, source):
                continue
            column = column_of(owner, source)
            label = label_of(owner, source, self.labels)
            yield f"{label}: {_from_to(old, new, column, self.labels)}"

    def nevers(self) -> Iterator[Change]:
        where = "Wat nooit mag"
        before = {self._never(self.old, n): n for n in range(len(self.old.never))}
        after = {self._never(self.new, n): n for n in range(len(self.new.never))}
        yield from (
            Change("removed", where, f"{words} {_GONE}.") for words in before if words not in after
        )
        yield from (
            Change("added", where, f"{words} {_NEW}.") for words in after if words not in before
        )

    def _never(self, agreement: Agreement, number: int) -> str:
        never = agreement.never[number]
        route = self.labels.service_types.get(never.route, never.route)
        return f"Nooit {route} bij {condition_words(agreement, never.when, self.labels)}"

    def steps(self) -> Iterator[Change]:
        before = {step.id: step for step in self.old.steps}
        after = {step.id: step for step in self.new.steps}
        for kind, name, was, now in _aligned(before, after):
            where = f"Stap “{readable(name)}”"
            if was is None or now is None:
                yield Change(kind, where, f"{where} {_GONE_OR_NEW[kind]}.")
                continue
            for part, old, new in zip(
                _STEP_PARTS, self._step(self.old, was), self._step(self.new, now), strict=True
            ):
                yield from _changed(where, part, old, new)

    def _step(self, agreement: Agreement, step: Step) -> tuple[str, ...]:
        over = step.hands_over
        return (
            self.labels.roles.get(step.role, step.role),
            _nl(step.does),
            condition_words(agreement, step.when, self.labels),
            step.phase,
            ", ".join(within_words(step.within)),
            step.start,
            ", ".join(
                self.labels.sets.get(one.set, one.set)
                + (f" (laatste {period_words(one.period)})" if one.period else "")
                for one in step.information
            ),
            ", ".join(step.sends),
            f"{self.labels.roles.get(over.to, over.to)}: {', '.join(over.items)} "
            f"{condition_words(agreement, over.when, self.labels)}".strip()
            if over
            else "",
        )

    def back_referrals(self) -> Iterator[Change]:
        where = "Terugverwijzen"
        before, after = self._backs(self.old), self._backs(self.new)
        yield from (
            Change("removed", where, f"{one} {_GONE}.") for one in before if one not in after
        )
        yield from (Change("added", where, f"{one} {_NEW}.") for one in after if one not in before)

    def _backs(self, agreement: Agreement) -> tuple[str, ...]:
        return tuple(
            f"Terug naar {self.labels.roles.get(back.to, back.to)} bij "
            f"{condition_words(agreement, back.when, self.labels) or 'iedereen'}, "
            f"uiterlijk na {term_words(back.not_after) or 'geen vaste tijd'}, "
            f"met {', '.join(back.items) or 'niets'}"
            for back in agreement.back_referral
        )

    def sources(self) -> Iterator[Change]:
        for kind, name, was, now in _aligned(self.old.sources, self.new.sources):
            title = next((_nl(one.title) for one in (now, was) if one), name)
            if was is None or now is None:
                yield Change(kind, "Bronnen", f"“{title}” {_GONE_OR_NEW[kind]}.")
            elif was != now:
                yield Change("changed", "Bronnen", f"De gegevens van “{title}” zijn aangepast.")

    def scenarios(self) -> Iterator[Change]:
        before = {one.name: (one.facts, one.given, one.expect) for one in self.old.scenarios}
        after = {one.name: (one.facts, one.given, one.expect) for one in self.new.scenarios}
        for kind, name, was, now in _aligned(before, after):
            if was is None or now is None:
                yield Change(kind, "Voorbeelden", f"“{name}” {_GONE_OR_NEW[kind]}.")
            elif was != now:
                yield Change("changed", "Voorbeelden", f"“{name}” is aangepast.")


_GONE, _NEW = "is weg", "is nieuw"
_GONE_OR_NEW = {"removed": _GONE, "added": _NEW}
_STEP_PARTS = (
    "Wie",
    "Doet",
    "Wanneer",
    "Fase",
    "Termijn",
    "Begint bij",
    "Mag inzien",
    "Stuurt mee",
    "Draagt over",
)


def _yes(holds: bool) -> str:
    return "ja" if holds else "nee"


def _nl(text: Text) -> str:
    return text.get("nl", "")


def _changed(
    where: str, name: str, before: str, after: str, decision: str = ""
) -> Iterator[Change]:
    if before != after:
        old, new = (f"“{text}”" if text else "niets" for text in (before, after))
        yield Change("changed", where, f"{name}: {old} → {new}.", decision)


def _aligned(
    before: Mapping[str, T], after: Mapping[str, T]
) -> Iterator[tuple[str, str, T | None, T | None]]:
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        kind = "added" if was is None else "removed" if now is None else "both"
        yield kind, name, was, now


def _codes(fact: Fact) -> str:
    return ", ".join(_nl(label) or code for code, label in (fact.codes or {}).items())


def _order(decision: Decision) -> str:
    return ", ".join(value.text for value in decision.order)


def _gives(decision: Decision) -> str:
    return ", ".join(output_label(name, column) for name, column in decision.gives.items())


def _cited(rule: Rule) -> str:
    return f"{rule.source or 'geen bron'}" + (f" (“{rule.quote}”)" if rule.quote else "")


Source = str | tuple[str, str]


def _cell(condition: Condition, source: Source) -> TypedCell:
    if isinstance(source, str):
        return condition.facts.get(source, OPEN)
    return condition.outputs.get(source, OPEN)


def _knows(agreement: Agreement, source: Source) -> bool:
    if isinstance(source, str):
        return source in agreement.facts
    decision = agreement.decisions.get(source[0])
    return decision is not None and source[1] in decision.gives


def _from_to(old: TypedCell, new: TypedCell, column: Column, labels: Labels) -> str:
    """“70 → 75 jaar of meer” where only a bound moved; both cells in full otherwise."""
    if len(old.tests) == len(new.tests) == 1 and old.negated == new.negated:
        was, now = old.tests[0], new.tests[0]
        if was.op == now.op != "in" and was.low is not None and now.low is not None:
            before = key_words(was.low, column, labels)
            if column.unit:
                before = before.removesuffix(f" {key_words(now.low, column, labels).split()[-1]}")
            return f"{before} → {cell_words(new, column, labels)}"
    return f"“{cell_words(old, column, labels)}” → “{cell_words(new, column, labels)}”"


def _moves(where: str, before: Decision, after: Decision) -> Iterator[Change]:
    for was, now in moved(paired(before.rules, after.rules)):
        words = f"Regel {was.number} staat nu op plaats {now.number}."
        yield Change("moved", where, words, after.id, now.number)
