"""How often one person, program or address may ask: counted in this process, or in Redis for many.

The general bounds stand here. A route that costs more has its own in its row of the access table
(`Permit.limit`). Whoever is over is answered 429 with when to try again. Numbers count per minute.
"""

from __future__ import annotations

import math
import time
from typing import cast

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter, RateLimitExceeded
from limits import RateLimitItemPerMinute
from limits.errors import StorageError

from .house import House
from .permits import Permits
from .work import VISITOR, Actor

PER_PERSON = 300
PER_ADDRESS = 600  # a whole office may stand behind one address
FORMS = 60  # of one kind, by one person
LOGINS = 5  # of one person
REFUSED_TOKENS = 30  # from one address
KEPT_FORMS = 20  # of visitors, from one address
_WRITING = ("POST", "PUT", "PATCH", "DELETE")
_FREE = ("health.live", "health.ready", "health.metrics")
_KEY = "netwerkzorg_limits"


def install_limits(app: Flask, house: House) -> None:
    """Count every request from here on. After the login is known, before anything is done."""
    redis = house.settings.redis_url
    waits = {"socket_connect_timeout": 1, "socket_timeout": 1} if redis else {}
    limiter = Limiter(
        _who,
        application_limits=[_in_all],
        default_limits=[_of_route],
        default_limits_per_method=True,
        default_limits_exempt_when=lambda: not _own_limit(),
        strategy="sliding-window-counter",
        storage_uri=redis or "memory://",
        storage_options={"wrap_exceptions": True, **waits},
        in_memory_fallback_enabled=True,
        key_prefix="netwerkzorg",
    )
    limiter.request_filter(lambda: request.endpoint in _FREE)
    limiter.init_app(app)
    app.extensions[_KEY] = limiter
    app.register_error_handler(RateLimitExceeded, _too_fast)


def spend(what: str, who: str, most: int) -> bool:
    """Count one of `what` for `who`; False when that is one too many. Redis that is away counts nothing."""
    try:
        return _limiter().limiter.hit(RateLimitItemPerMinute(most * _factor()), what, who)
    except StorageError:
        return True


def left(what: str, who: str, most: int) -> bool:
    """Whether `spend` would still be allowed, without counting."""
    try:
        return _limiter().limiter.test(RateLimitItemPerMinute(most * _factor()), what, who)
    except StorageError:
        return True


def address() -> str:
    """Who asks when nobody logged in, without keeping the address itself."""
    return _house().vault.blind(f"address|{request.remote_addr}").hex()[:24]


def too_fast() -> Response:
    """429 for what was counted with `spend`."""
    from .errors import problem_response

    return problem_response("rate_limited", headers={"Retry-After": "60"})


def _too_fast(_exceeded: RateLimitExceeded) -> Response:
    from .errors import problem_response

    hit = _limiter().current_limit
    seconds = math.ceil(hit.reset_at - time.time()) if hit else 60
    return problem_response("rate_limited", headers={"Retry-After": str(max(1, seconds))})


def _who() -> str:
    actor = cast(Actor, g.get("actor", VISITOR))
    return address() if actor.kind == "visitor" else str(actor.id)


def _in_all() -> str:
    known = cast(Actor, g.get("actor", VISITOR)).kind != "visitor"
    return _per_minute(PER_PERSON if known else PER_ADDRESS)


def _of_route() -> str:
    return _per_minute(_own_limit() or FORMS)


def _own_limit() -> int:
    """The bound of this route: its own, or that of forms; 0 for a page that only counts in all."""
    permits: Permits = current_app.extensions["netwerkzorg_permits"]
    row = permits.row(request.method, request.url_rule.rule if request.url_rule else "")
    if row is not None and row.limit:
        return row.limit
    return FORMS if request.method in _WRITING else 0


def _per_minute(most: int) -> str:
    return f"{most * _factor()} per minute"


def _factor() -> int:
    return _house().settings.limits_factor


def _limiter() -> Limiter:
    return cast(Limiter, current_app.extensions[_KEY])


def _house() -> House:
    return cast(House, current_app.extensions["netwerkzorg_house"])
