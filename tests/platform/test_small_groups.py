"""Small groups are hidden, and cannot be worked out from what is left."""

import pytest

from netwerkzorg.platform.small_groups import protected


@pytest.mark.parametrize(
    ("counts", "shown", "reason"),
    [
        ({"a": 12, "b": 40}, {"a": 12, "b": 40}, "nobody stands out"),
        ({"a": 0, "b": 40}, {"a": 0, "b": 40}, "nobody is no group"),
        ({"a": 9, "b": 40}, {"a": None, "b": None}, "with the total, b would tell a"),
        ({"a": 9, "b": 40, "c": 12}, {"a": None, "b": 40, "c": None}, "the smallest left goes too"),
        ({"a": 9, "b": 1, "c": 12}, {"a": None, "b": None, "c": 12}, "two hide each other"),
        ({"a": 10}, {"a": 10}, "ten is a group"),
        ({"a": 3}, {"a": None}, "one small group, and nothing to hide it behind"),
        ({}, {}, "nothing to count"),
    ],
)
def test_small_groups_are_hidden(
    counts: dict[str, int], shown: dict[str, int | None], reason: str
) -> None:
    assert protected(counts) == shown, reason
