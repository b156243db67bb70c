"""Between HTTP and the services: who asks, in which unit of work, and how an answer is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Response, current_app, g, make_response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from . import audit, idempotency
from .guard import BadInput
from .house import House
from .outcome import Refused
from .permits import Permits
from .rooms import Permit
from .work import VISITOR, Actor, Work, unit_of_work
from .work import counting as only_counting

T = TypeVar("T")
WRITING = ("POST", "PUT", "PATCH", "DELETE")
KEY_FIELD = "idempotency_key"
_SEALED_ANSWER = "platform_idempotency"


class Declined(Exception):
    """A refusal on its way to the client. What was recorded about it is committed."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


class _Abandoned(Exception):
    """Nothing was done, so nothing is committed; the answer goes out all the same."""

    def __init__(self, response: Response) -> None:
        self.response = response


def house() -> House:
    return cast(House, current_app.extensions["netwerkzorg_house"])


def actor() -> Actor:
    """Who the login found; a visitor when nobody logged in."""
    return cast(Actor, g.get("actor", VISITOR))


def now() -> datetime:
    """The moment of this request, read once: all that one page says about time agrees."""
    running = g.get("work")
    if running is not None:
        return cast(Work, running).now
    if "now" not in g:
        g.now = house().clock.now()
    return cast(datetime, g.now)


def is_api() -> bool:
    """Whether a program asks: it gets JSON, never a page."""
    return request.path.startswith(("/api/", "/fhir", "/scim/"))


@contextmanager
def work() -> Iterator[Work]:
    """The unit of work of this request.

    A request with an effect has one already, which is committed after the view together with its answer;
    it is handed out here. Any other request gets a fresh one, committed when the block ends.
    """
    running = g.get("work")
    if running is not None:
        yield running
        return
    with unit_of_work(house(), actor(), g.get("request_id", "")) as unit:
        g.work = unit  # a page drawn inside the block asks again: it gets this one, never a second
        try:
            yield unit
        finally:
            g.pop("work", None)


@contextmanager
def counting() -> Iterator[Work]:
    """The unit of work that runs, or one that can only count."""
    running = g.get("work")
    if running is not None:
        yield running
        return
    with only_counting(house(), actor(), g.get("request_id", "")) as unit:
        yield unit


def answered(outcome: T | Refused) -> T:
    """The outcome, or the refusal as an answer. What was recorded about a refusal is kept."""
    if isinstance(outcome, Refused):
        raise Declined(outcome)
    return outcome


def carry_out(view: Callable[[], Any]) -> Response:
    """Run a view that has an effect: one unit of work, one kept answer, replayed for the same key."""
    key = _key()
    permit = cast(Permit, g.permit)
    print_ = idempotency.fingerprint(
        request.method.encode(), request.path.encode(), request.get_data(cache=True)
    )
    try:
        with unit_of_work(house(), actor(), g.request_id) as unit:
            route = f"{permit.method} {permit.path}"
            first = idempotency.claim(unit.session, actor().id, route, key, print_, unit.now)
            if not isinstance(first, UUID):
                return _replayed(first, print_)
            g.work = unit
            response = _answer(view)
            if not unit.has_entries():
                raise _Abandoned(response)
            _keep(unit, first, response)
    except _Abandoned as abandoned:
        return abandoned.response
    finally:
        g.pop("work", None)
    return response


def _answer(view: Callable[[], Any]) -> Response:
    from .errors import problem_response

    try:
        return make_response(view())
    except Declined as declined:
        return problem_response(declined.refused.code, at=declined.refused.at)


def _key() -> str:
    key = request.headers.get("Idempotency-Key") if is_api() else request.form.get(KEY_FIELD)
    if not key or len(key) > idempotency.LONGEST_KEY:
        raise BadInput("idempotency_key_missing")
    return key


def _keep(unit: Work, row_id: UUID, response: Response) -> None:
    """A page is not kept (it is read again after a redirect); an answer of the API is, sealed."""
    body = response.get_data() if is_api() else b""
    sealed = unit.house.vault.seal_for_house(f"{_SEALED_ANSWER}|{row_id}", body)
    idempotency.keep(
        unit.session,
        row_id,
        response.status_code,
        response.headers.get("Location", ""),
        response.content_type or "",
        sealed,
    )


def _replayed(row: idempotency.IdempotencyRow, print_: bytes) -> Response:
    """The first answer again. Leaves the unit of work without committing: nothing happened now."""
    from .errors import problem_response

    if is_api() and row.fingerprint != print_:
        raise _Abandoned(problem_response("idempotency_key_reused"))
    if row.status == 0:
        raise _Abandoned(problem_response("request_in_progress"))
    if row.location and not is_api():
        raise _Abandoned(make_response(redirect(row.location, 303)))
    if not is_api():
        raise _Abandoned(make_response(redirect(request.path, 303)))
    body = house().vault.unseal_for_house(f"{_SEALED_ANSWER}|{row.id}", row.sealed_body)
    response = make_response(body, row.status)
    response.headers["Idempotency-Replayed"] = "true"
    if row.content_type:
        response.headers["Content-Type"] = row.content_type
    if row.location:
        response.headers["Location"] = row.location
    raise _Abandoned(response)


def check_permit() -> BareResponse | None:
    """Default deny: no row in the access table, no answer. Runs after the login is known."""
    from .errors import problem_response

    if request.url_rule is None:
        return None  # 404 or 405 of the router, which says nothing about what exists
    permits = cast(Permits, current_app.extensions["netwerkzorg_permits"])
    g.permit = permits.row(request.method, request.url_rule.rule)
    if permits.allows(g.permit, actor()):
        return None
    if actor().kind == "visitor":
        if is_api():
            return problem_response("not_authenticated")
        return redirect(f"/inloggen?{_next()}", 303)
    record_denied(g.permit.action if g.permit else "route.unknown")
    return problem_response("not_allowed")


def _next() -> str:
    from urllib.parse import urlencode

    return urlencode({"next": request.full_path.rstrip("?") if request.method == "GET" else "/"})


def record_denied(action: str) -> None:
    """A no is remembered like a yes, in a unit of work of its own."""
    subject = next((v for v in (request.view_args or {}).values() if isinstance(v, UUID)), None)
    with unit_of_work(house(), actor(), g.get("request_id", "")) as unit:
        unit.record(f"{action}.denied", subject or actor().id, outcome=audit.DENIED)
