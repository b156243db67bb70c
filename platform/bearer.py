"""Programs come with an access token (RFC 9068): whose it is, and in which membership."""

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from .house import House
from .oidc import high_enough
from .organizations import AccountRow, Membership, account_of, memberships
from .provider import Provider
from .sessions import ROLE_WITHOUT_MEMBERSHIP, wall_time
from .tokens import ACCESS_TOKEN_TYPES, Expected, TokenRefused, read_token
from .work import Actor


def read_bearer(header: str) -> str | None:
    """The token of an Authorization header; None when there is none. Raises TokenRefused."""
    if not header:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or " " in token or "," in token:
        raise TokenRefused("scheme")
    return token


def actor_of(house: House, provider: Provider, token: str) -> Actor:
    """Who acts with this token. Raises TokenRefused, ProviderUnreachable."""
    expected = Expected(provider.issuer, house.settings.api_audience, ACCESS_TOKEN_TYPES)
    claims = read_token(token, provider, expected, time.time())
    _check_form(claims)
    if not high_enough(str(claims.get("acr", "")), house.settings.oidc_min_acr):
        raise TokenRefused("acr")
    with Session(house.engine) as session:
        account = account_of(session, claims["iss"], claims["sub"])
        if account is None:
            raise TokenRefused("account")
        held = memberships(session, account.id, wall_time())
    return _actor(account, held, claims)


def _check_form(claims: Mapping[str, Any]) -> None:
    """What RFC 9068 demands beyond a plain JWT; a token bound to a key is no bearer token."""
    for name in ("client_id", "jti"):
        if not isinstance(claims.get(name), str) or not claims[name]:
            raise TokenRefused(name)
    if "cnf" in claims:
        raise TokenRefused("bound")
    if not isinstance(claims.get("acr", ""), str):
        raise TokenRefused("acr")


def _actor(account: AccountRow, held: tuple[Membership, ...], claims: Mapping[str, Any]) -> Actor:
    acr = str(claims.get("acr", ""))[:100]
    name = account.name or _own_name(claims)
    if not held:
        role = ROLE_WITHOUT_MEMBERSHIP.get(account.kind)
        if role is None or _asks_for_membership(claims):
            raise TokenRefused("membership")
        return Actor(account.id, account.kind, role, name=name, acr=acr)
    for one in held:
        if _same(one, claims):
            return Actor(
                account.id, one.kind, one.role, one.organization_id, one.team_id, name, acr
            )
    raise TokenRefused("membership")


def _own_name(claims: Mapping[str, Any]) -> str:
    name = claims.get("name")
    return name[:200] if isinstance(name, str) else ""


def _asks_for_membership(claims: Mapping[str, Any]) -> bool:
    return bool(claims.get("organization") or claims.get("team"))


def _same(one: Membership, claims: Mapping[str, Any]) -> bool:
    return (
        claims.get("role") == one.role
        and _id(claims.get("organization")) == one.organization_id
        and _id(claims.get("team")) == one.team_id
    )


def _id(value: object) -> UUID | None:
    if value is None or value == "":
        return None
    try:
        return UUID(str(value))
    except ValueError:
        raise TokenRefused("membership") from None
