"""Sources in memory, for tests and for folders: the same answers as the network gives, without it."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import UTC, datetime

from . import checking
from .model import Answer, Person, Query, Resource, Source
from .ports import Asked


class MemorySources:
    """`held`: what each source has. `faults`: source id -> reason why it is not reached."""

    def __init__(
        self,
        held: Mapping[Source, Sequence[Resource]],
        faults: Mapping[str, str] | None = None,
    ) -> None:
        self._held, self.faults = {s.id: list(r) for s, r in held.items()}, dict(faults or {})
        self._sources = tuple(held)

    def registered(self) -> tuple[Source, ...]:
        return self._sources

    def ask(self, person: Person, asked: Asked) -> Generator[Answer, None, None]:
        for source, queries in asked:
            now = datetime.now(UTC)
            if source.id in self.faults:
                yield Answer(source, None, "not_reached", self.faults[source.id], at=now)
                continue
            held = self._held[source.id]
            if any(checking.speaks_stu3(one) for one in held):
                yield Answer(source, None, "not_reached", "unsupported_version", at=now)
                continue
            try:
                patient_id = checking.patient_in(_patients(held, person.bsn), person)
            except checking.Wrong as wrong:
                yield Answer(source, None, checking.state_of(wrong.reason), wrong.reason, at=now)
                continue
            if patient_id is None:
                yield Answer(source, None, "empty", "no_patient", at=now)
                continue
            for query in queries:
                yield _answer(source, query, held, patient_id, now)


def _patients(held: Sequence[Resource], bsn: str) -> list[Resource]:
    return [
        one
        for one in held
        if one.get("resourceType") == "Patient"
        and any(isinstance(i, dict) and i.get("value") == bsn for i in one.get("identifier", []))
    ]


def _answer(
    source: Source, query: Query, held: Sequence[Resource], patient_id: str, now: datetime
) -> Answer:
    """What a source would say: resources of the asked type about the patient, not filtered further."""
    found = tuple(
        one
        for one in held
        if one.get("resourceType") == query.resource and checking.is_about(one, patient_id)
    )
    included = tuple(one for one in held if one.get("resourceType") in ("Medication", "Device"))
    return Answer(source, query, "ok" if found else "empty", "", found, included, now)
