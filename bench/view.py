"""A look at three sources told to take 50, 150 and 400 ms: how much more than the slowest alone.

Alone: `python bench/view.py`. A look asks twice, one after the other: who is this here, and then what.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from report import Figure, Report

from netwerkzorg.viewer.fetching import HttpSources
from netwerkzorg.viewer.model import Person, Query, Source
from netwerkzorg.viewer.reading import read

DELAYS = (50, 150, 400)
ROUNDS = 7
GOAL = 1.1
PERSON = Person("111222333", date(1950, 2, 26), "Merkens")
QUERIES = tuple(
    Query(kind, kind, kind, kind, (("patient", "{patient}"), ("_count", "100")))
    for kind in ("Condition", "MedicationStatement", "Observation")
)
PROGRAM = Path(sys.executable).parent / "netwerkzorg"


def dossier(folder: Path) -> None:
    """One person with 45 findings of each kind, about 47 kB as an answer."""
    bsn = {"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": PERSON.bsn}
    patient: dict[str, object] = {
        "resourceType": "Patient",
        "id": "p1",
        "birthDate": PERSON.birth_date.isoformat(),
        "identifier": [bsn],
        "name": [{"family": PERSON.family}],
    }
    lines = [patient]
    for kind in ("Condition", "Observation"):
        for number in range(45):
            words = {
                "text": f"Bevinding {number}",
                "coding": [{"system": "s", "code": str(number)}],
            }
            lines.append({"resourceType": kind, "id": f"{kind}{number}", "code": words,
                          "subject": {"reference": "Patient/p1"}, "note": [{"text": "x" * 600}]})  # fmt: skip
    (folder / "alles.ndjson").write_text("\n".join(json.dumps(line) for line in lines))


@contextmanager
def source(folder: Path, delay: int) -> Iterator[str]:
    command = [str(PROGRAM), "sandbox", "source", "bron", "--folder", str(folder), "--port", "0",
               "--delay-ms", str(delay)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1]
        process.terminate()


def look(sources: HttpSources, which: tuple[Source, ...]) -> tuple[float, float]:
    """Seconds until the first fragment and until the last, read and ready to show."""
    begun, first = time.perf_counter(), 0.0
    for answer in sources.ask(PERSON, [(one, QUERIES) for one in which]):
        fragment = read(answer)
        assert fragment.state in ("ok", "empty"), fragment.reason
        first = first or time.perf_counter() - begun
    return first, time.perf_counter() - begun


def measure(report: Report) -> None:
    report.section("inzage: drie bronnen die 50, 150 en 400 ms nemen")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        dossier(folder)
        found = tuple(
            Source(str(d), f"{d} ms", stack.enter_context(source(folder, d))) for d in DELAYS
        )
        sources = HttpSources(found, loopback=True)
        look(sources, found)
        alone, together, firsts = [], [], []
        for _ in range(ROUNDS):
            alone.append(look(sources, found[-1:])[1])
            first, total = look(sources, found)
            together.append(total)
            firsts.append(first)
    slowest, total = statistics.median(alone), statistics.median(together)
    told = 2 * max(DELAYS) / 1000
    report.add(Figure("de langzaamste bron alleen", slowest * 1000, "ms"))
    report.add(Figure("eerste fragment van drie bronnen", statistics.median(firsts) * 1000, "ms"))
    report.add(Figure("drie bronnen: totaal / de langzaamste alleen", total / slowest, "x",
                      most=GOAL, digits=3))  # fmt: skip
    report.add(Figure("totaal / wat de langzaamste voor twee vragen neemt", total / told, "x",
                      digits=3))  # fmt: skip


if __name__ == "__main__":
    measure(Report())
