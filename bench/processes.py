"""Processes of the platform under measurement: started on loopback, ended by their own id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "netwerkzorg"
LONGEST_START = 60.0
UNHURRIED = {"NETWERKZORG_LIMITS_FACTOR": "10000"}  # for who clicks without a pause


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """The process id of a command that runs until the block ends."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, start_new_session=True, cwd=Path(__file__).parent,
        )  # fmt: skip
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def web(environment: Mapping[str, str], folder: Path) -> Iterator[tuple[int, int]]:
    """Port and process id of `netwerkzorg serve`, as it runs by default."""
    port = free_port()
    settings = {**environment, "NETWERKZORG_BASE_URL": f"http://127.0.0.1:{port}"}
    command = [str(PROGRAM), "serve", "--port", str(port)]
    with running(command, settings, folder / "web.log") as pid:
        wait_for(port)
        yield port, pid


def wait_for(port: int, path: str = "/livez") -> float:
    """Seconds until something answers here. Raises TimeoutError."""
    begun = time.monotonic()
    while time.monotonic() - begun < LONGEST_START:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return time.monotonic() - begun
        except urllib.error.HTTPError:
            return time.monotonic() - begun
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"nothing answers on port {port}")


def workers_of(pid: int) -> list[int]:
    """The processes that answer: the children of granian's main process."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid and b"resource_tracker" not in _words(status.parent):
            found.append(int(status.parent.name))
    return found


def _words(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def resident_mib(pid: int) -> float:
    """Memory of this process that is in RAM now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)
