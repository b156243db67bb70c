"""The ranked list: total, explained, and fair."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerkzorg.routing.ranking import Candidate, rank

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_candidate(key: str = "a", **but: object) -> Candidate:
    return replace(Candidate(key, 3, NOW, 10, 2.0, True), **but)  # type: ignore[arg-type]


ROWS = [
    ({}, {"places_free": 0}, "who has room comes before who has none"),
    ({}, {"reported_at": NOW - timedelta(days=8)}, "an old report of room may be wrong by now"),
    ({"waiting_days": 3}, {"waiting_days": 4}, "sooner is better"),
    ({"distance_km": 1.0}, {"distance_km": 6.0}, "nearer is better"),
    (
        {"waiting_days": 39},
        {"places_free": 0, "waiting_days": 0},
        "no wait without room is no help",
    ),
]


@pytest.mark.parametrize(("first", "second", "because"), ROWS, ids=[row[2] for row in ROWS])
def test_order(first: dict[str, object], second: dict[str, object], because: str) -> None:
    ranked = rank([a_candidate("z", **first), a_candidate("a", **second)], NOW)
    assert [one.candidate.key for one in ranked] == ["z", "a"], because


def test_who_does_not_serve_the_postcode_is_not_in_the_list() -> None:
    assert rank([a_candidate(serves=False)], NOW) == ()


CANDIDATES = st.builds(
    Candidate,
    key=st.text(min_size=1, max_size=4),
    places_free=st.integers(0, 3),
    reported_at=st.integers(0, 20).map(lambda days: NOW - timedelta(days=days)),
    waiting_days=st.integers(0, 90),
    distance_km=st.none() | st.floats(0, 60),
    serves=st.booleans(),
)


@given(st.lists(CANDIDATES, unique_by=lambda one: one.key, max_size=8), st.randoms())
def test_shuffling_changes_nothing(found: list[Candidate], dice: object) -> None:
    shuffled = list(found)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(found, NOW) == rank(shuffled, NOW)


@given(CANDIDATES, CANDIDATES, st.integers(1, 60))
def test_a_shorter_wait_never_ranks_lower(one: Candidate, other: Candidate, less: int) -> None:
    one, other = replace(one, key="1", serves=True), replace(other, key="2", serves=True)
    sooner = replace(one, waiting_days=max(0, one.waiting_days - less))
    before = {r.candidate.key: r.rank for r in rank([one, other], NOW)}
    after = {r.candidate.key: r.rank for r in rank([sooner, other], NOW)}
    assert after["1"] <= before["1"]


@given(st.lists(CANDIDATES, unique_by=lambda one: one.key, max_size=6))
def test_points_add_up_to_the_score(found: list[Candidate]) -> None:
    for one in rank(found, NOW):
        assert one.score == sum(reason.points for reason in one.reasons)
