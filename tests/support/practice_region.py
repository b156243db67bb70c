"""The whole practice region, started as a newcomer starts it, for stories that cross every room."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from netwerkzorg.sandbox.personas import sandbox_id

STRETCHES, STRETCH = 150, 80
PARTS = 5


@dataclass(frozen=True)
class Region:
    """A running region: its address, and calls to its API as one of the personas."""

    base: str
    environment: dict[str, str]

    @property
    def folder(self) -> Path:
        return Path(self.environment["NETWERKZORG_FOLDER"])

    def command(self, *words: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "netwerkzorg.platform", *words],
            env=self.environment, capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip

    def organization_of(self, name: str) -> str:
        """The id of the organisation that this persona works for."""
        told = self.command("sandbox", "personas", "--json")
        (one,) = [each for each in json.loads(told) if each["id"] == name]
        return str(sandbox_id("organization", one["organization"]))

    def person(self, name: str) -> Person:
        return Person(self.base, self.command("sandbox", "token", name))


@dataclass(frozen=True)
class Person:
    base: str
    token: str

    def get(self, path: str) -> tuple[int, Any]:
        return self._call("GET", path, None)

    def post(self, path: str, **body: Any) -> tuple[int, Any]:
        return self._call("POST", path, body)

    def put(self, path: str, **body: Any) -> tuple[int, Any]:
        return self._call("PUT", path, body)

    def _call(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": uuid4().hex}
        if body is not None:
            headers["Content-Type"] = "application/json"
        content = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.base}/api/v1{path}", content, headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=15) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)


def until(true: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether it becomes true: what a worker does happens after the answer, soon but not at once."""
    ends, pause = time.monotonic() + seconds, threading.Event()
    while not true():
        if time.monotonic() > ends:
            return False
        pause.wait(0.1)
    return True


@contextmanager
def a_running_region(folder: Path, *words: str, **settings: str) -> Iterator[Region]:
    """Start, wait until it says that it runs, and end it as Ctrl-C does: no port may stay open.

    `words` go to `sandbox up`; `settings` (`database_url=…`) into its environment.
    """
    port = _free_ports()
    environment = {**os.environ, "NETWERKZORG_FOLDER": str(folder),
                   "NETWERKZORG_SETTINGS": str(folder / "settings.env"),
                   **{f"NETWERKZORG_{name.upper()}": value for name, value in settings.items()}}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "netwerkzorg.platform", "sandbox", "up", "--port", str(port), *words],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Ctrl-C"):
            break
    else:
        raise AssertionError("".join(said))
    try:
        yield Region(f"http://127.0.0.1:{port}", environment)
    finally:
        process.send_signal(signal.SIGINT)
        with process.stdout:
            said.append(process.stdout.read())
        assert process.wait(30) == 0, "".join(said)
        assert all(_is_free(port + part) for part in range(PARTS))


def _free_ports() -> int:
    """The first of PARTS ports in a row that are free now.

    A region that is being filled holds none yet, so each process of tests looks in a stretch of its own,
    below the ports from which this machine calls others.
    """
    first = 20_000 + os.getpid() % STRETCHES * STRETCH
    for start in range(first, first + STRETCH - PARTS, PARTS):
        if all(_is_free(start + part) for part in range(PARTS)):
            return start
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """One running region for all stories of a test process: starting it costs most of their time."""
    with a_running_region(tmp_path_factory.mktemp("practice")) as running:
        yield running
