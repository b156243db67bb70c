"""Logging in and out: to the provider and back, choosing a role, and going on where one was."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import structlog
from flask import Blueprint, g, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from . import audit, limits, pending, sessions
from .errors import problem_response
from .identity import (
    ANEW_COOKIE,
    COOKIE,
    FORM_COOKIE,
    client,
    drop_cookie,
    house,
    login,
    set_cookie,
)
from .oidc import LONGEST_ANSWER, Identity, LoginRefused, use_state
from .organizations import (
    AccountRow,
    Membership,
    MembershipRow,
    account_of,
    memberships,
    organizations,
    team,
)
from .pages import render_page
from .problems import Problem
from .rooms import Permit
from .work import VISITOR, Actor, unit_of_work

log = structlog.get_logger()
pages = Blueprint("login", __name__)
_LONGEST_PATH = 500
_NOT_ONWARD = ("/inloggen", "/uitloggen", "/api/", "/fhir", "/scim", "/static")

PERMITS = (
    Permit("GET", "/inloggen", "login.begin", ("anyone",), limit=60),
    Permit("GET", "/inloggen/terug", "login.answer", ("anyone",), limit=60),
    Permit("GET", "/inloggen/rol", "login.roles", ("anyone",)),
    Permit("POST", "/inloggen/rol", "login.choose_role", ("anyone",), effect=False),
    Permit("GET", "/inloggen/verder", "form.show", ("logged_in",)),
    Permit("POST", "/uitloggen", "login.end", ("anyone",), effect=False),
    Permit("GET", "/uitgelogd", "login.ended", ("anyone",)),
)
PROBLEMS = {
    "login_failed": Problem(400, "Het inloggen lukte niet", "Begin opnieuw met inloggen."),
    "account_unknown": Problem(
        403, "Wij kennen u hier nog niet", "Bel de helpdesk. Dan kijken wij samen wat er mist."
    ),
    "no_membership": Problem(
        403, "U hebt hier nog geen rol", "Vraag de beheerder van uw organisatie om een rol."
    ),
}

ACTIONS = {
    "login.done": "logde in",
    "login.ended": "logde uit",
    "login.role_chosen": "koos een rol",
    "log.read": "bekeek deze lijst",
    "form.shown": "zag een bewaard antwoord terug",
    "form.sent_again": "verstuurde een bewaard antwoord",
}


def local_path(wanted: str | None) -> str:
    """A path of our own to go on to; "/" for anything that might lead elsewhere."""
    if not wanted or len(wanted) > _LONGEST_PATH or not wanted.isprintable():
        return "/"
    parts = urlsplit(wanted)
    odd = "\\" in wanted or wanted.startswith("//") or not wanted.startswith("/")
    if odd or parts.scheme or parts.netloc or parts.path.startswith(_NOT_ONWARD):
        return "/"
    return wanted


@pages.get("/inloggen")
def begin() -> ResponseReturnValue:
    """To the provider at once; after an expired session first say what happened."""
    onward = local_path(request.args.get("next"))
    here = login()
    if here is not None:
        return redirect(_role_page(onward) if here.role_open else _onward(onward), 303)
    if request.args.get("verlopen"):
        kept = "bewaard" in request.args and FORM_COOKIE in request.cookies
        again = f"/inloggen?{urlencode({'next': onward})}"
        return render_page("platform/sessie-verlopen.html", login_url=again, kept=kept)
    anew = ANEW_COOKIE in request.cookies or COOKIE in request.cookies  # out, or out of time
    return redirect(client().begin(onward, session, anew=anew), 303)


@pages.get("/inloggen/terug")
def answer() -> ResponseReturnValue:
    """What the provider answered. Every doubt ends the login; the log knows which."""
    if len(request.query_string) > LONGEST_ANSWER:
        return problem_response("uri_too_long")
    try:
        begun = client().begun(request.args, session)
    except LoginRefused as refused:
        log.info("login_refused", reason=refused.reason)
        return problem_response(refused.code)
    try:
        with unit_of_work(house(), VISITOR, g.request_id) as work:
            first = use_state(work, begun.state)
        if not first:
            raise LoginRefused("state_used")
        token, role_open = _let_in(client().identity(request.args, begun))
    except LoginRefused as refused:
        return _refused(refused)
    session.clear()  # what a visitor had in this browser is not carried into the login
    target = _role_page(begun.onward) if role_open else "/inloggen/verder"
    if not role_open and FORM_COOKIE not in request.cookies:
        target = begun.onward
    response = redirect(target, 303)
    set_cookie(response, COOKIE, token)
    drop_cookie(response, ANEW_COOKIE)
    return response


@pages.get("/inloggen/rol")
def roles() -> ResponseReturnValue:
    """One membership for each session: which one today?"""
    here = login()
    if here is None:
        return redirect("/inloggen", 303)
    onward = local_path(request.args.get("next"))
    with unit_of_work(house(), VISITOR, g.request_id) as work:
        held = memberships(work.session, here.account_id, sessions.wall_time())
        named = organizations(work, [m.organization_id for m in held if m.organization_id])
        options = [_option(work, one, named) for one in held]
    return render_page("platform/inloggen-rol.html", options=options, next=onward)


@pages.post("/inloggen/rol")
def choose_role() -> ResponseReturnValue:
    here = login()
    if here is None:
        return redirect("/inloggen", 303)
    onward = local_path(request.form.get("next"))
    with unit_of_work(house(), VISITOR, g.request_id) as work:
        held = memberships(work.session, here.account_id, sessions.wall_time())
        wanted = next((m for m in held if str(m.id) == request.form.get("rol")), None)
        if wanted is not None:
            row = work.session.get_one(MembershipRow, wanted.id)
            token = sessions.choose_membership(work.session, here.session_id, row)
            work.record("login.role_chosen", here.account_id, wanted.role)
    if wanted is None:
        return redirect(_role_page(onward), 303)
    response = redirect(_onward(onward), 303)
    set_cookie(response, COOKIE, token)
    return response


@pages.get("/inloggen/verder")
def go_on() -> ResponseReturnValue:
    """The form that an expired session would have lost, and one button that sends it again."""
    token = request.cookies.get(FORM_COOKIE, "")
    with unit_of_work(house(), g.actor, g.request_id) as work:
        work.record("form.shown", g.actor.id)
        form = pending.kept_form(work.session, house().vault, token, g.actor.id)
    if form is None:
        response = redirect("/", 303)
        drop_cookie(response, FORM_COOKIE)
        return response
    session["kept_for"] = urlsplit(form.path).path
    return render_page("platform/bewaard-antwoord.html", action=form.path, fields=form.fields)


@pages.post("/uitloggen")
def end() -> ResponseReturnValue:
    """Here at once, and at the provider when it offers that."""
    target = "/uitgelogd"
    if g.login is not None:
        who = g.actor if g.actor is not VISITOR else _account_actor(g.login.account_id)
        with unit_of_work(house(), who, g.request_id) as work:
            hint = sessions.end_session(work.session, house().vault, g.login.session_id)
            work.record("login.ended", g.login.account_id)
        target = client().logout_url(hint) or target
    session.clear()
    response = redirect(target, 303)
    drop_cookie(response, COOKIE)
    drop_cookie(response, FORM_COOKIE)
    set_cookie(response, ANEW_COOKIE, "1")
    return response


@pages.get("/uitgelogd")
def ended() -> ResponseReturnValue:
    return render_page("platform/uitgelogd.html")


def _let_in(identity: Identity) -> tuple[str, bool]:
    """Open a session for this person: its token, and whether a role must still be chosen."""
    with Session(house().engine) as reading:
        account = account_of(reading, identity.issuer, identity.subject)
        if account is None:
            raise LoginRefused("account", "account_unknown")
        held = memberships(reading, account.id, sessions.wall_time())
    if not held and account.kind not in sessions.ROLE_WITHOUT_MEMBERSHIP:
        raise LoginRefused("membership", "no_membership")
    new = _new_login(account, held, identity)
    who = Actor(account.id, new.kind, held[0].role if len(held) == 1 else "", acr=identity.acr)
    old = g.login
    if not limits.spend("login", str(account.id), limits.LOGINS):
        raise LoginRefused("too_often", "rate_limited")
    with unit_of_work(house(), who, g.request_id) as work:
        if old is not None:
            sessions.end_session(work.session, house().vault, old.session_id)
        token = sessions.open_session(work.session, house().vault, new)
        resident = account.id if account.kind == "resident" else None
        work.record("login.done", account.id, resident=resident, basis=identity.acr)
    return token, new.role_open


def _new_login(
    account: AccountRow, held: tuple[Membership, ...], identity: Identity
) -> sessions.NewLogin:
    only = held[0] if len(held) == 1 else None
    return sessions.NewLogin(
        account_id=account.id,
        kind=only.kind if only else account.kind,
        acr=identity.acr,
        name=identity.name,
        hint=identity.id_token,
        membership_id=only.id if only else None,
        role_open=len(held) > 1,
    )


def _refused(refused: LoginRefused) -> Response:
    """A login that began here and was not believed is remembered, with the reason."""
    with unit_of_work(house(), VISITOR, g.request_id) as work:
        work.record("login.refused", VISITOR.id, refused.reason, outcome=audit.DENIED)
    return problem_response(refused.code)


def _onward(onward: str) -> str:
    return "/inloggen/verder" if FORM_COOKIE in request.cookies else onward


def _role_page(onward: str) -> str:
    return f"/inloggen/rol?{urlencode({'next': onward})}"


def _option(work: Any, one: Membership, named: dict[UUID, Any]) -> dict[str, str]:
    organization = named.get(one.organization_id) if one.organization_id else None
    return {
        "id": str(one.id),
        "role": one.role,
        "organization": organization.name if organization else "",
        "team": team(work, one.team_id).name if one.team_id else "",
    }


def _account_actor(account_id: UUID) -> Actor:
    with Session(house().engine) as reading:
        kind = reading.scalar(select(AccountRow.kind).where(AccountRow.id == account_id))
    return Actor(account_id, kind or "visitor", "")
