"""Evaluation with unknown facts against the value oracle: sound, exact, and blind to order."""

import ast
import random
from pathlib import Path

import rta_oracle as oracle
from hypothesis import given, settings
from hypothesis import strategies as st
from rta_exact import assert_same, compiled, key, told

from netwerkzorg.rta import evaluation


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=False))
def test_evaluation_is_exact(dice: random.Random) -> None:
    facts, decisions, text = oracle.random_agreement(dice)
    engine = compiled(text)
    known = {fact.name: dice.choice(fact.values) for fact in facts if dice.random() < 0.4}
    size = 1
    for fact in facts:
        size *= 1 if fact.name in known else len(fact.values)
    if size > 1200:
        return
    state = evaluation.state_of(engine, {name: key(value) for name, value in known.items()})
    for name, table in decisions.items():
        expected = oracle.completions(facts, decisions, name, known)
        got = evaluation.decide(state, name)
        assert_same(got, expected, table, text)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_small_budget_is_still_sound(dice: random.Random) -> None:
    facts, decisions, text = oracle.random_agreement(dice)
    engine = compiled(text)
    if len(facts) > 3:
        return
    state = evaluation.state_of(engine, {}, budget=1)
    for name, table in decisions.items():
        expected = oracle.completions(facts, decisions, name, {})
        got = evaluation.decide(state, name)
        if got.status != "undecided":
            assert expected.outcomes == {told(got.outcome, table)}, text
        elif not got.exact:
            assert set(got.missing) >= expected.matters, text


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_facts_and_collect_rows_changes_nothing(dice: random.Random) -> None:
    facts, decisions, text = oracle.random_agreement(dice)
    shuffled = dict(decisions)
    for name, table in decisions.items():
        if table.hit in ("collect", "unique", "any", "sum", "min", "max", "count"):
            rules = dice.sample(table.rules, len(table.rules))
            shuffled[name] = oracle.OracleDecision(
                name, table.hit, table.outputs, rules, table.order, table.uses, table.types
            )
    other = oracle._yaml(dice.sample(facts, len(facts)), shuffled)
    known = {f.name: key(dice.choice(f.values)) for f in facts if dice.random() < 0.5}
    one = evaluation.state_of(compiled(text), known)
    two = evaluation.state_of(compiled(other), known)
    for name, table in decisions.items():
        left, right = evaluation.decide(one, name), evaluation.decide(two, name)
        assert left.status == right.status, (text, other)
        assert set(left.missing) == set(right.missing), (text, other)
        if left.status == "decided":
            assert told(left.outcome, table) == told(right.outcome, table), (text, other)


def test_the_oracle_shares_no_code_with_the_engine() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text())
    modules = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    ] + [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not any("rta" in name or "netwerkzorg" in name for name in modules)
