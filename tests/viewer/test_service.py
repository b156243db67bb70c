"""A look: relation, step and consent at the moment of access; asked before, closed after; nothing kept."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import inspect, text
from structlog.testing import capture_logs
from viewer_worlds import Looking
from worlds import GERIATRICIAN, NURSE, NURSE_2, RESIDENT, STRANGER

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.triage import service as triage
from netwerkzorg.viewer import service
from netwerkzorg.viewer.model import Answer, Fragment
from netwerkzorg.viewer.reading import read


def test_without_consent_nothing_is_asked(looking: Looking) -> None:
    shown = service.view(looking.world.house, NURSE, looking.intake_id)
    assert (shown.withheld, shown.items) == ("no_consent", ())
    assert not shown.ledger.entries
    assert looking.log() == ["view.withheld"]


def test_with_consent_three_sources_answer(looking: Looking) -> None:
    looking.consent("permit")
    looking.sources.faults["ziekenhuis"] = "timeout"
    shown = service.view(looking.world.house, NURSE, looking.intake_id)
    assert [item.title for item in shown.items] == ["Artrose"]
    assert shown.items[0].source_name == "Bron huisarts"
    states = {line.source.id: line.state for line in shown.ledger.sources()}
    assert states == {"huisarts": "ok", "thuiszorg": "empty", "ziekenhuis": "not_reached"}
    assert looking.log() == ["view.asked", "view.closed"]


def test_only_the_sets_of_the_step_are_asked(looking: Looking) -> None:
    looking.consent("permit")
    shown = service.view(looking.world.house, NURSE, looking.intake_id)
    asked = {one.set for reason in shown.reasons for one in reason.sets}
    assert {entry.query.set for entry in shown.ledger.entries} == asked
    assert asked


def test_withdrawal_counts_on_the_next_request(looking: Looking) -> None:
    looking.consent("permit")
    assert service.view(looking.world.house, NURSE, looking.intake_id).items
    looking.consent("deny")
    shown = service.view(looking.world.house, NURSE, looking.intake_id)
    assert (shown.withheld, shown.items) == ("no_consent", ())


def test_withdrawal_counts_halfway(looking: Looking) -> None:
    looking.consent("permit")
    with service.open_view(looking.world.house, NURSE, looking.intake_id) as look:
        stream = look.fragments()
        assert next(stream).state == "ok"
        looking.consent("deny")
        rest = list(stream)
    assert rest
    assert {one.state for one in rest} == {"withheld"}
    assert not any(one.items for one in rest)


@pytest.mark.parametrize("actor", [STRANGER, GERIATRICIAN, RESIDENT], ids=lambda a: a.name)
def test_without_relation_there_is_nothing_here(looking: Looking, actor: object) -> None:
    looking.consent("permit")
    with pytest.raises(Absent):
        service.view(looking.world.house, actor, looking.intake_id)  # type: ignore[arg-type]
    with pytest.raises(Absent):
        service.view(looking.world.house, NURSE, uuid4())
    assert looking.log() == []


def test_a_relation_without_a_step_sees_nothing(looking: Looking) -> None:
    with looking.world.as_person(RESIDENT) as work:
        network.open_relation(
            work, RESIDENT.id, actor_id=GERIATRICIAN.id, actor_kind="person", kind="consulted",
            basis="consult", basis_ref=uuid4(),
        )  # fmt: skip
        work.record("test.opened", RESIDENT.id)
    shown = service.view(looking.world.house, GERIATRICIAN, looking.intake_id)
    assert shown.withheld == "no_step"


def test_the_row_asked_is_there_before_a_source_is_called(looking: Looking) -> None:
    looking.consent("permit")
    look = service.open_view(looking.world.house, NURSE, looking.intake_id)
    assert looking.log() == ["view.asked"]
    look.close()
    look.close()
    assert looking.log() == ["view.asked", "view.closed"]


def test_leaving_halfway_writes_the_closing_row(looking: Looking) -> None:
    looking.consent("permit")
    with service.open_view(looking.world.house, NURSE, looking.intake_id) as look:
        next(look.fragments())
    assert looking.log() == ["view.asked", "view.closed"]


def test_another_person_with_the_same_bsn_is_a_conflict(looking: Looking) -> None:
    looking.consent("permit")
    held = looking.sources._held["ziekenhuis"]
    held[0] = {**held[0], "birthDate": "1934-04-28"}
    shown = service.view(looking.world.house, NURSE_2, looking.intake_id)
    states = {line.source.id: line.state for line in shown.ledger.sources()}
    assert states["ziekenhuis"] == "conflict"
    assert [item.title for item in shown.items] == ["Artrose"]


def test_nothing_of_a_fragment_is_stored(looking: Looking) -> None:
    looking.consent("permit")
    assert service.view(looking.world.house, NURSE, looking.intake_id).items
    engine = looking.world.house.engine
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                assert "Artrose" not in repr(row), table
    folder = looking.world.house.settings.folder
    for path in folder.rglob("*"):
        assert not path.is_file() or b"Artrose" not in path.read_bytes(), path


SAID = {"source": "Bron huisarts", "author": "dr. N. Ozinga", "recorded_at": date(2025, 11, 2)}


def test_one_value_is_taken_over_on_purpose(looking: Looking) -> None:
    looking.consent("permit")
    with looking.world.as_person(NURSE) as work:
        outcome = service.take_over(
            work, looking.intake_id, "vallen12mnd", "3", known_by="Gebeld", **SAID
        )
    assert outcome is None
    with looking.world.as_person(NURSE) as work:
        seen = triage.intake(work, looking.intake_id)
    assert "view.taken_over" in looking.log()
    assert any("Gebeld" in line.text for line in seen.timeline)


REFUSED = [
    ("deny", {"known_by": "Gebeld"}, "view_withheld", "consent was withdrawn"),
    ("permit", {"known_by": " "}, "known_by_missing", "nobody says how this is known"),
    ("permit", {"known_by": "x", "value": "veel"}, "fact_not_understood", "not a number"),
]


@pytest.mark.parametrize(("decision", "but", "code", "why"), REFUSED, ids=[r[3] for r in REFUSED])
def test_taking_over_is_refused(
    looking: Looking, decision: str, but: dict[str, str], code: str, why: str
) -> None:
    looking.consent(decision)
    given = {"value": "3", **but}
    with looking.world.as_person(NURSE) as work:
        outcome = service.take_over(
            work,
            looking.intake_id,
            "vallen12mnd",
            given["value"],
            known_by=given["known_by"],
            **SAID,
        )
    assert outcome == Refused(code, at=outcome.at if outcome else "")


def test_a_source_that_mixes_people_up_is_reported_without_the_person(looking: Looking) -> None:
    looking.consent("permit")
    looking.sources.faults["huisarts"] = "wrong_patient"
    with capture_logs() as told:
        shown = service.view(looking.world.house, NURSE, looking.intake_id)
    assert [item.title for item in shown.items] == ["Osteoporose"]
    (line,) = [one for one in told if one["event"] == "source_answered_about_another"]
    assert line["source"] == "huisarts"
    assert "999990019" not in repr(told)


def test_what_we_stumble_over_is_not_reached_and_reported_without_words(
    looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking.consent("permit")

    def stumbles(answer: Answer) -> Fragment:
        if answer.source.id == "huisarts":
            raise KeyError(answer.resources)
        return read(answer)

    monkeypatch.setattr("netwerkzorg.viewer.service.read", stumbles)
    with capture_logs() as told:
        shown = service.view(looking.world.house, NURSE, looking.intake_id)
    assert [item.title for item in shown.items] == ["Osteoporose"], "the others are shown"
    states = {line.source.id: line.state for line in shown.ledger.sources()}
    assert states["huisarts"] == "not_reached"
    faults = [one for one in told if one["event"] == "source_not_read"]
    assert {one["source"] for one in faults} == {"huisarts"}
    assert all("test_service.py:" in one["where"] for one in faults)
    assert "Artrose" not in repr(told)
