"""What the login provider of the oefenregio keeps: its key, and who its one client is."""

from __future__ import annotations

import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from .personas import Persona

ALGORITHM = "ES256"
AUDIENCE = "https://netwerkzorg.example/api"
CLIENT_ID = "netwerkzorg"


@dataclass(frozen=True, slots=True)
class ProviderFiles:
    """`app_base` is where people come back to; the redirect is exactly `<app_base>/inloggen/terug`."""

    issuer: str
    app_base: str
    client_id: str
    client_secret: str
    api_audience: str


def prepare(folder: Path, issuer: str, app_base: str) -> ProviderFiles:
    """Make the key and the secret when they are not there; keep them when they are."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "provider.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    secret = known.get("client_secret") or secrets.token_urlsafe(32)
    files = ProviderFiles(issuer, app_base, CLIENT_ID, secret, AUDIENCE)
    _write(path, json.dumps(asdict(files)))
    if not (folder / "key.json").exists():
        made = ECKey.generate_key("P-256", {"kid": uuid4().hex, "use": "sig", "alg": ALGORITHM})
        _write(folder / "key.json", json.dumps(made.as_dict(private=True)))
    return files


def read_files(folder: Path) -> ProviderFiles:
    return ProviderFiles(**json.loads((folder / "provider.json").read_text()))


def read_key(folder: Path) -> ECKey:
    return ECKey.import_key(json.loads((folder / "key.json").read_text()))


def access_token(folder: Path, persona: Persona, minutes: int = 5) -> str:
    """An access token as RFC 9068 has it, for programs that act as this persona."""
    files, key, now = read_files(folder), read_key(folder), int(time.time())
    claims = {
        "iss": files.issuer,
        "sub": persona.sub,
        "aud": files.api_audience,
        "client_id": "netwerkzorg-cli",
        "iat": now,
        "auth_time": now,
        "exp": now + 60 * minutes,
        "jti": uuid4().hex,
        "acr": persona.acr,
        "scope": "openid api",
        **persona.membership_claims(),
    }
    header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
