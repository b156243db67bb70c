"""Whether a version may count: the proof, beside what is in force on the day it would start."""

from collections.abc import Collection
from datetime import date

from netwerkzorg.platform.work import Work

from . import proof, store
from .compiling import Compiled
from .findings import Found
from .labelling import labels_of
from .loading import compiled_text
from .proving import stored_in


def proved(work: Work, compiled: Compiled, starts_on: date) -> tuple[Found, ...]:
    """Everything the proof has to say about a version, notes too. Reads; changes nothing."""
    agreement = compiled.agreement
    beside = [compiled_text(row.text) for row, _ in store.in_force(work.session, starts_on)]
    return proof.prove(
        compiled,
        previous=_previous(work, agreement.id, agreement.version),
        others=[one for one in beside if one.agreement.subject == agreement.subject],
        source_text=stored_in(work.region.folder),
        labels=labels_of(work.region.vocabulary),
    )


def obstacles(
    work: Work, compiled: Compiled, starts_on: date, waived: Collection[str] = ()
) -> tuple[Found, ...]:
    """What keeps a version from being published; `waived` are keys that two people accepted."""
    return proof.refusals(proved(work, compiled, starts_on), waived)


def _previous(work: Work, agreement: str, version: str) -> Compiled | None:
    """What was published last before this version, whether it counts already or not yet."""
    for row, _ in store.versions(work.session, agreement):
        if row.version != version:
            return compiled_text(row.text)
    return None
