"""The proof against an oracle that tries every person: what is found, and whom it is shown by.

All ten thousand: `python tests/support/rta_held.py 10000` (about three minutes).
"""

import ast
from collections import Counter
from pathlib import Path

import pytest
import rta_faults
import rta_oracle
from rta_held import held

TABLES, PARTS = 1_000, 4


@pytest.mark.parametrize("part", range(PARTS))
def test_the_proof_finds_what_trying_everybody_finds(part: int) -> None:
    told: Counter[str] = Counter()
    seed, differences = part * 1_000_000, []
    while told["tables"] < TABLES // PARTS:
        if difference := held(seed, told):
            differences.append(difference)
        seed += 1
    print(f"\n{dict(told)}, {len(differences)} differences")
    assert differences == []
    assert told["faulty"] > TABLES // PARTS / 3, "a third and more is broken"
    assert told["planted"] > TABLES // PARTS / 5, "and of many it is known how"
    assert told["chained"] > TABLES // PARTS / 4


@pytest.mark.parametrize("module", [rta_oracle, rta_faults])
def test_the_oracles_share_no_code_with_the_engine(module: object) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text())  # type: ignore[attr-defined]
    names = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if name
    }
    assert not any("netwerkzorg" in name or name.startswith("rta.") for name in names)
    assert not {name for name in names if name.startswith("rta_")} - {"rta_oracle"}
