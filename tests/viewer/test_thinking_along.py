"""Who is asked to think along looks as the step says: not before, not without consent, not after."""

from uuid import UUID, uuid4

import pytest
from viewer_worlds import Looking, browser
from worlds import GERIATRICIAN, HOSPITAL, NURSE, RESIDENT, another

from netwerkzorg.consult import service as consult
from netwerkzorg.consult.model import Consult
from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.viewer import service
from netwerkzorg.viewer.service import Shown

GOOD: dict[str, bool | None] = {
    "spoed": False, "onderBehandeling": False, "inKetenzorg": False, "vraagstelling": True,
    "samenvatting": True,
}  # fmt: skip
OF_THE_STEP = {"problemen", "medicatie", "metingen", "laboratorium"}


def ask(looking: Looking) -> UUID:
    """The team asks a geriatrician of the hospital. Returns the consult's id."""
    with looking.world.as_person(NURSE) as work:
        made = consult.ask(
            work, looking.intake_id, HOSPITAL, GERIATRICIAN.role, "Wat denkt u?", GOOD
        )
    assert isinstance(made, Consult)
    return made.id


def consent(looking: Looking, decision: str = "permit") -> None:
    with looking.world.as_person(RESIDENT) as work:
        network.put_consent(work, uuid4(), RESIDENT.id, HOSPITAL, decision)


def look(looking: Looking) -> Shown:
    return service.view(looking.world.house, GERIATRICIAN, looking.intake_id)


def test_not_before_the_question_is_put(looking: Looking) -> None:
    consent(looking)
    with pytest.raises(Absent):
        look(looking)


def test_not_without_consent(looking: Looking) -> None:
    ask(looking)
    shown = look(looking)
    assert (shown.withheld, shown.items) == ("no_consent", ())
    assert set(shown.refused) == OF_THE_STEP, "it says what the step asks for"


def test_exactly_the_sets_of_the_step(looking: Looking) -> None:
    ask(looking)
    consent(looking)
    shown = look(looking)
    assert [item.title for item in shown.items] == ["Artrose", "Osteoporose"]
    assert {entry.query.set for entry in shown.ledger.entries} == OF_THE_STEP
    since = {entry.query.set: entry.query.since for entry in shown.ledger.entries}
    assert since["problemen"] == "", "all of the past"
    assert since["medicatie"] == "2025-03-02", "a year, counted back from today"
    assert sorted(looking.log()) == ["view.asked", "view.closed"]


@pytest.mark.parametrize("role", ["verzorgende", "medisch-specialist"])
def test_only_the_role_that_was_asked(looking: Looking, role: str) -> None:
    ask(looking)
    consent(looking)
    colleague = another(GERIATRICIAN, role=role)
    with pytest.raises(Absent):
        service.view(looking.world.house, colleague, looking.intake_id)


def test_no_step_is_left_after_the_advice(looking: Looking) -> None:
    consult_id = ask(looking)
    consent(looking)
    with looking.world.as_person(GERIATRICIAN) as work:
        assert not isinstance(consult.ask_back(work, consult_id, "Sinds wanneer?"), Refused)
    assert look(looking).items, "a question back is not yet advice"
    with looking.world.as_person(NURSE) as work:
        assert not isinstance(consult.clarify(work, consult_id, "Sinds mei."), Refused)
    with looking.world.as_person(GERIATRICIAN) as work:
        assert not isinstance(consult.answer(work, consult_id, "Halveer."), Refused)
    assert (look(looking).withheld, look(looking).items) == ("no_step", ())


def test_nothing_here_once_it_is_closed(looking: Looking) -> None:
    consult_id = ask(looking)
    consent(looking)
    assert look(looking).items
    with looking.world.as_person(NURSE) as work:
        assert not isinstance(consult.close(work, consult_id), Refused)
    with pytest.raises(Absent):
        look(looking)


def test_a_consult_closed_halfway_ends_the_look(looking: Looking) -> None:
    consult_id = ask(looking)
    consent(looking)
    with service.open_view(looking.world.house, GERIATRICIAN, looking.intake_id) as open_look:
        stream = open_look.fragments()
        assert next(stream).items
        with looking.world.as_person(NURSE) as work:
            consult.close(work, consult_id)
        assert {one.state for one in stream} == {"withheld"}


def test_the_page_of_the_consult_leads_there_and_back(looking: Looking) -> None:
    consult_id = ask(looking)
    consent(looking)
    client = browser(looking.world, GERIATRICIAN)
    link = f'href="/inzage/{looking.intake_id}"'
    assert link in client.get(f"/meedenken/{consult_id}").text
    page = client.get(f"/inzage/{looking.intake_id}")
    assert "Artrose" in page.text
    assert 'href="/meedenken"' in page.text
    assert f"/zorgvraag/{looking.intake_id}" not in page.text
    with looking.world.as_person(GERIATRICIAN) as work:
        consult.answer(work, consult_id, "Halveer.")
    assert link not in client.get(f"/meedenken/{consult_id}").text
    with looking.world.as_person(NURSE) as work:
        consult.close(work, consult_id)
    assert client.get(f"/inzage/{looking.intake_id}").status_code == 404
