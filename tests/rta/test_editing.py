"""Two people in one draft: other places are carried over, the same place is never overwritten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import ROOT

from netwerkzorg.rta.editing import Act, Clash, apply, carried_over, value_at
from netwerkzorg.rta.loading import load
from netwerkzorg.rta.writing import NotATree, Tree, text_of, tree_of

FILES = sorted((ROOT / "regions" / "utrecht" / "agreements").glob("*/*.yaml"))
ROWS: dict[str, Tree] = {"rules": ["a", "b", "c"], "title": "T", "valid": {"from": "2026"}}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_a_file_written_again_says_the_same(path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    text = path.read_text(encoding="utf-8")
    again = text_of(tree_of(text))
    assert tree_of(again) == tree_of(text)
    assert load(again.encode()).findings == ()
    assert text_of(tree_of(again)) == again


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12
)
trees = st.recursive(
    words,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(words, inner, min_size=1, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(words, trees, min_size=1, max_size=5))
def test_every_text_survives_the_file(tree: dict[str, Tree]) -> None:
    """Quotes, colons, commas, dashes: what a person types must come back as typed."""
    assert tree_of(text_of(tree)) == tree


@pytest.mark.parametrize("text", ["", "- a", "a: &x b", "a: 1\na: 2"])
def test_what_cannot_be_read_is_no_tree(text: str) -> None:
    with pytest.raises(NotATree):
        tree_of(text)


CARRIED: list[tuple[str, Act, Act, object]] = [
    ("another key", Act("set", ("title",), "U"), Act("set", ("valid", "from"), "2027"), "2027"),
    ("a row that moved down", Act("insert", ("rules", 0), "x"), Act("set", ("rules", 1), "B"), "B"),
    ("added last stays last", Act("insert", ("rules", 0), "x"), Act("insert", ("rules", 3), "z"), "z"),
    ("another row was removed", Act("remove", ("rules", 0)), Act("set", ("rules", 2), "C"), "C"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "first", "second", "stands"), CARRIED, ids=[r[0] for r in CARRIED]
)
def test_an_act_on_another_place_is_carried_over(
    reason: str, first: Act, second: Act, stands: object
) -> None:
    now = apply(ROWS, first)
    act = carried_over(ROWS, now, second)
    assert value_at(apply(now, act), act.path) == stands, reason
    assert ROWS["rules"] == ["a", "b", "c"]


CLASHES = [
    ("the same key", Act("set", ("title",), "U"), Act("set", ("title",), "V")),
    ("the same row", Act("set", ("rules", 1), "x"), Act("set", ("rules", 1), "y")),
    ("a row that is gone", Act("remove", ("rules", 1)), Act("set", ("rules", 1), "y")),
    ("moving in an order that others changed", Act("remove", ("rules", 0)), Act("move", ("rules", 2), to=0)),
    ("removing what others changed", Act("set", ("rules", 1), "x"), Act("remove", ("rules", 1))),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "first", "second"), CLASHES, ids=[row[0] for row in CLASHES])
def test_the_same_place_is_never_overwritten(reason: str, first: Act, second: Act) -> None:
    with pytest.raises(Clash):
        carried_over(ROWS, apply(ROWS, first), second)


@given(st.lists(words, min_size=1, max_size=6, unique=True), st.data())
def test_whatever_two_people_do_nothing_of_the_first_is_lost(
    rows: list[str], data: st.DataObject
) -> None:
    """After both acts, what the first set still stands, unless the second was refused."""
    tree: dict[str, Tree] = {"rules": list(rows)}
    at = st.integers(0, len(rows) - 1)
    first = Act("set", ("rules", data.draw(at)), "EERST")
    kind = data.draw(st.sampled_from(["set", "insert", "remove", "move"]))
    second = Act(kind, ("rules", data.draw(at)), "TWEEDE", to=data.draw(at))
    now = apply(tree, first)
    try:
        both = apply(now, carried_over(tree, now, second))
    except Clash:
        return
    result = both["rules"]
    assert isinstance(result, list)
    assert "EERST" in result
