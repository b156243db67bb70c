"""Programs come with an access token: the same forgeries, and what only an access token has."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from forged_tokens import Forged, as_params
from providers import Faults, StandIn, rsa_key, signed
from sites import Site, a_site
from werkzeug.test import TestResponse
from worlds import GERIATRICIAN, HOSPITAL, NURSE, RESIDENT, TEAM, id_of

from netwerkzorg.platform.bearer import read_bearer
from netwerkzorg.platform.organizations import AccountRow, MembershipRow
from netwerkzorg.platform.sessions import wall_time
from netwerkzorg.platform.tokens import TokenRefused

LOG = "/api/v1/me/log"


def _asked(site: Site, headers: dict[str, str]) -> TestResponse:
    return site.client().get(LOG, headers=headers)


def _refused(answer: TestResponse, status: int = 401) -> None:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    if status == 401:
        assert answer.get_json()["code"] == "not_authenticated"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_honest_token_is_believed(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    assert _asked(site, provider.bearer()).status_code == 200
    assert _asked(site, provider.bearer(aud=["https://netwerkzorg.example/api"])).status_code == 200
    assert provider.asked.count("/jwks") == 1


@pytest.mark.parametrize("forged", as_params())
def test_a_forged_access_token_opens_nothing(site: Site, provider: StandIn, forged: Forged) -> None:
    provider.subject = str(RESIDENT.id)
    forged.spoil(provider.faults)
    _refused(_asked(site, provider.bearer()))


def _typ(value: str | None) -> Callable[[Faults], None]:
    def spoil(faults: Faults) -> None:
        faults.header = lambda header: (
            header.pop("typ") if value is None else header.update(typ=value)
        )

    return spoil


def _claim(name: str, value: Any) -> Callable[[Faults], None]:
    return lambda faults: setattr(faults, "claims", lambda claims: claims.update({name: value}))


def _drop(name: str) -> Callable[[Faults], None]:
    return lambda faults: setattr(faults, "claims", lambda claims: claims.pop(name))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_typ("JWT"), "an ID token is no access token"),
        (_typ(None), "an ID token is no access token"),
        (_typ("application/jwt"), "not RFC 9068"),
        (_claim("aud", "netwerkzorg"), "made for the login, not for the API"),
        (_drop("client_id"), "which program is unknown"),
        (_claim("client_id", 7), "which program is unknown"),
        (_drop("jti"), "RFC 9068 asks for it"),
        (_claim("cnf", {"jkt": "x"}), "bound to a key, so a thief may not use it as bearer"),
        (_claim("sub", "nobody"), "no account"),
        (_claim("role", "huisarts"), "a role that this person does not have"),
        (_claim("organization", str(HOSPITAL)), "an organisation that this person is not in"),
        (_claim("team", str(TEAM)), "a team that this person is not in"),
        (_claim("organization", "../etc"), "not an id"),
        (_drop("role"), "which membership is unknown"),
    ],
)
def test_what_only_an_access_token_can_have_wrong(
    site: Site, provider: StandIn, spoil: Callable[[Faults], None], why: str
) -> None:
    provider.subject = str(RESIDENT.id)
    spoil(provider.faults)
    answer = _asked(site, provider.bearer())
    assert answer.status_code == 401, why
    _refused(answer)


@pytest.mark.parametrize(
    ("actor", "claims", "status"),
    [
        (NURSE, {}, 403),
        (NURSE, {"team": None}, 401),
        (NURSE, {"organization": str(HOSPITAL)}, 401),
        (NURSE, {"role": "klinisch-geriater"}, 401),
        (NURSE, {"team": str(id_of("elders"))}, 401),
        (GERIATRICIAN, {}, 403),
        (GERIATRICIAN, {"team": str(TEAM)}, 401),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_the_membership_is_one_of_ours(
    site: Site, provider: StandIn, actor: Any, claims: dict[str, Any], status: int
) -> None:
    """403 means: believed, and told that the own log is for residents."""
    provider.subject = str(actor.id)
    own = {"role": actor.role, "organization": str(actor.organization_id),
           "team": str(actor.team_id) if actor.team_id else None}  # fmt: skip
    _refused(_asked(site, provider.bearer(**{**own, **claims})), status)


def test_a_person_without_membership_acts_as_no_one_else(site: Site, provider: StandIn) -> None:
    site.change(MembershipRow, {"until_at": wall_time() - timedelta(seconds=1)},
                account_id=RESIDENT.id)  # fmt: skip
    provider.subject = str(RESIDENT.id)
    assert _asked(site, provider.bearer()).status_code == 200
    _refused(_asked(site, provider.bearer(team=str(TEAM))))
    site.change(MembershipRow, {"until_at": wall_time() - timedelta(seconds=1)},
                account_id=NURSE.id)  # fmt: skip
    provider.subject = str(NURSE.id)
    _refused(_asked(site, provider.bearer(role=NURSE.role)))


def test_a_closed_account_is_closed_at_once(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    headers = provider.bearer()
    assert _asked(site, headers).status_code == 200
    site.change(AccountRow, {"closed_at": wall_time()}, id=RESIDENT.id)
    _refused(_asked(site, headers))


def test_a_cookie_never_opens_the_api_and_a_token_never_opens_a_page(
    site: Site, provider: StandIn
) -> None:
    client = site.logged_in()
    _refused(client.get(LOG))
    bare = site.client()
    assert bare.get("/wie", headers=provider.bearer()).status_code == 303


@pytest.mark.parametrize(
    "header",
    ["Basic abc", "Bearer", "Bearer ", "bearer a b", "Bearer a.b.c, Bearer d.e.f", "DPoP a.b.c",
     "Bearer " + "A" * 1_000_000, "Bearer \u00e9.b.c"],
    ids=lambda header: header[:16],
)  # fmt: skip
def test_a_header_that_is_no_bearer_token_is_refused(site: Site, header: str) -> None:
    environ = {"HTTP_AUTHORIZATION": header.encode().decode("latin-1")}
    _refused(site.client().get(LOG, environ_overrides=environ))


def test_without_header_one_is_a_visitor() -> None:
    assert read_bearer("") is None
    assert read_bearer("bearer abc") == "abc"
    with pytest.raises(TokenRefused):
        read_bearer("Token abc")


def test_a_storm_of_unknown_keys_asks_the_provider_once(site: Site, provider: StandIn) -> None:
    provider.subject = str(RESIDENT.id)
    assert _asked(site, provider.bearer()).status_code == 200
    for number in range(20):
        stranger = signed(
            {"alg": "RS256", "kid": f"k{number}", "typ": "at+jwt"},
            provider.access_claims(), rsa_key("attacker"),
        )  # fmt: skip
        _refused(_asked(site, {"Authorization": f"Bearer {stranger}"}))
    assert provider.asked.count("/jwks") == 2


def test_when_the_provider_is_away_nobody_is_let_in(tmp_path: Path, provider: StandIn) -> None:
    away = a_site(tmp_path, provider, oidc_issuer="http://127.0.0.1:9")
    provider.subject = str(RESIDENT.id)
    answer = _asked(away, provider.bearer())
    assert (answer.status_code, answer.get_json()["code"]) == (503, "temporarily_unavailable")


def test_the_level_is_asked_of_programs_too(tmp_path: Path, provider: StandIn) -> None:
    strict = a_site(tmp_path, provider, oidc_min_acr="substantial")
    provider.subject = str(RESIDENT.id)
    assert _asked(strict, provider.bearer()).status_code == 200
    _refused(_asked(strict, provider.bearer(acr="low")))
