"""A login provider that can be told to misbehave, over real HTTP on the loopback; and ways to log in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from flask.testing import FlaskClient
from joserfc.jwk import ECKey, Key, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.test import TestResponse

CLIENT_ID, CLIENT_SECRET = "netwerkzorg", "geheim van de test"
AUDIENCE = "https://netwerkzorg.example/api"
Change = Callable[[dict[str, Any]], None]


def _nothing(_given: dict[str, Any]) -> None:
    """Leave it as it is."""


@cache
def rsa_key(name: str) -> RSAKey:
    """A key of its own for this name, made once per process."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(
    header: Mapping[str, Any], claims: Mapping[str, Any] | bytes, key: Key | bytes | None
) -> str:
    """A compact JWS, whatever nonsense the header says. No key: no signature; bytes: HMAC."""
    body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    content = f"{b64(json.dumps(header).encode())}.{b64(body)}"
    if key is None:
        return f"{content}."
    if isinstance(key, bytes):
        return f"{content}.{b64(hmac.new(key, content.encode(), hashlib.sha256).digest())}"
    algorithm = JWSRegistry.algorithms[header["alg"]]
    return f"{content}.{b64(algorithm.sign(content.encode(), key))}"


@dataclass
class Faults:
    """What this provider does wrong. Every change gets the honest thing and spoils it in place."""

    metadata: Change = _nothing
    callback: Change = _nothing  # the parameters that go back to the app
    token_answer: Change = _nothing
    claims: Change = _nothing
    header: Change = _nothing
    token: Callable[[str], str] = staticmethod(lambda token: token)  # noqa: RUF009
    sign: Callable[[Mapping[str, Any], Mapping[str, Any]], str] | None = None
    token_status: int = 200


@dataclass
class StandIn:
    """The provider. `subject` is who sits at its keyboard."""

    issuer: str = ""
    subject: str = ""
    acr: str = "substantial"
    name: str = "Mevrouw De Vries"
    keys: list[Key] = field(default_factory=lambda: [rsa_key("first")])
    faults: Faults = field(default_factory=Faults)
    asked: list[str] = field(default_factory=list)  # paths, in order
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def metadata(self) -> dict[str, Any]:
        at = self.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/jwks",
            "end_session_endpoint": f"{at}/end",
            "authorization_response_iss_parameter_supported": True,
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256", "none"],
        }

    def id_claims(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": self.subject, "nonce": nonce,
            "iat": now, "exp": now + 300, "auth_time": now, "acr": self.acr, "name": self.name,
        }  # fmt: skip

    def access_claims(self, **but: Any) -> dict[str, Any]:
        now = int(time.time())
        honest = {
            "iss": self.issuer, "aud": AUDIENCE, "sub": self.subject, "client_id": "script",
            "iat": now, "exp": now + 300, "jti": secrets.token_hex(8), "acr": self.acr,
            "role": "inwoner",
        }  # fmt: skip
        return {**honest, **but}

    def token(self, claims: dict[str, Any], typ: str) -> str:
        """A signed token, with the faults of the moment in it."""
        header: dict[str, Any] = {"alg": "RS256", "kid": self.keys[0].kid, "typ": typ}
        self.faults.claims(claims)
        self.faults.header(header)
        if self.faults.sign is not None:
            return self.faults.token(self.faults.sign(header, claims))
        return self.faults.token(signed(header, claims, self.keys[0]))

    def bearer(self, **but: Any) -> dict[str, str]:
        """The header of a program that acts for `subject`."""
        return {"Authorization": f"Bearer {self.token(self.access_claims(**but), 'at+jwt')}"}


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        at, given = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        provider = self.server.provider
        provider.asked.append(at)
        if at == "/.well-known/openid-configuration":
            metadata = provider.metadata()
            provider.faults.metadata(metadata)
            self._json(metadata)
        elif at == "/jwks":
            self._json({"keys": [key.as_dict(private=False) for key in provider.keys]})
        elif at == "/authorize":
            self._authorize(given)
        else:
            self._json({}, 404)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        form = dict(parse_qsl(self.rfile.read(length).decode()))
        provider = self.server.provider
        provider.asked.append(self.path)
        begun = provider.codes.pop(form.get("code", ""), None)
        expected = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if begun is None or not self._is_client() or begun["code_challenge"] != expected:
            self._json({"error": "invalid_grant"}, 400)
            return
        claims = provider.id_claims(begun["nonce"])
        answer = {"access_token": "ondoorzichtig", "token_type": "Bearer", "expires_in": 300}
        answer["id_token"] = provider.token(claims, "JWT")
        provider.faults.token_answer(answer)
        self._json(answer, provider.faults.token_status)

    def _authorize(self, given: dict[str, str]) -> None:
        if given.get("code_challenge_method") != "S256" or given.get("response_type") != "code":
            self._json({"error": "invalid_request"}, 400)
            return
        provider = self.server.provider
        code = secrets.token_urlsafe(16)
        provider.codes[code] = given
        back: dict[str, Any] = {"code": code, "state": given["state"], "iss": provider.issuer}
        provider.faults.callback(back)
        self.send_response(302)
        self.send_header("Location", f"{given['redirect_uri']}?{urlencode(back, doseq=True)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_client(self) -> bool:
        pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        return self.headers.get("Authorization") == f"Basic {pair}"

    def _json(self, value: Any, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    provider: StandIn


@contextmanager
def a_provider() -> Iterator[StandIn]:
    """A provider on a free port of the loopback, until the block ends."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.provider = StandIn(f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.provider
        finally:
            server.shutdown()
            thread.join()


def callback_of(started: TestResponse) -> str:
    """Follow the redirect to the provider; the path and query with which it sends one back."""
    answer = requests.get(started.headers["Location"], allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def log_in(client: FlaskClient, onward: str = "/") -> TestResponse:
    """The whole round trip, as whoever sits at the provider's keyboard."""
    return client.get(callback_of(client.get("/inloggen", query_string={"next": onward})))


def ec_key(name: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": name})


def secret_from(key: RSAKey) -> bytes:
    """The public key misused as a shared secret: what RS/HS confusion signs with."""
    return key.as_pem(private=False)
