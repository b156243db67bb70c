"""The login provider as we know it: metadata and public keys, fetched seldom and bounded."""

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

import requests
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from .guard import BadInput, read_json

KEPT = 3600  # seconds after which metadata and keys are fetched again
KEPT_AT_MOST = 24 * 3600  # and how long they hold while the provider does not answer
REFRESH_EVERY = 300  # an unknown key id may make us look again, not more often than this
PAUSE_AFTER_FAILURE = 5
MOST_BYTES = 256 * 1024
TIMEOUT = (3.05, 5.0)
LONGEST_ANSWER = 8.0  # seconds from the first byte to the last
_KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}


class ProviderUnreachable(Exception):
    """The provider gave no usable answer: nobody can log in, nobody is let in."""


class AnswerTooLong(ProviderUnreachable):
    """The provider did not stop in time, or at all."""


Fetch = Callable[[str], bytes]


class Bounded(HTTPAdapter):
    """Answers are read here and now: no redirects, at most 256 KiB, in a few seconds in all.

    A timeout of `requests` is one of silence: an answer that drips or that never ends passes it.
    """

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        kwargs.update(stream=True, timeout=TIMEOUT)
        answer = super().send(request, *args, **kwargs)
        try:
            if answer.is_redirect:
                raise ProviderUnreachable
            answer._content = _whole(answer.raw)
        finally:
            answer.close()
        return answer


def bounded_session(session: requests.Session) -> requests.Session:
    """This session, with every answer bounded."""
    for scheme in ("http://", "https://"):
        session.mount(scheme, Bounded())
    return session


def _whole(raw: Any) -> bytes:
    """All that comes, within the bounds. Raises ProviderUnreachable."""
    body, until = bytearray(), time.monotonic() + LONGEST_ANSWER
    try:
        while piece := raw.read1(65_536, decode_content=True):
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > until:
                raise AnswerTooLong
    except (HTTPError, OSError) as failed:
        raise ProviderUnreachable from failed
    return bytes(body)


def fetch(url: str) -> bytes:
    """The body behind this address. Raises ProviderUnreachable."""
    try:
        with bounded_session(requests.Session()) as session:
            answer = session.get(url)
    except (requests.RequestException, OSError) as failed:
        raise ProviderUnreachable from failed
    if answer.status_code != 200:
        raise ProviderUnreachable
    return answer.content


class Provider:
    """One issuer. Metadata that names another issuer is not believed."""

    def __init__(
        self,
        issuer: str,
        get: Fetch = fetch,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._configured = issuer
        self._get = get
        self._clock = clock
        self._lock = Lock()
        self._metadata: Mapping[str, Any] = {}
        self._keys: KeySet | None = None
        self._metadata_at = self._keys_at = self._asked_again_at = float("-inf")
        self._failed_at = float("-inf")

    @property
    def issuer(self) -> str:
        """The issuer exactly as its tokens name it."""
        return str(self.metadata()["issuer"])

    def metadata(self) -> Mapping[str, Any]:
        """What the provider publishes of itself. Raises ProviderUnreachable."""
        with self._lock:
            if self._clock() - self._metadata_at > KEPT:
                self._renew(self._load_metadata, self._metadata_at)
            return self._metadata

    def key(self, kid: str | None, algorithm: str) -> Key | None:
        """The key with this id that may sign with this algorithm.

        Without an id only a sole candidate counts. Raises ProviderUnreachable.
        """
        uri = str(self.metadata()["jwks_uri"])
        with self._lock:
            if self._clock() - self._keys_at > KEPT:
                self._renew(lambda: self._load_keys(uri), self._keys_at)
            found = self._candidate(kid, algorithm)
            if found is None and self._clock() - self._asked_again_at >= REFRESH_EVERY:
                self._asked_again_at = self._clock()
                self._renew(lambda: self._load_keys(uri), self._keys_at)
                found = self._candidate(kid, algorithm)
            return found

    def _renew(self, load: Callable[[], None], loaded_at: float) -> None:
        """Load again; what we had still holds for a day when the provider does not answer."""
        try:
            load()
        except ProviderUnreachable:
            if self._clock() - loaded_at > KEPT_AT_MOST:
                raise

    def _load_metadata(self) -> None:
        found = self._json(f"{self._configured.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") not in (self._configured, self._configured + "/"):
            raise ProviderUnreachable
        secure = self._configured.startswith("https://")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            address = str(found.get(name, ""))
            if not address.startswith("https://" if secure else ("http://", "https://")):
                raise ProviderUnreachable
        if "S256" not in found.get("code_challenge_methods_supported", ["S256"]):
            raise ProviderUnreachable
        self._metadata = found
        self._metadata_at = self._clock()

    def _load_keys(self, uri: str) -> None:
        found = self._json(uri)
        try:
            self._keys = KeySet.import_key_set({"keys": list(found.get("keys", ()))})
        except (JoseError, ValueError, TypeError, KeyError):
            raise ProviderUnreachable from None
        self._keys_at = self._clock()

    def _json(self, url: str) -> Mapping[str, Any]:
        if self._clock() - self._failed_at < PAUSE_AFTER_FAILURE:
            raise ProviderUnreachable
        try:
            value = read_json(self._get(url), most_bytes=MOST_BYTES)
            if not isinstance(value, dict):
                raise BadInput("malformed_json")
        except (BadInput, ProviderUnreachable):
            self._failed_at = self._clock()
            raise ProviderUnreachable from None
        return value

    def _candidate(self, kid: str | None, algorithm: str) -> Key | None:
        usable = [key for key in self._keys or () if _may_sign(key, algorithm)]
        if kid is not None:
            usable = [key for key in usable if key.kid == kid]
        return usable[0] if len(usable) == 1 else None


def _may_sign(key: Key, algorithm: str) -> bool:
    return (
        isinstance(key, (RSAKey, ECKey))
        and key.key_type == _KEY_TYPES[algorithm]
        and key.get("use") in (None, "sig")
        and key.get("alg") in (None, algorithm)
    )
