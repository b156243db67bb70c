"""Side by side: the order of arrival changes nothing, nothing is lost, contradictions are shown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerkzorg.viewer.merging import side_by_side
from netwerkzorg.viewer.model import Fragment, Item, Query, Source

SOURCES = [Source(one, one, "") for one in ("apotheek", "huisarts", "ziekenhuis")]
MED = Item("ha/MedicationStatement/1", "huisarts", "Huisarts", "medicatie", "MedicationStatement",
           "Metoprolol 50 mg", "1 per dag", status="active", code="atc|C07AB02")  # fmt: skip
QUERY = Query("m", "medicatie", "M", "MedicationStatement")


def fragment(*items: Item) -> Fragment:
    return Fragment(SOURCES[0], QUERY, "ok", "", items)


items = st.builds(
    Item,
    id=st.sampled_from([f"x/{n}" for n in range(8)]),
    source=st.sampled_from([source.id for source in SOURCES]),
    source_name=st.just("Bron"),
    set=st.sampled_from(["medicatie", "problemen"]),
    kind=st.sampled_from(["Condition", "MedicationStatement", "Observation"]),
    title=st.sampled_from(["A", "a", "B"]),
    value=st.sampled_from(["", "1", "2"]),
    marks=st.sampled_from([(), ("not_current",), ("unconfirmed",)]),
    when=st.sampled_from(["", "2001", "2001-02", "2020-01-01"]),
    code=st.sampled_from(["", "s|1", "s|2"]),
)


def _own(item: Item) -> Item:
    return replace(item, id=f"{item.source}/{item.id}")


@given(st.lists(items.map(_own), max_size=12), st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing(found: list[Item], chance: object) -> None:
    fragments = [fragment(one) for one in found]
    turned = list(fragments)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert side_by_side(fragments) == side_by_side(turned)


@given(st.lists(items.map(_own), max_size=12))
def test_nothing_is_lost_and_nothing_is_made_up(found: list[Item]) -> None:
    sections = side_by_side([fragment(one) for one in found])
    shown = [item for section in sections for item in section.items]
    assert {(i.set, i.id) for i in shown} == {(i.set, i.id) for i in found}
    assert all(item in found for item in shown)
    for section in sections:
        for together in section.together:
            assert set(together.items) <= set(section.items)
            assert len({item.source for item in together.items}) > 1


PAIRS = [
    ({}, "same", "two sources say the same"),
    ({"value": "2 per dag"}, "contradicts", "another dose"),
    ({"marks": ("not_current",)}, "contradicts", "one says it was stopped"),
    ({"marks": ("entered_in_error",), "value": "9 per dag"}, "contradicts", "one takes it back"),
    ({"code": "", "title": "Metoprolol  50 MG"}, None, "without a code it may be another thing"),
    ({"code": "atc|X"}, None, "another medicine"),
    ({"kind": "MedicationRequest"}, "same", "an agreement and its use are about one medicine"),
]


@pytest.mark.parametrize(("but", "how", "why"), PAIRS, ids=[row[2] for row in PAIRS])
def test_what_stands_together(but: dict[str, str], how: str | None, why: str) -> None:
    other = replace(MED, id="ap/1", source="apotheek", **but)  # type: ignore[arg-type]
    (section,) = side_by_side([fragment(MED), fragment(other)])
    assert len(section.items) == 2
    assert [one.how for one in section.together] == ([how] if how else [])


def test_measurements_of_other_moments_do_not_contradict() -> None:
    first = replace(MED, kind="Observation", value="70", when="2020-01-01")
    later = replace(first, id="z/1", source="ziekenhuis", value="71", when="2021-01-01")
    at_once = replace(later, when="2020-01-01")
    assert not side_by_side([fragment(first, later)])[0].together
    assert side_by_side([fragment(first, at_once)])[0].together[0].how == "contradicts"
