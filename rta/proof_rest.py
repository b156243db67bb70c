"""What else must hold before publishing: scenarios, quotes, and every alarm that was there. Pure."""

import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal

from .compiling import Compiled
from .evaluation import decide, state_of
from .findings import Found
from .model import Agreement, Place, Rule
from .scenarios import run_scenarios
from .trace import trace
from .values import Key

SourceText = Callable[[str, str], str | None]


def failed_scenarios(compiled: Compiled) -> Iterator[Found]:
    agreement = compiled.agreement
    for one in run_scenarios(compiled):
        yield _found(agreement, one.place, "scenario_failed", one.words, about=one.words)


def lost_quotes(agreement: Agreement, source_text: SourceText) -> Iterator[Found]:
    """Quotes that do not stand in the stored text of their source, line breaks aside."""
    texts: dict[str, str | None] = {}
    for decision in agreement.decisions.values():
        for rule in decision.rules:
            if not rule.quote:
                continue
            if rule.source and rule.source not in texts:
                stored = source_text(agreement.id, rule.source)
                texts[rule.source] = None if stored is None else plain_text(stored)
            why = _lost(rule, texts.get(rule.source))
            if why:
                words = f"Regel {rule.number} van “{decision.id}”: {why}"
                yield _found(
                    agreement, rule.place, "quote_not_found", words, decision.id, rule.number,
                    about=rule.quote,
                )  # fmt: skip


def _lost(rule: Rule, text: str | None) -> str:
    if not rule.source:
        return "bij dit citaat staat geen bron."
    if text is None:
        return (
            f"de tekst van bron “{rule.source}” is niet bewaard, dus het citaat is niet te vinden."
        )
    if plain_text(rule.quote) in text:
        return ""
    return f"dit citaat staat niet (meer) in de tekst van bron “{rule.source}”."


def plain_text(text: str) -> str:
    """Text as one line: line breaks and runs of spaces make no difference to a quote."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def lost_alarms(previous: Compiled, now: Compiled) -> Iterator[Found]:
    """Each alarm of the previous version must still sound, for the same yes, as urgently."""
    if previous.agreement.kind != "red_flags":
        return
    for decision in previous.agreement.decisions.values():
        for rule in decision.rules:
            yield from _alarm(previous.agreement, rule, now)


def _alarm(previous: Agreement, rule: Rule, now: Compiled) -> Iterator[Found]:
    urgency = rule.then.get("urgency")
    if urgency is None or not isinstance(urgency.key, Decimal):
        return
    yes = [fact for fact, cell in rule.when.facts.items() if cell.tests]
    name = " en ".join(yes)
    heard = list(_heard(now, yes))
    agreement = now.agreement
    table = next(iter(agreement.decisions.values()))
    if not heard:
        words = f"De alarmvraag “{name}” van versie {previous.version} is er niet meer."
        yield _found(agreement, table.place, "red_flag_gone", words, table.id, about=name)
    elif min(heard) > urgency.key:
        words = f"De alarmvraag “{name}” is minder dringend dan in versie {previous.version}."
        yield _found(agreement, table.place, "red_flag_weaker", words, table.id, about=name)


def _heard(now: Compiled, yes: list[str]) -> Iterator[Decimal]:
    """The urgencies that surely follow from these answers of yes alone."""
    if now.agreement.kind != "red_flags" or not set(yes) <= set(now.agreement.facts):
        return
    answers: dict[str, Key | None] = dict.fromkeys(yes, True)
    state = state_of(now, answers)
    for table in now.agreement.decisions.values():
        for line in trace(state, table.id, decide(state, table.id, possible=False)):
            urgency = table.rules[line.rule - 1].then.get("urgency")
            surely = not line.failing and not line.unknown
            if surely and urgency is not None and isinstance(urgency.key, Decimal):
                yield urgency.key


def _found(
    agreement: Agreement, place: Place, code: str, words: str, decision: str = "", rule: int = 0,
    about: str = "",
) -> Found:  # fmt: skip
    return Found(place, code, words, agreement.id, agreement.version, decision, rule, about=about)
