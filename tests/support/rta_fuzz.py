"""Files and facts that nobody meant: no crash, nothing slow, nothing kept, every message with a place.

`python tests/support/rta_fuzz.py 10000` runs that many and prints the slowest and the growth.
"""

from __future__ import annotations

import json
import random
import re
import resource
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from netwerkzorg.platform.region import Region, load_region
from netwerkzorg.rta import proof
from netwerkzorg.rta.cases import read_case
from netwerkzorg.rta.combination import combine, judge
from netwerkzorg.rta.compiling import Compiled
from netwerkzorg.rta.loading import load
from netwerkzorg.rta.presenting import case_json, dump

ROOT = Path(__file__).parents[2]
REGION = ROOT / "regions" / "utrecht"
FILES = sorted((REGION / "agreements").glob("*/*.yaml"))
MOST_SECONDS, MOST_GROWTH = 1.0, 64 * 1024  # processor seconds; KiB
WARM = 300

PIECES = (b"", b"\n", b'"', b"'", b"{", b"}", b"[", b"]", b":", b",", b"- ", b"&a ", b"*a", b"\xff",
          b"null", b"0", b"..", b"not(", b"-", b"9" * 40, b"\t", b"#", b"\x00", b"<=", b"uses: [aanpak]",
          b"hit: unique", b"hit: sum", b"hit: priority", b"optional: true", b"\xe2\x80\xae")  # fmt: skip
VALUES = ('"-"', "[]", "{}", '"< 5"', "null", '"x"', "U2", '"not(true)"', '"[1..9)"', '"null"', "first",
          "collect", "unique", "any", "count", "min", "rule_order", '"1e5"', '">= 99999999999999999"',
          "[a, b]", '"true, false"', "codes", "number", "duration", '"P1D"', "huisarts")  # fmt: skip
FACTS: tuple[Any, ...] = (
    None, True, False, "", "true", "ja", 0, -1, 82, "82", "82,5", "1e9", 10**60, Decimal("0.1"),
    Decimal("1E+40"), [], ["a"], [None], "\x00", "x" * 5_000, "2026-02-30", "P1D", {}, [[]],
)  # fmt: skip


@dataclass
class Seen:
    """What came of it: how many were understood, the slowest, and growth since the warm-up."""

    files: int = 0
    understood: int = 0
    cases: int = 0
    slowest: float = 0.0
    growth: int = 0


def bytes_broken(dice: random.Random, content: bytes) -> bytes:
    """Pieces put where they do not belong."""
    broken = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(broken) + 1)
        broken[at : at + dice.randint(0, 12)] = dice.choice(PIECES)
    return bytes(broken)


def values_swapped(dice: random.Random, content: bytes) -> bytes:
    """Whole values swapped, lines lost and doubled: most of it is good YAML and goes deep."""
    lines = content.decode("utf-8", "replace").splitlines()
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(lines))
        parts = re.split(r'("[^"]*"|\b[a-z0-9-]+\b(?=[,}\]]))', lines[at])
        if len(parts) > 1:
            parts[dice.randrange(1, len(parts), 2)] = dice.choice(VALUES)
        lines[at] = "".join(parts)
        other = dice.randrange(len(lines))
        if dice.random() < 0.2:
            del lines[other]
        elif dice.random() < 0.2:
            lines.insert(other, dice.choice(lines))
    return "\n".join(lines).encode()


def one_file(dice: random.Random, region: Region, seen: Seen) -> Compiled | None:
    """Read, and prove what is understood."""
    content = dice.choice(FILES).read_bytes()
    broken = dice.choice((bytes_broken, values_swapped))(dice, content)
    begun = time.process_time()
    loaded = load(broken, region if dice.random() < 0.5 else None)
    assert (loaded.compiled is None) == bool(loaded.findings)
    told = [(one.place, one.code, one.words) for one in loaded.findings]
    if loaded.compiled is not None:
        seen.understood += 1
        told += [(one.place, one.code, one.words) for one in proof.prove(loaded.compiled)]  # type: ignore[misc]
    took = time.process_time() - begun
    seen.files += 1
    seen.slowest = max(seen.slowest, took)
    assert took < MOST_SECONDS, f"{took:.2f} s"
    for place, code, words in told:
        assert place.line >= 1, code
        assert place.column >= 1, code
        assert words, code
    return loaded.compiled


def one_person(dice: random.Random, compiled: Compiled, seen: Seen) -> None:
    """Facts of every kind: each is refused by name, or something is decided."""
    names = [*compiled.agreement.facts, "geen-feit"]
    facts = {name: dice.choice(FACTS) for name in names if dice.random() < 0.6}
    for name, fact in compiled.agreement.facts.items():
        if fact.codes and dice.random() < 0.5:
            facts[name] = dice.choice(list(fact.codes))
    outputs = [f"{d.id}.{o}" for d in compiled.agreement.decisions.values() for o in d.gives]
    given = {name: dice.choice(FACTS) for name in outputs if dice.random() < 0.1}
    begun = time.process_time()
    case = read_case(compiled, facts, given)
    for one in case.troubles:
        assert one.fact, one
        assert one.words, one
    good = {n: v for n, v in facts.items() if n not in {one.fact for one in case.troubles}}
    case = read_case(compiled, good, {})
    assert case.troubles == (), case.troubles
    judged = judge(compiled, case.known)
    json.loads(dump(case_json(judged, combine([judged]))))
    took = time.process_time() - begun
    seen.cases += 1
    seen.slowest = max(seen.slowest, took)
    assert took < MOST_SECONDS, f"{took:.2f} s"


def fuzz(count: int, first: int = 0) -> Seen:
    """This many rounds of one file and one person. Raises AssertionError with the seed."""
    region, seen, begun = load_region(REGION), Seen(), 0
    whole = [found for path in FILES if (found := load(path.read_bytes(), region).compiled)]
    for seed in range(first, first + count):
        dice = random.Random(seed)
        try:
            compiled = one_file(dice, region, seen)
            one_person(dice, compiled or dice.choice(whole), seen)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
        if seed - first == min(WARM, count // 2):
            begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen.growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun
    assert seen.growth < MOST_GROWTH, f"{seen.growth} KiB"
    return seen


if __name__ == "__main__":
    print(fuzz(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
