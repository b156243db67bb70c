"""The steps that reach furthest over the second wall, each taken as the app's role on PostgreSQL.

Who writes on a question that is hardly theirs (asked and not accepted), or loses their tie by this very step.
"""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from routing_worlds import FIRST, SECOND, Referring, a_completed_question
from servers import Postgres
from triage_worlds import Questions, with_agreements, with_residents
from worlds import (
    GERIATRICIAN,
    HOSPITAL,
    NURSE,
    OTHER_RESIDENT,
    PHYSIOTHERAPIST,
    RESIDENT,
    another,
    id_of,
    with_people,
)

from netwerkzorg.consult import service as consult
from netwerkzorg.consult.model import Consult
from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import SYSTEM, Actor
from netwerkzorg.routing import service as routing
from netwerkzorg.routing.service import Referral
from netwerkzorg.triage import service as triage

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
FACTS: dict[str, bool | None] = {
    "spoed": False, "onderBehandeling": False, "inKetenzorg": False, "vraagstelling": True,
    "samenvatting": True,
}  # fmt: skip
DAUGHTER = another(OTHER_RESIDENT, id=id_of("dochter"), kind="carer", role="mantelzorger")


@pytest.fixture
def ready(postgres: Postgres, tmp_path: Path) -> Referring:
    world = with_residents(with_agreements(with_people(postgres.world(tmp_path))))
    return a_completed_question(Questions(world))


def lines(ready: Referring, actor: Actor) -> list[str]:
    with ready.world.as_person(actor) as work:
        return [line.kind for line in triage.intake(work, ready.intake_id).timeline]


def meets(ready: Referring, actor: Actor) -> bool:
    with ready.world.as_person(actor) as work:
        try:
            return triage.find(work, ready.intake_id) is not None
        except Absent:
            return False


def test_who_says_no_without_having_accepted_gives_the_question_back(ready: Referring) -> None:
    sent = ready.sent()
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert isinstance(routing.decline(work, sent.id, "De agenda is vol."), Referral)
    assert (ready.state(), ready.free(FIRST)) == ("with_team", 1)
    assert lines(ready, NURSE)[-1] == lines(ready, RESIDENT)[-1] == "returned", "in its place"
    with ready.world.as_person(NURSE) as work:
        again = routing.refer_next(work, sent.id)
        assert isinstance(again, Referral)
        assert [task.service_id for task in again.tasks] == [SECOND]


def test_who_asks_something_first_is_answered_and_accepts(ready: Referring) -> None:
    sent = ready.sent()
    for actor, step, text in (
        (PHYSIOTHERAPIST, routing.ask, "Is er een lift?"),
        (NURSE, routing.reply, "Ja, die is er."),
    ):
        with ready.world.as_person(actor) as work:
            assert isinstance(step(work, sent.id, text), Referral)
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert isinstance(routing.accept(work, sent.id), Referral)
    with ready.world.as_person(PHYSIOTHERAPIST) as work:
        assert routing.referral(work, sent.id).resident is not None, "the name, from now on"
        assert isinstance(routing.complete(work, sent.id, "Oefeningen geleerd."), Referral)
    assert not any(kind == "" for kind in lines(ready, RESIDENT))


def test_who_thought_along_meets_it_until_the_team_closes(ready: Referring) -> None:
    with ready.world.as_person(NURSE) as work:
        made = consult.ask(
            work, ready.intake_id, HOSPITAL, GERIATRICIAN.role, "Kan het de plaspil zijn?", FACTS
        )
    assert isinstance(made, Consult)
    with ready.world.as_person(GERIATRICIAN) as work:
        assert isinstance(consult.answer(work, made.id, "Halveer hem."), Consult)
    assert lines(ready, NURSE)[-2:] == ["consult_asked", "consult_answer"]
    with ready.world.as_person(NURSE) as work:
        assert isinstance(consult.close(work, made.id), Consult)
    with ready.world.as_person(GERIATRICIAN) as work, pytest.raises(Absent):
        consult.consult(work, made.id)
    assert not meets(ready, GERIATRICIAN)


def test_who_represents_asks_and_closes_and_is_out_when_she_says_so(ready: Referring) -> None:
    with ready.world.as_person(SYSTEM) as work:
        tie = network.open_relation(
            work, RESIDENT.id, actor_id=DAUGHTER.id, actor_kind="person", kind="representative",
            basis="eigen",
        )  # fmt: skip
    with ready.world.as_person(DAUGHTER) as work:
        assert network.represented(work) == (RESIDENT.id,)
        network.put_consent(work, uuid4(), RESIDENT.id, HOSPITAL, "permit")
        triage.say_more(work, ready.intake_id, "Zij valt vooral in de gang.")
    assert meets(ready, DAUGHTER)
    with ready.world.as_person(RESIDENT) as work:
        network.end_person(work, RESIDENT.id, tie)
    assert not meets(ready, DAUGHTER)


def test_her_own_no_to_the_team_does_not_break_its_list(ready: Referring) -> None:
    with ready.world.as_person(RESIDENT) as work:
        team = next(t for t in network.network_of(work, RESIDENT.id) if t.kind == "team")
        network.end_person(work, RESIDENT.id, team.id)
    with ready.world.as_person(NURSE) as work:
        listed = triage.worklist(work)
    assert ready.intake_id in {row.intake.id for row in listed.rows}, "a question stays its team's"
    with ready.world.as_person(RESIDENT) as work:
        closed = triage.close(work, ready.intake_id, solved=True)
    assert isinstance(closed, triage.Intake), closed
    assert closed.state == "closed"


def test_the_id_of_a_consent_that_is_hidden_is_as_if_there_were_none(ready: Referring) -> None:
    consent: UUID = uuid4()
    with ready.world.as_person(RESIDENT) as work:
        network.put_consent(work, consent, RESIDENT.id, HOSPITAL, "permit")
    with pytest.raises(Absent), ready.world.as_person(OTHER_RESIDENT) as work:
        network.put_consent(work, consent, OTHER_RESIDENT.id, HOSPITAL, "deny")
    with ready.world.as_person(GERIATRICIAN) as work:
        assert network.consent_for(work, RESIDENT.id, HOSPITAL).permits, "hers is as it was"
