"""Terms: elapsed hours, days that end, working days round weekends, holidays and summer time."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import ROOT

from netwerkzorg.platform.region import load_region
from netwerkzorg.rta.deadlines import due, opens, term_of
from netwerkzorg.rta.service import due_at
from netwerkzorg.rta.values import AMSTERDAM

VOCABULARY = load_region(ROOT / "regions" / "utrecht").vocabulary


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("start", "term", "end", "why"),
    [
        ("2026-03-02T10:00", "24h", "2026-03-03T10:00", "elapsed"),
        ("2026-03-28T20:00", "24h", "2026-03-29T21:00", "the clock goes forward: 24 real hours"),
        ("2026-10-24T20:00", "24h", "2026-10-25T19:00", "the clock goes back"),
        ("2026-03-02T10:00", "0d", "2026-03-02T23:59:59", "today"),
        ("2026-03-02T10:00", "2d", "2026-03-04T23:59:59", "ends with the day"),
        ("2026-03-02T10:00", "2w", "2026-03-16T23:59:59", "weeks are days"),
        ("2026-01-31T10:00", "1mo", "2026-02-28T23:59:59", "February is short"),
        ("2028-02-29T10:00", "1y", "2029-02-28T23:59:59", "no leap day next year"),
        ("2026-03-02T10:00", "1wd", "2026-03-03T17:00", "Monday to Tuesday"),
        ("2026-03-02T10:00", "5wd", "2026-03-09T17:00", "over a weekend"),
        ("2026-03-02T17:00", "1wd", "2026-03-03T17:00", "at five is not after five"),
        ("2026-03-02T17:01", "1wd", "2026-03-04T17:00", "after five counts from Tuesday"),
        ("2026-03-06T18:00", "1wd", "2026-03-10T17:00", "Friday evening counts from Monday"),
        ("2026-03-07T11:00", "1wd", "2026-03-10T17:00", "Saturday counts from Monday"),
        ("2026-04-02T10:00", "1wd", "2026-04-07T17:00", "Good Friday and Easter Monday are closed"),
        ("2026-12-24T10:00", "1wd", "2026-12-28T17:00", "Christmas and the weekend"),
        ("2026-04-26T10:00", "0wd", "2026-04-28T17:00", "Sunday, then King's Day"),
    ],
)
def test_a_term_ends(start: str, term: str, end: str, why: str) -> None:
    told = term_of(term)
    assert told.amount is not None
    assert due(local(start), told.unit, told.amount, VOCABULARY.closed_days) == local(end), why


@given(st.datetimes(datetime(2025, 1, 1), datetime(2031, 12, 1)), st.integers(0, 40))
def test_working_days_end_at_five_on_an_open_day(start: datetime, amount: int) -> None:
    begin = start.replace(tzinfo=UTC)
    end = due(begin, "wd", amount, VOCABULARY.closed_days).astimezone(AMSTERDAM)
    assert end > begin
    assert (end.hour, end.minute) == (17, 0)
    assert end.weekday() < 5
    assert end.date() not in VOCABULARY.closed_days
    assert due(begin, "wd", amount + 1, VOCABULARY.closed_days) > end


@given(st.datetimes(datetime(2025, 1, 1), datetime(2031, 12, 1)))
def test_the_undecided_deadline_is_no_later_than_that_of_u2(start: datetime) -> None:
    begin = start.replace(tzinfo=UTC)
    assert due_at(VOCABULARY, None, begin) <= due_at(VOCABULARY, "U2", begin)
    ends = [due_at(VOCABULARY, urgency, begin) for urgency in ("U3", "U4", "U5")]
    assert ends == sorted(ends)


def test_not_before_opens_with_the_day() -> None:
    assert opens(local("2026-03-02T10:00"), term_of("2mo")) == local("2026-05-02T00:00")


@pytest.mark.parametrize("text", ["", "5", "wd", "5x", "-1d", "5 wd"])
def test_what_is_no_term(text: str) -> None:
    with pytest.raises(ValueError, match="not a term"):
        term_of(text)


def test_the_calendar_has_the_dutch_holidays() -> None:
    import holidays

    years = range(2025, 2032)
    wanted = set(holidays.country_holidays("NL", years=years))
    assert VOCABULARY.closed_days == wanted
    assert date(2026, 4, 27) in VOCABULARY.closed_days
