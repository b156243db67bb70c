"""Help on the phone: the code alone opens nothing, the resident's yes does, for an hour."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import select
from triage_worlds import Questions
from worlds import NURSE, OTHER_RESIDENT, PHYSIOTHERAPIST, RESIDENT, another

from netwerkzorg.platform.audit import AuditRow
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import SYSTEM, Actor
from netwerkzorg.triage import service as triage
from netwerkzorg.triage.service import Intake

NOT_OPEN = Refused("code_not_open", at="code")
ELSEWHERE = another(NURSE, team_id=uuid4())


def _allowed(asked: Questions, intake: Intake) -> None:
    with asked.world.as_person(RESIDENT) as work:
        assert isinstance(triage.allow_phone_help(work, intake.id), Intake)


def _nothing(asked: Questions, intake: Intake) -> None:
    """The resident did nothing."""


def _allowed_and_over(asked: Questions, intake: Intake) -> None:
    _allowed(asked, intake)
    asked.world.clock.forward(hours=1)


def _allowed_and_withdrawn(asked: Questions, intake: Intake) -> None:
    _allowed(asked, intake)
    with asked.world.as_person(RESIDENT) as work:
        triage.withdraw(work, intake.id)


REFUSED: list[tuple[Callable[[Questions, Intake], None], Actor, str, str]] = [
    (_nothing, NURSE, "", "the code alone opens nothing"),
    (_allowed, ELSEWHERE, "", "another team has no part in it"),
    (_allowed, PHYSIOTHERAPIST, "", "nor has somebody without a team"),
    (_allowed, OTHER_RESIDENT, "", "nor a neighbour who read the code"),
    (_allowed, NURSE, "K7-4M8", "another code is another question"),
    (_allowed_and_over, NURSE, "", "an hour is over"),
    (_allowed_and_withdrawn, NURSE, "", "what was withdrawn stays closed"),
]


@pytest.mark.parametrize(
    ("before", "actor", "code", "because"), REFUSED, ids=[row[3] for row in REFUSED]
)
def test_refused(
    asked: Questions, before: Callable[[Questions, Intake], None], actor: Actor, code: str,
    because: str,
) -> None:  # fmt: skip
    intake = asked.start()
    before(asked, intake)
    with asked.world.as_person(actor) as work:
        assert triage.open_by_code(work, code or intake.code) == NOT_OPEN, because
    if not code:
        with asked.world.as_person(actor) as work, pytest.raises(Absent):
            triage.intake(work, intake.id)
    with asked.world.as_person(SYSTEM) as work:
        tried = work.session.scalars(
            select(AuditRow.actor_id).where(AuditRow.action == "intake.code_refused")
        ).all()
    assert list(tried) == [actor.id], "each try is in the log"


def test_the_team_reads_along_and_changes_nothing(asked: Questions) -> None:
    intake = asked.start()
    _allowed(asked, intake)
    with asked.world.as_person(NURSE) as work:
        found = triage.open_by_code(work, f" {intake.code.lower()} ")
        assert isinstance(found, Intake)
        view = triage.intake(work, found.id)
        assert view.can == frozenset(), "to read, not to do"
        assert triage.worklist(work).total == 0, "a draft is not on the list"
    with asked.world.as_person(RESIDENT) as work:
        kinds = [line.kind for line in triage.intake(work, intake.id).timeline]
    assert kinds[-2:] == ["phone_help", "looked_along"], "the resident sees who looked"


def test_only_the_resident_lets_somebody_look(asked: Questions) -> None:
    intake = asked.start()
    for actor in (NURSE, OTHER_RESIDENT):
        with asked.world.as_person(actor) as work, pytest.raises(Absent):
            triage.allow_phone_help(work, intake.id)
