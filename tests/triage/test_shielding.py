"""What is not for somebody's eyes looks absent to them, and to nobody else."""

import json
from uuid import UUID, uuid4

import pytest
from sites import Site
from triage_worlds import Questions
from worlds import NURSE, OTHER_RESIDENT, RESIDENT, another, id_of

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import SYSTEM
from netwerkzorg.triage import service as triage

PARTNER = another(OTHER_RESIDENT, id=id_of("partner"), kind="carer", role="mantelzorger")
FOR_THE_TEAM = "Bel haar alleen als haar partner er niet is."


def _says(asked: Questions, intake_id: UUID, visible: bool) -> None:
    with asked.world.as_person(NURSE) as work:
        triage.add_timeline(
            work, intake_id, "note", FOR_THE_TEAM, visible_to_resident=visible
        )  # fmt: skip
        work.record("test.noted", intake_id)


def _lines(asked: Questions, intake_id: UUID, actor: object) -> list[tuple[str, str]]:
    with asked.world.as_person(actor) as work:  # type: ignore[arg-type]
        return [(line.kind, line.text) for line in triage.intake(work, intake_id).timeline]


def test_a_line_that_is_only_for_the_team_is_not_there_for_others(asked: Questions) -> None:
    intake = asked.at_team()
    before = _lines(asked, intake.id, RESIDENT)
    _says(asked, intake.id, visible=False)
    assert _lines(asked, intake.id, RESIDENT) == before
    assert ("note", FOR_THE_TEAM) in _lines(asked, intake.id, NURSE)
    _says(asked, intake.id, visible=True)
    assert ("note", FOR_THE_TEAM) in _lines(asked, intake.id, RESIDENT)


def test_who_helps_her_does_not_find_her_question(asked: Questions) -> None:
    intake = asked.at_team()
    with asked.world.as_person(SYSTEM) as work:
        network.open_relation(
            work, RESIDENT.id, actor_id=PARTNER.id, actor_kind="person", kind="carer", basis="eigen"
        )
    with asked.world.as_person(PARTNER) as work:
        assert network.may_see(work, RESIDENT.id), "he is known to her"
        assert triage.own(work) == ()
        for intake_id in (intake.id, uuid4()):
            with pytest.raises(Absent):
                triage.intake(work, intake_id)


def test_the_answer_over_another_and_over_nothing_is_the_same(site: Site) -> None:
    intake = Questions(site.world).at_team()
    bearer = site.provider.bearer(sub=str(OTHER_RESIDENT.id))
    told = set()
    for intake_id in (intake.id, uuid4()):
        answer = site.client().get(f"/api/v1/intakes/{intake_id}", headers=bearer)
        told.add((answer.status_code, _said(answer.get_json()), *answer.headers.keys()))
    assert len(told) == 1
    assert next(iter(told))[0] == 404


def _said(problem: dict[str, str]) -> str:
    """The answer but for what names this one request."""
    own = ("instance", "request_id")
    return json.dumps({k: v for k, v in problem.items() if k not in own}, sort_keys=True)
