"""Which fact to ask next: only one that can still change what the agreements say.

Pure: standard library only. What the agreements say comes in as a function, the *judge*; this
core never looks inside an agreement. It promises:

- red flags come first, all on one page, and a yes stops everything else;
- a fact is asked once: known and unobtainable facts never come back;
- a fact is asked only when the judge says that it can still change an outcome, and only of
  somebody to whom the agreement lets it be put;
- it ends when nothing of the kind is left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

LOOK_AHEAD = 6
PLAYS = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the agreements say, given some facts.

    `open` maps each unknown fact that can still change an outcome to the number of agreements
    that wait for it; `gates` are those that decide whether an agreement applies at all.
    """

    open: Mapping[str, int]
    gates: frozenset[str] = frozenset()


Judge = Callable[[Mapping[str, str]], Verdict]


@dataclass(frozen=True, slots=True)
class Askable:
    """A fact that can be put to somebody. `samples` has one value for each kind of answer."""

    fact: str
    to: frozenset[str]
    burden: float = 1.0
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known so far, and what will stay unknown because somebody said so."""

    known: Mapping[str, str] = field(default_factory=dict)
    unobtainable: frozenset[str] = frozenset()

    def has(self, fact: str) -> bool:
        return fact in self.known or fact in self.unobtainable

    def plus(self, fact: str, value: str | None) -> "Answers":
        """These answers and one more; None means that the fact cannot be obtained."""
        if value is None:
            return Answers(self.known, self.unobtainable | {fact})
        return Answers({**self.known, fact: value}, self.unobtainable - {fact})


@dataclass(frozen=True, slots=True)
class RedFlags:
    """Ask these yes/no facts now, together, before anything else."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A red flag was answered with yes: ask nothing, say whom to call."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsure:
    """A red flag was answered with "I do not know": a person looks, ask nothing more."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Ask this fact next; about `at_least` to `at_most` questions are left, this one included."""

    fact: str
    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing to ask of this person. `left` can still change the outcome but is not theirs."""

    left: frozenset[str]


Move = RedFlags | Stop | Unsure | Question | Done


@dataclass(frozen=True, slots=True)
class Asking:
    """All that asking needs to know about the agreements in force, for one audience."""

    flags: tuple[str, ...]
    askables: tuple[Askable, ...]
    judge: Judge
    audience: str = "resident"

    def move(self, answers: Answers) -> Move:
        """What to do now."""
        flagged = self._flag_move(answers)
        if flagged is not None:
            return flagged
        verdict = self.judge(answers.known)
        candidates = self._candidates(answers, verdict)
        if not candidates:
            return Done(frozenset(verdict.open))
        best = self._best(answers, verdict.gates, candidates)
        low, high = self._estimate(answers, best)
        return Question(best.fact, low, high)

    def _flag_move(self, answers: Answers) -> Move | None:
        hits = tuple(flag for flag in self.flags if answers.known.get(flag) == "true")
        if hits:
            return Stop(hits)
        if not all(answers.has(flag) for flag in self.flags):
            return RedFlags(self.flags)
        unsure = tuple(flag for flag in self.flags if flag in answers.unobtainable)
        return Unsure(unsure) if unsure else None

    def _candidates(self, answers: Answers, verdict: Verdict) -> tuple[Askable, ...]:
        """Facts that may be asked now, the most promising first."""
        found = [
            (askable.fact not in verdict.gates, -votes / askable.burden, order, askable)
            for order, askable in enumerate(self.askables)
            if (votes := verdict.open.get(askable.fact, 0))
            and self.audience in askable.to
            and not answers.has(askable.fact)
        ]
        return tuple(entry[3] for entry in sorted(found, key=lambda entry: entry[:3]))

    def _best(
        self, answers: Answers, deciding: frozenset[str], candidates: tuple[Askable, ...]
    ) -> Askable:
        """The candidate after which, on average, the least is left to ask for its burden.

        A fact that decides whether an agreement applies goes before all others, because its
        answer may take whole agreements off the table.
        """
        gates = tuple(c for c in candidates if c.fact in deciding)
        group = (gates or candidates)[:LOOK_AHEAD]
        if len(group) == 1:
            return group[0]
        return min(group, key=lambda askable: self._cost(answers, askable))

    def _cost(self, answers: Answers, askable: Askable) -> float:
        futures = askable.samples or (None,)
        left = 0.0
        for value in futures:
            after = answers.plus(askable.fact, value)
            rest = self._candidates(after, self.judge(after.known))
            left += sum(one.burden for one in rest)
        return askable.burden + left / len(futures)

    def _estimate(self, answers: Answers, first: Askable) -> tuple[int, int]:
        """The shortest and the longest of a few plays from here, each with other answers."""
        futures = first.samples or (None,)
        lengths = [
            1 + self._play(answers.plus(first.fact, futures[play % len(futures)]), play)
            for play in range(PLAYS)
        ]
        return min(lengths), max(lengths)

    def _play(self, answers: Answers, play: int) -> int:
        """How many questions follow when the answers are taken from the samples in turn."""
        count = 0
        while candidates := self._candidates(answers, self.judge(answers.known)):
            askable, samples = candidates[0], candidates[0].samples
            value = samples[(play + count) % len(samples)] if samples else None
            answers = answers.plus(askable.fact, value)
            count += 1
        return count


def effects(
    outcome: Callable[[Mapping[str, str]], str], answers: Answers, askable: Askable
) -> tuple[tuple[str, str], ...]:
    """What each kind of answer to this fact would lead to: (sample value, outcome)."""
    return tuple(
        (value, outcome(answers.plus(askable.fact, value).known)) for value in askable.samples
    )
