"""The network around a resident: what opens it, what ends it, and that both count on the next request."""

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from triage_worlds import with_residents
from worlds import (
    GERIATRICIAN,
    HOSPITAL,
    NURSE,
    OTHER_RESIDENT,
    PHYSIO,
    PHYSIOTHERAPIST,
    RESIDENT,
    STRANGER,
    TEAM,
    World,
    another,
    id_of,
)

from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import SYSTEM, Actor

HER = RESIDENT.id
SON = another(OTHER_RESIDENT, id=id_of("zoon"), kind="carer", name="Zoon")
BASIS = id_of("verwijzing")


@pytest.fixture
def house(world: World) -> World:
    return with_residents(world)


def _tied(world: World, actor: UUID, actor_kind: str, kind: str, **but: object) -> UUID:
    with world.as_person(SYSTEM) as work:
        return network.open_relation(
            work, HER, actor_id=actor, actor_kind=actor_kind, kind=kind, basis="test",
            basis_ref=BASIS, **but,  # type: ignore[arg-type]
        )  # fmt: skip


def _sees(world: World, actor: Actor) -> bool:
    with world.as_person(actor) as work:
        return network.may_see(work, HER)


TIES = [
    (PHYSIO, "organization", "receiver", PHYSIOTHERAPIST, True, "her organisation received her"),
    (PHYSIO, "organization", "receiver", GERIATRICIAN, False, "another did not"),
    (TEAM, "team", "team", NURSE, True, "her team has the question"),
    (TEAM, "team", "team", STRANGER, False, "another team has not"),
    (GERIATRICIAN.id, "person", "consulted", GERIATRICIAN, True, "asked in person"),
    (SON.id, "person", "carer", SON, True, "he helps her"),
    (SON.id, "person", "carer", OTHER_RESIDENT, False, "a neighbour does not"),
    (PHYSIO, "organization", "receiver", another(PHYSIOTHERAPIST, kind="org_admin"), False,
     "who runs an organisation does not care for its residents"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("actor_id", "actor_kind", "kind", "actor", "sees", "because"), TIES, ids=[r[5] for r in TIES]
)
def test_who_is_tied_sees(
    house: World, actor_id: UUID, actor_kind: str, kind: str, actor: Actor, sees: bool, because: str
) -> None:
    assert not _sees(house, actor), "before"
    _tied(house, actor_id, actor_kind, kind)
    assert _sees(house, actor) is sees, because


def test_what_a_step_opened_ends_with_the_step(house: World) -> None:
    _tied(house, PHYSIO, "organization", "receiver")
    _tied(house, TEAM, "team", "team")
    with house.as_person(SYSTEM) as work:
        network.end_relations(work, basis_ref=BASIS, kind="receiver")
    assert not _sees(house, PHYSIOTHERAPIST)
    assert _sees(house, NURSE), "another kind of the same basis stays"
    with house.as_person(SYSTEM) as work:
        network.end_relations(work, basis_ref=BASIS)
    assert not _sees(house, NURSE)


def test_a_relation_with_an_end_ends_by_itself(house: World) -> None:
    _tied(house, TEAM, "team", "phone_help", until=house.clock.now() + timedelta(hours=1))
    assert _sees(house, NURSE)
    house.clock.forward(hours=1)
    assert not _sees(house, NURSE)


def test_who_represents_acts_and_who_helps_does_not(house: World) -> None:
    tie = _tied(house, SON.id, "person", "carer")
    with house.as_person(SON) as work:
        assert network.may_see(work, HER)
        assert not network.may_act_for(work, HER)
        assert network.represented(work) == ()
        with pytest.raises(Absent):
            network.consents(work, HER)
    with house.as_person(RESIDENT) as work:
        network.end_person(work, HER, tie)
    assert not _sees(house, SON)
    _tied(house, SON.id, "person", "representative")
    with house.as_person(SON) as work:
        assert network.may_act_for(work, HER)
        assert network.represented(work) == (HER,)


def test_nobody_ends_or_gives_for_another(house: World) -> None:
    tie = _tied(house, SON.id, "person", "carer")
    for actor in (OTHER_RESIDENT, NURSE, SON):
        with pytest.raises(Absent), house.as_person(actor) as work:
            network.end_person(work, HER, tie)
        with pytest.raises(Absent), house.as_person(actor) as work:
            network.put_consent(work, uuid4(), HER, HOSPITAL, "permit")
    with pytest.raises(Absent), house.as_person(OTHER_RESIDENT) as work:
        network.end_person(work, OTHER_RESIDENT.id, tie)


def test_a_withdrawal_counts_on_the_next_question(house: World) -> None:
    consent = uuid5(HER, str(HOSPITAL))

    def effect() -> str:
        with house.as_person(GERIATRICIAN) as work:
            return network.consent_for(work, HER, HOSPITAL).effect

    assert effect() == "not_applicable"
    for said, version in (("permit", 1), ("deny", 2), ("permit", 3)):
        with house.as_person(RESIDENT) as work:
            put = network.put_consent(work, consent, HER, HOSPITAL, said)
        assert (effect(), getattr(put, "version", 0)) == (said, version)


def test_a_consent_is_of_one_resident_and_one_organisation(house: World) -> None:
    consent = uuid4()
    with house.as_person(RESIDENT) as work:
        network.put_consent(work, consent, HER, HOSPITAL, "permit")
    with pytest.raises(Absent), house.as_person(RESIDENT) as work:
        network.put_consent(work, consent, HER, PHYSIO, "permit")
    with pytest.raises(Absent), house.as_person(OTHER_RESIDENT) as work:
        network.put_consent(work, consent, OTHER_RESIDENT.id, HOSPITAL, "deny")
    with house.as_person(GERIATRICIAN) as work:
        assert network.consent_for(work, HER, HOSPITAL).permits


def test_hidden_and_absent_are_the_same_error(house: World) -> None:
    for resident_id in (HER, uuid4()):
        with house.as_person(STRANGER) as work, pytest.raises(Absent) as hidden:
            residents.resident(work, resident_id)
        assert hidden.value.args == ()
