"""The same act under one name, whoever asks: a resident answers, a team member adds a fact."""

from collections.abc import Mapping
from uuid import UUID

from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work

from . import answering, teamwork
from .access import opened
from .checking import Answer
from .deciding import in_force
from .model import Intake, Party


def answer(
    work: Work,
    intake_id: UUID,
    fact: str,
    value: Answer,
    *,
    unobtainable: bool = False,
    source_ref: str = "",
) -> Intake | Refused:
    """One answer, of the resident's side or of the team. Raises Absent."""
    given = {fact: None if unobtainable else value}
    _, part = opened(work, intake_id, Party.resident, Party.team)
    if not unobtainable and value is None:
        return Refused("fact_not_understood", at=fact)
    if part is Party.team:
        return teamwork.add_fact(work, intake_id, given, source_ref)
    return answering.answer(work, intake_id, given)


def add_fact(
    work: Work, intake_id: UUID, fact: str, value: Answer, *, source_ref: str = ""
) -> Intake | Refused:
    """A team member fills in a fact; None: it is not to be had. Raises Absent."""
    return teamwork.add_fact(work, intake_id, {fact: value}, source_ref)


def submit_red_flags(
    work: Work, intake_id: UUID, answers: Mapping[str, bool | None]
) -> Intake | Refused:
    """All alarm questions at once: yes, no, or None for "dat weet ik niet". Raises Absent.

    A yes counts even when others were left open; without a yes, each must have been answered.
    """
    asked = in_force(work).flag_ids
    missing = [flag for flag in asked if flag not in answers]
    if missing and not any(answers.get(flag) for flag in asked):
        opened(work, intake_id, Party.resident)
        return Refused("answers_missing", at=missing[0])
    told: dict[str, Answer] = {flag: answers[flag] for flag in asked if flag in answers}
    return answering.answer(work, intake_id, told)
