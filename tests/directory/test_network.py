"""Who may act for whom and who may look, as it is at the moment of asking."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from worlds import HOME_CARE, HOSPITAL, MONDAY, OTHER_RESIDENT, RESIDENT, World, another, id_of

from netwerkzorg.directory.network import model, service
from netwerkzorg.directory.network.model import Consent
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import SYSTEM

DAUGHTER = another(OTHER_RESIDENT, id=id_of("dochter"), kind="carer", role="mantelzorger")
DAY = timedelta(days=1)


def _tie(world: World, kind: str, until: timedelta | None = None) -> UUID:
    with world.as_person(SYSTEM) as work:
        return service.open_relation(
            work, RESIDENT.id, actor_id=DAUGHTER.id, actor_kind="person", kind=kind, basis="eigen",
            until=None if until is None else MONDAY + until,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "until", "later", "acts", "because"),
    [
        ("representative", None, timedelta(), True, "a representative acts"),
        ("representative", DAY, timedelta(hours=23), True, "until the last moment"),
        ("representative", DAY, DAY, False, "and not one moment longer"),
        ("carer", None, timedelta(), False, "helping is not acting for"),
        ("care", None, timedelta(), False, "nor is giving care"),
    ],
)
def test_who_acts_for_her(
    world: World, kind: str, until: timedelta | None, later: timedelta, acts: bool, because: str
) -> None:
    _tie(world, kind, until)
    world.clock.at += later
    with world.as_person(DAUGHTER) as work:
        assert service.may_act_for(work, RESIDENT.id) is acts, because
        assert service.represented(work) == ((RESIDENT.id,) if acts else ()), because
        if not acts:
            with pytest.raises(Absent):
                service.consents(work, RESIDENT.id)


def test_what_she_ended_is_over_at_the_next_request(world: World) -> None:
    tie = _tie(world, "representative")
    with world.as_person(RESIDENT) as work:
        service.end_person(work, RESIDENT.id, tie)
    with world.as_person(DAUGHTER) as work:
        assert not service.may_act_for(work, RESIDENT.id)
        assert not service.may_see(work, RESIDENT.id)
        assert service.represented(work) == ()


PERMIT = Consent(id_of("a"), RESIDENT.id, HOME_CARE, "permit", (), MONDAY, None, 1)
DENY = replace(PERMIT, id=id_of("b"), decision="deny")
ABOUT = ("medicatie",)


@pytest.mark.parametrize(
    ("statements", "effect", "because"),
    [
        ([], "not_applicable", "silence is no consent"),
        ([PERMIT], "permit", "she agreed"),
        ([PERMIT, DENY], "deny", "an objection beats a permit"),
        ([DENY, replace(PERMIT, sets=ABOUT)], "permit", "what is said about this set goes first"),
        ([PERMIT, replace(DENY, sets=ABOUT)], "deny", "also when it is a no"),
        ([replace(PERMIT, sets=("labuitslagen",))], "not_applicable", "it is about another set"),
        ([replace(PERMIT, organization_id=HOSPITAL)], "not_applicable", "or another organisation"),
        ([replace(PERMIT, until_at=MONDAY)], "not_applicable", "it ended at this very moment"),
        ([replace(PERMIT, until_at=MONDAY + DAY)], "permit", "it ends tomorrow"),
        ([PERMIT, replace(DENY, until_at=MONDAY)], "permit", "the objection ended"),
    ],
)
def test_consent(statements: list[Consent], effect: str, because: str) -> None:
    decided = model.decide(statements, HOME_CARE, "medicatie", MONDAY)
    assert decided.effect == effect, because
