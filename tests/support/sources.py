"""Sandbox sources as real processes, for tests that look into them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "netwerkzorg"


@contextmanager
def started(*arguments: str) -> Iterator[str]:
    """`netwerkzorg sandbox …` until the block ends; gives the address of its readiness line."""
    process = subprocess.Popen([PROGRAM, "sandbox", *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("ready "), line
        yield line.split()[1]
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0
        process.stdout.close()


@contextmanager
def source(folder: Path, name: str = "bron") -> Iterator[str]:
    """A source over this folder; gives the FHIR base."""
    with started("source", name, "--folder", str(folder), "--port", "0") as base:
        yield base
