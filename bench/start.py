"""A warm `make run`, from the command to the first page that answers."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import time
from pathlib import Path

from processes import free_port, wait_for
from region import ROOT, Region
from report import Figure, Report

GOAL = 5.0
ROUNDS = 3


def measure(region: Region, folder: Path, report: Report) -> None:
    """The region is full already and everything is installed, as on any second day."""
    report.section("warme `make run` tot de eerste bladzijde")
    times = [_once(region, folder) for _ in range(ROUNDS)]
    report.say("keren: " + ", ".join(f"{one:.1f} s" for one in times))
    report.add(Figure("warme start, het midden van drie", statistics.median(times), "s", most=GOAL))


def _once(region: Region, folder: Path) -> float:
    settings = dict(region.environment)
    del settings["NETWERKZORG_OIDC_ISSUER"], settings["NETWERKZORG_DATABASE_URL"]
    port = _free_row_of_ports()
    with (folder / "run.log").open("wb") as log:
        begun = time.monotonic()
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"], cwd=ROOT, env={**os.environ, **settings},
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            wait_for(port, "/")
            return time.monotonic() - begun
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)


def _free_row_of_ports() -> int:
    """`make run` takes five ports in a row; asking the system for one finds a quiet stretch."""
    for _ in range(50):
        port = free_port()
        if 1024 <= port < 60_000 and all(_is_free(port + number) for number in range(5)):
            return port
    raise OSError("no five free ports in a row")


def _is_free(port: int) -> bool:
    from netwerkzorg.sandbox.parts import port_is_free

    return port_is_free(port)
