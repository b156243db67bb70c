"""The life of a consult, as a table of its own: each step that exists, and that no other does."""

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest
from worlds import HOME_CARE, HOSPITAL, MONDAY, TEAM, id_of

from netwerkzorg.consult.model import STEPS, Consult, Party, State, open_steps, take
from netwerkzorg.platform.outcome import Refused

ADVISER = id_of("geriater")
ASKED = Consult(
    UUID(int=1), UUID(int=2), UUID(int=3), TEAM, id_of("nurse"), HOME_CARE, HOSPITAL,
    "klinisch-geriater", UUID(int=4), "specialist", MONDAY, MONDAY,
)  # fmt: skip
ACTIONS = ("ask_back", "clarify", "answer", "close", "convert")
ALLOWED = [
    ("ask_back", "adviser", "submitted", "question_back", "the adviser misses something"),
    ("clarify", "asker", "question_back", "submitted", "the team says it"),
    ("answer", "adviser", "submitted", "answered", "advice"),
    ("answer", "adviser", "answered", "answered", "a correction, as nobody acted on it yet"),
    ("close", "asker", "submitted", "closed", "taken back"),
    ("close", "asker", "question_back", "closed", "taken back"),
    ("close", "asker", "answered", "closed", "done"),
    ("convert", "asker", "answered", "converted", "the advice is: refer"),
]


@pytest.mark.parametrize(("action", "by", "start", "end", "why"), ALLOWED)
def test_a_step_that_exists(action: str, by: str, start: str, end: str, why: str) -> None:
    before = replace(ASKED, state=State(start))
    after = take(before, action, Party(by), ADVISER)
    assert isinstance(after, Consult), why
    assert (after.state, after.version) == (State(end), before.version + 1), why
    assert after.adviser_id == (ADVISER if by == "adviser" else None), "who answers took it up"
    assert action in open_steps(before, Party(by))


def test_no_other_step_exists() -> None:
    exist = {(a, b, s) for a, b, s, _, _ in ALLOWED}
    for action, by, start in product(ACTIONS, Party, State):
        if (action, by.value, start.value) not in exist:
            outcome = take(replace(ASKED, state=start), action, by, ADVISER)
            assert outcome == Refused("step_not_allowed", at=start)
    assert len(STEPS) == len(ALLOWED)
