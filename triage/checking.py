"""Whether an answer may be given here, by this person, and what its one canonical text is."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

from .judging import Judging
from .model import Fact, Party

Answer = str | int | bool | Decimal | list[object] | tuple[object, ...] | None


def checked(
    work: Work,
    ready: Judging,
    given: Mapping[str, Answer],
    part: Party,
    origin: str,
    source_ref: str = "",
) -> tuple[Fact, ...] | Refused:
    """These answers as facts, or the first refusal. None means: cannot be obtained."""
    facts = []
    for name, raw in given.items():
        told = _fact(work, ready, name, raw, part)
        if isinstance(told, Refused):
            return told
        known, kind = told is not None, ready.facts[name].type
        state = "known" if known else "unobtainable"
        by: UUID = work.actor.id
        confirmed = by if origin == "source" else None
        facts.append(Fact(name, told, kind, state, origin, by, work.now, confirmed, source_ref))
    return tuple(facts)


def _fact(work: Work, ready: Judging, name: str, raw: Answer, part: Party) -> str | Refused | None:
    fact = ready.facts.get(name)
    if fact is None:
        return Refused("fact_unknown", at=name)
    if part is Party.resident:
        if fact.origin and not fact.for_resident:
            return Refused("fact_from_register", at=name)
        if not fact.for_resident:
            return Refused("fact_not_yours", at=name)
    if fact.judged_by and work.actor.role != fact.judged_by:
        return Refused("role_needed", at=fact.judged_by)
    told = rta.canonical(fact, raw)
    if isinstance(told, str) and not within(ready, name, told):
        return Refused("fact_outside", at=name)
    return told


def within(ready: Judging, name: str, value: str) -> bool:
    """Whether some agreement in force understands this value; true where no rule looks at it."""
    return rta.understood(ready.agreed, name, value)
