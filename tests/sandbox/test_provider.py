"""The login provider of the practice region: PKCE for everybody, one redirect, one use of a code."""

import base64
import hashlib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from netwerkzorg.sandbox.provider import make_provider
from netwerkzorg.sandbox.provider_files import prepare, read_key

APP = "http://127.0.0.1:8000"
VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
ASKED = {
    "response_type": "code", "client_id": "netwerkzorg", "redirect_uri": f"{APP}/inloggen/terug",
    "scope": "openid profile", "state": "s", "nonce": "n",
    "code_challenge": CHALLENGE, "code_challenge_method": "S256",
}  # fmt: skip


@pytest.fixture
def provider(tmp_path: Path) -> FlaskClient:
    files = prepare(tmp_path, "http://127.0.0.1:8001", APP)
    client = make_provider(files, read_key(tmp_path)).test_client()
    client.environ_base["secret"] = files.client_secret
    return client


def _chosen(provider: FlaskClient, **but: str) -> dict[str, list[str]]:
    """What comes back in the address after choosing mevrouw De Vries."""
    asked = {name: value for name, value in {**ASKED, **but}.items() if value}
    answer = provider.post("/authorize", query_string=asked, data={"persona": "devries"})
    return parse_qs(urlsplit(answer.headers.get("Location", "")).query)


def _token(provider: FlaskClient, code: str, verifier: str = VERIFIER) -> int:
    sent = {
        "grant_type": "authorization_code", "code": code, "code_verifier": verifier,
        "redirect_uri": ASKED["redirect_uri"], "client_id": "netwerkzorg",
        "client_secret": provider.environ_base["secret"],
    }  # fmt: skip
    return provider.post("/token", data=sent).status_code


@pytest.mark.parametrize(
    ("but", "because"),
    [
        ({"code_challenge": "", "code_challenge_method": ""}, "no challenge at all"),
        ({"code_challenge_method": "plain"}, "a challenge in plain text proves nothing"),
        ({"code_challenge_method": ""}, "no method means plain"),
        ({"redirect_uri": "http://127.0.0.1:8000/elders"}, "another address than the registered"),
        ({"response_type": "token"}, "only codes are given out"),
        ({"nonce": ""}, "without a nonce an answer can be replayed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_code_is_given(provider: FlaskClient, but: dict[str, str], because: str) -> None:
    assert "code" not in _chosen(provider, **but), because


def test_a_code_works_once_and_only_with_its_verifier(provider: FlaskClient) -> None:
    back = _chosen(provider)
    assert back["iss"] == ["http://127.0.0.1:8001"], "who answered stands in the answer"
    assert _token(provider, back["code"][0], "w" * 64) == 400
    code = _chosen(provider, nonce="n2")["code"][0]
    assert _token(provider, code) == 200
    assert _token(provider, code) == 400
