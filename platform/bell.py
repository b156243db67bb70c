"""A bell between processes on one machine: a FIFO that wakes the worker right after a commit.

Only a bell: what must happen is a row already, and the sweep of each second finds it when nobody rang.
"""

from __future__ import annotations

import contextlib
import os
import select
from pathlib import Path

NAME = "bell"


def ring(folder: Path) -> None:
    """Wake the worker, if there is one."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder / NAME, os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(descriptor, b"!")
        finally:
            os.close(descriptor)


class Bell:
    """The worker's side of the bell."""

    def __init__(self, folder: Path) -> None:
        path = folder / NAME
        if not path.exists():
            os.mkfifo(path, 0o600)
        self._descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def wait(self, seconds: float) -> None:
        """Return when the bell rings, and after this many seconds at the latest."""
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._descriptor, 4096)

    def close(self) -> None:
        os.close(self._descriptor)
