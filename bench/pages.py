"""How fast pages are: 20 people, each a click every two seconds, on a real web process."""

from __future__ import annotations

from pathlib import Path

from clicks import PAGES, Person, every_two_seconds, together
from processes import web
from region import Region
from report import Figure, Report

GOAL_MS = 100.0
SECONDS = 60.0
WARM_UP = 8.0


def measure(region: Region, folder: Path, report: Report, seconds: float = SECONDS) -> None:
    """p50 and p95 of each page on this database; a fault of any page ends the measurement."""
    report.section(f"pagina's op {region.name}, 20 mensen, een klik per 2 s")
    report.say(f"op de werklijst van het team: {region.listed} vragen")
    with web(region.environment, folder) as (port, _):
        persons = [Person(who, port, seed) for seed, who in enumerate(region.people)]
        together(persons, every_two_seconds(WARM_UP))
        seen = together(persons, every_two_seconds(seconds))
    if seen.faults:
        raise RuntimeError("; ".join(seen.faults[:3]))
    for kind in PAGES:
        name = f"{region.name}: {kind}"
        report.say(f"{name}: {len(seen.times[kind])} kliks")
        report.add(Figure(f"{name} p50", seen.ms(kind, 0.5), "ms"))
        report.add(Figure(f"{name} p95", seen.ms(kind, 0.95), "ms", most=GOAL_MS))
