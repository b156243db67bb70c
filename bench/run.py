"""The whole bench in one run, `make bench`: what the platform promises about speed, size and start.

Everything runs on this machine, over loopback, on a region filled for the occasion and thrown away.
`python bench/run.py paginas taak` runs only those parts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import beside
import memory
import pages
import start
import task
import view
from processes import free_port
from region import Region, audit_holds, copied, fill, postgres, scratch
from report import Figure, Report

import rta

Part = Callable[[Region, Path, Report], None]
ON_EACH: dict[str, Part] = {
    "paginas": pages.measure, "naast": beside.measure, "taak": task.measure,
}  # fmt: skip
ON_SQLITE: dict[str, Part] = {"geheugen": memory.measure, "start": start.measure}
ALONE: dict[str, Callable[[Report], None]] = {"inzage": view.measure, "afspraken": rta.measure}


def main() -> None:
    wanted = sys.argv[1:] or [*ON_EACH, *ON_SQLITE, *ALONE]
    report, begun = Report(), time.monotonic()
    for name in ALONE.keys() & wanted:
        ALONE[name](report)
    if set(wanted) - ALONE.keys():
        with scratch() as folder:
            _on_databases(folder, wanted, report)
    report.section(f"klaar na {time.monotonic() - begun:.0f} s")
    sys.exit(0 if report.close() else 1)


def _on_databases(folder: Path, wanted: list[str], report: Report) -> None:
    report.section("de oefenregio vullen, met 10 000 vragen erbij")
    begun = time.monotonic()
    region = fill(folder / "region")
    report.add(Figure("vullen", time.monotonic() - begun, "s"))
    with postgres(folder / "postgres", free_port()) as server:
        if server is None:
            report.skip("alles op PostgreSQL: die staat hier niet")
        else:
            other = copied(region, server)
            _measured(other, ON_EACH, wanted, folder, report)
            other.house.engine.dispose()
    _measured(region, {**ON_EACH, **ON_SQLITE}, wanted, folder, report)
    region.house.engine.dispose()


def _measured(
    region: Region, parts: dict[str, Part], wanted: list[str], folder: Path, report: Report
) -> None:
    """Each part on this database, and the log verified when all have written to it."""
    for name, part in parts.items():
        if name not in wanted:
            continue
        try:
            part(region, folder, report)
        except (RuntimeError, OSError) as fault:  # one part that fails leaves the others their turn
            report.skip(f"{name} op {region.name}: {fault}")
    report.section(f"het logboek op {region.name}")
    holds = audit_holds(region)
    report.add(Figure(f"{region.name}: het logboek klopt na afloop (1 = ja)", holds, "", least=1))


if __name__ == "__main__":
    main()
