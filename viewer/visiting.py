"""One visit to one source: who is this here, then every query, at most four at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog

from netwerkzorg.platform.logs import where

from . import checking
from .addresses import stays_under
from .calling import call
from .checking import Wrong, state_of
from .model import Answer, Person, Query, Resource, Source
from .queries import parameters

log = structlog.get_logger()
MAX_PAGES = 10
AT_ONCE = 4
Tell = Callable[[Answer], None]


async def visit(
    session: aiohttp.ClientSession,
    source: Source,
    queries: tuple[Query, ...],
    person: Person,
    tell: Tell,
) -> bool:
    """Tell every answer of this source as it arrives. Gives whether the source could be reached."""
    if source.release != "R4":
        tell(_of(source, None, "not_reached", "unsupported_version"))
        return True
    try:
        patient_id = await _patient(session, source, person)
    except Wrong as wrong:
        tell(_of(source, None, state_of(wrong.reason), wrong.reason))
        return wrong.reason not in _OUT_OF_ORDER
    if patient_id is None:
        tell(_of(source, None, "empty", "no_patient"))
        return True
    gate = asyncio.Semaphore(AT_ONCE)
    answers = await asyncio.gather(
        *(_query(session, source, query, patient_id, person, gate, tell) for query in queries)
    )
    return any(answers) or not queries


_OUT_OF_ORDER = frozenset({"timeout", "refused", "failed", "bad_answer", "too_large", "busy"})


async def _patient(session: aiohttp.ClientSession, source: Source, person: Person) -> str | None:
    body = await call(
        session,
        "POST",
        f"{source.base_url}/Patient/_search",
        form={"identifier": f"{checking.BSN}|{person.bsn}"},
    )
    return checking.patient_in(checking.page_of(body).matches, person)


async def _query(
    session: aiohttp.ClientSession,
    source: Source,
    query: Query,
    patient_id: str,
    person: Person,
    gate: asyncio.Semaphore,
    tell: Tell,
) -> bool:
    matches: list[Resource] = []
    included: list[Resource] = []
    reason = ""
    async with gate:
        try:
            async for page in _pages(session, source, query, patient_id, person):
                matches += page.matches
                included += page.included
        except Wrong as wrong:
            # One entry about somebody else spoils all that came with it.
            reason = wrong.reason
            if reason == "wrong_patient":
                matches, included = [], []
        except Exception as error:
            # A fault of ours may not take other questions with it. Its text stays out of the log: it
            # may repeat what the source said.
            stumbled(source, error)
            reason, matches, included = "bad_answer", [], []
    state = ("partial" if matches else "not_reached") if reason else "ok" if matches else "empty"
    tell(_of(source, query, state, reason, tuple(matches), tuple(included)))
    return reason not in _OUT_OF_ORDER


async def _pages(
    session: aiohttp.ClientSession, source: Source, query: Query, patient_id: str, person: Person
) -> AsyncIterator[checking.Page]:
    url, params, seen = f"{source.base_url}/{query.resource}", parameters(query, patient_id), 0
    asked: Any = params
    for _ in range(MAX_PAGES):
        page = checking.page_of(await call(session, "GET", url, params=asked))
        checking.about_asked(page, query, patient_id, source.base_url)
        seen += len(page.matches) + len(page.included)
        if seen > checking.MAX_ENTRIES:
            raise Wrong("too_many")
        yield page
        if not page.next_url:
            return
        if not stays_under(page.next_url, source.base_url) or person.bsn in page.next_url:
            raise Wrong("redirected")
        url, asked = page.next_url, None
    raise Wrong("too_many")


def stumbled(source: Source, error: Exception) -> None:
    """Tell the operator that we could not read a source: which, and where in our code; never what."""
    log.error(
        "source_not_read", source=source.id, error=type(error).__name__,
        where=where(error.__traceback__),
    )  # fmt: skip


def _of(
    source: Source,
    query: Query | None,
    state: str,
    reason: str = "",
    resources: tuple[Resource, ...] = (),
    included: tuple[Resource, ...] = (),
) -> Answer:
    return Answer(source, query, state, reason, resources, included, datetime.now(UTC))
