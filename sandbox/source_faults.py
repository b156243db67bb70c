"""How a sandbox source misbehaves when told to, and how it writes any answer to the wire."""

from __future__ import annotations

import asyncio
import copy
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from aiohttp import web

from .source_answers import Answer, outcome
from .source_store import Resource, Store

FHIR_JSON = "application/fhir+json; charset=utf-8"
DEFAULT_DELAYS = {"slow": 3000, "drip": 200}
BOMB_MEBIBYTES = 10 * 1024
LOGIN_PAGE = b"<!doctype html><title>Inloggen</title><p>Log eerst in."
INWARD = "http://127.0.0.1:1/intern"


@dataclass(frozen=True)
class Behaviour:
    """mode: one of MODES; delay_ms before the answer (drip: per byte); resource: only that type."""

    mode: str = "ok"
    delay_ms: int = 0
    resource: str = ""

    def applies(self, kind: str) -> bool:
        return not self.resource or self.resource == kind

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def behaviour_from(body: Mapping[str, Any]) -> Behaviour:
    """Reads a control message. Raises ValueError with the reason."""
    mode, delay = body.get("mode", "ok"), body.get("delay_ms", 0)
    if mode not in MODES:
        raise ValueError(f"mode moet een zijn van {', '.join(MODES)}")
    if type(delay) is not int or not 0 <= delay <= 600_000:
        raise ValueError("delay_ms moet tussen 0 en 600000 liggen")
    return Behaviour(mode, delay, str(body.get("resource") or ""))


async def deliver(
    request: web.Request, answer: Answer, behaviour: Behaviour, store: Store
) -> web.StreamResponse:
    """Write the answer as the behaviour says, honestly when that is about another type."""
    if not behaviour.applies(request.match_info.get("kind", "")):
        return written(answer)
    delay = behaviour.delay_ms or DEFAULT_DELAYS.get(behaviour.mode, 0)
    if behaviour.mode == "drip":
        return await _drip(request, answer, delay / 1000)
    await asyncio.sleep(delay / 1000)
    if behaviour.mode == "lie_patient":
        return written(_about_another(answer, store))
    return await MODES[behaviour.mode](request, answer)


def written(answer: Answer) -> web.Response:
    body = orjson.dumps(answer.body)
    headers = {**answer.headers, "Content-Type": FHIR_JSON, "Cache-Control": "no-store"}
    return web.Response(status=answer.status, body=body, headers=headers)


async def _honest(request: web.Request, answer: Answer) -> web.StreamResponse:
    return written(answer)


async def _hang(request: web.Request, answer: Answer) -> web.StreamResponse:
    await asyncio.Event().wait()
    return written(answer)


async def _fail(request: web.Request, answer: Answer) -> web.StreamResponse:
    return written(outcome(500, "exception", "de oefenbron is stuk, op verzoek"))


async def _unauthorized(request: web.Request, answer: Answer) -> web.StreamResponse:
    headers = {"WWW-Authenticate": 'Bearer realm="oefenbron"'}
    return written(outcome(401, "login", "niet toegelaten", headers))


async def _malformed(request: web.Request, answer: Answer) -> web.StreamResponse:
    body = orjson.dumps(answer.body)
    return web.Response(body=body[: len(body) * 2 // 3], headers={"Content-Type": FHIR_JSON})


async def _html(request: web.Request, answer: Answer) -> web.StreamResponse:
    return web.Response(body=LOGIN_PAGE, content_type="text/html", charset="utf-8")


async def _empty(request: web.Request, answer: Answer) -> web.StreamResponse:
    if answer.body["resourceType"] != "Bundle":
        return written(outcome(404, "not-found", "niet gevonden"))
    links = [link for link in answer.body["link"] if link["relation"] == "self"]
    return written(
        Answer(200, {"resourceType": "Bundle", "type": "searchset", "total": 0, "link": links})
    )


async def _redirect(request: web.Request, answer: Answer) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": INWARD})


async def _truncate(request: web.Request, answer: Answer) -> web.StreamResponse:
    body = orjson.dumps(answer.body)
    response = web.StreamResponse(headers={"Content-Type": FHIR_JSON})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return response


async def _drip(request: web.Request, answer: Answer, pause: float) -> web.StreamResponse:
    body = orjson.dumps(answer.body)
    response = web.StreamResponse(status=answer.status, headers={"Content-Type": FHIR_JSON})
    response.content_length = len(body)
    await response.prepare(request)
    for byte in body:
        await response.write(bytes([byte]))
        await asyncio.sleep(pause)
    return response


async def _gzip_bomb(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Ten gibibytes of spaces in ten mebibytes: one flushed deflate block, sent again and again."""
    headers = {"Content-Type": FHIR_JSON, "Content-Encoding": "gzip"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    await response.write(packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH))
    block = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(BOMB_MEBIBYTES):
        await response.write(block)
    await response.write(packer.flush(zlib.Z_FINISH))
    return response


def _about_another(answer: Answer, store: Store) -> Answer:
    """The same answer, about somebody else: other references, other birth date, other BSN."""
    body = copy.deepcopy(answer.body)
    entries = [entry["resource"] for entry in body.get("entry", [])] or [body]
    for resource in entries:
        _swap_person(resource, store)
    return Answer(answer.status, body, answer.headers)


def _swap_person(resource: Resource, store: Store) -> None:
    if resource["resourceType"] == "Patient":
        resource["birthDate"] = "1911-11-11"
        resource["name"] = [{"family": "Verwisseld", "given": ["Iemand"]}]
        resource["identifier"] = []
        return
    for element in ("subject", "patient", "for", "beneficiary"):
        told = resource.get(element)
        if isinstance(told, dict) and told.get("reference", "").startswith("Patient/"):
            told["reference"] = f"Patient/{_other_than(told['reference'][8:], store)}"
            told.pop("display", None)


def _other_than(patient: str, store: Store) -> str:
    others = (str(each["id"]) for each in store.by_type.get("Patient", ()) if each["id"] != patient)
    return next(others, "iemand-anders")


Mode = Callable[[web.Request, Answer], Awaitable[web.StreamResponse]]
MODES: dict[str, Mode] = {
    "ok": _honest,
    "slow": _honest,
    "drip": _honest,
    "lie_patient": _honest,
    "hang": _hang,
    "fail": _fail,
    "unauthorized": _unauthorized,
    "malformed": _malformed,
    "html": _html,
    "empty": _empty,
    "redirect": _redirect,
    "truncate": _truncate,
    "gzip_bomb": _gzip_bomb,
}
