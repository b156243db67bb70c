"""A FHIR source on a thread that can be told to be evil in every way a network allows."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

FHIR = "application/fhir+json"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Evil:
    """`answers`: resource type -> what to do; `asked`: every path with query that came in."""

    base: str = ""
    answers: dict[str, Handler] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)


def json_answer(body: Any, **headers: str) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=orjson.dumps(body), headers={"Content-Type": FHIR, **headers})

    return answer


def raw(body: bytes, kind: str = FHIR, status: int = 200, **headers: str) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers={"Content-Type": kind, **headers})

    return answer


async def hang(request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": FHIR})
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": FHIR})
    await response.prepare(request)
    block = b" " * 2**18
    for _ in range(40_000):
        await response.write(block)
    return response


async def cut_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": FHIR})
    response.content_length = 1000
    await response.prepare(request)
    await response.write(b'{"resourceType": "Bundle"')
    assert request.transport
    request.transport.close()
    return response


async def _let_go(lines: set[asyncio.Transport]) -> None:
    """End what hangs and cut what still has something to send, so that nothing outlives the loop."""
    hanging = asyncio.all_tasks() - {asyncio.current_task()}
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    for line in lines:
        line.abort()
    for _ in range(5):
        await asyncio.sleep(0)


@contextmanager
def evil_source() -> Iterator[Evil]:
    """Serve until the block ends; types without an answer get an empty searchset."""
    evil = Evil()
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    lines: set[asyncio.Transport] = set()

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.transport:
            lines.add(request.transport)
        evil.asked.append(str(request.rel_url))
        evil.bodies.append(await request.text())
        kind = request.match_info["kind"]
        nothing = json_answer({"resourceType": "Bundle", "type": "searchset"})
        return await evil.answers.get(kind, nothing)(request)

    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/fhir/{kind}", handle)
        app.router.add_post("/fhir/{kind}/_search", handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        evil.base = f"http://127.0.0.1:{runner.addresses[0][1]}/fhir"
        ready.set()
        await stop.wait()
        await runner.cleanup()
        await _let_go(lines)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    try:
        yield evil
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


@contextmanager
def evil_headers(again: bytes) -> Iterator[str]:
    """A base address whose answer begins, and whose headers then never end: `again` and again."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def serve() -> None:
            with suppress(OSError):
                line, _ = server.accept()
                with line:
                    line.sendall(b"HTTP/1.1 200 OK\r\n")
                    while not stop.wait(0.01):
                        line.sendall(again)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/fhir"
        finally:
            stop.set()
            thread.join(10)
