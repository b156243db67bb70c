"""Loads intakes in bulk: the rows that a year of questions leaves, with one audit row for each batch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from netwerkzorg.directory.residents.tables import ResidentRow
from netwerkzorg.platform.house import House
from netwerkzorg.platform.organizations import TeamAreaRow
from netwerkzorg.platform.work import SYSTEM, Work, unit_of_work
from netwerkzorg.triage.model import State, code_of
from netwerkzorg.triage.tables import FactRow, IntakeRow, TimelineRow

# How a region's questions lie after a year: most have ended, one in five is the team's to do.
SHARES = {
    State.with_team: 14, State.completed: 4, State.reopened: 2, State.stopped_red_flag: 1,
    State.referred: 12, State.self_help: 10, State.draft: 3, State.withdrawn: 4, State.closed: 50,
}  # fmt: skip
LISTED = (State.with_team, State.completed, State.reopened, State.stopped_red_flag)
FACTS = {"leeftijd": "82", "hulpvraag": "vallen", "thuiswonend": "true", "vallen12mnd": "2"}
BATCH = 500


@dataclass(frozen=True, slots=True)
class _Person:
    id: UUID
    team_id: UUID


def load_intakes(house: House, how_many: int, seed: str = "bench") -> int:
    """Add this many intakes, spread over the residents who are there. Returns how many are on worklists."""
    rand, listed = random.Random(seed), 0
    with house.engine.connect() as connection:
        people = [
            _Person(*row)
            for row in connection.execute(
                select(ResidentRow.id, TeamAreaRow.team_id).join(
                    TeamAreaRow, TeamAreaRow.postcode4 == ResidentRow.postcode4
                )
            )
        ]
        taken = set(connection.scalars(select(IntakeRow.code)))
    codes = _fresh_codes(rand, taken)
    for start in range(0, how_many, BATCH):
        chosen = rand.choices(people, k=min(BATCH, how_many - start))
        with unit_of_work(house, SYSTEM, "bench") as work:
            listed += _batch(work, rand, chosen, codes)
            work.record("bench.loaded", UUID(int=start), persons={one.id for one in chosen})
    return listed


def _fresh_codes(rand: random.Random, taken: set[str]) -> Iterator[str]:
    while True:
        code = code_of(rand.getrandbits(64))
        if code not in taken:
            taken.add(code)
            yield code


def _batch(work: Work, rand: random.Random, people: Sequence[_Person], codes: Iterator[str]) -> int:
    work.preload_keys({one.id for one in people})
    states = rand.choices(list(SHARES), list(SHARES.values()), k=len(people))
    intakes = [
        _intake(work, rand, one, state, next(codes))
        for one, state in zip(people, states, strict=True)
    ]
    work.session.execute(insert(IntakeRow), intakes)
    work.session.execute(insert(FactRow), [row for one in intakes for row in _facts(work, one)])
    work.session.execute(insert(TimelineRow), [row for one in intakes for row in _timeline(one)])
    return sum(one["listed"] for one in intakes)


def _intake(
    work: Work, rand: random.Random, person: _Person, state: State, code: str
) -> dict[str, Any]:
    row_id, age = uuid4(), timedelta(hours=rand.uniform(1, 24 * 40))
    arrived = None if state in (State.draft, State.self_help) else work.now - age
    red = state is State.stopped_red_flag
    return {
        "id": row_id,
        "code": code,
        "resident_id": person.id,
        "team_id": person.team_id,
        "state": str(state),
        "urgency": "U0" if red else rand.choice(["U2", "U3", "U4", "U4", "U5"]),
        "at_least": rand.random() < 0.2,
        "due_at": work.now + timedelta(hours=rand.uniform(-48, 24 * 14)),
        "calm": not red,
        "listed": state in LISTED,
        "claimed_by": None,
        "version": rand.randint(2, 9),
        "created_at": work.now - age - timedelta(minutes=20),
        "created_by": person.id,
        "channel": "resident",
        "completed_route": "valrisicobeoordeling" if state is State.completed else None,
        "agreement": "valpreventie",
        "arrived_at": arrived,
        "opened_at": arrived if arrived and rand.random() < 0.7 else None,
        "headline": work.seal(
            person.id, "triage_intake", "headline", row_id, "vallen of evenwicht"
        ),
    }


def _facts(work: Work, intake: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in FACTS.items():
        row_id = uuid4()
        sealed = work.seal(intake["resident_id"], "triage_fact", "value", row_id, value)
        yield {
            "id": row_id, "intake_id": intake["id"], "fact": name,
            "value": sealed, "type": "code", "state": "known", "origin": "resident",
            "by": intake["resident_id"], "at": intake["created_at"], "confirmed_by": None,
            "source_ref": None, "schema": 1, "current": True,
        }  # fmt: skip


def _timeline(intake: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kinds = ["started", "handed_over"] if intake["arrived_at"] else ["started"]
    for position, kind in enumerate(kinds, 1):
        at: datetime = intake["created_at"]
        yield {
            "id": uuid4(), "intake_id": intake["id"], "kind": kind, "at": at,
            "by": intake["resident_id"], "by_kind": "resident", "position": position,
            "text": None, "visible_to_resident": True,
        }  # fmt: skip
