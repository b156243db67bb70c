"""The same login against two providers: the sandbox's own, and one that is not ours (Canaille)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from providers import StandIn
from sites import Site, a_site, csrf_token, who
from werkzeug.serving import make_server
from worlds import NURSE, RESIDENT

from netwerkzorg.platform.organizations import AccountRow, MembershipRow
from netwerkzorg.platform.sessions import wall_time
from netwerkzorg.sandbox.personas import PERSONAS, Persona
from netwerkzorg.sandbox.provider import make_provider
from netwerkzorg.sandbox.provider_files import access_token, prepare, read_key

BASE = "http://127.0.0.1:8000"


def _path(address: str) -> str:
    """The callback as the test client asks for it."""
    back = urlsplit(address)
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{BASE}/inloggen/terug"
    return f"{back.path}?{back.query}"


@contextmanager
def _sandbox_provider(folder: Path) -> Iterator[tuple[Any, Path]]:
    files = prepare(folder, "http://127.0.0.1:1", BASE)  # the key must be there first
    server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
    files = prepare(folder, f"http://127.0.0.1:{server.server_port}", BASE)
    app = make_provider(files, read_key(folder))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield files, folder
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    """The platform with the sandbox's provider; two personas stand for two people of the tests."""
    with _sandbox_provider(tmp_path / "provider") as (files, folder):
        site = a_site(
            tmp_path / "house",
            StandIn(files.issuer),
            oidc_client_id=files.client_id,
            oidc_client_secret=files.client_secret,
            api_audience=files.api_audience,
        )
        for persona, actor in ((_one("devries"), RESIDENT), (_one("verpleegkundige"), NURSE)):
            site.change(AccountRow, {"subject": persona.sub}, id=actor.id)
        yield site, folder


def _one(persona_id: str) -> Persona:
    return next(persona for persona in PERSONAS if persona.id == persona_id)


@pytest.mark.parametrize(
    ("persona", "actor"), [("devries", RESIDENT), ("verpleegkundige", NURSE)], ids=["one", "two"]
)
def test_a_persona_of_the_sandbox_logs_in_and_out(
    sandbox: tuple[Site, Path], persona: str, actor: Any
) -> None:
    site, _ = sandbox
    client = site.client()
    at = client.get("/inloggen?next=/wie").headers["Location"]
    assert requests.get(at, timeout=5).status_code == 200
    chosen = requests.post(at, data={"persona": persona}, allow_redirects=False, timeout=5)
    answer = client.get(_path(chosen.headers["Location"]))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/wie")
    assert who(client) == actor.id
    left = client.post("/uitloggen", data={"csrf_token": csrf_token(client)})
    back = requests.get(left.headers["Location"], allow_redirects=False, timeout=5)
    assert back.headers["Location"].startswith(f"{BASE}/")
    assert who(client) is None


def test_the_token_for_scripts_is_checked_like_any_other(sandbox: tuple[Site, Path]) -> None:
    site, folder = sandbox
    # In the practice region a resident belongs to nothing, so her token names no role.
    site.change(MembershipRow, {"until_at": wall_time()}, account_id=RESIDENT.id)
    token = access_token(folder, _one("devries"))
    asked = site.client().get("/api/v1/me/log", headers={"Authorization": f"Bearer {token}"})
    assert asked.status_code == 200
    old = access_token(folder, _one("devries"), minutes=-2)
    asked = site.client().get("/api/v1/me/log", headers={"Authorization": f"Bearer {old}"})
    assert asked.status_code == 401


@pytest.fixture
def canaille(iam_server: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Canaille with our client and one person who logged in there."""
    client = iam_server.models.Client(
        client_id="netwerkzorg",
        client_secret="geheim van de test",
        client_name="Netwerkzorg",
        redirect_uris=[f"{BASE}/inloggen/terug"],
        post_logout_redirect_uris=[f"{BASE}/uitgelogd"],
        grant_types=["authorization_code"],
        response_types=["code"],
        token_endpoint_auth_method="client_secret_basic",
        id_token_signed_response_alg="RS256",  # by itself it picks RS512, which we do not accept
        scope=["openid", "profile"],
    )
    iam_server.backend.save(client)
    client.audience = [client]  # without this its ID tokens are for nobody
    iam_server.backend.save(client)
    person = iam_server.random_user(user_name="devries")
    iam_server.login(person)
    iam_server.consent(person, client)
    yield iam_server, client, person
    iam_server.logout()
    for row in (person, client):
        iam_server.backend.delete(row)


def _canaille_site(folder: Path, iam_server: Any) -> Site:
    site = a_site(folder, StandIn(iam_server.url.rstrip("/")))
    site.change(AccountRow, {"subject": "devries"}, id=RESIDENT.id)
    return site


def _round_trip(site: Site) -> Any:
    client = site.client()
    asked = requests.get(
        client.get("/inloggen?next=/wie").headers["Location"], allow_redirects=False, timeout=10
    )
    return client, client.get(_path(asked.headers["Location"]))


def test_a_provider_that_is_not_ours_logs_somebody_in(
    tmp_path: Path, canaille: tuple[Any, Any, Any]
) -> None:
    iam_server, _, _ = canaille
    site = _canaille_site(tmp_path, iam_server)
    client, answer = _round_trip(site)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/wie")
    assert who(client) == RESIDENT.id
    left = client.post("/uitloggen", data={"csrf_token": csrf_token(client)})
    assert left.headers["Location"].startswith(f"{iam_server.url}oauth/end_session?")


def test_its_id_token_without_our_audience_is_refused(
    tmp_path: Path, canaille: tuple[Any, Any, Any]
) -> None:
    """What Authlib's client alone let through: a login whose ID token is for nobody."""
    iam_server, oidc_client, _ = canaille
    oidc_client.audience = []
    iam_server.backend.save(oidc_client)
    site = _canaille_site(tmp_path, iam_server)
    _, answer = _round_trip(site)
    assert answer.status_code == 400
    assert site.refusals() == ["id_token:aud"]


def test_its_code_for_an_unknown_person_opens_nothing(
    tmp_path: Path, canaille: tuple[Any, Any, Any]
) -> None:
    iam_server, _, _ = canaille
    site = _canaille_site(tmp_path, iam_server)
    site.change(AccountRow, {"subject": "somebody-else"}, id=RESIDENT.id)
    _, answer = _round_trip(site)
    assert (answer.status_code, site.refusals()) == (403, ["account"])
