"""Open questions of residents, in every state, asked and answered through triage's own front door."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from uuid import UUID

from netwerkzorg.platform.house import House
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Actor, Work, unit_of_work
from netwerkzorg.triage import service as triage

from .personas import TEAM, persona, sandbox_id
from .population import SyntheticResident

EACH = 110
IN_TEAM = 230
Progress = Callable[[str, int, int], None]
PLAN = ("draft", "stopped_red_flag", "self_help", "with_team", "completed", "reopened", "withdrawn")


def seed_intakes(
    house: House, people: Sequence[SyntheticResident], progress: Progress, share: float = 1.0
) -> None:
    """At least EACH intakes of every state that triage alone can reach, IN_TEAM open in one team.

    `share` (0 to 1) makes fewer of each.
    """
    each, in_team = (math.ceil(number * share) for number in (EACH, IN_TEAM))
    west = frozenset(_postcodes(house))
    rest = [one for one in people[2:] if one.postcode4 in west]
    others = [one for one in people[2:] if one.postcode4 not in west]
    queue = iter(rest[:in_team] + others + rest[in_team:])
    steps = [("with_team", in_team), *((state, each) for state in PLAN)]
    total, done = sum(number for _, number in steps), 0
    for state, number in steps:
        reached = 0
        for one in queue:
            reached += _one_intake(house, one, state)
            if reached == number:
                break
        done += number
        progress("vragen van inwoners", done, total)


def _one_intake(house: House, one: SyntheticResident, state: str) -> bool:
    """One question of this person; whether it came to stand where it was meant to."""
    with unit_of_work(house, _as(one)) as work:
        intake_id = _asked(work, one, state)
    if state in ("completed", "reopened"):
        _completed(house, one, intake_id, state)
    with unit_of_work(house, _as(one)) as work:
        return triage.intake(work, intake_id).intake.state == state


def _postcodes(house: House) -> tuple[str, ...]:
    from netwerkzorg.platform.organizations import team
    from netwerkzorg.platform.work import SYSTEM

    with unit_of_work(house, SYSTEM) as work:
        return team(work, sandbox_id("team", TEAM)).postcodes


def _as(one: SyntheticResident) -> Actor:
    return Actor(one.id, "resident", "inwoner")


def _asked(work: Work, one: SyntheticResident, state: str) -> UUID:
    """One question, as far as this state needs: the answers are those this person was drawn with."""
    intake = triage.start(work, one.id)
    if state == "draft":
        return intake.id
    flags = triage.next_step(work, intake.id).step
    assert isinstance(flags, triage.RedFlags)
    answers: dict[str, bool | None] = {asked.fact: False for asked in flags.questions}
    if state == "stopped_red_flag":
        answers[flags.questions[one.number % len(answers)].fact] = True
    triage.submit_red_flags(work, intake.id, answers)
    if state == "stopped_red_flag":
        return intake.id
    _answer_on(work, intake.id, one, state)
    if state == "withdrawn":
        triage.withdraw(work, intake.id)
    return intake.id


_CALM = {
    "hulpvraag": "vallen",
    "vallen12mnd": "0",
    "valangst": "false",
    "mobiliteitsprobleem": "false",
}
_FELL = {"hulpvraag": "vallen", "vallen12mnd": "2"}


def _answer_on(work: Work, intake_id: UUID, one: SyntheticResident, state: str) -> None:
    wanted = {**one.facts, "thuiswonend": "true"}
    if state == "self_help":
        wanted |= _CALM
    if state in ("completed", "reopened"):
        wanted |= _FELL
    for _ in range(20):
        step = triage.next_step(work, intake_id).step
        if not isinstance(step, triage.Question):
            break
        fact = step.asked.fact
        kept = triage.answer(work, intake_id, fact, wanted.get(fact))
        if isinstance(kept, Refused):
            triage.answer(work, intake_id, fact, None, unobtainable=True)
    if state == "with_team":
        triage.ask_team(work, intake_id)


def _completed(house: House, one: SyntheticResident, intake_id: UUID, state: str) -> None:
    """A team member of this intake's own team rounds it off; for some it did not help."""
    nurse = persona("verpleegkundige")
    with unit_of_work(house, _as(one)) as work:
        team_id = triage.intake(work, intake_id).intake.team_id
    actor = Actor(
        nurse.account_id, "professional", nurse.role, nurse.organization_id, team_id, nurse.name
    )
    with unit_of_work(house, actor) as work:
        triage.claim(work, intake_id)
        triage.complete(
            work, intake_id, route="valrisicobeoordeling", reason="Past bij wat zij vertelt."
        )
    if state == "reopened":
        with unit_of_work(house, _as(one)) as work:
            triage.close(work, intake_id, solved=False)
