"""The search port: the same questions to every adapter, with the same answers."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from netwerkzorg.directory.memory_index import MemoryIndex
from netwerkzorg.directory.model import Service
from netwerkzorg.directory.ports import CatalogueIndex
from netwerkzorg.directory.tantivy_index import TantivyIndex

ADAPTERS = {"tantivy": TantivyIndex, "memory": MemoryIndex}
NAMES = {
    1: ("Fysio Zuilen", "Valonderzoek", "valrisicobeoordeling", "Utrecht", "65 jaar en ouder"),
    2: ("Buurtteam Vecht", "Wandelgroep", "beweegactiviteit", "Utrecht", "iedereen"),
    3: ("Thuiszorg De Linde", "Wijkverpleging", "wijkverpleging", "Maarssen", "thuiswonenden"),
    4: ("Dansschool Pirouette", "Dansen voor ouderen", "beweegactiviteit", "Nieuwegein", "ouderen"),
}


def _service(number: int) -> Service:
    organization, name, kind, place, for_whom = NAMES[number]
    return Service(
        UUID(int=number), UUID(int=100 + number), organization, name, kind, "3531", place, 52.09, 5.1,
        "", for_whom, (), 1, 1, datetime(2026, 3, 2, tzinfo=UTC), 0, False,
    )  # fmt: skip


@pytest.fixture(params=ADAPTERS, scope="module")
def index(request: pytest.FixtureRequest) -> CatalogueIndex:
    made: CatalogueIndex = ADAPTERS[request.param]()
    made.rebuild(_service(number) for number in NAMES)
    return made


ROWS = [
    ("Valonderzoek", {1}, "its name"),
    ("valonderzoek", {1}, "whatever the capitals"),
    ("fysio", {1}, "a beginning of the organisation"),
    ("wandelgroepen", {2}, "plural finds singular"),
    ("thuiszorg linde", {3}, "both words"),
    ("thuiszorg zuilen", set(), "both words of the same service"),
    ("wijkverpleeging", {3}, "one typing error"),
    ("wijkverpelging", {3}, "two letters swapped"),
    ("wijkvrplng", set(), "not three"),
    ("maarssen", {3}, "a place"),
    ("pirouette", {4}, "a word in the middle"),
    ("", set(), "nothing asked, nothing found"),
    ("   ", set(), "nor for spaces"),
    ("xyzzy", set(), "nobody offers that"),
    ("'\") OR (", set(), "signs of a query language are no words"),
    ("*", set(), "nor is a star everything"),
]


@pytest.mark.parametrize(("text", "found", "because"), ROWS, ids=[row[2] for row in ROWS])
def test_words(index: CatalogueIndex, text: str, found: set[int], because: str) -> None:
    assert {one.int for one in index.search(text, 10)} == found, because


def test_no_more_than_was_asked(index: CatalogueIndex) -> None:
    both = index.search("ouderen", 10) + index.search("utrecht", 10)
    assert len(set(both)) >= 2
    assert len(index.search("utrecht", 1)) == 1


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_rebuild_replaces_everything(adapter: str) -> None:
    made: CatalogueIndex = ADAPTERS[adapter]()
    assert made.search("fysio", 10) == (), "an empty index finds nothing"
    made.rebuild([_service(1)])
    made.rebuild([_service(2)])
    assert made.search("fysio", 10) == ()
    assert [one.int for one in made.search("wandelgroep", 10)] == [2]
