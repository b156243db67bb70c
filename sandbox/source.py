"""One small FHIR R4 server over a folder of resources: a dossier source of the oefenregio.

The base is /fhir; the same routes also answer at the root. Loopback only, reads only.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

from . import source_answers as answers
from .source_answers import Answer, Pages, outcome
from .source_faults import Behaviour, behaviour_from, deliver, written
from .source_search import BadQuery, Pairs, holds_bsn, search
from .source_store import Store, load

MOUNTS = ("/fhir", "")
CONTROL = "/__sandbox__/behaviour"
LARGEST_QUERY = 64 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Source:
    """Routes of one source; `behaviour` may be changed while it serves."""

    def __init__(self, name: str, store: Store, behaviour: Behaviour) -> None:
        self.name, self.store, self.behaviour, self.pages = name, store, behaviour, Pages()
        self.release = store.release()

    async def metadata(self, request: web.Request) -> web.StreamResponse:
        return await self._deliver(
            request, answers.capability(self.name, _base(request), self.store, self.release)
        )

    async def read(self, request: web.Request) -> web.StreamResponse:
        key = f"{request.match_info['kind']}/{request.match_info['id']}"
        found = self.store.by_reference.get(key)
        answer = answers.resource_answer(found) if found else _absent()
        return await self._deliver(request, answer)

    async def search_get(self, request: web.Request) -> web.StreamResponse:
        pairs = list(request.query.items())
        if holds_bsn(pairs):
            return written(
                outcome(400, "security", "een BSN hoort niet in een adres; gebruik POST _search")
            )
        return await self._deliver(request, self._searched(request, pairs))

    async def search_post(self, request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/x-www-form-urlencoded":
            return written(outcome(415, "invalid", "verwacht application/x-www-form-urlencoded"))
        in_url = list(request.query.items())
        if holds_bsn(in_url):
            return written(outcome(400, "security", "een BSN hoort niet in een adres"))
        form = [(name, str(value)) for name, value in (await request.post()).items()]
        return await self._deliver(request, self._searched(request, in_url + form))

    async def control(self, request: web.Request) -> web.StreamResponse:
        if request.method == "POST":
            try:
                self.behaviour = behaviour_from(orjson.loads(await request.read()))
            except (ValueError, AttributeError) as error:
                return web.json_response({"error": str(error)}, status=400)
        return web.json_response(self.behaviour.as_json())

    def _searched(self, request: web.Request, pairs: Pairs) -> Answer:
        kind = request.match_info["kind"]
        if kind not in answers.kinds(self.store):
            return outcome(404, "not-supported", "dit soort gegevens heeft deze bron niet")
        page = next((value for name, value in pairs if name == "_page"), None)
        if page is not None:
            return self.pages.next(_base(request), page)
        strict = "handling=strict" in request.headers.get("Prefer", "")
        try:
            return self.pages.first(_base(request), kind, search(self.store, kind, pairs, strict))
        except BadQuery as error:
            return outcome(400, "invalid", str(error))

    async def _deliver(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        response = await deliver(request, answer, self.behaviour, self.store)
        if not response.prepared and response.content_type == "application/fhir+json":
            # A reader of R4 can tell at the first answer, also when that answer is empty.
            response.headers["Content-Type"] = (
                f"application/fhir+json; charset=utf-8; fhirVersion={self.release[:3]}"
            )
        return response


def create_app(name: str, store: Store, behaviour: Behaviour | None = None) -> web.Application:
    """The server as an aiohttp application, for a process or for a test server."""
    source = Source(name, store, behaviour or Behaviour())
    app = web.Application(middlewares=[_outcomes], client_max_size=LARGEST_QUERY)
    app.router.add_route("GET", CONTROL, source.control)
    app.router.add_route("POST", CONTROL, source.control)
    for mount in MOUNTS:
        app.router.add_get(f"{mount}/metadata", source.metadata)
        app.router.add_get(f"{mount}/{{kind:[A-Z][A-Za-z]+}}", source.search_get)
        app.router.add_post(f"{mount}/{{kind:[A-Z][A-Za-z]+}}/_search", source.search_post)
        app.router.add_get(f"{mount}/{{kind:[A-Z][A-Za-z]+}}/{{id}}", source.read)
    return app


def serve(name: str, folder: Path, port: int, behaviour: Behaviour) -> None:
    """Serve until SIGINT or SIGTERM. Raises UnreadableFolder or OSError (port taken)."""
    asyncio.run(_serve(create_app(name, load(folder), behaviour), port))


async def _serve(app: web.Application, port: int) -> None:
    stopped = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        print(f"ready http://127.0.0.1:{runner.addresses[0][1]}/fhir", flush=True)
        await stopped.wait()
    finally:
        await runner.cleanup()


@web.middleware
async def _outcomes(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.url.host not in LOOPBACK:
        return written(outcome(403, "forbidden", "deze oefenbron luistert alleen op deze machine"))
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        code = {404: "not-found", 405: "not-supported", 413: "too-long"}.get(
            error.status, "invalid"
        )
        kept = {name: error.headers[name] for name in ("Allow",) if name in error.headers}
        return written(outcome(error.status, code, "dit kan de oefenbron niet", kept))


def _absent() -> Answer:
    return outcome(404, "not-found", "niet gevonden")


def _base(request: web.Request) -> str:
    mount: Any = "/fhir" if request.path.startswith("/fhir/") else ""
    return f"http://{request.host}{mount}"
