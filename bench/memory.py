"""What a web process weighs after 1 000, 5 000 and 10 000 requests, and whether it keeps growing."""

from __future__ import annotations

from pathlib import Path

from clicks import Person, together, until
from processes import UNHURRIED, resident_mib, web, workers_of
from region import Region
from report import Figure, Report

MOST_MIB = 200.0
MOST_GROWTH = 5.0  # per cent, between the middle and the end
MARKS = (1_000, 5_000, 10_000)
AT_ONCE = 8


def measure(region: Region, folder: Path, report: Report) -> None:
    """All pages in turn, without a pause. Faults end the measurement."""
    report.section(f"geheugen van een webproces op {region.name}")
    sizes: dict[int, float] = {}
    half = AT_ONCE // 2
    chosen = region.people[:half] + region.people[-half:]
    with web({**region.environment, **UNHURRIED}, folder) as (port, pid):
        persons = [Person(who, port, seed) for seed, who in enumerate(chosen)]
        (worker,) = workers_of(pid)
        asked = 0
        for mark in MARKS:
            seen = together(persons, until(mark - asked))
            if seen.faults:
                raise RuntimeError(seen.faults[0])
            asked = mark
            sizes[mark] = resident_mib(worker)
            report.add(Figure(f"na {mark} kliks", sizes[mark], "MiB"))
    report.add(Figure("webproces na 10 000 kliks", sizes[MARKS[-1]], "MiB", most=MOST_MIB))
    growth = 100 * (sizes[MARKS[2]] / sizes[MARKS[1]] - 1)
    report.add(Figure("groei van 5 000 naar 10 000", growth, "%", most=MOST_GROWTH))
