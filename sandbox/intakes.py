"""Open questions of residents, in every state, asked and answered through triage's own front door."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

from netwerkzorg.platform.house import House
from netwerkzorg.platform.organizations import team
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import SYSTEM, Actor, Work, unit_of_work
from netwerkzorg.routing import service as routing
from netwerkzorg.triage import service as triage

from .catalogue import Catalogue, CatalogueService
from .personas import RECEIVER, RECEIVER_2, TEAM, persona, sandbox_id
from .population import SyntheticResident

# How many questions come to stand in each state; the first are of the nurse's own team.
IN_TEAM = ("with_team", 230)
PLAN = (
    ("draft", 105), ("stopped_red_flag", 105), ("self_help", 105), ("completed", 105),
    ("referred", 105), ("reopened", 105), ("closed", 20), ("withdrawn", 20),
)  # fmt: skip
# What a nurse finds fitting, with places to book. The two receivers of the stories keep theirs.
ROUTES = ("valpreventie-beweeginterventie", "dagbesteding", "fysiotherapie-ouderen")
KEPT_FREE = frozenset({RECEIVER, RECEIVER_2})
_BY_TEAM = frozenset({"completed", "referred", "reopened", "closed"})
_CALM = {
    "hulpvraag": "vallen", "thuiswonend": "true", "vallen12mnd": "0", "valangst": "false",
    "mobiliteitsprobleem": "false",
}  # fmt: skip
_FELL = {"hulpvraag": "vallen", "thuiswonend": "true", "vallen12mnd": "2"}
_DRAWN = ("hulpvraag", "vallen12mnd", "valangst", "mobiliteitsprobleem")
Progress = Callable[[str, int, int], None]


def seed_intakes(
    house: House,
    people: Sequence[SyntheticResident],
    catalogue: Catalogue,
    progress: Progress,
    share: float = 1.0,
) -> None:
    """As many intakes as PLAN says in each state; `share` (0 to 1) makes fewer. Nobody has two."""
    steps = [(state, math.ceil(number * share)) for state, number in (IN_TEAM, *PLAN)]
    with unit_of_work(house, SYSTEM) as work:
        near = frozenset(team(work, sandbox_id("team", TEAM)).postcodes)
    west = [one for one in people[2:] if one.postcode4 in near]
    others = [one for one in people[2:] if one.postcode4 not in near]
    first = steps[0][1]
    queue = iter(west[:first] + others + west[first:])
    places = _Places(catalogue)
    total, done = sum(number for _, number in steps), 0
    for state, number in steps:
        reached = 0
        for one in queue:
            reached += _one_intake(house, one, state, places)
            if reached == number:
                break
        done += number
        progress("vragen van inwoners", done, total)


def _one_intake(house: House, one: SyntheticResident, state: str, places: _Places) -> bool:
    """One question of this person; whether it came to stand where it was meant to."""
    with unit_of_work(house, _as(one)) as work:
        intake = _asked(work, one, state)
    if state in _BY_TEAM and intake.state is triage.State.with_team:
        intake = _rounded_off(house, one, intake, state, places)
    return intake.state == state


def _as(one: SyntheticResident) -> Actor:
    return Actor(one.id, "resident", "inwoner")


def _asked(work: Work, one: SyntheticResident, state: str) -> triage.Intake:
    """One question, as far as this state needs: the answers are those this person was drawn with."""
    intake = triage.start(work, one.id)
    if state == "draft":
        return intake
    flags = triage.next_step(work, intake.id).step
    assert isinstance(flags, triage.RedFlags)
    answers: dict[str, bool | None] = {asked.fact: False for asked in flags.questions}
    if state == "stopped_red_flag":
        answers[flags.questions[one.number % len(answers)].fact] = True
    intake = _took(triage.submit_red_flags(work, intake.id, answers))
    if state == "stopped_red_flag":
        return intake
    intake = _took(triage.answer_all(work, intake.id, _answers(one, state)))
    if state == "withdrawn":
        return _took(triage.withdraw(work, intake.id))
    waits = intake.state in (triage.State.draft, triage.State.self_help)
    if state != "self_help" and waits:
        return _took(triage.ask_team(work, intake.id))
    return intake


def _answers(one: SyntheticResident, state: str) -> dict[str, triage.Answer]:
    drawn = {fact: one.facts[fact] for fact in _DRAWN if fact in one.facts}
    if state == "self_help":
        return {**_CALM}
    return {**drawn, "thuiswonend": "true", **(_FELL if state in _BY_TEAM else {})}


def _rounded_off(
    house: House, one: SyntheticResident, intake: triage.Intake, state: str, places: _Places
) -> triage.Intake:
    """A team member of this intake's own team rounds it off, or refers; for some it did not help."""
    nurse = persona("verpleegkundige")
    actor = Actor(
        nurse.account_id, "professional", nurse.role, nurse.organization_id, intake.team_id, nurse.name
    )  # fmt: skip
    found = places.near(one.postcode4) if state == "referred" else None
    route = found.service_type if found else "valrisicobeoordeling"
    with unit_of_work(house, actor) as work:
        _took(triage.claim(work, intake.id))
        after = _took(
            triage.complete(
                work, intake.id, route=route, urgency=intake.urgency or "U4",
                reason="Past bij wat verteld is.",
            )
        )  # fmt: skip
        if found and not isinstance(routing.refer(work, intake.id, found.id), Refused):
            after = triage.find(work, intake.id)
    if state in ("reopened", "closed"):
        with unit_of_work(house, _as(one)) as work:
            return _took(triage.close(work, intake.id, solved=state == "closed"))
    return after


def _took(outcome: triage.Intake | Refused) -> triage.Intake:
    if isinstance(outcome, Refused):
        raise RuntimeError(f"de oefenregio kan niet gevuld worden: {outcome}")
    return outcome


class _Places:
    """Services with a place to book, taken in turn, so that no one service fills up first."""

    def __init__(self, catalogue: Catalogue) -> None:
        kept = {one.id for one in catalogue.organizations if one.key in KEPT_FREE}
        self._free = {
            one.id: one.places_free or 0
            for one in catalogue.services
            if one.service_type in ROUTES and one.organization_id not in kept
        }
        self._turn: Iterator[CatalogueService] = cycle(
            [one for one in catalogue.services if self._free.get(one.id)]
        )

    def near(self, postcode4: str) -> CatalogueService | None:
        """The next service for this postcode that has a place left; None when all are taken."""
        for _ in range(len(self._free)):
            one = next(self._turn)
            if self._free[one.id] and (not one.areas or postcode4 in one.areas):
                self._free[one.id] -= 1
                return one
        return None
