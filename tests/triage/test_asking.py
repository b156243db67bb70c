"""Asking, against small made-up agreements that are judged by trying every completion."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerkzorg.triage.asking import (
    Answers,
    Askable,
    Asking,
    Done,
    Question,
    RedFlags,
    Stop,
    Unsure,
    Verdict,
    effects,
)

RESIDENT, TEAM = frozenset({"resident", "team"}), frozenset({"team"})


@dataclass(frozen=True)
class World:
    """Facts with their domains, and agreements: for each combination of answers an outcome."""

    domains: Mapping[str, tuple[str, ...]]
    agreements: tuple[tuple[tuple[str, ...], Mapping[tuple[str, ...], str]], ...]

    def completions(self, known: Mapping[str, str]) -> Iterator[dict[str, str]]:
        choices = [(known[f],) if f in known else values for f, values in self.domains.items()]
        for values in product(*choices):
            yield dict(zip(self.domains, values, strict=True))

    def outcome(self, full: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(table[tuple(full[f] for f in facts)] for facts, table in self.agreements)

    def matters(self, fact: str, known: Mapping[str, str]) -> bool:
        """Whether two people who differ in this fact alone can get another outcome."""
        return any(
            self.outcome(full) != self.outcome({**full, fact: value})
            for full in self.completions(known)
            for value in self.domains[fact]
        )

    def judge(self, known: Mapping[str, str]) -> Verdict:
        unknown = [fact for fact in self.domains if fact not in known]
        return Verdict({fact: 1 for fact in unknown if self.matters(fact, known)})

    def asking(self, to: Mapping[str, frozenset[str]], audience: str = "resident") -> Asking:
        askables = tuple(Askable(f, to[f], samples=v) for f, v in self.domains.items())
        return Asking((), askables, self.judge, audience)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    names = "abcd"[: draw(st.integers(1, 4))]
    domains = {n: tuple("xyz"[: draw(st.integers(2, 3))]) for n in names}
    agreements = []
    for _ in range(draw(st.integers(1, 2))):
        facts = tuple(draw(st.lists(st.sampled_from(names), min_size=1, unique=True)))
        keys = list(product(*(domains[f] for f in facts)))
        agreements.append((facts, {key: draw(st.sampled_from("PQ")) for key in keys}))
    return World(domains, tuple(agreements))


@given(worlds(), st.data())
def test_every_question_can_change_the_outcome_and_the_end_is_the_end(
    world: World, data: st.DataObject
) -> None:
    to = {f: data.draw(st.sampled_from([RESIDENT, TEAM])) for f in world.domains}
    asking, answers, asked = world.asking(to), Answers(), set()
    while isinstance(move := asking.move(answers), Question):
        assert world.matters(move.fact, answers.known), "it cannot change anything"
        assert "resident" in to[move.fact], "it may not be put to a resident"
        assert move.fact not in asked, "it was asked before"
        assert 1 <= move.at_least <= move.at_most
        asked.add(move.fact)
        value = data.draw(st.sampled_from([*world.domains[move.fact], None]))
        answers = answers.plus(move.fact, value)
    assert isinstance(move, Done)
    decided = len({world.outcome(full) for full in world.completions(answers.known)}) == 1
    rest = {f for f in world.domains if not answers.has(f) and "resident" in to[f]}
    assert decided or not any(world.matters(f, answers.known) for f in rest)
    assert decided == (not move.left)


def _flags(answers: Answers) -> object:
    world = World({"a": ("x", "y")}, ((("a",), {("x",): "P", ("y",): "Q"}),))
    askables = (Askable("a", RESIDENT, samples=("x", "y")),)
    return Asking(("bleeding", "chest"), askables, world.judge).move(answers)


@pytest.mark.parametrize(
    ("known", "unsure", "expected", "because"),
    [
        ({}, (), RedFlags(("bleeding", "chest")), "nothing goes before the red flags"),
        ({"a": "x"}, (), RedFlags(("bleeding", "chest")), "not even when all else is known"),
        ({"chest": "false"}, (), RedFlags(("bleeding", "chest")), "all of them are answered"),
        ({"chest": "true"}, (), Stop(("chest",)), "one yes is enough, the other may stay open"),
        ({"bleeding": "true"}, ("chest",), Stop(("bleeding",)), "yes outweighs not knowing"),
        ({"bleeding": "false"}, ("chest",), Unsure(("chest",)), "a person looks"),
        ({"bleeding": "false", "chest": "false"}, (), Question("a", 1, 1), "now the rest"),
    ],
)
def test_red_flags(
    known: dict[str, str], unsure: tuple[str, ...], expected: object, because: str
) -> None:
    assert _flags(Answers(known, frozenset(unsure))) == expected, because


FLAGS = tuple(f"flag{n}" for n in range(6))


@given(st.dictionaries(st.sampled_from(FLAGS), st.sampled_from(["true", "false", None])))
def test_no_red_flag_is_ever_missed(given_answers: dict[str, str | None]) -> None:
    answers = Answers()
    for flag, value in given_answers.items():
        answers = answers.plus(flag, value)
    move = Asking(FLAGS, (), lambda known: Verdict({})).move(answers)
    assert isinstance(move, Stop) == ("true" in given_answers.values())
    if isinstance(move, Done):
        assert all(given_answers.get(flag) == "false" for flag in FLAGS)


def _first(open_facts: dict[str, int], gates: tuple[str, ...], *askables: Askable) -> str:
    def judge(known: Mapping[str, str]) -> Verdict:
        return Verdict({f: n for f, n in open_facts.items() if f not in known}, frozenset(gates))

    move = Asking((), askables, judge).move(Answers())
    assert isinstance(move, Question)
    return move.fact


@pytest.mark.parametrize(
    ("open_facts", "gates", "burdens", "expected", "because"),
    [
        ({"a": 1, "b": 1}, (), {}, "a", "else the order of the file"),
        ({"a": 1, "b": 1}, ("b",), {}, "b", "it decides whether an agreement applies at all"),
        ({"a": 1, "b": 1}, (), {"a": 3.0}, "b", "a light question goes before a heavy one"),
        ({"a": 1, "b": 5}, (), {}, "b", "more agreements wait for it"),
    ],
)
def test_which_question_comes_first(
    open_facts: dict[str, int],
    gates: tuple[str, ...],
    burdens: dict[str, float],
    expected: str,
    because: str,
) -> None:
    askables = [Askable(f, RESIDENT, burdens.get(f, 1.0), ("x", "y")) for f in open_facts]
    assert _first(open_facts, gates, *askables) == expected, because


def test_an_answer_that_ends_it_all_goes_first() -> None:
    table = {("x", v): "P" for v in "xyz"} | {("y", v): v for v in "xyz"}
    world = World({"b": ("x", "y", "z"), "a": ("x", "y")}, ((("a", "b"), table),))
    move = world.asking({"a": RESIDENT, "b": RESIDENT}).move(Answers())
    assert move == Question("a", 1, 2), "after a=x nothing is left; after b, a always is"


def test_effects_say_what_each_answer_leads_to() -> None:
    askable = Askable("a", TEAM, samples=("4", "5"))
    found = effects(lambda known: "U3" if known["a"] == "5" else "U4", Answers(), askable)
    assert found == (("4", "U4"), ("5", "U3"))
