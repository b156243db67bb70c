"""Dates, numbers and telephone numbers as LOOK §3 writes them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from netwerkzorg.platform import formatting

NOW = datetime(2026, 11, 25, 13, 5, tzinfo=UTC)  # wednesday, 14.05 in Amsterdam


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "at", "written", "reason"),
    [
        ("day", utc(2026, 12, 1, 9, 30), "dinsdag 1 december", "no year within the year"),
        ("day", date(2026, 12, 1), "dinsdag 1 december", "a date has no zone to shift"),
        ("day", utc(2027, 1, 4, 9, 0), "maandag 4 januari 2027", "another year is said"),
        ("day", utc(2026, 12, 31, 23, 30), "vrijdag 1 januari 2027", "the day is Amsterdam's"),
        ("day_short", utc(2026, 12, 1, 9, 30), "di 1 dec", "short, no dots"),
        ("moment", utc(2026, 12, 1, 9, 30), "dinsdag 1 december, 10.30 uur", "winter time"),
        ("moment", utc(2026, 7, 1, 8, 5), "woensdag 1 juli, 10.05 uur", "summer time, two digits"),
        ("moment", utc(2026, 11, 25, 7, 41), "vandaag, 8.41 uur", "today is a word"),
        ("moment", utc(2026, 11, 24, 15, 20), "gisteren, 16.20 uur", "so is yesterday"),
        ("moment", utc(2026, 11, 24, 23, 30), "vandaag, 0.30 uur", "midnight is Amsterdam's"),
        ("moment", utc(2026, 11, 26, 9, 0), "donderdag 26 november, 10.00 uur", "no morgen"),
        ("moment_short", utc(2026, 12, 1, 9, 30), "di 1 dec, 10.30", "comma after a date"),
        ("moment_short", utc(2026, 11, 25, 7, 44), "vandaag 8.44", "none after a word"),
        ("moment_short", utc(2025, 11, 18, 9, 0), "di 18 nov 2025, 10.00", "year of another year"),
        ("deadline", utc(2026, 11, 26, 16, 0), "uiterlijk donderdag 26 november, 17.00 uur", ""),
        ("deadline", utc(2026, 11, 25, 16, 0), "uiterlijk vandaag, 17.00 uur", "today"),
        ("due", utc(2026, 11, 25, 16, 0), "vandaag 17.00 uur", "in time"),
        ("due", utc(2026, 11, 27, 16, 0), "vr 27 nov 17.00 uur", "later"),
        ("due", utc(2026, 11, 25, 11, 0), "12.00 uur, 2 uur te laat", "late today"),
        ("due", utc(2026, 11, 25, 13, 4), "14.04 uur, 1 minuut te laat", "one, in the singular"),
        ("due", utc(2026, 11, 24, 16, 0), "gisteren 17.00 uur, 21 uur te laat", "below a day"),
        ("due", utc(2026, 11, 23, 8, 0), "ma 23 nov, 2 dagen te laat", "days on the calendar"),
        ("period_ago", utc(2026, 11, 6, 9, 0), "19 dagen geleden", "the age of a capacity"),
        ("day_named", date(2026, 11, 25), "Vandaag, woensdag 25 november", "both word and date"),
        ("day_named", date(2026, 11, 24), "Dinsdag 24 november", "other days begin the line"),
        ("late", utc(2026, 11, 25, 13, 4), True, "a minute is late"),
        ("late", NOW, False, "on the moment is in time"),
    ],
)  # fmt: skip
def test_moments(name: str, at: datetime, written: object, reason: str) -> None:
    assert getattr(formatting, name)(at, NOW) == written, reason


@pytest.mark.parametrize(
    ("name", "value", "written", "reason"),
    [
        ("clock", utc(2026, 11, 25, 9, 30), "10.30", "24 hours, a dot"),
        ("dossier_date", date(2026, 3, 2), "2 mrt 2026", "always with the year"),
        ("number", Decimal("1234.5"), "1.234,5", "decimal comma, thousands with a dot"),
        ("number", 10000, "10.000", "whole"),
        ("phone", "0880000120", "088-000 0120", "digits get their spaces"),
        ("phone", "088-000 0120", "088-000 0120", "and keep them"),
        ("phone", "0612345678", "06-123 45678", "a mobile number"),
        ("phone", "112", "112", "a short number is left alone"),
        ("tel", "088-000 0120", "tel:0880000120", "for the phone itself"),
        ("tel", "+31 88 000 0120", "tel:+31880000120", "international"),
        ("initials", "Samira Haddou", "SH", "first and last"),
        ("initials", "mevrouw J. de Vries", "JV", "titles and small words do not count"),
        ("initials", "Dokter Ozinga", "O", "one name, one letter"),
        ("initials", "huisartsenpost", "H", "no capital at all"),
        ("initials", "", "", "nothing gives nothing"),
        ("greeting", utc(2026, 11, 25, 10, 59), "Goedemorgen", "11.59 in Amsterdam"),
        ("greeting", utc(2026, 11, 25, 11, 0), "Goedemiddag", "noon"),
        ("greeting", utc(2026, 11, 25, 17, 0), "Goedenavond", "six"),
        ("greeting", utc(2026, 11, 25, 4, 59), "Goedenacht", "before six"),
        ("address", "Mevrouw De Vries", "mevrouw De Vries", "inside a sentence"),
        ("address", "De heer Bakker", "de heer Bakker", "two words of title"),
        ("address", "Samira Haddou", "Samira Haddou", "a plain name"),
        ("address", "De Vries", "De Vries", "a family name is no title"),
        ("capital", "vandaag, 8.41 uur", "Vandaag, 8.41 uur", "at the start of a line"),
    ],
)
def test_values(name: str, value: object, written: str, reason: str) -> None:
    assert getattr(formatting, name)(value) == written, reason


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formatting.clock(datetime(2026, 11, 25, 9, 30))


def test_by_day_follows_the_wall_clock() -> None:
    @dataclass
    class Seen:
        at: datetime

    first, second = Seen(utc(2026, 11, 24, 23, 30)), Seen(utc(2026, 11, 24, 22, 30))
    assert formatting.by_day([first, second]) == [
        (date(2026, 11, 25), [first]),
        (date(2026, 11, 24), [second]),
    ]
