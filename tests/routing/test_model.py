"""The life of a referral as one table: who may do what, from where."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerkzorg.platform.outcome import Refused
from netwerkzorg.routing.model import (
    ENDED,
    LIVE,
    STEPS,
    Asked,
    Party,
    names_person,
    open_steps,
    step,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STATES = (*LIVE, *ENDED)
# The table of the standard (Shared Care Planning): nothing else may be reached, by nobody else.
STANDARD = {
    "requested": {"received", "accepted", "rejected", "in-progress", "completed", "failed", "cancelled"},
    "received": {"accepted", "rejected", "cancelled", "in-progress", "completed", "failed"},
    "accepted": {"cancelled", "in-progress", "completed", "failed"},
}  # fmt: skip


def a_task(state: str, reason: str = "") -> Asked:
    return Asked(UUID(int=1), UUID(int=2), UUID(int=3), state, reason, NOW, NOW)


ROWS = [
    ("requested", Party.owner, "accept", "accepted", "the organisation takes it"),
    ("received", Party.owner, "accept", "accepted", "also after a question"),
    ("accepted", Party.owner, "accept", None, "once"),
    ("accepted", Party.owner, "decline", None, "who took it completes it, or the team takes it back"),
    ("requested", Party.requester, "accept", None, "the team does not answer for another"),
    ("accepted", Party.owner, "complete", "completed", "the care is done"),
    ("requested", Party.owner, "complete", None, "no care before a yes"),
    ("accepted", Party.requester, "complete", None, "the team does not give that care"),
    ("accepted", Party.requester, "cancel", "cancelled", "the team takes it back"),
    ("requested", Party.owner, "cancel", None, "an organisation declines"),
    ("accepted", Party.clock, "lapse", None, "who said yes is not silent"),
    ("received", Party.clock, "lapse", "failed", "a question does not hold a place for ever"),
    ("completed", Party.requester, "cancel", None, "done is done"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "by", "action", "end", "because"), ROWS, ids=[row[4] for row in ROWS]
)
def test_steps(state: str, by: Party, action: str, end: str | None, because: str) -> None:
    after = step(a_task(state), action, by)
    assert (None if isinstance(after, Refused) else after) == end, because


def test_no_step_leaves_the_table_of_the_standard() -> None:
    for one in STEPS:
        inside = one.end in STANDARD.get(one.start, set())
        said_again = one.start == one.end == "received"  # only what is said changes, not the state
        assert inside or said_again, one


def test_what_has_ended_stays_ended() -> None:
    actions = {one.action for one in STEPS}
    for state, action, by in product(ENDED, actions, Party):
        assert isinstance(step(a_task(state), action, by), Refused), (state, action, by)


def test_the_buttons_are_the_steps() -> None:
    for state, by in product(STATES, Party):
        for action in open_steps(a_task(state, "question"), by):
            assert not isinstance(step(a_task(state), action, by), Refused)
    assert "reply" not in open_steps(a_task("received", "replied"), Party.requester)


KNOWN = ("Anna", "de Vries", "Singel 1", "088-000 0177", "")
TEXTS = [
    ("Zij loopt met een rollator.", False, "what is asked may be answered"),
    ("Mevrouw DE VRIES komt zelf.", True, "her name, in whatever capitals"),
    ("Bel 088-0000177.", True, "her telephone, in whatever spaces"),
    ("Singel  1, tweede bel.", True, "where she lives"),
    ("", False, "what we do not know is not in it"),
]


@pytest.mark.parametrize(("text", "names", "because"), TEXTS, ids=[row[2] for row in TEXTS])
def test_a_reply_before_acceptance_names_nobody(text: str, names: bool, because: str) -> None:
    assert names_person(text, KNOWN) is names, because


@given(
    st.text(max_size=60), st.text(alphabet="abcdef", min_size=3, max_size=8), st.text(max_size=60)
)
def test_a_name_is_found_wherever_it_stands(before: str, name: str, after: str) -> None:
    assert names_person(f"{before} {name.upper()} {after}", [name])
