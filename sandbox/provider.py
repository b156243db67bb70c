"""The login provider of the oefenregio: choose who you are, without a password. Never outside it."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Flask, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server as make_http_server

from netwerkzorg.platform.config import read_settings
from netwerkzorg.platform.region import load_region

from .grants import make_server
from .personas import PERSONAS, persona
from .provider_files import ALGORITHM, ProviderFiles, prepare, read_key

STATIC = Path(__file__).resolve().parents[1] / "platform" / "static"
_CSP = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self' {app}; base-uri 'none'; frame-ancestors 'none'"
)


def make_provider(files: ProviderFiles, key: Any) -> Flask:
    """The provider as a WSGI app: authorize, token, keys, discovery, logout."""
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.config.update(SECRET_KEY="unused", MAX_CONTENT_LENGTH=64 * 1024, OAUTH2_TOKEN_EXPIRES_IN={})
    server = make_server(app, files, key)
    _discovery(app, files, key)

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> ResponseReturnValue:
        chosen = request.form.get("persona") if request.method == "POST" else None
        try:
            grant = server.get_consent_grant(end_user=None)
        except OAuth2Error as error:
            refused: ResponseReturnValue = server.handle_error_response(None, error)
            return refused
        if chosen is None:
            return render_template("sandbox/kies-persona.html", personas=PERSONAS)
        try:
            who = persona(chosen)
        except KeyError:
            return Response("onbekende persoon", 400)
        answer: ResponseReturnValue = _with_issuer(
            server.create_authorization_response(grant=grant, grant_user=who), files.issuer
        )
        return answer

    @app.post("/token")
    def token() -> ResponseReturnValue:
        answer: ResponseReturnValue = server.create_token_response()
        return answer

    @app.get("/logout")
    def logout() -> ResponseReturnValue:
        """Back to the platform, and nowhere else."""
        wanted = request.args.get("post_logout_redirect_uri")
        if wanted != f"{files.app_base}/uitgelogd":
            return Response("U bent uitgelogd.", mimetype="text/plain")
        state = request.args.get("state")
        return redirect(f"{wanted}?{urlencode({'state': state})}" if state else wanted, 303)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _CSP.format(app=files.app_base)
        response.headers["Cache-Control"] = "no-store"
        return response

    return app


def _discovery(app: Flask, files: ProviderFiles, key: Any) -> None:
    described = {
        "issuer": files.issuer,
        "authorization_endpoint": f"{files.issuer}/authorize",
        "token_endpoint": f"{files.issuer}/token",
        "jwks_uri": f"{files.issuer}/jwks",
        "end_session_endpoint": f"{files.issuer}/logout",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": ["openid", "profile"],
        "authorization_response_iss_parameter_supported": True,
    }

    @app.get("/.well-known/openid-configuration")
    def discovery() -> dict[str, Any]:
        return described

    @app.get("/jwks")
    def jwks() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False)]}


def _with_issuer(response: Any, issuer: str) -> Any:
    """RFC 9207: who answered stands in the answer, so that two providers cannot be mixed up."""
    parts = urlsplit(response.headers.get("Location", ""))
    if parts.netloc:
        query = f"{parts.query}&{urlencode({'iss': issuer})}"
        response.headers["Location"] = urlunsplit(parts._replace(query=query))
    return response


def serve(port: int, app_base: str, folder: Path) -> None:
    """Serve until SIGINT or SIGTERM. Raises SystemExit outside a sandbox."""
    if not load_region(read_settings().region).sandbox:
        raise SystemExit("Dit inlogscherm zonder wachtwoord start alleen in een oefenregio.")
    files = prepare(folder, f"http://127.0.0.1:{port}", app_base)
    app = make_provider(files, read_key(folder))
    server = make_http_server("127.0.0.1", port, app, threaded=True)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"ready {files.issuer}", flush=True)
    server.serve_forever()
    server.server_close()
