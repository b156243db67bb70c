"""What stands between a text and publishing: what cannot be read, and what the proof finds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from netwerkzorg.platform.strict_yaml import Finding
from netwerkzorg.platform.work import Work

from ..admission import proved
from ..findings import Found
from ..loading import Loaded, load


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


def check(text: str, work: Work, starts_on: date, granted: Collection[str] = ()) -> Checked:
    """Read it, play its examples, prove it alone and beside what counts on that day."""
    loaded = load(text.encode("utf-8"), work.region)
    found = [_unread(one) for one in loaded.findings]
    scenarios = 0
    if loaded.compiled is not None:
        scenarios = len(loaded.compiled.agreement.scenarios)
        found += [
            _unproved(one, loaded)
            for one in proved(work, loaded.compiled, starts_on)
            if not one.note
        ]
    waived = {one.key for one in found if one.may_be_waived and one.key in granted}
    return Checked(
        loaded,
        tuple(one for one in found if one.key not in waived),
        tuple(one for one in found if one.key in waived),
        scenarios,
    )


def _unread(finding: Finding) -> Obstacle:
    key = sha256(f"{finding.code}\0{finding.words}".encode()).hexdigest()[:16]
    return Obstacle(key, finding.code, finding.words, finding.place.line)


def _unproved(found: Found, loaded: Loaded) -> Obstacle:
    own = loaded.agreement is not None and found.agreement in ("", loaded.agreement.id)
    return Obstacle(
        found.key,
        found.code,
        found.words,
        found.place.line,
        found.decision if own else "",
        found.rule if own else 0,
        found.person,
        found.may_be_waived,
    )
