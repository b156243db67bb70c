"""Every answer of 400 and above is a problem: JSON (RFC 9457) for programs, a page in Dutch for people."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

import structlog
from flask import Flask, Response, current_app, g, json, make_response, request
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException

from .guard import BadInput
from .http import Declined, actor, is_api, record_denied
from .outcome import Absent
from .problems import REGISTRY, Problem, code_for

log = structlog.get_logger()
MOST_ERRORS = 100
_TYPE = "https://netwerkzorg.example/problems/"


def problem_response(
    code: str, *, at: str = "", errors: Any = None, headers: dict[str, str] | None = None
) -> Response:
    """The answer for this code of the registry. `errors` lists fields: `{pointer, code, detail}`."""
    problem = _registry().get(code) or REGISTRY["internal_error"]
    response = _as_json(code, problem, at, errors) if is_api() else _as_page(code, problem)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = "nl"
    response.headers.update(headers or {})
    if problem.status in (429, 503):
        response.headers.setdefault("Retry-After", "5")
    if problem.status == 401 and is_api():
        response.headers.setdefault("WWW-Authenticate", "Bearer")
    return response


def _registry() -> dict[str, Problem]:
    return cast(dict[str, Problem], current_app.extensions["netwerkzorg_problems"])


def _as_json(code: str, problem: Problem, at: str, errors: Any) -> Response:
    body: dict[str, Any] = {
        "type": _TYPE + code,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail or problem.title,
        "instance": f"urn:uuid:{uuid4()}",
        "code": code,
        "request_id": g.get("request_id", ""),
    }
    if at:
        body["at"] = at
    if errors:
        body["errors"] = errors[:MOST_ERRORS]
    response = make_response(json.dumps(body), problem.status)
    response.content_type = "application/problem+json"
    return response


def _as_page(code: str, problem: Problem) -> Response:
    from .pages import render_page

    return render_page(
        "platform/problem.html", status=problem.status, title=problem.title, detail=problem.detail,
        code=code, problem=problem, request_id=g.get("request_id", ""),
    )  # fmt: skip


def install_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Absent, _absent)
    app.register_error_handler(
        Declined, lambda d: problem_response(d.refused.code, at=d.refused.at)
    )
    app.register_error_handler(BadInput, lambda bad: problem_response(bad.code))
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(TimeoutError, _database)
    app.register_error_handler(DBAPIError, _unexpected)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response | HTTPException:
    """Errors of the framework, in the same words. Redirects of the router pass untouched."""
    status = error.code or 500
    if status < 400:
        return error
    allowed = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(allowed)} if allowed else {}
    return problem_response(code_for(status), errors=_field_errors(error), headers=headers)


def _field_errors(error: HTTPException) -> list[dict[str, str]]:
    """What marshmallow said, as pointers. Its messages name fields, never values."""
    messages = getattr(error, "data", {}).get("messages", {})
    return [
        {"pointer": pointer, "code": "invalid", "detail": detail}
        for where in messages.values()
        for pointer, detail in _flat(where, "")
    ]


def _flat(messages: Any, at: str) -> list[tuple[str, str]]:
    if isinstance(messages, dict):
        return [pair for key, value in messages.items() for pair in _flat(value, f"{at}/{key}")]
    if isinstance(messages, list):
        return [(at or "/", str(message)) for message in messages]
    return [(at or "/", str(messages))]


def _absent(_absent: Absent) -> Response:
    """Not there and not for you are the same answer, byte for byte; the log knows who asked."""
    if actor().kind != "visitor" and g.get("permit") is not None:
        record_denied(g.permit.action)
    return problem_response("not_found")


def _database(error: Exception) -> Response:
    log.error("database_unavailable", error=type(error).__name__, path=_rule())
    return problem_response("temporarily_unavailable")


def _unexpected(error: Exception) -> Response:
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    log.error("internal_error", error=type(error).__name__, path=_rule(), where=_where(error))
    return problem_response("internal_error")


def _rule() -> str:
    return request.url_rule.rule if request.url_rule else ""


def _where(error: Exception) -> str:
    """File and line of each step: enough to find the fault, without any value."""
    trace = error.__traceback__
    steps = []
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(steps[-8:])
