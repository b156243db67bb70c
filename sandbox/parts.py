"""The processes of the oefenregio: started, waited for, and ended together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 10
_PR_SET_PDEATHSIG = 1


class PartFailed(RuntimeError):
    """A part did not start. The text says which one and where its log is."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process: `words` after `netwerkzorg`, and the address that answers once it is ready."""

    name: str
    words: tuple[str, ...]
    address: str = ""
    module: str = "netwerkzorg.platform"


@dataclass(slots=True)
class Running:
    """All started parts. `stop` ends them in reverse order and leaves no child behind."""

    logs: Path
    environment: Mapping[str, str]
    processes: list[tuple[Part, subprocess.Popen[bytes]]] = field(default_factory=list)

    def start(self, part: Part) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{part.name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", part.module, *part.words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
                start_new_session=True,  # Ctrl-C reaches us alone, and we end the parts in order
                preexec_fn=_end_with_parent,
            )
        self.processes.append((part, process))

    def wait_ready(self, say: Callable[[str], None], seconds: float = 60) -> None:
        """One line for each part once it answers. Raises PartFailed."""
        until = time.monotonic() + seconds
        for part, process in self.processes:
            while part.address and not answers(part.address):
                if process.poll() is not None or time.monotonic() > until:
                    log = self.logs / f"{part.name}.log"
                    raise PartFailed(f"{part.name} start niet; zie {log}\n{_tail(log)}")
                time.sleep(0.05)
            say(f"  {part.name:<22} {part.address or 'draait'}")

    def wait(self, stopped: Callable[[], bool]) -> str | None:
        """Until told to stop, or until a part ends by itself: its name."""
        while not stopped():
            for part, process in self.processes:
                if process.poll() is not None:
                    return part.name
            time.sleep(0.2)
        return None

    def stop(self) -> None:
        for _, process in reversed(self.processes):
            _signal(process, signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for _, process in reversed(self.processes):
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(address: str) -> bool:
    """Whether anything at all answers there, a refusal included."""
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the part's whole group: a web server has children of its own."""
    if process.poll() is None:
        os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """On Linux a part that loses its parent ends too, however the parent went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:])
