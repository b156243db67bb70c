"""The shared dossiers over real source processes: what the story of the viewer promises."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date

import pytest
from shared import ROOT, fixtures
from sources import source

from netwerkzorg.platform.region import load_region
from netwerkzorg.viewer.fetching import HttpSources
from netwerkzorg.viewer.ledger import Ledger
from netwerkzorg.viewer.merging import side_by_side
from netwerkzorg.viewer.model import Answer, Fragment, Item, Person, Query, Source
from netwerkzorg.viewer.reading import read
from netwerkzorg.viewer.registry import load_catalogue

HOLDERS = ("merkens-r4/huisarts", "merkens-r4/ziekenhuis", "merkens-r4/vvt",
           "vanputten-r4/thuiszorg", "vanputten-r4/ziekenhuis")  # fmt: skip


@pytest.fixture(scope="module")
def sources() -> Iterator[HttpSources]:
    with ExitStack() as stack:
        found = [
            Source(
                one, one, stack.enter_context(source(fixtures() / "fhir-sources" / one, one[-4:]))
            )
            for one in HOLDERS
        ]
        yield HttpSources(tuple(found), loopback=True)


def all_queries() -> tuple[Query, ...]:
    folder = ROOT / "regions" / "utrecht"
    sets = tuple(load_region(folder).vocabulary.information_sets)
    return load_catalogue(folder / "queries.yaml", sets).queries


def looked(sources: HttpSources, person: Person) -> tuple[dict[str, str], list[Item], Ledger]:
    plan = [(one, all_queries()) for one in sources.registered()]
    ledger = Ledger.asking(plan)
    fragments: list[Fragment] = []
    for answer in sources.ask(person, plan):
        fragments.append(read(answer))
        ledger = ledger.after(fragments[-1])
    items = [item for section in side_by_side(fragments) for item in section.items]
    return {line.source.id: line.state for line in ledger.closed().sources()}, items, ledger


def test_merkens(sources: HttpSources) -> None:
    states, items, _ = looked(sources, Person("111222333", date(1950, 2, 26), "Merkens"))
    assert {states[one] for one in HOLDERS[:3]} == {"ok"}
    assert {states[one] for one in HOLDERS[3:]} == {"conflict"}
    assert {item.source for item in items} == set(HOLDERS[:3])
    titles = {item.title for item in items}
    assert titles >= {"General weakness", "Dissection of aorta", "gemcitabine", "apremilast"}


def test_van_putten(sources: HttpSources) -> None:
    states, items, _ = looked(sources, Person("111222333", date(1934, 4, 28), "van Putten"))
    assert {states[one] for one in HOLDERS[:3]} == {"conflict"}
    assert {states[one] for one in HOLDERS[3:]} == {"ok"}
    texts = "\n".join(text for item in items for text in item.texts)
    for words in ("Penicilline", "vasculaire dementie", "Rollator", "138", "pijnscore"):
        assert words in texts, words


def test_somebody_else_is_known_nowhere(sources: HttpSources) -> None:
    states, items, _ = looked(sources, Person("999990019", date(1950, 2, 26), "Merkens"))
    assert set(states.values()) == {"empty"}
    assert items == []


def vendor_answers(vendor: str, bsn: str) -> list[Answer]:
    with source(fixtures() / "fhir-sources" / "vendors-stu3" / vendor, vendor) as base:
        one = Source(vendor, vendor, base)
        plan = [(one, all_queries())]
        return list(HttpSources((one,), loopback=True).ask(Person(bsn, date(1964, 7, 25)), plan))


def test_a_source_in_an_older_version_says_so_and_is_never_empty() -> None:
    """Not even when it does not know the person: then too nobody looked."""
    told = {(one.query, one.state, one.reason) for one in vendor_answers("nexus", "999911132")}
    assert told == {(None, "not_reached", "unsupported_version")}


def test_real_output_of_a_vendor_is_shown() -> None:
    fragments = [read(one) for one in vendor_answers("sanday", "999911132")]
    kinds = {item.kind for one in fragments for item in one.items}
    print(
        {
            (f.query.id if f.query else None, f.state, f.reason, len(f.items))
            for f in fragments
            if f.state != "empty"
        }
    )
    assert kinds == {"AllergyIntolerance", "MedicationRequest", "Observation"}
