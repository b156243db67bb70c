"""A step permits sets; a set means queries of the catalogue; nothing else is ever sent."""

from datetime import date

import pytest

from netwerkzorg.viewer.queries import (
    CatalogueRefused,
    SetAsked,
    chosen,
    parameters,
    read_catalogue,
    start_of,
)

GOOD = {"id": "m", "set": "medicatie", "title": "M", "resource": "MedicationStatement",
        "params": {"patient": "{patient}"}, "date": "effective"}  # fmt: skip
TODAY = date(2026, 3, 2)

REFUSED = [
    ({**GOOD, "set": "onbekend"}, "staat niet in de woordenlijst"),
    ({**GOOD, "resource": "Patient"}, "vragen wij nooit"),
    ({**GOOD, "resource": "Binary"}, "vragen wij nooit"),
    ({**GOOD, "params": {}}, r"noemt \{patient\} niet"),
    ({**GOOD, "params": {"patient": "{patient}", "a&b": "x"}}, "niet in orde"),
    ({**GOOD, "url": "http://x"}, "url is onbekend"),
    ({**GOOD, "title": ""}, "title ontbreekt"),
]


@pytest.mark.parametrize(("entry", "why"), REFUSED, ids=[row[1] for row in REFUSED])
def test_a_catalogue_that_is_not_understood_is_refused(entry: dict[str, object], why: str) -> None:
    with pytest.raises(CatalogueRefused, match=why):
        read_catalogue([entry], ["medicatie"])


def test_a_set_without_a_query_is_refused() -> None:
    with pytest.raises(CatalogueRefused, match="informatieset wonen: geen enkele vraag"):
        read_catalogue([GOOD], ["medicatie", "wonen"])


PERIODS = [
    ("", "", "all of the past"),
    ("1y", "2025-03-02", "a year"),
    ("6m", "2025-09-02", "over a year's end"),
    ("2w", "2026-02-16", "weeks"),
    ("10d", "2026-02-20", "days"),
    ("soon", "", "not understood is all: less would hide"),
]


@pytest.mark.parametrize(("period", "start", "why"), PERIODS)
def test_periods(period: str, start: str, why: str) -> None:
    assert start_of(period, TODAY) == start, why


def test_the_last_day_of_a_month_exists() -> None:
    assert start_of("1m", date(2026, 3, 31)) == "2026-02-28"


def test_the_longest_period_of_all_steps_counts() -> None:
    catalogue = read_catalogue([GOOD], ["medicatie"])
    asked = [SetAsked("medicatie", "1m"), SetAsked("medicatie", "1y")]
    (query,) = chosen(catalogue, asked, TODAY)
    assert parameters(query, "p1") == (("patient", "p1"), ("effective", "ge2025-03-02"))
    (all_of_it,) = chosen(catalogue, [*asked, SetAsked("medicatie")], TODAY)
    assert parameters(all_of_it, "p1") == (("patient", "p1"),)


def test_a_set_that_no_step_names_is_not_asked() -> None:
    assert chosen(read_catalogue([GOOD], ["medicatie"]), [SetAsked("wonen")], TODAY) == ()
