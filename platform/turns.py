"""One at a time, first come first served, among the threads of this process."""

from collections import deque
from threading import Lock


class Turns:
    """A lock with a queue: who waits longest is next. Whoever takes a turn gives it back once."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    def take(self, seconds: float) -> bool:
        """Wait for a turn, at most this long. False when it did not come."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        return mine.acquire(timeout=seconds) or not self._left(mine)

    def give_back(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _left(self, mine: Lock) -> bool:
        """Leave the queue; False when the turn came at the last moment, and so is ours."""
        with self._guard:
            if mine not in self._waiting:
                return False
            self._waiting.remove(mine)
            return True
