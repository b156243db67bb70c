"""Between the agreements of the region and the core that chooses questions.

What the agreements say about the same answers is remembered in this process, because asking looks
ahead and many people answer alike. Only answers are remembered, never whose they were.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from netwerkzorg.rta import service as rta

from .asking import Answers, Askable, Asking, Verdict
from .model import Fact

MOST_KEPT = 20_000


@dataclass
class Judging:
    """The agreements in force, ready to be asked about."""

    agreed: rta.Agreed
    _verdicts: OrderedDict[frozenset[tuple[str, str]], Verdict] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @cached_property
    def facts(self) -> dict[str, rta.Fact]:
        return self.agreed.facts

    @cached_property
    def flags(self) -> tuple[rta.RedFlag, ...]:
        return rta.red_flag_questions(self.agreed)

    @cached_property
    def flag_ids(self) -> tuple[str, ...]:
        return tuple(flag.fact for flag in self.flags)

    @cached_property
    def askables(self) -> tuple[Askable, ...]:
        """Everything that can be put to somebody; red flags have their own page."""
        return tuple(
            Askable(
                name,
                frozenset(to for to in ("resident", "team") if _may_ask(fact, to)),
                float(fact.burden),
                rta.samples(self.agreed, name),
            )
            for name, fact in self.facts.items()
            if name not in self.flag_ids
        )

    def asking(self, audience: str = "resident") -> Asking:
        return Asking(self.flag_ids, self.askables, self.judge, audience)

    def evaluate(self, known: Mapping[str, str]) -> rta.Combined:
        """What the agreements say, with all that is still possible."""
        return rta.evaluate(self.agreed, known)

    def judge(self, known: Mapping[str, str]) -> Verdict:
        """What these answers leave open."""
        key = frozenset(pair for pair in known.items() if pair[0] not in self.flag_ids)
        with self._lock:
            found = self._verdicts.get(key)
        if found is not None:
            return found
        verdict = verdict_of(rta.evaluate(self.agreed, dict(key), possible=False))
        with self._lock:
            self._verdicts[key] = verdict
            if len(self._verdicts) > MOST_KEPT:
                self._verdicts.popitem(last=False)
        return verdict


def verdict_of(combined: rta.Combined) -> Verdict:
    """Which facts are open, for how many agreements, and which of them open an agreement at all."""
    votes: dict[str, int] = {}
    gates: set[str] = set()
    for one in combined.agreements:
        if one.applies is False:
            continue
        for fact in one.missing:
            votes[fact] = votes.get(fact, 0) + 1
        if one.applies is None:
            gates.update(one.missing)
    return Verdict(votes, frozenset(gates))


def _may_ask(fact: rta.Fact, to: str) -> bool:
    return fact.for_resident if to == "resident" else "team" in fact.ask or fact.for_resident


_KEPT: dict[tuple[tuple[str, str], ...], Judging] = {}


def judging(agreed: rta.Agreed) -> Judging:
    """The one `Judging` of this process for these versions."""
    key = tuple(sorted(agreed.hashes.items()))
    found = _KEPT.get(key)
    if found is None:
        if len(_KEPT) > 4:
            _KEPT.clear()
        found = _KEPT.setdefault(key, Judging(agreed))
    return found


def answers_of(facts: Iterable[Fact]) -> Answers:
    """The answers of an intake as the core wants them."""
    facts = tuple(facts)
    known = {fact.fact: fact.value for fact in facts if fact.value is not None}
    return Answers(known, frozenset(fact.fact for fact in facts if fact.value is None))
