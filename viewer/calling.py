"""One call to a source: bounded in time by the caller, in size here; nothing is followed or unpacked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from .addresses import Blocked
from .checking import Wrong

LARGEST = 5 * 1024 * 1024
JSON_TYPES = ("application/fhir+json", "application/json", "application/json+fhir")
HEADERS = {"Accept": "application/fhir+json; fhirVersion=4.0", "Accept-Encoding": "identity"}
_STATUSES = {401: "unauthorised", 403: "unauthorised", 404: "unsupported_query",
             405: "unsupported_query", 400: "unsupported_query", 422: "unsupported_query",
             415: "unsupported_query", 406: "unsupported_version", 429: "busy", 503: "busy"}  # fmt: skip


async def call(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    params: Any = None,
    form: Mapping[str, str] | None = None,
) -> Any:
    """The JSON body of an answer. Raises Wrong with a reason; TimeoutError is the caller's deadline."""
    try:
        async with session.request(
            method, url, params=params, data=form, headers=HEADERS, allow_redirects=False
        ) as response:
            _judge(response)
            return _parsed(await _body(response))
    except Blocked as error:
        raise Wrong("blocked") from error
    except aiohttp.ClientConnectorError as error:
        raise Wrong("blocked" if isinstance(error.os_error, Blocked) else "refused") from error
    except aiohttp.ClientPayloadError as error:
        raise Wrong("bad_answer") from error
    except (aiohttp.ServerDisconnectedError, ConnectionError) as error:
        raise Wrong("refused") from error
    except (aiohttp.ClientError, ValueError, asyncio.IncompleteReadError) as error:
        raise Wrong("bad_answer") from error


def _judge(response: aiohttp.ClientResponse) -> None:
    if 300 <= response.status < 400:
        raise Wrong("redirected")
    if response.status != 200:
        raise Wrong(_STATUSES.get(response.status, "failed"))
    if "fhirversion=3" in response.headers.get("Content-Type", "").lower().replace(" ", ""):
        raise Wrong("unsupported_version")
    if response.content_type not in JSON_TYPES:
        raise Wrong("bad_answer")
    # Asked for as it is: something packed may be a bomb, so it is not unpacked.
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Wrong("bad_answer")
    if response.content_length is not None and response.content_length > LARGEST:
        raise Wrong("too_large")


async def _body(response: aiohttp.ClientResponse) -> bytes:
    parts, size = [], 0
    async for chunk in response.content.iter_chunked(64 * 1024):
        size += len(chunk)
        if size > LARGEST:
            raise Wrong("too_large")
        parts.append(chunk)
    return b"".join(parts)


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Wrong("bad_answer") from error
