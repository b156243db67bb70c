"""The resident's next page: red flags, one question, or what came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

from . import asking, history, words
from .access import opened
from .deciding import in_force
from .judging import Judging, answers_of
from .model import Fact, Intake, Party, State


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is put. `value` is the answer so far; `unsure`: "dat weet ik niet"."""

    fact: str
    text: str
    type: str
    unit: str
    options: tuple[tuple[str, str], ...]
    value: str | None
    unsure: bool
    agreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RedFlags:
    """All alarm questions, on one page."""

    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `at_least` to `at_most` are left, this one included. `previous`: where back is."""

    asked: Asked
    at_least: int
    at_most: int
    previous: str
    changing: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Nothing more to ask; the intake says where it stands."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where the resident is, with the intake as it stands and when an answer was last kept."""

    intake: Intake
    step: RedFlags | Question | Outcome
    answered: int


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to call now, and when that number answers."""

    contact: str
    label: str
    phone: str
    words: str
    open_words: str


FLAGS = "alarm"  # the page of all red flags, where a fact id would stand


def next_step(work: Work, intake_id: UUID, wanted: str = "") -> NextStep:
    """What to show now; `wanted` is an earlier question to go back to. Raises Absent."""
    intake, _ = opened(work, intake_id, Party.resident)
    ready = in_force(work)
    facts = history.facts(work, intake)
    work.record("intake.read", intake.id, resident=intake.resident_id)
    given = [fact for fact in facts if fact.origin != "register"]
    asked = [fact.fact for fact in given if fact.fact not in ready.flag_ids]
    if wanted:
        return NextStep(intake, _again(ready, facts, asked, wanted), len(asked))
    move = ready.asking().move(answers_of(facts))
    step: RedFlags | Question | Outcome = Outcome()
    if intake.state is State.draft and isinstance(move, asking.RedFlags):
        step = _red_flags(ready, facts)
    elif isinstance(move, asking.Question) and intake.state in _ASKING:
        previous = asked[-1] if asked else FLAGS
        question = _asked(ready, facts, move.fact)
        step = Question(question, move.at_least, move.at_most, previous, changing=False)
    return NextStep(intake, step, len(asked))


_ASKING = (State.draft, State.self_help, State.with_team, State.reopened)


def _again(
    ready: Judging, facts: Sequence[Fact], asked: list[str], wanted: str
) -> RedFlags | Question:
    if wanted == FLAGS:
        return _red_flags(ready, facts)
    fact = ready.facts.get(wanted)
    if fact is None or not fact.for_resident or wanted in ready.flag_ids:
        raise Absent
    at = asked.index(wanted) if wanted in asked else len(asked)
    previous = asked[at - 1] if at else FLAGS
    return Question(_asked(ready, facts, wanted), 1, 1, previous, changing=True)


def _red_flags(ready: Judging, facts: Sequence[Fact]) -> RedFlags:
    return RedFlags(tuple(_asked(ready, facts, name) for name in ready.flag_ids))


def _asked(ready: Judging, facts: Sequence[Fact], name: str) -> Asked:
    fact = ready.facts[name]
    now = next((one for one in facts if one.fact == name), None)
    return Asked(
        name,
        words.question(fact, "resident"),
        fact.type,
        words.UNITS.get(fact.column.unit, fact.column.unit),
        words.options(fact),
        now.value if now else None,
        now is not None and now.value is None,
        _waiting(ready, name),
    )


def _waiting(ready: Judging, name: str) -> tuple[str, ...]:
    """The agreements that use this fact, by their titles: why it is asked."""
    return tuple(
        one.agreement.title.get("nl", one.agreement.id)
        for one in ready.agreed.agreements
        if name in one.agreement.facts
    )


def calls(
    work: Work, intake: Intake, postcode4: str
) -> tuple[rta.RedFlagVerdict, tuple[Call, ...]]:
    """What the red flags say, and whom to call: by place and clock. Opens the facts."""
    ready = in_force(work)
    known = {fact.fact: fact.value for fact in history.facts(work, intake)}
    told = {flag: _yes(known.get(flag)) for flag in ready.flag_ids}
    verdict = rta.judge_red_flags(ready.agreed, told)
    vocabulary = work.region.vocabulary
    numbers = []
    for call in verdict.calls or ("huisarts-spoed",):
        number = vocabulary.contact_number(call, at=work.now, postcode4=postcode4)
        numbers.append(Call(call, number.label, number.phone, number.words, number.open_words))
    work.record("intake.read", intake.id, resident=intake.resident_id)
    return verdict, tuple(numbers)


def _yes(value: str | None) -> bool | None:
    return {"true": True, "false": False}.get(value or "")
