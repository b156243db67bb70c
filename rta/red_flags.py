"""Red flags: asked before anything else, all of them; any yes means calling now. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .agreed import Agreed, Because, InForce, because_of, keys
from .combination import judge
from .trace import trace
from .values import Value

DOUBT_URGENCY, DOUBT_CALL = "U2", "huisarts-spoed"


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A question that comes before all others."""

    fact: str
    question: str
    agreement: str
    version: str


@dataclass(frozen=True, slots=True)
class RedFlagVerdict:
    """`state`: clear, stop (call now) or person (not everything is answered with no)."""

    state: str
    urgency: str | None = None
    calls: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()
    rules: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def red_flag_questions(agreed: Agreed) -> tuple[RedFlag, ...]:
    """All of them, in the order of the files; each fact once."""
    found: dict[str, RedFlag] = {}
    for one in agreed.red_flags:
        for name, fact in one.agreement.facts.items():
            question = fact.ask["resident"].get("nl", name)
            flag = RedFlag(name, question, one.agreement.id, one.agreement.version)
            found.setdefault(name, flag)
    return tuple(found.values())


def judge_red_flags(agreed: Agreed, answers: Mapping[str, bool | None]) -> RedFlagVerdict:
    """Any yes stops. Without a yes, anything but a full row of no goes to a person."""
    told = {name: "true" if yes else "false" for name, yes in answers.items() if yes is not None}
    records: list[tuple[Value, str]] = []
    because: list[Because] = []
    rules: dict[str, tuple[int, ...]] = {}
    for one, result, name in _alarms(agreed, told):
        table = one.agreement.decisions[name]
        for row in result:
            then = table.rules[row - 1].then
            urgency, call = then["urgency"], then["call"]
            assert urgency is not None
            assert call is not None
            records.append((urgency, call.text))
            because.append(because_of(table, row))
        if result:
            rules[f"{one.agreement.id}@{one.agreement.version}"] = result
    if records:
        records.sort(key=lambda record: record[0].key)
        calls = tuple(dict.fromkeys(call for _, call in records))
        hits = tuple(name for name, yes in answers.items() if yes)
        return RedFlagVerdict("stop", records[0][0].text, calls, hits, tuple(because), rules)
    if any(answers.get(flag.fact) is None for flag in red_flag_questions(agreed)):
        return RedFlagVerdict("person", DOUBT_URGENCY, (DOUBT_CALL,))
    return RedFlagVerdict("clear")


def _alarms(
    agreed: Agreed, told: Mapping[str, str]
) -> Iterator[tuple[InForce, tuple[int, ...], str]]:
    """The rules that surely match, whatever is still unanswered."""
    for one in agreed.red_flags:
        judged = judge(one.compiled, keys(one.compiled, told), possible=False, ignore_applies=True)
        for name, result in judged.results.items():
            lines = trace(judged.state, name, result)
            rows = tuple(line.rule for line in lines if not line.failing and not line.unknown)
            yield one, rows, name


def verdict_of(agreed: Agreed, known: Mapping[str, str | None]) -> RedFlagVerdict | None:
    """The verdict over answers among other facts; None where no red flag was asked."""
    asked = [flag.fact for flag in red_flag_questions(agreed)]
    if not any(fact in known for fact in asked):
        return None
    yes_or_no = {"true": True, "false": False}
    return judge_red_flags(agreed, {fact: yes_or_no.get(known.get(fact) or "") for fact in asked})
