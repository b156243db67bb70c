"""What was repeated at once is one line of the own log, and nothing else is put together."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from netwerkzorg.platform.own_log import Entry
from netwerkzorg.platform.own_log_pages import together

NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


def _entry(who: str, did: str, at: datetime = NOON, reason: str = "") -> Entry:
    return Entry(uuid4(), at, who, "", "", "x", did, "", reason, "", False, True)


@pytest.mark.parametrize(
    ("entries", "times", "reason"),
    [
        ([_entry("U", "gaf antwoorden"), _entry("U", "gaf antwoorden")], [2], "in a row"),
        ([_entry("U", "las"), _entry("S", "las")], [1, 1], "somebody else"),
        ([_entry("U", "las"), _entry("U", "schreef"), _entry("U", "las")], [1, 1, 1], "not in a row"),
        ([_entry("U", "las"), _entry("U", "las", reason="x")], [1, 1], "another reason"),
        ([_entry("U", "las"), _entry("U", "las", NOON - timedelta(days=1))], [1, 1], "another day"),
        (
            [_entry("U", "las", NOON + timedelta(hours=12, minutes=5)),
             _entry("U", "las", NOON + timedelta(hours=11, minutes=55))],
            [1, 1],
            "around midnight in Amsterdam, on one day in UTC",
        ),
        ([], [], "nothing"),
    ],
)  # fmt: skip
def test_what_is_put_together(entries: list[Entry], times: list[int], reason: str) -> None:
    assert [line.times for line in together(entries)] == times, reason
