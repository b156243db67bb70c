"""The person records: sealed at rest, found without reading, the BSN only for a purpose."""

import ast
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import ROOT
from sqlalchemy import select
from triage_worlds import with_residents
from worlds import NURSE, RESIDENT, STRANGER, TEAM, World

from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.directory.residents.bsn import Bsn, read_bsn
from netwerkzorg.directory.residents.model import age, age_band, display_name
from netwerkzorg.directory.residents.tables import ResidentRow
from netwerkzorg.platform.audit import AuditRow
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import SYSTEM

BSN = "999990019"
SECRETS = ("Anna", "Vries", "Singel", "0177", BSN, "1943-05-01")


@pytest.fixture
def house(world: World) -> World:
    return with_residents(world)


def _new(bsn: str) -> residents.NewResident:
    return residents.NewResident(
        "mevrouw", "Anna", "de Vries", date(1943, 5, 1), "female", "088-000 0177", "Singel 1",
        "3531", "Utrecht", bsn,
    )  # fmt: skip


def test_nothing_that_names_her_stands_readable_in_the_database(house: World) -> None:
    folder = house.house.settings.folder
    house.house.engine.dispose()
    kept = b"".join(path.read_bytes() for path in folder.glob("netwerkzorg.db*"))
    assert b"3531" in kept, "what the region plans with is readable"
    for secret in SECRETS:
        assert secret.encode() not in kept, secret


def test_the_same_number_is_the_same_person_however_it_is_written(house: World) -> None:
    for written in (BSN, " 99999 0019", "9999.90.019"):
        with house.as_person(SYSTEM) as work:
            assert residents.register(work, _new(written)) == RESIDENT.id
    with house.as_person(SYSTEM) as work:
        rows = work.session.scalars(select(ResidentRow.bsn_index)).all()
        work.record("test.read", SYSTEM.id)
    assert len(rows) == len(set(rows)) == 2
    assert all(len(index) >= 16 and BSN.encode() not in index for index in rows)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("999990018", "the eleven test"),
        ("000000000", "nobody has it"),
        ("12345678901", "too long"),
        ("inwoner", "no number"),
        ("", "nothing"),
    ],
)
def test_what_is_no_bsn_is_refused(house: World, text: str, because: str) -> None:
    with house.as_person(SYSTEM) as work:
        assert residents.register(work, _new(text)) == Refused("bsn_invalid", at="bsn"), because


@given(st.integers(0, 999_999_999))
def test_a_bsn_never_shows_itself(number: int) -> None:
    read = read_bsn(str(number))
    if isinstance(read, Bsn):
        assert read.number not in f"{read} {read!r} {[read]} {read}"


def test_the_number_is_told_for_a_purpose_to_who_has_to_do_with_her(house: World) -> None:
    with house.as_person(STRANGER) as work, pytest.raises(Absent):
        residents.identity_for_sources(work, RESIDENT.id, "view")
    with house.as_person(SYSTEM) as work:
        network.open_relation(
            work, RESIDENT.id, actor_id=TEAM, actor_kind="team", kind="team", basis="intake"
        )
    with house.as_person(NURSE) as work:
        told = residents.identity_for_sources(work, RESIDENT.id, "view")
    assert told == (BSN, date(1943, 5, 1), "de Vries")
    with house.as_person(SYSTEM) as work:
        logged = work.session.execute(
            select(AuditRow.actor_id, AuditRow.reason, AuditRow.resident_id).where(
                AuditRow.action == "resident.identified"
            )
        ).all()
        work.record("test.read", SYSTEM.id)
    assert [tuple(row) for row in logged] == [(NURSE.id, "view", RESIDENT.id)]


def test_only_the_viewer_and_fhir_ask_for_the_number() -> None:
    """A rule of the design: whoever else needs it, needs something else."""
    asking = [
        path.relative_to(ROOT)
        for room in (
            "triage",
            "routing",
            "consult",
            "viewer",
            "sandbox",
            "platform",
            "rta",
            "bench",
        )
        for path in (ROOT / room).rglob("*.py")
        if any(
            isinstance(node, ast.Attribute) and node.attr == "identity_for_sources"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert asking, "somebody asks"
    assert all(path.parts[0] == "viewer" or path.name == "fhir.py" for path in asking), asking


def test_what_may_be_known_before_acceptance_opens_no_record(house: World) -> None:
    with house.as_person(STRANGER) as work:
        assert residents.planning(work, RESIDENT.id) == ("3531", "80-89")
        assert not work.has_entries()
        with pytest.raises(Absent):
            residents.planning(work, UUID(int=7))


AGES = [
    (date(1943, 3, 2), 83, "80-89", "today is the birthday"),
    (date(1943, 3, 3), 82, "80-89", "tomorrow is"),
    (date(1944, 2, 29), 82, "80-89", "born on a leap day"),
    (date(1936, 3, 2), 90, "90+", "ninety and above are one band"),
    (date(2026, 3, 1), 0, "0-9", "born yesterday"),
]


@pytest.mark.parametrize(("born", "years", "band", "because"), AGES, ids=[r[3] for r in AGES])
def test_age(born: date, years: int, band: str, because: str) -> None:
    today = date(2026, 3, 2)
    person = residents.Resident(
        UUID(int=1), "", "A", "B", "A B", born, "", "", "", "", "3531", "", None
    )
    assert (age(person, today), age_band(born, today)) == (years, band), because


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("mevrouw", "Anna", "de Vries"), "Mevrouw De Vries"),
        (("de heer", "Piet", "Bakker"), "De heer Bakker"),
        (("", "Robin", "Jansen"), "Robin Jansen"),
    ],
)
def test_how_somebody_is_addressed(parts: tuple[str, str, str], name: str) -> None:
    assert display_name(*parts) == name
