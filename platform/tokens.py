"""Signed tokens of a provider: what is checked of every one of them before a claim is believed."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from .guard import BadInput, read_json

ALGORITHMS = ("RS256", "ES256", "PS256")
SKEW = 60  # seconds that two honest clocks may differ
LONGEST = 16 * 1024
# With these, a token would say itself how it is to be trusted.
_REFUSED_HEADERS = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"})
_REGISTRY = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)


class TokenRefused(ValueError):
    """The token is not believed. `reason` is a code for the log; whoever sent it is never told."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Keys(Protocol):
    """Where the public keys of the one trusted issuer are found."""

    def key(self, kid: str | None, algorithm: str) -> Key | None: ...


@dataclass(frozen=True, slots=True)
class Expected:
    """For whom a token must be. `types`: lower-case values of header `typ`, "" is its absence."""

    issuer: str
    audience: str
    types: frozenset[str]


ID_TOKEN_TYPES = frozenset({"", "jwt"})
ACCESS_TOKEN_TYPES = frozenset({"at+jwt", "application/at+jwt"})


def read_token(token: str, keys: Keys, expected: Expected, now: float) -> Mapping[str, Any]:
    """The claims of a token that is signed by the issuer, for us, and valid at `now` (seconds).

    Raises TokenRefused.
    """
    header = _header(token, expected.types)
    key = keys.key(header.get("kid"), header["alg"])
    if key is None:
        raise TokenRefused("unknown_key")
    claims = _payload(token, key)
    _check_claims(claims, expected, now)
    return claims


def _header(token: str, types: frozenset[str]) -> Mapping[str, Any]:
    if len(token) > LONGEST or not token.isascii():
        raise TokenRefused("too_large")
    parts = token.split(".")
    if len(parts) != 3:
        raise TokenRefused("not_a_signed_token")
    header = _object(_decoded(parts[0]), "header")
    if _REFUSED_HEADERS & header.keys():
        raise TokenRefused("header")
    if header.get("alg") not in ALGORITHMS:
        raise TokenRefused("algorithm")
    if not isinstance(header.get("kid", ""), str):
        raise TokenRefused("unknown_key")
    typ = header.get("typ", "")
    if not isinstance(typ, str) or typ.lower() not in types:
        raise TokenRefused("type")
    return header


def _decoded(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise TokenRefused("not_a_signed_token") from None


def _payload(token: str, key: Key) -> Mapping[str, Any]:
    try:
        signed = jws.deserialize_compact(token, key, registry=_REGISTRY)
    except (JoseError, ValueError):
        raise TokenRefused("signature") from None
    return _object(signed.payload or b"", "claims")


def _object(content: bytes, reason: str) -> Mapping[str, Any]:
    """The JSON object; two readers must never see two values, so a key given twice is refused."""
    try:
        value = read_json(content, most_bytes=LONGEST)
    except BadInput:
        raise TokenRefused(reason) from None
    if not isinstance(value, dict):
        raise TokenRefused(reason)
    return value


def _check_claims(claims: Mapping[str, Any], expected: Expected, now: float) -> None:
    registry = JWTClaimsRegistry(
        now=int(now),
        leeway=SKEW,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.audience},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        registry.validate(dict(claims))
    except JoseError as refused:
        raise TokenRefused(str(getattr(refused, "claim", "") or "claims")) from None
    if claims["aud"] not in (expected.audience, [expected.audience]):
        raise TokenRefused("aud")  # a list with strangers: the token was made for others too
    if len(claims["sub"]) > 255:
        raise TokenRefused("sub")
