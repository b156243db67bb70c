"""The broken promises of `make mutants` do not rot: each patch applies, and names tests that exist."""

import pytest
from mutants import INVARIANTS, ROOT, Mutant, applies, missing_tests, mutants


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_a_patch_applies_and_names_tests_that_exist(mutant: Mutant) -> None:
    assert applies(mutant, ROOT) == ""
    assert missing_tests(mutant) == []
    assert mutant.invariant in INVARIANTS


def test_every_promise_is_broken_by_one() -> None:
    assert {mutant.invariant for mutant in mutants()} == set(INVARIANTS)
