"""Sources over the network: one background loop per process, started when it is first needed.

The loop starts after the fork, holds no database session and keeps nothing of what it fetched.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Coroutine, Generator
from datetime import UTC, datetime
from typing import Any

import aiohttp

from .addresses import Guarded, acceptable
from .breaker import Breaker
from .model import Answer, Person, Query, Source
from .ports import Asked
from .visiting import stumbled, visit

PER_SOURCE = 5.0
PER_VIEW = 8.0
_GRACE = 0.25
_LOOKS_UP = 0.1  # how soon the loop notices that the reader left


class Loop:
    """An event loop on a daemon thread of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pid = 0

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        self.running().call_soon_threadsafe(self._keep, work)

    def running(self) -> asyncio.AbstractEventLoop:
        import os

        with self._lock:
            if self._loop is None or self._pid != os.getpid():
                self._loop, self._pid = asyncio.new_event_loop(), os.getpid()
                name = "netwerkzorg-sources"
                threading.Thread(target=self._loop.run_forever, daemon=True, name=name).start()
            return self._loop

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


_tasks: set[asyncio.Future[None]] = set()
LOOP = Loop()


class HttpSources:
    """Registered FHIR sources. Deadlines in seconds; loopback addresses only in the sandbox."""

    def __init__(
        self,
        sources: tuple[Source, ...],
        *,
        loopback: bool = False,
        per_source: float = PER_SOURCE,
        per_view: float = PER_VIEW,
        breaker: Breaker | None = None,
    ) -> None:
        self._sources, self._loopback = sources, loopback
        self.per_source, self.per_view = per_source, per_view
        self._breaker = breaker or Breaker()

    def registered(self) -> tuple[Source, ...]:
        return self._sources

    def ask(self, person: Person, asked: Asked) -> Generator[Answer, None, None]:
        told: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        plan = [(source, queries) for source, queries in asked if queries]
        open_: dict[tuple[str, str], tuple[Source, Query]] = {
            (s.id, q.id): (s, q) for s, queries in plan for q in queries
        }
        ends = time.monotonic() + self.per_view
        stop = threading.Event()
        LOOP.start(self._all(person, plan, told, stop))
        try:
            while open_:
                answer = _next(told, ends + _GRACE - time.monotonic())
                if answer is None:
                    break
                _strike(open_, answer)
                yield answer
            for source, query in open_.values():
                yield Answer(source, query, "not_reached", "timeout", at=datetime.now(UTC))
        finally:
            stop.set()

    async def _all(
        self,
        person: Person,
        plan: list[tuple[Source, tuple[Query, ...]]],
        told: queue.SimpleQueue[Answer | None],
        stop: threading.Event,
    ) -> None:
        session = self._session()
        visits = [asyncio.create_task(self._one(session, person, s, q, told)) for s, q in plan]
        ends = time.monotonic() + self.per_view
        try:
            pending = set(visits)
            while pending and not stop.is_set() and time.monotonic() < ends:
                _, pending = await asyncio.wait(pending, timeout=_LOOKS_UP)
        finally:
            for task in visits:
                task.cancel()
            await asyncio.gather(*visits, return_exceptions=True)
            told.put(None)
            await session.close()

    async def _one(
        self,
        session: aiohttp.ClientSession,
        person: Person,
        source: Source,
        queries: tuple[Query, ...],
        told: queue.SimpleQueue[Answer | None],
    ) -> None:
        now = time.monotonic()
        if not acceptable(source.base_url, loopback=self._loopback):
            return told.put(_unreached(source, "blocked"))
        if not self._breaker.lets_through(source.id, now):
            return told.put(_unreached(source, "resting"))
        well = False
        try:
            async with asyncio.timeout(self.per_source):
                well = await visit(session, source, queries, person, told.put)
        except TimeoutError:
            told.put(_unreached(source, "timeout"))
        except Exception as error:
            # A fault of ours in reading one source may not take the other sources with it.
            stumbled(source, error)
            told.put(_unreached(source, "bad_answer"))
        self._breaker.went(source.id, well, time.monotonic())
        return None

    def _session(self) -> aiohttp.ClientSession:
        """Connections of one look: nothing of a look, not even a socket, outlives it."""
        resolver = Guarded(loopback=self._loopback)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, limit_per_host=8),
            timeout=aiohttp.ClientTimeout(total=self.per_view),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )


def _unreached(source: Source, reason: str) -> Answer:
    return Answer(source, None, "not_reached", reason, at=datetime.now(UTC))


def _next(told: queue.SimpleQueue[Answer | None], wait: float) -> Answer | None:
    try:
        return told.get(timeout=max(wait, 0.001))
    except queue.Empty:
        return None


def _strike(open_: dict[tuple[str, str], tuple[Source, Query]], answer: Answer) -> None:
    if answer.query is not None:
        open_.pop((answer.source.id, answer.query.id), None)
        return
    for key in [key for key in open_ if key[0] == answer.source.id]:
        del open_[key]
