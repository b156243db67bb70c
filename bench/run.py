"""The whole bench in one run, `make bench`: what the platform promises about speed, size and start.

Everything runs on this machine, over loopback, on a region filled for the occasion and thrown away.
"""

from __future__ import annotations

import sys
import time

import pages
import view
from processes import free_port
from region import audit_holds, copied, fill, postgres, scratch
from report import Figure, Report


def main() -> None:
    report, begun = Report(), time.monotonic()
    report.section("de oefenregio vullen, met 10 000 vragen erbij")
    with scratch() as folder:
        region = fill(folder / "region")
        report.add(Figure("vullen", time.monotonic() - begun, "s"))
        pages.measure(region, folder, report)
        audit(report, audit_holds(region), "SQLite")
        with postgres(folder / "postgres", free_port()) as url:
            if url is None:
                report.skip("alles op PostgreSQL: die staat hier niet")
            else:
                other = copied(region, url)
                pages.measure(other, folder, report)
                audit(report, audit_holds(other), "PostgreSQL")
                other.house.engine.dispose()
        view.measure(report)
        region.house.engine.dispose()
    report.section(f"klaar na {time.monotonic() - begun:.0f} s")
    sys.exit(0 if report.close() else 1)


def audit(report: Report, holds: bool, name: str) -> None:
    report.add(Figure(f"{name}: het logboek klopt na afloop (1 = ja)", float(holds), "", least=1))


if __name__ == "__main__":
    main()
