"""Who asks: a cookie on pages, a bearer token for programs, never one in place of the other."""

from __future__ import annotations

import contextlib
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, g, redirect, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response as BareResponse

from . import limits, pending, sessions
from .bearer import actor_of, read_bearer
from .errors import problem_response
from .house import House
from .http import WRITING, is_api
from .oidc import Client
from .permits import Permits
from .provider import Provider, ProviderUnreachable
from .sessions import Login
from .tokens import TokenRefused
from .work import VISITOR, unit_of_work

COOKIE = "nz_session"
FORM_COOKIE = "nz_form"
ANEW_COOKIE = (
    "nz_anew"  # this browser logged out: the next login is not taken from the provider's memory
)
_OWN = ("csrf_token",)
_REFUSED = "refused-token"
csrf = CSRFProtect()


def install_identity(app: Flask, house: House) -> None:
    """Find out who asks before anything else is decided; refuse forged forms after that."""
    csrf.init_app(app)  # with WTF_CSRF_CHECK_DEFAULT off: the session is looked at first
    provider = Provider(house.settings.oidc_issuer)
    app.extensions["netwerkzorg_oidc"] = Client(house.settings, provider)
    app.register_error_handler(CSRFError, lambda _: problem_response("csrf_failed"))
    app.register_error_handler(ProviderUnreachable, _unreachable)
    app.before_request(_identify)
    app.after_request(_forget_used_form)


def client() -> Client:
    """Our side of the login provider."""
    found: Client = current_app.extensions["netwerkzorg_oidc"]
    return found


def house() -> House:
    found: House = current_app.extensions["netwerkzorg_house"]
    return found


def login() -> Login | None:
    """The session that still holds, also while its role is not chosen yet."""
    found: Login | None = g.get("login")
    return found if found is not None and found.holds else None


def set_cookie(response: BareResponse, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=house().settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(response: BareResponse, name: str) -> None:
    secure = house().settings.base_url.startswith("https://")
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="Lax")


def _identify() -> BareResponse | None:
    g.actor, g.login = VISITOR, None
    if request.endpoint == "static":
        return None
    if is_api():
        return _identify_program()
    token = request.cookies.get(COOKIE, "")
    if token:
        g.login = sessions.find_login(house().engine, house().vault, token)
    if g.login is not None and g.login.holds:
        if not request.if_none_match:  # a page that asks by itself is nobody at work
            sessions.touch(house().engine, g.login)
        g.actor = g.login.actor or VISITOR
    if request.method not in WRITING or request.url_rule is None:
        return None
    if request.method == "POST" and _needs_login():
        return _keep_and_ask_login()
    csrf.protect()
    return None


def _identify_program() -> BareResponse | None:
    try:
        token = read_bearer(request.headers.get("Authorization", ""))
        if token is not None:
            if not limits.left(_REFUSED, limits.address(), limits.REFUSED_TOKENS):
                return limits.too_fast()  # before a signature is checked: guessing costs us little
            g.actor = actor_of(house(), client().provider, token)
    except TokenRefused:
        limits.spend(_REFUSED, limits.address(), limits.REFUSED_TOKENS)
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return problem_response("not_authenticated", headers=challenge)
    return None


def _unreachable(_error: ProviderUnreachable) -> Response:
    return problem_response("temporarily_unavailable")


def _needs_login() -> bool:
    """Whether a visitor came with a form that only someone who is logged in may send."""
    permits: Permits = current_app.extensions["netwerkzorg_permits"]
    row = permits.row("POST", request.url_rule.rule if request.url_rule else "")
    return g.actor is VISITOR and row is not None and not permits.allows(row, VISITOR)


def _keep_and_ask_login() -> BareResponse:
    """Keep the form if it came from a page of ours; either way, say that logging in comes first."""
    token = None
    if _from_own_page() and limits.spend("kept-form", limits.address(), limits.KEPT_FORMS):
        fields = tuple(pair for pair in request.form.items(multi=True) if pair[0] not in _OWN)
        path = request.full_path.rstrip("?")
        account_id = g.login.account_id if g.login is not None else None
        token = pending.keep_form(house(), pending.KeptForm(path, fields), account_id)
    asked = {"verlopen": "1", "bewaard": "1"} if token else {"verlopen": "1"}
    response = _see_other(f"/inloggen?{urlencode(asked)}")
    if token:
        set_cookie(response, FORM_COOKIE, token, max_age=int(pending.KEPT.total_seconds()))
    return response


def _see_other(path: str) -> BareResponse:
    """A redirect that htmx follows as a page, not as a fragment."""
    if request.headers.get("HX-Request") == "true":
        return Response(status=200, headers={"HX-Redirect": path})
    return redirect(path, 303)


def _from_own_page() -> bool:
    """A form from another site is never kept: after the login it would wait under our own button."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is not None:
        own = urlsplit(house().settings.base_url)
        return origin == f"{own.scheme}://{own.netloc}"
    with contextlib.suppress(CSRFError):
        csrf.protect()
        return True
    return False


def _forget_used_form(response: Response) -> Response:
    """The kept form was sent again and taken, so the copy goes."""
    token = request.cookies.get(FORM_COOKIE)
    sent = request.method == "POST" and response.status_code < 400 and not is_api()
    if not token or not sent or g.get("actor", VISITOR) is VISITOR:
        return response
    if session.get("kept_for") != request.path:
        return response
    with unit_of_work(house(), g.actor, g.get("request_id", "")) as work:
        pending.use_form(work.session, token, g.actor.id)
        work.record("form.sent_again", g.actor.id)
    session.pop("kept_for", None)
    drop_cookie(response, FORM_COOKIE)
    return response
