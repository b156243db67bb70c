"""Logs that an operator can use and nobody can learn a person from: one JSON object a line.

What may be in a line is a short list of keys, each with a shape. All else is left out, so a name, a number
or a sentence that somebody puts in a log by mistake never reaches it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request

_CODE = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_ID = re.compile(r"(delivery-)?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}")
_SOURCE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_ROUTE = re.compile(r"(/[A-Za-z0-9_.<>:-]*)+|")
_WHERE = re.compile(r"[\w./-]+:\d{1,6}( > [\w./-]+:\d{1,6})*")
_DIGITS = re.compile(r"\d{4,}")
SHAPES = {
    "event": _CODE, "level": _CODE, "reason": _CODE, "task": _CODE, "part": _CODE, "what": _CODE,
    "request_id": _ID, "delivery": _ID, "notice": _ID,
    "error": _CLASS, "method": _CLASS, "path": _ROUTE, "where": _WHERE, "logger": _WHERE,
    "source": _SOURCE,
}  # fmt: skip
NUMBERS = {"status": 599, "ms": 10_000_000, "count": 10_000_000, "attempts": 1000}
# These speak of queues and processes, never of people. Of any other library only the place is kept.
_MACHINERY = ("celery", "kombu", "granian", "_granian", "alembic")
log = structlog.get_logger()


def keep_what_is_known(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> dict[str, Any]:
    """The keys that a line may have, in their shape; of others only that something was left out."""
    kept: dict[str, Any] = {}
    for key, value in line.items():
        if _known(key, value):
            kept[key] = value
        elif value is not None and key != "exc_info":
            kept["left_out"] = kept.get("left_out", 0) + 1
    return kept


def _known(key: str, value: object) -> bool:
    if key in NUMBERS:
        return isinstance(value, int | float) and 0 <= value <= NUMBERS[key]
    shape = SHAPES.get(key)
    if shape is None or not isinstance(value, str) or not shape.fullmatch(value):
        return False
    return shape in (_ID, _WHERE) or not _DIGITS.search(value)


def configure_logs(stream: TextIO | None = None) -> None:
    """Write the logs of this process, ours and those of libraries, to this stream (stderr)."""
    out = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            keep_what_is_known,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(LibraryFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda hooked: _uncaught(
        hooked.exc_type, hooked.exc_value, hooked.exc_traceback
    )


class LibraryFormatter(logging.Formatter):
    """A record of the standard library's logging as one of ours: no arguments, no text of exceptions."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "event": "library",
            "level": record.levelname.lower(),
            "where": f"{record.filename}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        kept = keep_what_is_known(None, "", line)
        kept["logger"] = record.name if re.fullmatch(r"[\w.]{1,80}", record.name) else "library"
        if record.name.split(".")[0] in _MACHINERY:
            kept["message"] = _DIGITS.sub("#", str(record.msg)[:300])
        kept["timestamp"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        return json.dumps(kept)


def where(trace: TracebackType | None) -> str:
    """File and line of each step: enough to find the fault, without any value."""
    steps = []
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(steps[-8:])


def _uncaught(
    kind: type[BaseException], _error: BaseException | None, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("stopped_by_a_fault", error=kind.__name__, where=where(trace))


def install_logs(app: Flask) -> None:
    """Every line of a request carries its id; every answer is one line, by route and never by path."""

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.get("request_id", ""))

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint not in ("static", "health.live", "health.ready", "health.metrics"):
            log.info(
                "request",
                method=request.method,
                path=request.url_rule.rule if request.url_rule else "",
                status=response.status_code,
                ms=round(1000 * (time.perf_counter() - g.get("begun", 0)), 1),
            )
        return response
