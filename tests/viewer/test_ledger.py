"""Whatever arrives, in whatever order: what was not reached never looks like nothing there."""

from hypothesis import given
from hypothesis import strategies as st

from netwerkzorg.viewer.ledger import INCOMPLETE, ORDER, REASONS, Ledger
from netwerkzorg.viewer.model import Fragment, Query, Source

SOURCES = [Source(one, one.upper(), "") for one in "abc"]
QUERIES = tuple(Query(one, one, one, "Condition") for one in ("problemen", "medicatie"))
STATES = st.sampled_from([state for state in ORDER if state != "waiting"])
fragments = st.lists(
    st.builds(
        Fragment,
        source=st.sampled_from(SOURCES),
        query=st.sampled_from([*QUERIES, None]),
        state=STATES,
        reason=st.sampled_from(sorted(REASONS)),
        hidden=st.integers(0, 1),
    ),
    max_size=10,
)


def _after(found: list[Fragment]) -> Ledger:
    ledger = Ledger.asking((source, QUERIES) for source in SOURCES)
    for fragment in found:
        ledger = ledger.after(fragment)
    return ledger.closed()


@given(fragments)
def test_a_source_is_empty_only_when_all_its_answers_were(found: list[Fragment]) -> None:
    ledger = _after(found)
    assert len(ledger.entries) == len(SOURCES) * len(QUERIES)
    for line in ledger.sources():
        states = [e.state for e in ledger.entries if e.source == line.source]
        if line.state == "empty":
            assert set(states) == {"empty"}
        if line.state == "ok":
            assert not set(states) & INCOMPLETE
        assert line.state != "waiting"


@given(fragments)
def test_a_set_that_misses_something_says_so(found: list[Fragment]) -> None:
    ledger = _after(found)
    for entry in ledger.entries:
        if entry.state in INCOMPLETE or entry.hidden:
            assert entry.source.name in ledger.missing(entry.query.set)


def test_who_never_answered_was_not_reached() -> None:
    (line, *_) = _after([]).sources()
    assert (line.state, line.reasons) == ("not_reached", ("timeout",))
    assert line.words == "geen antwoord in 5 seconden"


def test_one_of_two_missing_is_partly_reached() -> None:
    ledger = _after([Fragment(SOURCES[0], QUERIES[0], "empty")])
    assert ledger.sources()[0].state == "partial"
