"""In her own log a resident reads why somebody looked, whatever it was that was looked at."""

from triage_worlds import Questions
from worlds import NURSE, RESIDENT

from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform.own_log import REASONS, own_log
from netwerkzorg.rta import service as rta


def test_reading_a_person_or_a_decision_says_why(asked: Questions) -> None:
    intake = asked.at_team()
    assert intake.receipt_id is not None
    with asked.world.as_person(NURSE) as work:
        residents.resident(work, RESIDENT.id)
        rta.receipt(work, intake.receipt_id)
        rta.receipts_of(work, intake.id)
    with asked.world.as_person(RESIDENT) as work:
        read = [
            one
            for one in own_log(work, include_own=False).entries
            if one.action in ("resident.read", "rta.receipt_read")
        ]
    assert [one.action for one in read].count("rta.receipt_read") == 2
    assert {one.why for one in read} == {REASONS["team"]}
