"""Logging in at the provider: what is believed, and everything that is not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from forged_tokens import Forged, as_params
from providers import Faults, StandIn, callback_of, log_in, rsa_key
from sites import Site, a_site, csrf_token, who
from worlds import NURSE, RESIDENT, id_of

from netwerkzorg.platform.login_pages import local_path
from netwerkzorg.platform.organizations import AccountRow, MembershipRow

COOKIE = "nz_session"


def _refused(client: FlaskClient, answer: Any, status: int = 400) -> None:
    assert answer.status_code == status
    assert client.get_cookie(COOKIE) is None
    assert who(client) is None


def test_a_resident_logs_in_and_goes_on_where_she_was(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    client = site.client()
    answer = log_in(client, onward="/wie?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/wie?x=1")
    here = client.get("/wie").get_json()
    assert (UUID(here["id"]), here["kind"], here["role"]) == (RESIDENT.id, "resident", "inwoner")
    assert (here["name"], here["acr"]) == ("Mevrouw De Vries", "substantial")
    assert {"login.answered", "login.done"} <= set(site.actions())


def test_a_nurse_comes_with_organization_and_team(site: Site) -> None:
    here = site.logged_in(NURSE).get("/wie").get_json()
    assert here["organization"] == str(NURSE.organization_id)
    assert here["team"] == str(NURSE.team_id)
    assert here["name"] == NURSE.name


def test_the_request_to_the_provider_carries_pkce_state_and_nonce(site: Site) -> None:
    asked = parse_qs(urlsplit(site.client().get("/inloggen").headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/inloggen/terug"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 32


def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(
    tmp_path: Path, provider: StandIn
) -> None:
    secure = a_site(tmp_path, provider, base_url="https://zorg.test")
    provider.subject = str(RESIDENT.id)
    client = secure.client()
    started = client.get("/inloggen", base_url="https://zorg.test")
    callback = callback_of(started)
    answer = client.get(callback, base_url="https://zorg.test")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(COOKIE))
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize("forged", as_params())
def test_a_forged_id_token_lets_nobody_in(site: Site, provider: StandIn, forged: Forged) -> None:
    provider.subject = str(RESIDENT.id)
    forged.spoil(provider.faults)
    client = site.client()
    _refused(client, log_in(client))
    (reason,) = site.refusals()
    assert reason.startswith("id_token:") or reason in ("acr", "answer_too_long"), forged.why


def _claim(name: str, value: Any) -> Callable[[Faults], None]:
    return lambda faults: setattr(faults, "claims", lambda claims: claims.update({name: value}))


def _answer(**values: Any) -> Callable[[Faults], None]:
    return lambda faults: setattr(faults, "token_answer", lambda answer: answer.update(values))


def _back(**values: Any) -> Callable[[Faults], None]:
    return lambda faults: setattr(faults, "callback", lambda back: back.update(values))


def _drop(what: str, name: str) -> Callable[[Faults], None]:
    return lambda faults: setattr(faults, what, lambda given: given.pop(name))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_claim("nonce", "wrong"), "an ID token of another login, replayed"),
        (_claim("nonce", None), "no nonce, no proof that it answers our question"),
        (_drop("claims", "nonce"), "no nonce, no proof that it answers our question"),
        (_claim("nonce", ["x"]), "nonce is text"),
        (_claim("azp", "other-client"), "issued to another app"),
        (_claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), "another access token was slipped in"),
        (_drop("token_answer", "id_token"), "Authlib would skip every check"),
        (_answer(id_token=None), "as good as missing"),
        (_answer(id_token={"sub": "x"}), "not a token"),
        (_answer(error="invalid_grant"), "the provider said no"),
        (_back(iss="http://evil.test"), "mix-up: another provider answered"),
        (_drop("callback", "iss"), "the provider promised to say who answers"),
        (_back(state="foreign"), "a state of somebody else's browser"),
        (_back(state=""), "no state"),
        (_drop("callback", "state"), "no state"),
        (_back(code="made-up"), "a code that the provider never gave"),
        (_back(code=""), "no code"),
        (_drop("callback", "code"), "no code"),
        (_back(code=["a", "b"]), "two codes: two readers, two answers"),
        (_back(state=["a", "b"]), "two states"),
        (_back(error="<script>alert(1)</script>"), "an error with HTML in it"),
        (_back(error="access_denied"), "the person or the provider said no"),
    ],
)
def test_a_doubtful_answer_lets_nobody_in(
    site: Site, provider: StandIn, spoil: Callable[[Faults], None], why: str
) -> None:
    provider.subject = str(RESIDENT.id)
    spoil(provider.faults)
    client = site.client()
    answer = log_in(client)
    _refused(client, answer)
    assert "<script>alert" not in answer.get_data(as_text=True), why


def test_a_state_works_once_even_when_the_browser_kept_its_cookie(
    site: Site, provider: StandIn
) -> None:
    provider.subject = str(RESIDENT.id)
    client = site.client()
    callback = callback_of(client.get("/inloggen"))
    kept = client.get_cookie("nz_state")
    assert kept is not None
    assert client.get(callback).status_code == 303
    thief = site.client()
    thief.set_cookie("nz_state", kept.value)
    _refused(thief, thief.get(callback))


def test_a_state_of_another_browser_is_refused(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    callback = callback_of(site.client().get("/inloggen"))
    victim = site.client()
    victim.get("/inloggen")
    _refused(victim, victim.get(callback))


def test_a_state_older_than_ten_minutes_is_refused(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    client = site.client()
    callback = callback_of(client.get("/inloggen"))
    with client.session_transaction() as browser:
        (key,) = (name for name in browser if name.startswith("_state_"))
        until = browser[key]["exp"]
        browser[key] = {**browser[key], "exp": until - 601}
    _refused(client, client.get(callback))


def test_the_answer_comes_by_get_and_is_short(site: Site) -> None:
    client = site.client()
    assert client.post("/inloggen/terug").status_code == 405
    assert client.get("/inloggen/terug?state=" + "x" * 9000).status_code == 414


def test_many_logins_under_way_fit_in_one_cookie(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    client = site.client()
    for _ in range(12):
        started = client.get("/inloggen", query_string={"next": "/wie?" + "x" * 400})
    cookie = client.get_cookie("nz_state")
    assert cookie is not None
    assert len(cookie.value) < 4000
    assert client.get(callback_of(started)).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/vragen/1?a=b", "/vragen/1?a=b"),
        ("//evil.test", "/"),
        ("///evil.test", "/"),
        ("/\\evil.test", "/"),
        ("\\\\evil.test", "/"),
        ("https://evil.test/", "/"),
        ("javascript:alert(1)", "/"),
        ("data:text/html,x", "/"),
        ("evil.test", "/"),
        ("/a\nLocation: x", "/"),
        ("/\t/evil.test", "/"),
        ("/x" * 400, "/"),
        ("/uitloggen", "/"),
        ("/inloggen?next=/inloggen", "/"),
        ("/api/v1/me/log", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_after_the_login_one_stays_on_this_site(wanted: str | None, path: str) -> None:
    assert local_path(wanted) == path


def test_the_next_page_of_a_login_is_one_of_ours(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    answer = log_in(site.client(), onward="//evil.test/x")
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("least", "acr", "status"),
    [
        ("substantial", "low", 403),
        ("substantial", "", 403),
        ("substantial", "substantial", 303),
        ("substantial", "high", 303),
        ("http://eidas.europa.eu/LoA/high", "http://eidas.europa.eu/LoA/substantial", 403),
        ("http://eidas.europa.eu/LoA/high", "http://eidas.europa.eu/LoA/high", 303),
        ("mfa", "high", 403),
        ("mfa", "mfa", 303),
        ("", "", 303),
    ],
)
def test_the_level_must_be_reached(
    tmp_path: Path, provider: StandIn, least: str, acr: str, status: int
) -> None:
    strict = a_site(tmp_path, provider, oidc_min_acr=least)
    provider.subject, provider.acr = str(RESIDENT.id), acr
    assert log_in(strict.client()).status_code == status


def _unknown(site: Site, provider: StandIn) -> None:
    provider.subject = "nobody"


def _closed(site: Site, provider: StandIn) -> None:
    site.change(AccountRow, {"closed_at": site.world.clock.now()}, id=NURSE.id)


def _other_issuer(site: Site, provider: StandIn) -> None:
    site.change(AccountRow, {"issuer": "http://other.test"}, id=NURSE.id)


def _no_role(site: Site, provider: StandIn) -> None:
    site.change(MembershipRow, {"until_at": site.world.clock.now()}, account_id=NURSE.id)


@pytest.mark.parametrize("spoil", [_unknown, _closed, _other_issuer, _no_role])
def test_who_has_no_place_here_is_told_so(
    site: Site, provider: StandIn, spoil: Callable[[Site, StandIn], None]
) -> None:
    provider.subject = str(NURSE.id)
    spoil(site, provider)
    client = site.client()
    _refused(client, log_in(client), status=403)


def test_with_two_roles_one_is_chosen_before_anything_else(site: Site, provider: StandIn) -> None:
    with site.world.house.engine.begin() as connection:
        second = {"id": id_of("second"), "account_id": NURSE.id, "kind": "org_admin",
                  "role": "orgbeheerder", "organization_id": NURSE.organization_id}  # fmt: skip
        connection.execute(MembershipRow.__table__.insert().values(**second))
    client = site.logged_in(NURSE)
    assert who(client) is None
    assert client.get("/inloggen?next=/wie").headers["Location"] == "/inloggen/rol?next=%2Fwie"
    fields = {"csrf_token": csrf_token(client, "/inloggen/rol"), "next": "/wie"}
    old = client.get_cookie(COOKIE)
    wrong = client.post("/inloggen/rol", data={**fields, "rol": str(id_of("else"))})
    assert wrong.headers["Location"].startswith("/inloggen/rol")
    chosen = client.post("/inloggen/rol", data={**fields, "rol": str(id_of("second"))})
    assert chosen.headers["Location"] == "/wie"
    assert client.get("/wie").get_json()["kind"] == "org_admin"
    before = site.client()
    before.set_cookie(COOKIE, old.value if old else "")
    assert who(before) is None


def test_a_new_login_ends_the_old_one_and_its_token(site: Site) -> None:
    client = site.logged_in()
    old = client.get_cookie(COOKIE)
    assert old is not None
    again = site.client()
    again.set_cookie(COOKIE, old.value)
    client.delete_cookie(COOKIE)
    client.set_cookie(COOKIE, "stale")
    assert who(again) == RESIDENT.id
    answer = again.get("/inloggen?next=/wie")
    assert answer.headers["Location"] == "/wie"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda metadata: metadata.update(issuer="http://evil.test"),
        lambda metadata: metadata.pop("token_endpoint"),
        lambda metadata: metadata.update(jwks_uri="file:///etc/passwd"),
        lambda metadata: metadata.update(code_challenge_methods_supported=["plain"]),
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(
    site: Site, provider: StandIn, spoil: Callable[[dict[str, Any]], None]
) -> None:
    provider.faults.metadata = spoil
    assert site.client().get("/inloggen").status_code == 503


def test_a_rotated_key_is_fetched_once(site: Site, provider: StandIn) -> None:
    site.logged_in()
    provider.keys = [rsa_key("second")]
    site.logged_in(NURSE)
    assert provider.asked.count("/jwks") == 2
    provider.keys = [rsa_key("attacker")]
    for _ in range(3):
        _refused(client := site.client(), log_in(client))
    assert provider.asked.count("/jwks") == 2
