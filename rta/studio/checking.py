"""What stands between a text and publishing: what cannot be read, and what the proof finds."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from netwerkzorg.platform.work import Work

from ..loading import Loaded, load
from ..scenarios import run_scenarios


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that keeps a draft from being published.

    `key` names it as long as it stays the same; `decision` and `rule` say at which row it shows
    (empty and 0: about the whole); `person` is who it fails for, in Dutch.
    """

    key: str
    code: str
    words: str
    line: int
    decision: str = ""
    rule: int = 0
    person: str = ""
    may_be_waived: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """`findings` stand in the way; `waived` do not any more; `loaded` is the text as it was read."""

    loaded: Loaded
    findings: tuple[Obstacle, ...]
    waived: tuple[Obstacle, ...]
    scenarios: int


def check(text: str, work: Work, granted: Collection[str] = ()) -> Checked:
    """Read, play the scenarios, prove."""
    loaded = load(text.encode("utf-8"), work.region)
    found = [_obstacle(one.code, one.words, one.place.line, loaded) for one in loaded.findings]
    scenarios = 0
    if loaded.compiled is not None:
        scenarios = len(loaded.compiled.agreement.scenarios)
        found += [
            _obstacle("scenario_failed", one.words, one.place.line, loaded)
            for one in run_scenarios(loaded.compiled)
        ]
    return Checked(
        loaded,
        tuple(one for one in found if one.key not in granted),
        tuple(one for one in found if one.key in granted),
        scenarios,
    )


def _obstacle(code: str, words: str, line: int, loaded: Loaded) -> Obstacle:
    key = sha256(f"{code}\0{words}".encode()).hexdigest()[:16]
    decision, rule = row_at(loaded, line)
    return Obstacle(key, code, words, line, decision, rule)


def row_at(loaded: Loaded, line: int) -> tuple[str, int]:
    """The decision and rule that stand on a line; empty and 0 when it is about something else."""
    if loaded.agreement is None:
        return "", 0
    for decision in loaded.agreement.decisions.values():
        for rule in decision.rules:
            if rule.place.line == line:
                return decision.id, rule.number
        if decision.place.line == line:
            return decision.id, 0
    return "", 0
