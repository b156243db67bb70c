"""Agreements beside what somebody would otherwise use, in one process: `python bench/rta.py`.

Rounds are interleaved and medians are compared, so that a busy machine slows all of them alike.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import rta_peers as peers
import rta_tables
from report import Figure, Report

from netwerkzorg.rta import evaluation, proof
from netwerkzorg.rta.compiling import Compiled, compile_agreement
from netwerkzorg.rta.index import Index
from netwerkzorg.rta.loading import load
from netwerkzorg.rta.values import Key

ROUNDS, CASES = 9, 300


def compiled(text: str) -> Compiled:
    found = load(text.encode()).compiled
    assert found is not None
    return found


def timed(run: Callable[[], object]) -> float:
    """Seconds of processor time: what others do on this machine does not count."""
    begun = time.process_time()
    run()
    return time.process_time() - begun


def interleaved(ways: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Seconds per way, the median of rounds in which each way takes its turn."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, run in ways.items():
            took[name].append(timed(run))
    return {name: statistics.median(found) for name, found in took.items()}


def spread(found: Sequence[float]) -> tuple[float, float]:
    """p50 and p95 in milliseconds."""
    ordered = sorted(found)
    return statistics.median(ordered) * 1e3, ordered[int(len(ordered) * 0.95)] * 1e3


def zen_of(tables: list[list[peers.Row]]) -> Callable[[peers.Case], list[Any]] | None:
    """zen-engine on its best call path: by key, each table read and compiled once."""
    try:
        import zen
    except ImportError:
        return None
    contents = {f"t{n}": zen.ZenDecisionContent(peers.as_zen(r)) for n, r in enumerate(tables)}
    read = {f"t{n}": json.loads(peers.as_zen(rows)) for n, rows in enumerate(tables)}
    static = {"type": "static", "content": read}
    engines = [zen.ZenEngine({"loader": contents.__getitem__}), zen.ZenEngine({"loader": static})]
    case = peers.cases(1)[0]
    engine = min(
        engines, key=lambda one: min(timed(lambda: one.evaluate("t0", case)) for _ in range(20))
    )

    def decide(case: peers.Case) -> list[Any]:
        return [engine.evaluate(key, case)["result"] for key in contents]

    return decide


def matching(report: Report) -> None:
    report.section("25 afspraken van 40 regels: feiten erin, regels en redenen eruit")
    tables, cases = peers.tables(), peers.cases(CASES)
    written = [peers.by_hand(rows) for rows in tables]
    agreements = [compiled(peers.as_file(rows, n)) for n, rows in enumerate(tables)]
    index = Index(agreements, ("d",))
    zen = zen_of(tables)
    _agree(written, index, zen, cases)
    ways: dict[str, Callable[[], object]] = {
        "hand": lambda: [[one(case) for one in written] for case in cases],
        "ours": lambda: [index.match(case) for case in cases],
        "traced": lambda: [index.match_and_trace(case) for case in cases],
    }
    if zen:
        ways["zen"] = lambda: [zen(case) for case in cases[:30]]
    took = interleaved(ways)
    each = {name: seconds / CASES * 1e6 for name, seconds in took.items()}
    if zen:
        each["zen"] = took["zen"] / 30 * 1e6
    for name, microseconds in each.items():
        report.add(Figure(f"{name}: per geval", microseconds, "µs"))
    report.add(
        Figure(
            "wij / met de hand geschreven", each["ours"] / each["hand"], "×", most=0.25, digits=3
        )
    )
    report.add(Figure("met spoor / zonder", each["traced"] / each["ours"], "×", most=1.5, digits=2))
    if zen:
        report.add(Figure("zen-engine / wij", each["zen"] / each["ours"], "×", least=40))
    else:
        report.skip("zen-engine: die staat hier niet")


def _agree(
    written: list[peers.Written], index: Index, zen: Callable[[peers.Case], list[Any]] | None,
    cases: list[peers.Case],
) -> None:  # fmt: skip
    """All say the same, or nothing here is worth a figure."""
    for case in cases[:30]:
        hand = [one(case) for one in written]
        found = index.match(case)
        ours = [(hits[0].rule - 1, hits[0].because["nl"]) if hits else None for hits in found]
        assert ours == hand, case
        for answer, expected in zip(zen(case) if zen else [], hand, strict=False):
            assert (answer or {}).get("row") == (expected[0] if expected else None), (case, answer)


def asking(report: Report) -> None:
    report.section("met onbekende feiten: een tabel van 12 feiten en 40 regels, exact")
    tables = [compiled(rta_tables.agreement(seed, 12, 40)) for seed in range(40)]
    for share, most in ((1.0, None), (0.5, 1.0), (0.0, 10.0)):
        took = []
        for seed, one in enumerate(tables):
            known = _some(one, random.Random(seed), share)
            state = evaluation.state_of(one, known)
            took.append(min(timed(lambda: evaluation.decide(state, "d")) for _ in range(3)))  # noqa: B023
        p50, p95 = spread(took)
        name = f"{share:.0%} bekend"
        report.add(Figure(f"{name}, p50", p50, "ms", digits=3))
        report.add(Figure(f"{name}, p95", p95, "ms", most=most, digits=3))


def _some(one: Compiled, dice: random.Random, share: float) -> dict[str, Key | None]:
    """This share of the facts, each with a value of its range."""
    known: dict[str, Key | None] = {}
    for fact in dice.sample(list(one.domains), round(share * len(one.domains))):
        domain = one.domains[fact]
        inside = [n for n in range(len(domain.samples)) if domain.allowed >> n & 1]
        known[fact] = domain.samples[dice.choice(inside)]
    return known


def proving(report: Report) -> None:
    report.section("bewijs")
    for count, rows, most, tables in ((12, 40, 10.0, 40), (12, 160, None, 12), (24, 160, 250.0, 8)):
        texts = [rta_tables.agreement(seed, count, rows) for seed in range(tables)]
        read = [compiled(text).agreement for text in texts]
        took = [
            min(timed(lambda: proof.alone(compile_agreement(one))) for _ in range(2))  # noqa: B023
            for one in read
        ]
        p50, p95 = spread(took)
        report.add(Figure(f"{count} feiten × {rows} regels, bouwen en bewijzen, p50", p50, "ms"))
        report.add(Figure(f"{count} feiten × {rows} regels, p95", p95, "ms", most=most))
    chained = [compiled(rta_tables.chain(seed)) for seed in range(20)]
    took = [min(timed(lambda: proof.alone(one)) for _ in range(2)) for one in chained]  # noqa: B023
    report.add(
        Figure("twee tabellen van 40 die elkaar voeden, p95", spread(took)[1], "ms", most=50)
    )
    region = [compiled(rta_tables.member(seed)) for seed in range(25)]
    took = [
        timed(lambda: [proof.alone(one) for one in region]) + timed(lambda: proof.together(region))
    ]
    report.add(
        Figure("regio van 25 × 40, koud, met tegenspraken", took[0], "s", most=2.5, digits=2)
    )
    changed = timed(lambda: proof.prove(region[0], others=region[1:]))
    report.add(Figure("regio, na één verandering", changed * 1e3, "ms", most=300))


def measure(report: Report) -> None:
    matching(report)
    asking(report)
    proving(report)


def main() -> int:
    report = Report()
    measure(report)
    return 0 if report.close() else 1


if __name__ == "__main__":
    raise SystemExit(main())
