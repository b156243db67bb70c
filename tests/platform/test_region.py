"""The region's words: whom to call, by place and clock, and what is refused at start."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from shared import ROOT

from netwerkzorg.platform.region import URGENCIES, RegionRefused, load_region

REGION = load_region(ROOT / "regions" / "utrecht")
WORDS = REGION.vocabulary


@pytest.mark.parametrize(
    ("when", "postcode", "label", "why"),
    [
        ("2026-03-03T10:00", "3531", "Spoedlijn van uw huisartsenpraktijk", "a working day"),
        ("2026-03-03T08:00", None, "Spoedlijn van uw huisartsenpraktijk", "opens at eight"),
        ("2026-03-03T17:00", "3531", "Huisartsenspoedpost Utrecht", "closes at five"),
        ("2026-03-03T23:00", "3607", "Huisartsenspoedpost Vechtstreek", "by place"),
        ("2026-03-07T10:00", "3701", "Huisartsenspoedpost Utrecht-Zuidoost", "Saturday"),
        ("2026-04-27T10:00", "3531", "Huisartsenspoedpost Utrecht", "King's Day"),
        ("2026-03-07T10:00", "9999", "Huisartsenspoedpost Utrecht", "from elsewhere"),
        ("2026-03-07T10:00", None, "Huisartsenspoedpost Utrecht", "place unknown"),
    ],
)
def test_who_to_call(when: str, postcode: str | None, label: str, why: str) -> None:
    at = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    found = WORDS.contact_number("huisarts-spoed", at=at, postcode4=postcode)
    assert found.label == label, why


def test_a_contact_nobody_knows_is_112() -> None:
    at = datetime(2026, 3, 3, tzinfo=ZoneInfo("UTC"))
    assert WORDS.contact_number("niemand", at=at).phone == "112"


def test_every_contact_answers_at_every_hour() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    for day in range(1, 29):
        for hour in range(24):
            at = datetime(2026, 12, day, hour, 30, tzinfo=zone)
            for contact in WORDS.contacts:
                found = WORDS.contact_number(contact, at=at)
                assert found in WORDS.contacts[contact].numbers


def test_the_region_has_what_the_house_needs() -> None:
    assert REGION.sandbox
    assert tuple(WORDS.urgencies) == URGENCIES
    assert {"inwoner", "wijkverpleegkundige", "huisarts", "klinisch-geriater"} <= set(WORDS.roles)
    assert WORDS.roles["huisarts"].uzi == "01.015"
    assert all(number.phone for c in WORDS.contacts.values() for number in c.numbers)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("region: utrecht\n", "", "missing_key"),
        ("U5:", "U6:", "urgencies"),
        ('from: "08:00"', 'from: "acht"', "invalid_time"),
        ("days: [ma,", "days: [maandag,", "invalid_day"),
        ("places: [vechtstreek]", "places: [vecht]", "unknown_place"),
        ('"3601-3649"', '"vecht"', "invalid_postcode"),
        ('"2026-01-01":', '"2026-13-01":', "invalid_date"),
        ("roles:", "rollen: {}\nroles:", "unknown_key"),
    ],
)
def test_a_vocabulary_that_is_not_understood_is_refused(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    text = (ROOT / "regions" / "utrecht" / "vocabulary.yaml").read_text()
    assert old in text
    (tmp_path / "vocabulary.yaml").write_text(text.replace(old, new, 1))
    with pytest.raises(RegionRefused) as refused:
        load_region(tmp_path)
    assert code in [finding.code for finding in refused.value.findings]
