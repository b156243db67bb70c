"""What a new version would change, over many people at once: who goes elsewhere, and who is worse off.

Pure. What one agreement says depends only on the rows still alive and on what is unknown, so people
who look the same to the rules are judged once. Growth: one table look-up per case and fact, one
judgement per distinct pattern.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .agreed import keys
from .combination import Combination, combine, judge
from .compiling import Compiled, condition_id
from .evaluation import State, holds, state_of
from .presenting import record_text
from .values import Key

# How a person's outcome moved; the first four say whether it became better or worse.
WORSE, BETTER = ("later", "lost"), ("sooner", "gained")
MOVES = (*WORSE, *BETTER, "elsewhere", "to_person", "from_person", "otherwise")
UNTOLD = "?"
BREAKDOWNS = ("outcome", "neighbourhood", "age_band", "channel")


@dataclass(frozen=True, slots=True)
class Person:
    """One case to play: canonical texts per fact, and the groups this person is counted in."""

    facts: Mapping[str, str | None]
    neighbourhood: str = ""
    age_band: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one version says about one person. Equal verdicts mean that nothing changed.

    `applies` None: not known yet. `person`: somebody must look before anything is decided; that no
    rule gives help is not such a reason, it is the outcome. `outcomes` are (decision, outcome in
    canonical texts); `steps` are (role, step, urgency) of the steps that would begin.
    """

    applies: bool | None
    urgency: str | None
    routes: tuple[str, ...]
    person: bool
    outcomes: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str, str], ...]

    def words(self) -> str:
        """A stable name for this verdict in a table of moves: `U4 → valrisicobeoordeling`."""
        if not (self.urgency or self.routes or self.person):
            return "-"
        to = ", ".join(self.routes) or "-"
        return f"{self.urgency or '-'} → {to}" + (" → ?" if self.person else "")


class Player:
    """One version, ready to play people; remembers what it said about each pattern."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self._verdicts: dict[object, Verdict] = {}

    def play(self, facts: Mapping[str, str | None]) -> Verdict:
        """What this version says about one person."""
        known = keys(self.compiled, facts)
        state = state_of(self.compiled, known)
        pattern = (state.alive, tuple(state.unknown), state.outside)
        found = self._verdicts.get(pattern)
        if found is None:
            found = self._verdicts[pattern] = _judged(self.compiled, known, state)
        return found


def _judged(compiled: Compiled, known: Mapping[str, Key | None], state: State) -> Verdict:
    judged = judge(compiled, known, possible=False)
    combination = combine([judged])
    if judged.applies is False:
        return Verdict(False, None, (), False, (), ())
    urgency = combination.urgency.text if combination.urgency else None
    return Verdict(
        judged.applies,
        urgency,
        tuple(sorted(route.service_type for route in combination.routes)),
        any(reason.code != "no_agreement" for reason in combination.reasons),
        tuple(_outcomes(compiled, combination)),
        tuple(
            (step.role, step.id, urgency or "")
            for step in compiled.agreement.steps
            if holds(state, condition_id("step", step.id))[0] is True
        ),
    )


def _outcomes(compiled: Compiled, combination: Combination) -> Iterator[tuple[str, str]]:
    for one in combination.judged:
        for name, result in one.results.items():
            gives = compiled.agreement.decisions[name].gives
            said = result.outcome if isinstance(result.outcome, tuple) else (result.outcome,)
            records = [record_text(record, gives) for record in said if record is not None]
            told = "; ".join(
                ", ".join(f"{key}={value}" for key, value in record.items()) for record in records
            )
            yield name, f"{result.status}: {told}"


def moved(old: Verdict, new: Verdict) -> str:
    """How one person's outcome moved; empty when it did not."""
    if old == new:
        return ""
    if old.urgency != new.urgency:
        if old.urgency and new.urgency:
            return "sooner" if new.urgency < old.urgency else "later"
        if new.urgency is None:
            return "to_person" if new.person else "lost"
        return "from_person" if old.person else "gained"
    if old.routes != new.routes:
        if not new.routes and not new.person:
            return "lost"
        return "gained" if not old.routes and not old.person else "elsewhere"
    if old.person != new.person:
        return "to_person" if new.person else "from_person"
    return "otherwise"


@dataclass(slots=True)
class Tally:
    """Counts so far. They only add up, so a replay that was interrupted goes on where it stood."""

    played: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    groups: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    services: dict[str, Counter[str]] = field(default_factory=dict)
    urgencies: dict[str, Counter[str]] = field(default_factory=dict)
    steps: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, person: Person, old: Verdict, new: Verdict) -> None:
        """Count one person."""
        kind = moved(old, new)
        self.played += 1
        self.kinds[kind] += 1
        if kind:
            self.moves[old.words(), new.words()] += 1
        values = (old.words(), person.neighbourhood, person.age_band, person.channel)
        for name, value in zip(BREAKDOWNS, values, strict=True):
            group = self.groups.setdefault(name, {}).setdefault(value or UNTOLD, Counter())
            group["people"] += 1
            group[kind or "same"] += 1
        for side, verdict in (("old", old), ("new", new)):
            self._demand(side, verdict)

    def _demand(self, side: str, verdict: Verdict) -> None:
        for route in verdict.routes:
            self.services.setdefault(route, Counter())[side] += 1
        urgency = verdict.urgency or ("person" if verdict.person else "none")
        self.urgencies.setdefault(urgency, Counter())[side] += 1
        for role, step, term in verdict.steps:
            self.steps.setdefault(f"{role}/{step}/{term}", Counter())[side] += 1

    def body(self) -> dict[str, Any]:
        """Everything counted, as plain JSON: what is kept between two runs."""
        return {
            "played": self.played,
            "kinds": dict(self.kinds),
            "moves": [[old, new, count] for (old, new), count in sorted(self.moves.items())],
            "groups": {name: _plain(groups) for name, groups in self.groups.items()},
            "services": _plain(self.services),
            "urgencies": _plain(self.urgencies),
            "steps": _plain(self.steps),
        }

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Tally":
        """The counts that `body` kept."""
        return cls(
            played=body["played"],
            kinds=Counter(body["kinds"]),
            moves=Counter({(old, new): count for old, new, count in body["moves"]}),
            groups={name: _counters(groups) for name, groups in body["groups"].items()},
            services=_counters(body["services"]),
            urgencies=_counters(body["urgencies"]),
            steps=_counters(body["steps"]),
        )


def _plain(counters: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {name: dict(counter) for name, counter in counters.items()}


def _counters(told: Mapping[str, Mapping[str, int]]) -> dict[str, Counter[str]]:
    return {name: Counter(counts) for name, counts in told.items()}


def replay(old: Player, new: Player, people: Iterable[Person], tally: Tally | None = None) -> Tally:
    """Play everybody by both versions. With a tally, count on from there."""
    tally = tally or Tally()
    for person in people:
        tally.add(person, old.play(person.facts), new.play(person.facts))
    return tally
