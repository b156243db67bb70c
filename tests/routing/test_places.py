"""Whatever happens in whatever order: as many places are taken as there are live tasks."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from routing_worlds import FIRST, RECEIVERS, ROUTE, SECOND, Referring, a_completed_question
from triage_worlds import Questions, with_agreements, with_residents
from worlds import NURSE, RESIDENT, a_house, with_people

from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import Work
from netwerkzorg.routing import service
from netwerkzorg.triage import service as triage

OWNER: dict[str, Callable[[Work, service.Referral], object]] = {
    "accept": lambda work, one: service.accept(work, one.id),
    "decline": lambda work, one: service.decline(work, one.id, "De agenda is vol."),
    "ask": lambda work, one: service.ask(work, one.id, "Kan zij zelf komen?"),
    "complete": lambda work, one: service.complete(work, one.id),
}
TEAM: dict[str, Callable[[Work, service.Referral], object]] = {
    "reply": lambda work, one: service.reply(work, one.id, "Ja."),
    "cancel": lambda work, one: service.cancel(work, one.id, "Toch niet."),
    "next": lambda work, one: service.refer_next(work, one.id),
}
ACTS = (
    *OWNER, *TEAM, "send first", "send second", "complete triage", "solved", "not solved",
    "withdraw", "deliver", "wait",
)  # fmt: skip


def _act(ready: Referring, act: str) -> None:
    """One act of whoever would do it; a refusal is fine, it must only leave the places right."""
    if act == "deliver":
        ready.deliver()
        return
    if act == "wait":
        ready.world.clock.forward(days=9)
        return
    with ready.world.as_person(NURSE) as work:
        referrals = service.of_intake(work, ready.intake_id)
        if act.startswith("send"):
            service.refer(work, ready.intake_id, FIRST if act == "send first" else SECOND)
        elif act == "complete triage":
            triage.complete(work, ready.intake_id, route=ROUTE, reason="Opnieuw gewogen.")
        elif act in TEAM and referrals:
            TEAM[act](work, referrals[-1])
    if act in OWNER and referrals:
        with ready.world.as_person(RECEIVERS[referrals[-1].tasks[0].service_id]) as work:
            OWNER[act](work, referrals[-1])
    if act in ("solved", "not solved", "withdraw"):
        with ready.world.as_person(RESIDENT) as work:
            if act == "withdraw":
                triage.withdraw(work, ready.intake_id)
            else:
                triage.close(work, ready.intake_id, solved=act == "solved")


def _taken(ready: Referring) -> dict[object, int]:
    return {one: 1 - ready.free(one) for one in (FIRST, SECOND)}


def _live(ready: Referring) -> dict[object, int]:
    with ready.world.as_person(RESIDENT) as work:
        tasks = [t for r in service.of_intake(work, ready.intake_id) for t in r.tasks if t.live]
    return {one: sum(t.service_id == one for t in tasks) for one in (FIRST, SECOND)}


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@example(["accept", "complete"])
@example(["accept", "cancel", "next", "decline"])
@example(["ask", "reply", "decline", "next", "accept"])
@example(["accept", "not solved", "deliver", "complete triage", "send second", "solved", "deliver"])
@example(["ask", "wait", "deliver", "next", "wait", "deliver"])
@given(st.lists(st.sampled_from(ACTS), min_size=4, max_size=14))
def test_as_many_places_are_taken_as_tasks_are_live(acts: list[str]) -> None:
    folder = Path(mkdtemp(prefix="netwerkzorg-places-"))
    try:
        world = with_people(a_house(folder))
        ready = a_completed_question(Questions(with_residents(with_agreements(world))))
        for number, act in enumerate(("send first", *acts), 1):
            with suppress(Absent):  # who lost the relation finds nothing, and changes nothing
                _act(ready, act)
            assert _taken(ready) == _live(ready), (number, act)
        ready.deliver()
        assert _taken(ready) == _live(ready)
        world.house.engine.dispose()
    finally:
        shutil.rmtree(folder)
