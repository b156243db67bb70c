"""Ways in which a signed token can be false, each with the reason that it must be refused."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from providers import Faults, ec_key, rsa_key, secret_from, signed

Claims = dict[str, Any]


@dataclass(frozen=True)
class Forged:
    """`spoil` puts the fault in a provider; `why` is what an attacker would gain otherwise."""

    name: str
    why: str
    spoil: Callable[[Faults], None]


def _set(name: str, value: Any) -> Callable[[Faults], None]:
    def spoil(faults: Faults) -> None:
        faults.claims = lambda claims: claims.__setitem__(
            name, value(claims) if callable(value) else value
        )

    return spoil


def _without(name: str) -> Callable[[Faults], None]:
    def spoil(faults: Faults) -> None:
        faults.claims = lambda claims: claims.pop(name, None)

    return spoil


def _header(name: str, value: Any) -> Callable[[Faults], None]:
    def spoil(faults: Faults) -> None:
        faults.header = lambda header: header.__setitem__(name, value)

    return spoil


def _token(change: Callable[[str], str]) -> Callable[[Faults], None]:
    def spoil(faults: Faults) -> None:
        faults.token = change

    return spoil


def _signed(
    sign: Callable[[Mapping[str, Any], Mapping[str, Any]], str],
) -> Callable[[Faults], None]:
    def spoil(faults: Faults) -> None:
        faults.sign = sign

    return spoil


def _twice(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    body = json.dumps(claims)[:-1] + ', "sub": "someone-else"}'
    return signed(header, body.encode(), rsa_key("first"))


def _bent(token: str) -> str:
    head, body, signature = token.split(".")
    other = "B" if signature[20] == "A" else "A"
    return f"{head}.{body}.{signature[:20]}{other}{signature[21:]}"


def _own_jwk(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    own = rsa_key("attacker")
    return signed({**header, "jwk": own.as_dict(private=False)}, claims, own)


def _ago(seconds: int) -> Callable[[Claims], int]:
    return lambda claims: int(time.time()) - seconds


F = Forged
FORGED = (
    F("iss other", "a token of any other provider", _set("iss", "http://evil.test")),
    F("iss with slash", "exact, or a look-alike passes", _set("iss", lambda c: c["iss"] + "/")),
    F("iss missing", "nobody vouches", _without("iss")),
    F("iss list", "a list may hide a stranger", _set("iss", lambda c: [c["iss"]])),
    F("aud other", "made for another app", _set("aud", "other-client")),
    F("aud other, azp ours", "what Authlib accepted", lambda f: _aud_azp(f)),
    F("aud list with a stranger", "the stranger could replay it",
      _set("aud", lambda c: [c["aud"], "x"])),
    F("aud empty list", "made for nobody", _set("aud", [])),
    F("aud missing", "made for anybody", _without("aud")),
    F("aud longer", "no prefix matching", _set("aud", lambda c: c["aud"] + "-2")),
    F("sub missing", "about nobody", _without("sub")),
    F("sub empty", "about nobody", _set("sub", "")),
    F("sub number", "1 and '1' must not meet", _set("sub", 1)),
    F("sub endless", "bounded", _set("sub", "x" * 256)),
    F("exp past", "an old token", _set("exp", _ago(61))),
    F("exp missing", "would hold for ever", _without("exp")),
    F("exp text", "not a number", _set("exp", "later")),
    F("exp true", "a boolean is not a moment", _set("exp", True)),
    F("exp endless", "beyond what numbers hold", _set("exp", 10**300)),
    F("iat missing", "age unknown", _without("iat")),
    F("iat future", "made tomorrow", _set("iat", _ago(-7200))),
    F("nbf future", "not yet", _set("nbf", _ago(-7200))),
    F("alg none", "no signature at all",
      _signed(lambda h, c: signed({**h, "alg": "none"}, c, None))),
    F("alg None in capitals", "spelling", _signed(lambda h, c: signed({**h, "alg": "NONE"}, c, None))),
    F("alg HS256 with the public key", "RS/HS confusion",
      _signed(lambda h, c: signed({**h, "alg": "HS256"}, c, secret_from(rsa_key("first"))))),
    F("alg RS512", "not among those agreed",
      _signed(lambda h, c: signed({**h, "alg": "RS512"}, c, rsa_key("first")))),
    F("alg ES256 says, RSA key", "key and algorithm differ",
      _signed(lambda h, c: signed({**h, "alg": "ES256"}, c, ec_key("first")))),
    F("signed by a stranger", "known kid, other key",
      _signed(lambda h, c: signed(h, c, rsa_key("attacker")))),
    F("own jwk in the header", "the token brings its own key", _signed(_own_jwk)),
    F("jku", "the token says where keys are", _header("jku", "http://evil.test/jwks")),
    F("x5u", "the token says where keys are", _header("x5u", "http://evil.test/cert")),
    F("x5c", "the token brings a certificate", _header("x5c", ["AAAA"])),
    F("crit", "what we do not understand", _header("crit", ["exp"])),
    F("b64 false", "another way to sign", _header("b64", False)),
    F("kid unknown", "no such key", _header("kid", "nope")),
    F("kid traversal", "kid is a name, not a path", _header("kid", "../../etc/passwd")),
    F("kid number", "kid is text", _header("kid", 1)),
    F("typ logout", "a token for something else", _header("typ", "logout+jwt")),
    F("typ list", "typ is text", _header("typ", ["JWT"])),
    F("signature bent", "changed on the way", _token(_bent)),
    F("signature gone", "nothing is signed", _token(lambda t: t.rsplit(".", 1)[0] + ".")),
    F("two parts", "not a signed token", _token(lambda t: t.rsplit(".", 1)[0])),
    F("five parts", "encrypted, which we never ask", _token(lambda t: t + ".a.b")),
    F("one megabyte", "bounded before it is parsed", _token(lambda t: t + "A" * 1_000_000)),
    F("claims twice", "two readers, two persons", _signed(_twice)),
    F("claims a list", "not an object",
      _signed(lambda h, c: signed(h, b'["sub"]', rsa_key("first")))),
    F("claims deep", "bounded depth",
      _signed(lambda h, c: signed(h, b'{"a":' * 50 + b"1" + b"}" * 50, rsa_key("first")))),
    F("acr list", "a level is one word", _set("acr", ["high"])),
)  # fmt: skip


def _aud_azp(faults: Faults) -> None:
    def change(claims: Claims) -> None:
        claims["azp"], claims["aud"] = claims["aud"], "other-client"

    faults.claims = change


def as_params() -> list[Any]:
    return [pytest.param(one, id=one.name) for one in FORGED]
