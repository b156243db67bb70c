"""The authorization server of the oefenregio: one client, code with PKCE S256, nothing else."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.models import AuthorizationCodeMixin

from .personas import Persona, persona
from .provider_files import ALGORITHM, ProviderFiles

CODE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Client(ClientMixin):  # type: ignore[misc]  # the library has no types
    """The platform itself. Its redirect is compared to the letter."""

    files: ProviderFiles

    def get_client_id(self) -> str:
        return self.files.client_id

    def get_default_redirect_uri(self) -> str:
        return f"{self.files.app_base}/inloggen/terug"

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(one for one in scope.split() if one in ("openid", "profile"))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.get_default_redirect_uri()

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, self.files.client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(slots=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """A code that was given out: for one minute and one use."""

    code: str
    persona_id: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    code_challenge_method: str
    auth_time: int

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> str:
        return persona(self.persona_id).acr

    def get_amr(self) -> list[str]:
        return ["pwd", "otp"]


CODES: dict[str, Code] = {}


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: Any) -> None:
        sent = request.payload.data
        CODES[code] = Code(
            code, request.user.id, request.payload.redirect_uri or "", request.payload.scope or "",
            sent.get("nonce"), sent.get("code_challenge", ""), sent.get("code_challenge_method", ""),
            int(time.time()),
        )  # fmt: skip

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found = CODES.get(code)
        fresh = found is not None and time.time() - found.auth_time <= CODE_SECONDS
        return found if fresh else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        CODES.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> Persona:
        return persona(authorization_code.persona_id)


class OnlyS256(CodeChallenge):  # type: ignore[misc]
    """PKCE for every request; a challenge in plain text proves nothing."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)
    DEFAULT_CODE_CHALLENGE_METHOD = ""

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """The library asks a challenge only of clients without a secret; here of everybody."""
        sent = grant.request.payload.data
        if not sent.get("code_challenge") or sent.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with S256 is required")
        super().validate_code_challenge(grant, redirect_uri)


class IdToken(OpenIDCode):  # type: ignore[misc]
    def __init__(self, files: ProviderFiles, key: Any) -> None:
        super().__init__(require_nonce=True)
        self._files, self._key = files, key

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return any(code.nonce == nonce for code in CODES.values())

    def resolve_client_private_key(self, client: Client) -> Any:
        return self._key

    def get_client_algorithm(self, client: Client) -> str:
        return ALGORITHM

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": self._files.issuer}

    def get_authorization_code_claims(self, authorization_code: Code) -> dict[str, Any]:
        return {
            "nonce": authorization_code.get_nonce(),
            "auth_time": authorization_code.get_auth_time(),
            "acr": authorization_code.get_acr(),
            "amr": authorization_code.get_amr(),
        }

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": ALGORITHM, "kid": self._key.kid, "typ": "JWT"}

    def generate_user_info(self, user: Persona, scope: str) -> UserInfo:
        return UserInfo(sub=user.sub, name=user.name)


def make_server(app: Any, files: ProviderFiles, key: Any) -> AuthorizationServer:
    client = Client(files)
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: client if client_id == files.client_id else None,
        save_token=lambda token, request: None,
    )
    server.register_grant(CodeGrant, [OnlyS256(required=True), IdToken(files, key)])
    return server
