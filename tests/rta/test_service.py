"""Publishing, deciding with a receipt, and playing it again, on a fresh house."""

import json
from datetime import date
from uuid import uuid4

import pytest
from shared import ROOT
from sqlalchemy import text
from worlds import ADMIN, MONDAY, NURSE, RESIDENT, STRANGER, World

from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import SYSTEM, Work
from netwerkzorg.rta import service

AGREEMENTS = ROOT / "regions" / "utrecht" / "agreements"
PUBLISHED = ("valpreventie", "elv", "meedenkconsult", "rode-vlaggen")
DE_VRIES = {"hulpvraag": "vallen", "leeftijd": "82", "thuiswonend": "true", "vallen12mnd": "2"}


def content(name: str) -> bytes:
    return (AGREEMENTS / name / "1.yaml").read_bytes()


@pytest.fixture
def agreed(world: World) -> World:
    with world.as_person(ADMIN) as work:
        for name in PUBLISHED:
            assert not isinstance(service.publish(work, content(name), date(2026, 1, 1)), Refused)
    return world


def facts(known: dict[str, str], state: str = "known") -> list[service.FactValue]:
    return [
        service.FactValue(name, value, "code", state, "resident", str(RESIDENT.id), MONDAY)
        for name, value in known.items()
    ]


def test_what_is_published_is_in_force_from_its_day(agreed: World) -> None:
    with agreed.as_person(RESIDENT) as work:
        assert [one.agreement for one in service.versions_in_force(work)] == sorted(PUBLISHED)
        intake = service.in_force(work)
        assert [one.agreement.id for one in intake.agreements] == ["elv", "valpreventie"]
        assert [one.agreement.id for one in intake.red_flags] == ["rode-vlaggen"]
        consult = service.in_force(work, "consult")
        assert [one.agreement.id for one in consult.agreements] == ["meedenkconsult"]
        earlier = MONDAY.replace(year=2025)
        assert service.versions_in_force(work, earlier) == ()


def test_mevrouw_de_vries_gets_an_urgency_and_a_route(agreed: World) -> None:
    with agreed.as_person(RESIDENT) as work:
        combined = service.evaluate(service.in_force(work), DE_VRIES)
    assert (combined.urgency, combined.needs_person, combined.self_help) == ("U4", False, False)
    (route,) = combined.routes
    assert route.service_type == "valrisicobeoordeling"
    assert route.asked_by == (service.Asked("valpreventie", "1", "aanpak", (1,)),)
    assert combined.settled
    marks = {(e.decision, e.rule): e.mark for e in service.explain(combined)}
    assert marks["risico", 4] == "check"
    assert marks["risico", 1] == "cross"


def test_a_low_risk_may_be_done_alone(agreed: World) -> None:
    low = {**DE_VRIES, "vallen12mnd": "0", "valangst": "false", "mobiliteitsprobleem": "false"}
    with agreed.as_person(RESIDENT) as work:
        combined = service.evaluate(service.in_force(work), low)
    assert (combined.urgency, combined.self_help) == ("U5", True)
    assert [route.service_type for route in combined.routes] == ["valpreventie-zelfhulp"]


@pytest.mark.parametrize(
    ("known", "missing", "codes"),
    [
        ({}, ("hulpvraag",), {"applies_unknown"}),
        ({"hulpvraag": "somber"}, (), {"no_agreement"}),
        ({"hulpvraag": "vallen", "leeftijd": "60"}, (), {"no_agreement"}),
        ({**DE_VRIES, "leeftijd": "130"}, (), {"outside"}),
        ({**DE_VRIES, "vallen12mnd": "geen idee"}, ("looptestSeconden",), {"outside"}),
    ],
    ids=["nothing known", "no agreement", "too young", "out of range", "not understood"],
)
def test_what_is_unclear_goes_to_a_person(
    agreed: World, known: dict[str, str], missing: tuple[str, ...], codes: set[str]
) -> None:
    with agreed.as_person(RESIDENT) as work:
        combined = service.evaluate(service.in_force(work), known)
    assert combined.needs_person
    assert set(missing) <= set(combined.missing)
    assert {reason.code for reason in combined.reasons} == codes


def test_red_flags_stop_on_yes_and_doubt_goes_to_a_person(agreed: World) -> None:
    with agreed.as_person(RESIDENT) as work:
        now = service.in_force(work)
    questions = service.red_flag_questions(now)
    assert len(questions) == 9
    no = {flag.fact: False for flag in questions}
    assert service.judge_red_flags(now, no).state == "clear"
    for flag in questions:
        verdict = service.judge_red_flags(now, {**no, flag.fact: True})
        assert verdict.state == "stop", flag
        assert verdict.urgency in ("U0", "U1")
        assert verdict.calls
        only = service.judge_red_flags(now, {flag.fact: True})
        assert only.state == "stop", "a yes counts before the other questions are answered"
        doubt = service.judge_red_flags(now, {**no, flag.fact: None})
        assert (doubt.state, doubt.urgency) == ("person", "U2")
    assert service.judge_red_flags(now, {}).state == "person"


def test_a_receipt_replays_to_the_byte_and_its_body_is_sealed(agreed: World) -> None:
    subject = uuid4()
    with agreed.as_person(RESIDENT) as work:
        made = service.decide(work, subject=subject, resident=RESIDENT.id, facts=facts(DE_VRIES))
    assert made.rules["valpreventie@1"]["risico"] == (4,)
    with agreed.as_person(NURSE) as work:
        again = service.receipt(work, made.id)
        assert again == made
        assert service.replay(work, made.id)
        row = work.session.execute(text("select body, rules from rta_receipt")).one()
    assert b"valrisicobeoordeling" not in row.body
    assert json.loads(row.rules)["valpreventie@1"]["aanpak"] == [1]


def test_a_receipt_keeps_its_versions_when_the_agreement_changes(agreed: World) -> None:
    subject = uuid4()
    with agreed.as_person(RESIDENT) as work:
        made = service.decide(work, subject=subject, resident=RESIDENT.id, facts=facts(DE_VRIES))
    newer = content("valpreventie").replace(b'version: "1"', b'version: "2"')
    newer = newer.replace(b"urgency: U4}", b"urgency: U3}")
    with agreed.as_person(ADMIN) as work:
        service.publish(work, newer, date(2026, 2, 1))
    with agreed.as_person(RESIDENT) as work:
        assert service.replay(work, made.id)
        kept = service.decide(
            work, subject=subject, resident=RESIDENT.id, facts=facts(DE_VRIES), previous=made.id
        )
        fresh = service.decide(work, subject=subject, resident=RESIDENT.id, facts=facts(DE_VRIES))
        assert (kept.urgency, fresh.urgency) == ("U4", "U3")
        order = [one.id for one in service.receipts_of(work, subject)]
        assert order == [made.id, kept.id, fresh.id]


def test_an_override_needs_a_reason_and_counts(agreed: World) -> None:
    chosen = service.Override(reason="Zij woont alleen.", by="Samira Haddou", urgency="U3")
    with agreed.as_person(NURSE) as work:
        made = service.decide(
            work, subject=uuid4(), resident=RESIDENT.id, facts=facts(DE_VRIES), override=chosen
        )
        assert (made.urgency, made.outcome.urgency) == ("U3", "U4")
        assert service.receipt(work, made.id).override == chosen
        with pytest.raises(ValueError, match="reason"):
            service.decide(
                work,
                subject=uuid4(),
                resident=RESIDENT.id,
                facts=facts(DE_VRIES),
                override=service.Override(reason=" ", by="x", urgency="U5"),
            )


def test_a_red_flag_among_the_facts_decides_the_urgency(agreed: World) -> None:
    told = {**DE_VRIES, "kanNietStaan": "true"}
    with agreed.as_person(RESIDENT) as work:
        made = service.decide(work, subject=uuid4(), resident=RESIDENT.id, facts=facts(told))
        assert (made.urgency, made.needs_person) == ("U1", True)
        assert made.red_flags is not None
        assert made.red_flags.calls == ("huisarts-spoed",)
        assert service.replay(work, made.id)


def test_unobtainable_facts_decide_nothing(agreed: World) -> None:
    known = facts({"hulpvraag": "vallen", "leeftijd": "82", "thuiswonend": "true"})
    gone = facts({"vallen12mnd": "2"}, state="unobtainable")
    with agreed.as_person(RESIDENT) as work:
        made = service.decide(work, subject=uuid4(), resident=RESIDENT.id, facts=[*known, *gone])
    assert made.needs_person
    assert made.urgency is None


def test_a_published_text_never_changes(agreed: World) -> None:
    changed = content("elv").replace(b"urgency: U3}", b"urgency: U5}")
    with agreed.as_person(ADMIN) as work:
        same = service.publish(work, content("elv"), date(2026, 1, 1))
        assert not isinstance(same, Refused)
        refused = service.publish(work, changed, date(2026, 5, 1))
        assert isinstance(refused, Refused)
        assert refused.code == "already_published"
        broken = service.publish(work, b"language: 1\n", date(2026, 5, 1))
        assert isinstance(broken, Refused)
        assert broken.code == "agreement_refused"


def test_rolling_back_is_publishing_again(agreed: World) -> None:
    newer = content("elv").replace(b'version: "1"', b'version: "2"')
    with agreed.as_person(ADMIN) as work:
        service.publish(work, newer, date(2026, 2, 1))
        assert _version(work) == "2"
        service.publish(work, content("elv"), date(2026, 3, 1))
        assert _version(work) == "1"


def _version(work: Work) -> str:
    return next(o.version for o in service.versions_in_force(work) if o.agreement == "elv")


def test_steps_follow_the_outcome_and_a_persons_choice(agreed: World) -> None:
    with agreed.as_person(NURSE) as work:
        combined = service.evaluate(service.in_force(work), DE_VRIES)
        vocabulary = work.region.vocabulary
    care = {step.id for step in service.steps(combined, phase="care")}
    assert care == {"beoordeling", "beoordeling-praktijk", "evaluatie"}
    (own,) = service.steps(combined, phase="care", role="wijkverpleegkundige")
    assert [asked.set for asked in own.sets][:2] == ["problemen", "medicatie"]
    assert service.step_due(own, combined, MONDAY, vocabulary) == MONDAY.replace(day=9, hour=16)
    other = service.steps(combined, phase="care", routes=["valpreventie-beweeginterventie"])
    assert {step.id for step in other} == {"beoordeling-praktijk", "evaluatie"}


def test_a_term_can_come_from_a_decision(agreed: World) -> None:
    known = {
        "spoed": "false",
        "onderBehandeling": "false",
        "inKetenzorg": "false",
        "vraagstelling": "true",
        "samenvatting": "true",
    }
    with agreed.as_person(NURSE) as work:
        combined = service.evaluate(service.in_force(work, "consult"), known)
        (step,) = service.steps(combined, role="klinisch-geriater")
        due = service.step_due(step, combined, MONDAY, work.region.vocabulary)
    assert not combined.needs_person
    assert due == MONDAY.replace(day=5, hour=16)


def test_a_stranger_finds_no_receipt(agreed: World) -> None:
    with agreed.as_person(RESIDENT) as work:
        made = service.decide(work, subject=uuid4(), resident=RESIDENT.id, facts=facts(DE_VRIES))
        assert service.my_receipt(work, made.id).id == made.id
    with agreed.as_person(STRANGER) as work:
        for receipt_id in (made.id, uuid4()):
            with pytest.raises(Absent):
                service.my_receipt(work, receipt_id)


def test_publishing_is_on_record(agreed: World) -> None:
    with agreed.as_person(SYSTEM) as work:
        rows = work.session.execute(
            text("select count(*) from platform_audit where action = 'rta.published'")
        ).scalar_one()
    assert rows == len(PUBLISHED)


def test_a_published_word_that_the_region_lost_is_found(agreed: World) -> None:
    with agreed.as_person(SYSTEM) as work:
        assert service.not_understood(work) == ()
        del work.region.vocabulary.service_types["elv-palliatief"]
        found = service.not_understood(work)
    assert any("elv/1" in line and "unknown_service_type" in line for line in found)


def test_one_unit_of_work_hears_the_same_until_it_publishes_itself(world: World) -> None:
    with world.as_person(ADMIN) as work:
        assert service.in_force(work).agreements == ()
        assert service.in_force(work) is service.in_force(work)
        service.publish(work, content("elv"), date(2026, 1, 1))
        assert [one.agreement.id for one in service.in_force(work).agreements] == ["elv"]
