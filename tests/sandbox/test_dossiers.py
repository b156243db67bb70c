"""The dossiers of the practice region as the viewer shows them: at odds where they should be."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from shared import ROOT

from netwerkzorg.platform.region import load_region
from netwerkzorg.sandbox.dossiers import SOURCES, write_dossiers
from netwerkzorg.sandbox.population import read_population, residents
from netwerkzorg.viewer.memory_sources import MemorySources
from netwerkzorg.viewer.merging import CONTRADICTS, Section, side_by_side
from netwerkzorg.viewer.model import Person, Source
from netwerkzorg.viewer.reading import read
from netwerkzorg.viewer.registry import load_catalogue

TODAY = date(2026, 3, 2)
REGION = ROOT / "regions" / "utrecht"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Section, ...]:
    """All that three sources hold of Mevrouw De Vries, side by side."""
    folder: Path = tmp_path_factory.mktemp("dossiers")
    spec = read_population(REGION)
    people = list(residents(spec, [uuid4()], 40, TODAY))
    write_dossiers(folder, people, spec, TODAY)
    held = {
        Source(one, one, ""): [
            orjson.loads(line)
            for line in (folder / one / "dossiers.ndjson").read_bytes().splitlines()
        ]
        for one in SOURCES
    }
    sets = tuple(load_region(REGION).vocabulary.information_sets)
    queries = load_catalogue(REGION / "queries.yaml", sets).queries
    sources = MemorySources(held)
    her = Person(people[0].bsn, people[0].birth_date)
    asked = [(source, queries) for source in sources.registered()]
    return side_by_side([read(answer) for answer in sources.ask(her, asked)])


def test_each_source_tells_something_of_its_own(seen: tuple[Section, ...]) -> None:
    told = " ".join(text for section in seen for item in section.items for text in item.texts)
    for words in ("Mosterdval", "Kwartelpruik", "drempelplankje", "kurkentrekkertrap"):
        assert words in told, words
    of = {section.set: {item.source for item in section.items} for section in seen}
    assert of["problemen"] == of["medicatie"] == of["allergieen"] == set(SOURCES)


CONFLICTS = [
    ("medicatie", "Metoprolol tablet mga 50 mg", {"1 maal per dag 1 tablet", "2 maal per dag 1 tablet"},
     "two doses"),
    ("medicatie", "Temazepam capsule 10 mg",
     {"voor het slapen 1 capsule", "niet meer, sinds de wollensokkenval"}, "in use or not"),
    ("allergieen", "Allergie voor penicilline", {"Kalkwitte vlekkenregen", ""}, "certain or refuted"),
    ("allergieen", "Geen allergie bekend", {"", "Kalkwitte vlekkenregen"}, "none known, or one"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "title", "values", "why"), CONFLICTS, ids=[r[3] for r in CONFLICTS])
def test_what_is_at_odds_is_shown_so(
    seen: tuple[Section, ...], of: str, title: str, values: set[str], why: str
) -> None:
    (section,) = [one for one in seen if one.set == of]
    (found,) = [one for one in section.together if one.title == title and one.how == CONTRADICTS]
    assert {item.value for item in found.items} == values, why
    assert len({item.source for item in found.items}) >= 2
    assert set(found.items) <= set(section.items), "each stays an item of its own"
