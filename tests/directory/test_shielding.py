"""What is shielded from a named person is as absent to that person, in every face, and to nobody else."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from routing_worlds import FIRST, Referring, a_completed_question
from sites import OWN, Site
from triage_worlds import Questions
from worlds import (
    GERIATRICIAN,
    HOSPITAL,
    NURSE,
    NURSE_2,
    OTHER_RESIDENT,
    PHYSIOTHERAPIST,
    RESIDENT,
    STRANGER,
    another,
    id_of,
)

from netwerkzorg.consult import service as consult
from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import SYSTEM, Actor
from netwerkzorg.routing import service as routing
from netwerkzorg.triage import service as triage

DAUGHTER = another(OTHER_RESIDENT, id=id_of("dochter"), kind="carer", name="")
ADVICE = {"spoed": False, "onderBehandeling": False, "inKetenzorg": False, "vraagstelling": True,
          "samenvatting": True}  # fmt: skip


def _tied(asked: Questions, actor: Actor, kind: str) -> None:
    with asked.world.as_person(SYSTEM) as work:
        network.open_relation(
            work, RESIDENT.id, actor_id=actor.id, actor_kind="person", kind=kind, basis="test"
        )


def _shield(asked: Questions, actor: Actor, *, lift: bool = False) -> None:
    with asked.world.as_person(RESIDENT) as work:
        (network.unshield if lift else network.shield)(work, actor.id)


def _list(asked: Questions, actor: Actor) -> tuple[int, int, int]:
    with asked.world.as_person(actor) as work:
        found = triage.worklist(work)
        return found.total, found.counts.total, triage.new_count(work)


def test_the_worklist_is_filtered_before_it_is_counted(asked: Questions) -> None:
    intake = asked.at_team()
    assert _list(asked, NURSE_2) == (1, 1, 1)
    _shield(asked, NURSE_2)
    assert _list(asked, NURSE_2) == (0, 0, 0)
    assert _list(asked, NURSE) == (1, 1, 1), "a colleague helps as before"
    with asked.world.as_person(NURSE_2) as work:
        for text in (intake.code, "vries"):
            assert triage.worklist(work, "team", triage.Filters(text=text)).total == 0
        refused = triage.open_by_code(work, intake.code)
        assert refused == triage.open_by_code(work, "K7-4M8"), "as a code that nobody has"
    _shield(asked, NURSE_2, lift=True)
    assert _list(asked, NURSE_2) == (1, 1, 1)


def test_whatever_ties_them_nothing_opens(asked: Questions) -> None:
    intake = asked.at_team()
    _tied(asked, NURSE_2, "care")
    _shield(asked, NURSE_2)
    acts: list[Any] = [
        lambda w: triage.intake(w, intake.id),
        lambda w: triage.find(w, intake.id),
        lambda w: triage.claim(w, intake.id),
        lambda w: triage.complete(w, intake.id, route="valrisicobeoordeling"),
        lambda w: residents.resident(w, RESIDENT.id),
        lambda w: network.network_of(w, RESIDENT.id),
        lambda w: routing.shortlist(w, intake.id),
        lambda w: consult.of_intake(w, intake.id),
    ]
    for act in acts:
        with pytest.raises(Absent), asked.world.as_person(NURSE_2) as work:
            act(work)


def test_who_represented_or_helped_her_finds_nothing_and_hears_nothing(asked: Questions) -> None:
    _tied(asked, DAUGHTER, "representative")
    asked.at_team()
    with asked.world.as_person(DAUGHTER) as work:
        assert network.represented(work) == (RESIDENT.id,)
        assert len(triage.own(work)) == 1
        assert DAUGHTER.id in network.spoken_to(work, RESIDENT.id)
    _shield(asked, DAUGHTER)
    with asked.world.as_person(DAUGHTER) as work:
        assert network.represented(work) == ()
        assert triage.own(work) == ()
        assert not network.may_see(work, RESIDENT.id)
    with asked.world.as_person(NURSE) as work:
        assert network.spoken_to(work, RESIDENT.id) == {RESIDENT.id}


def test_who_received_or_advises_finds_it_no_more(asked: Questions) -> None:
    ready: Referring = a_completed_question(asked)
    sent = ready.sent(FIRST).id
    with asked.world.as_person(PHYSIOTHERAPIST) as work:
        routing.accept(work, sent)
    with asked.world.as_person(NURSE) as work:
        consult.ask(work, ready.intake_id, HOSPITAL, GERIATRICIAN.role, "Wat denkt u?", ADVICE)
    for actor in (PHYSIOTHERAPIST, GERIATRICIAN):
        _tied(asked, actor, "care")
        _shield(asked, actor)
    with asked.world.as_person(PHYSIOTHERAPIST) as work:
        assert (routing.inbox(work), routing.waiting(work)) == ((), 0)
    for act in (routing.referral, routing.complete):
        with pytest.raises(Absent), asked.world.as_person(PHYSIOTHERAPIST) as work:
            act(work, sent)
    with asked.world.as_person(GERIATRICIAN) as work:
        assert (consult.inbox(work), consult.waiting_count(work)) == ((), 0)
    colleague = another(PHYSIOTHERAPIST, id=id_of("collega"))
    with asked.world.as_person(colleague) as work:
        assert len(routing.inbox(work)) == 1, "a colleague goes on"


def test_only_she_chooses_and_only_who_is_near(asked: Questions) -> None:
    _tied(asked, DAUGHTER, "representative")
    asked.at_team()
    for actor in (DAUGHTER, NURSE):
        with pytest.raises(Absent), asked.world.as_person(actor) as work:
            network.shield(work, NURSE_2.id)
    for nobody in (STRANGER.id, RESIDENT.id, uuid4()):
        with pytest.raises(Absent), asked.world.as_person(RESIDENT) as work:
            network.shield(work, nobody)
    with asked.world.as_person(RESIDENT) as work:
        assert {one.person_id for one in network.near(work)} == {DAUGHTER.id, NURSE.id, NURSE_2.id}


def _plain(client: FlaskClient, path: str) -> tuple[int, str]:
    answer = client.get(path)
    text = re.sub(r"[0-9a-f]{8}-?[0-9a-f-]{20,}", "ID", answer.get_data(as_text=True))
    return answer.status_code, re.sub(r'name="csrf_token" value="[^"]*"', "", text)


def test_hidden_and_absent_look_the_same_on_pages_and_over_the_api(site: Site) -> None:
    intake = Questions(site.world).at_team()
    her = site.logged_in(RESIDENT)
    page = her.get("/mijn-netwerk").get_data(as_text=True)
    assert "Mag iemand niets van u zien?" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    sent = {"csrf_token": token.group(1), "idempotency_key": str(uuid4()),
            "persoon": str(NURSE_2.id), "antwoord": "ja"}  # fmt: skip
    kept = her.post("/mijn-netwerk/afschermen", data=sent, headers=OWN)
    assert "Deze persoon vindt niets meer van u." in her.get(kept.headers["Location"]).get_data(
        as_text=True
    )
    client = site.logged_in(NURSE_2)
    for path in ("/zorgvraag/{}", "/zorgvraag/{}/verwijzen", "/inzage/{}"):
        hidden, absent = (_plain(client, path.format(one)) for one in (intake.id, uuid4()))
        assert hidden == absent, path
        assert hidden[0] == 404
    assert "Vries" not in client.get("/werklijst").get_data(as_text=True)
    who = {"organization": str(NURSE_2.organization_id), "role": NURSE_2.role,
           "team": str(NURSE_2.team_id)}  # fmt: skip
    headers = site.provider.bearer(sub=str(NURSE_2.id), **who)
    receipt: UUID | None = intake.receipt_id
    for path, one in (("intakes", intake.id), ("receipts", receipt), ("views", intake.id)):
        answers = [
            site.client().get(f"/api/v1/{path}/{wanted}", headers=headers).get_json()
            for wanted in (one, uuid4())
        ]
        for answer in answers:
            answer.pop("instance")
            answer.pop("request_id")
        assert answers[0] == answers[1], path
        assert answers[0]["code"] == "not_found", path
