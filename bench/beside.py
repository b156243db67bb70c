"""The worklist beside the same page in bare Flask + SQLAlchemy Core: requests per second, in turns."""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from clicks import Browser, Person, Seen, together
from processes import UNHURRIED, free_port, running, wait_for, web
from region import Region
from report import Figure, Report

GOAL = 0.7
ROUNDS = 5
SECONDS = 4.0
CONNECTIONS = 8
PATH = "/werklijst"


@contextmanager
def peer(environment: Mapping[str, str], folder: Path) -> Iterator[int]:
    """The port of the bare page, served as the platform is."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
        "--blocking-threads", "8", "--backpressure", "32", "--no-ws", "peer:application",
    ]  # fmt: skip
    with running(command, environment, folder / "peer.log"):
        wait_for(port, PATH)
        yield port


def measure(region: Region, folder: Path, report: Report) -> None:
    report.section(f"werklijst op {region.name} naast kaal Flask + SQLAlchemy Core")
    with ExitStack() as stack:
        ours, _ = stack.enter_context(web({**region.environment, **UNHURRIED}, folder))
        own = {"NETWERKZORG_DATABASE_URL": region.bare_url} if region.bare_url else {}
        bare = stack.enter_context(peer({**region.environment, **own}, folder))
        _same_page(region, ours, bare, report)
        speeds: dict[int, list[float]] = {ours: [], bare: []}
        for port in speeds:
            per_second(region, port)  # warm
        for _ in range(ROUNDS):
            for port, found in speeds.items():
                found.append(per_second(region, port))
    ratio = statistics.median(a / b for a, b in zip(speeds[ours], speeds[bare], strict=True))
    report.add(Figure(f"{region.name}: wij", statistics.median(speeds[ours]), "/s"))
    report.add(Figure(f"{region.name}: kaal", statistics.median(speeds[bare]), "/s"))
    report.add(Figure(f"{region.name}: wij / kaal", ratio, "x", least=GOAL, digits=2))


def per_second(region: Region, port: int) -> float:
    """Pages per second with a few people who ask again at once."""
    colleagues = [one for one in region.people if not one.resident][:CONNECTIONS]
    begun = time.monotonic()

    def ask(person: Person, _number: int, seen: Seen) -> None:
        while time.monotonic() - begun < SECONDS:
            seen.add(*person.timed("werklijst", PATH))

    seen = together([Person(one, port, 0) for one in colleagues], ask)
    if seen.faults:
        raise RuntimeError(seen.faults[0])
    return len(seen.times["werklijst"]) / (time.monotonic() - begun)


def _same_page(region: Region, ours: int, bare: int, report: Report) -> None:
    """The peer is only a peer while it shows the same people, in as large a page."""
    cookie = next(one.cookie for one in region.people if not one.resident)
    first, second = (Browser(port, cookie).get(PATH)[1] for port in (ours, bare))
    shown = [re.findall(r'<h3><a [^>]*href="/zorgvraag/([^"]+)">([^<]+)', page)
             for page in (first, second)]  # fmt: skip
    if not shown[0] or shown[0] != shown[1]:
        raise RuntimeError("the peer shows other people than the worklist does")
    size = len(second) / len(first)
    report.say(f"{len(shown[0])} mensen op beide, bladzijde {len(first)} en {len(second)} tekens")
    if not 0.9 < size < 1.1:
        report.skip(f"{region.name}: de kale bladzijde is niet meer even groot ({size:.2f} x)")
