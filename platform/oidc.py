"""Logging in at the region's provider: OpenID Connect, code flow with PKCE, state and nonce.

Authlib carries the flow. What it leaves to the client is checked here and in `tokens.py`: the answer's
`iss`, a missing ID token, exact issuer and audience, `azp`, algorithms, header, skew and level.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from .config import Settings
from .provider import AnswerTooLong, Provider, ProviderUnreachable, bounded_session
from .sessions import hashed, wall_time
from .tables import Base
from .tokens import ID_TOKEN_TYPES, SKEW, Expected, TokenRefused, read_token
from .work import Work

CALLBACK = "/inloggen/terug"
STATE_LIVES = 600  # seconds
LONGEST_ANSWER = 8 * 1024  # bytes of query
_MOST_STATES = 4  # logins that one browser may have under way
_STATE_PREFIX = "_state_region_"
_REMEMBERED = timedelta(hours=1)
LEVELS = ("low", "substantial", "high")


class LoginRefused(Exception):
    """The login is not believed. `reason` is for the log, `code` for the person."""

    def __init__(self, reason: str, code: str = "login_failed") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class UsedStateRow(Base):
    """A state that came back once. Its second coming is refused, whatever the browser kept."""

    __tablename__ = "platform_used_state"
    __app_may__: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    state_hash: Mapped[bytes] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for: (`issuer`, `subject`), at level `acr`."""

    issuer: str
    subject: str
    acr: str
    name: str
    id_token: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What this browser took along when its login began."""

    state: str
    nonce: str
    code_verifier: str
    onward: str
    anew_since: int = 0  # the login must be younger than this; 0: any login will do


class _Integration(FlaskIntegration):  # type: ignore[misc]
    expires_in = STATE_LIVES


class _Region(FlaskOAuth2App):  # type: ignore[misc]
    def _get_oauth_client(self, **metadata: Any) -> Any:
        """The conversation about a code; what comes back is bounded like all that a provider says."""
        return bounded_session(super()._get_oauth_client(**metadata))


class Client:
    """Our side of the conversation with one provider."""

    def __init__(self, settings: Settings, provider: Provider) -> None:
        self._settings = settings
        self.provider = provider
        self._states = _Integration("region")

    def begin(self, onward: str, browser: MutableMapping[str, Any], *, anew: bool = False) -> str:
        """Where to send this browser to log in. Raises ProviderUnreachable.

        `anew`: the person must show again who it is, also where the provider still knows the browser.
        """
        _forget_oldest(browser)
        asked = {"acr_values": self._settings.oidc_min_acr} if self._settings.oidc_min_acr else {}
        if anew:
            asked |= {"prompt": "login", "max_age": "0"}
        url = self._app().create_authorization_url(
            self._settings.base_url + CALLBACK,
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            **asked,
        )
        kept = {
            "nonce": url["nonce"],
            "code_verifier": url["code_verifier"],
            "onward": onward,
            "anew_since": int(time.time()) if anew else 0,
        }
        self._states.set_state_data(browser, url["state"], kept)
        return str(url["url"])

    def begun(self, answer: MultiDict[str, str], browser: MutableMapping[str, Any]) -> Begun:
        """What this browser began with, given once. Raises LoginRefused for a state not its own."""
        if any(len(answer.getlist(name)) > 1 for name in answer):
            raise LoginRefused("parameter_twice")
        state = answer.get("state", "")
        key = f"{_STATE_PREFIX}{state}"
        until = browser.get(key, {}).get("exp", 0) if state else 0
        kept = self._states.get_state_data(browser, state) if until >= time.time() else None
        self._states.clear_state_data(browser, state)
        if not kept:
            raise LoginRefused("state")
        since = kept.get("anew_since", 0)
        return Begun(state, kept["nonce"], kept["code_verifier"], kept["onward"], since)

    def identity(self, answer: Mapping[str, str], begun: Begun) -> Identity:
        """Whom the provider vouches for. Raises LoginRefused, ProviderUnreachable."""
        self._check_sender(answer)
        code = answer.get("code", "")
        if "error" in answer or not code:
            raise LoginRefused("provider_said_no")
        answered = self._exchange(code, begun)
        token = answered.get("id_token")
        if not isinstance(token, str):
            raise LoginRefused("no_id_token")
        claims = self._claims(token)
        check_login_claims(
            claims, self._settings.oidc_client_id, begun.nonce, answered.get("access_token")
        )
        check_age(claims, begun.anew_since)
        acr = str(claims.get("acr", ""))
        if not high_enough(acr, self._settings.oidc_min_acr):
            raise LoginRefused("acr", "assurance_too_low")
        name = claims.get("name")
        return Identity(
            issuer=str(claims["iss"]),
            subject=str(claims["sub"]),
            acr=acr[:100],
            name=name[:200] if isinstance(name, str) else "",
            id_token=token,
        )

    def logout_url(self, hint: str) -> str:
        """Where to log out at the provider too, or "" when it does not offer that."""
        try:
            offered = self.provider.metadata().get("end_session_endpoint")
        except ProviderUnreachable:
            return ""
        if not isinstance(offered, str) or not hint:
            return ""
        client = self._app(end_session_endpoint=offered)
        found = client.create_logout_url(
            self._settings.base_url + "/uitgelogd", hint, client_id=self._settings.oidc_client_id
        )
        return str(found["url"])

    def _check_sender(self, answer: Mapping[str, str]) -> None:
        """RFC 9207: an answer that another provider sent is not ours to use."""
        promised = self.provider.metadata().get("authorization_response_iss_parameter_supported")
        sender = answer.get("iss")
        if (sender is None and promised) or sender not in (None, self.provider.issuer):
            raise LoginRefused("sender")

    def _exchange(self, code: str, begun: Begun) -> Mapping[str, Any]:
        try:
            answered = self._app().fetch_access_token(
                self._settings.base_url + CALLBACK, code=code, code_verifier=begun.code_verifier
            )
        except requests.RequestException as failed:
            raise ProviderUnreachable from failed
        except AnswerTooLong:
            raise LoginRefused("answer_too_long") from None
        except (OAuthError, ValueError, TypeError):
            raise LoginRefused("code") from None
        return answered if isinstance(answered, Mapping) else {}

    def _claims(self, token: str) -> Mapping[str, Any]:
        expected = Expected(self.provider.issuer, self._settings.oidc_client_id, ID_TOKEN_TYPES)
        try:
            return read_token(token, self.provider, expected, time.time())
        except TokenRefused as refused:
            raise LoginRefused(f"id_token:{refused.reason}") from None

    def _app(self, **metadata: str) -> _Region:
        found = self.provider.metadata()
        offered = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        basic = "client_secret_basic" in offered
        return _Region(
            self._states,
            "region",
            client_id=self._settings.oidc_client_id,
            client_secret=self._settings.oidc_client_secret or None,
            authorize_url=found["authorization_endpoint"],
            access_token_url=found["token_endpoint"],
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_basic"
                if basic
                else "client_secret_post",
            },
            **metadata,
        )


def check_login_claims(
    claims: Mapping[str, Any], client_id: str, nonce: str, access_token: object
) -> None:
    """What only an ID token has: it answers our question, for us. Raises LoginRefused."""
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise LoginRefused("nonce")
    if claims.get("azp", client_id) != client_id:
        raise LoginRefused("azp")
    at_hash = claims.get("at_hash")
    if at_hash is not None and at_hash != _half_hash(access_token):
        raise LoginRefused("at_hash")
    if not isinstance(claims.get("acr", ""), str):
        raise LoginRefused("acr")


def check_age(claims: Mapping[str, Any], anew_since: int) -> None:
    """A login that had to be done anew was done since we asked. Raises LoginRefused."""
    if not anew_since:
        return
    at = claims.get("auth_time")
    if not isinstance(at, int) or isinstance(at, bool) or at < anew_since - SKEW:
        raise LoginRefused("auth_time")


def _half_hash(access_token: object) -> str:
    """All algorithms that we accept hash with SHA-256."""
    digest = hashlib.sha256(str(access_token).encode()).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def high_enough(acr: str, least: str) -> bool:
    """Whether a level of assurance reaches the configured one; unknown names must be equal."""
    if not least:
        return True
    level, wanted = acr.rsplit("/", 1)[-1], least.rsplit("/", 1)[-1]
    if level in LEVELS and wanted in LEVELS:
        return LEVELS.index(level) >= LEVELS.index(wanted)
    return acr == least


def use_state(work: Work, state: str) -> bool:
    """True the first time that this state comes back; the database decides."""
    now = wall_time()
    work.session.execute(delete(UsedStateRow).where(UsedStateRow.at < now - _REMEMBERED))
    postgres = work.session.get_bind().dialect.name == "postgresql"
    make = postgresql.insert if postgres else sqlite.insert
    values = {"state_hash": hashed(state), "at": now}
    first = work.session.scalar(
        make(UsedStateRow)
        .values(values)
        .on_conflict_do_nothing()
        .returning(UsedStateRow.state_hash)
    )
    work.record("login.answered", UUID(bytes=hashed(state)[:16]))
    return first is not None


def _forget_oldest(browser: MutableMapping[str, Any]) -> None:
    """A cookie holds little: of many logins under way only the newest few are remembered."""
    states = [key for key in browser if key.startswith(_STATE_PREFIX)]
    states.sort(key=lambda key: browser[key].get("exp", 0))
    for key in states[: max(0, len(states) - _MOST_STATES + 1)]:
        browser.pop(key)
