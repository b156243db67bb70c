"""The web process, assembled in visible steps. `create_app()` reads the environment."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint
from werkzeug.middleware.proxy_fix import ProxyFix

from . import http
from .config import Settings, read_settings
from .errors import install_errors
from .guard import MOST_BYTES, BadInput, read_json
from .house import House, create_house
from .parameters import install_parameters
from .permits import Permits
from .problems import REGISTRY
from .starting import check_start

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'{login}; base-uri 'none'; frame-ancestors 'none'"
)


class App(Flask):
    """Flask, in which a request with an effect is one unit of work with one kept answer."""

    def dispatch_request(self) -> ResponseReturnValue:
        permit = g.get("permit")
        if permit is not None and permit.effect and request.method in http.WRITING:
            return http.carry_out(super().dispatch_request)
        return super().dispatch_request()


class ProblemApi(Api):  # type: ignore[misc]  # the library has no types
    """flask-smorest without its own error bodies: the house has one way to say no."""

    def _register_error_handlers(self) -> None:
        """Errors are handled once, for the whole app, in `errors.py`."""


def create_app(settings: Settings | None = None, house: House | None = None) -> Flask:
    """The WSGI application. Refuses to start on wrong settings (SettingsRefused), and in a region where
    something that was published is not understood (StartRefused)."""
    if house is None:
        house = create_house(settings or read_settings())
        check_start(house)
    app = App(
        __name__, instance_path=str(house.settings.folder), static_folder="static",
        template_folder="templates",
    )  # fmt: skip
    _configure(app, house)
    _install_ground(app, house)
    _install_rooms(app, house)
    return app


def _configure(app: Flask, house: House) -> None:
    if house.settings.trusted_proxies:  # else an address that a client made up would count
        proxied = ProxyFix(app.wsgi_app, x_for=house.settings.trusted_proxies)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    app.config.update(
        SECRET_KEY=house.settings.secret_key,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="nz_state",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=house.settings.base_url.startswith("https://"),
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        API_TITLE="Netwerkzorg",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            "security": [{"bearer": []}],
        },
    )
    app.extensions["netwerkzorg_house"] = house
    app.extensions["netwerkzorg_permits"] = Permits(house.rooms)
    problems = dict(REGISTRY)
    for room in house.rooms:
        problems.update(room.problems)
    app.extensions["netwerkzorg_problems"] = problems
    app.extensions["netwerkzorg_rooms"] = house.rooms


def _install_ground(app: Flask, house: House) -> None:
    """The order counts: who asks, how often, whether they may, whether the input can be read."""
    from .health import install_metrics
    from .identity import install_identity
    from .limits import install_limits
    from .logs import install_logs
    from .pages import install_pages

    install_errors(app)
    install_pages(app)
    app.before_request(_name_request)
    install_logs(app)
    install_metrics(app, house)
    install_identity(app, house)
    install_limits(app, house)
    app.before_request(http.check_permit)
    app.before_request(_read_input)
    app.after_request(_protect(house))


def _install_rooms(app: Flask, house: House) -> None:
    api = ProblemApi(app)
    for room in house.rooms:
        for blueprint in room.blueprints:
            if isinstance(blueprint, ApiBlueprint):
                api.register_blueprint(blueprint)
            else:
                app.register_blueprint(blueprint)
    install_parameters(app, api)


def _name_request() -> None:
    g.request_id = uuid4().hex


def _read_input() -> None:
    """JSON is bounded and clean before any schema sees it; what schemas parse later is this text."""
    if http.is_api() and request.get_data(cache=True):
        if not request.is_json and request.mimetype != "application/x-www-form-urlencoded":
            raise BadInput("unsupported_media_type")
        if request.is_json:
            read_json(request.get_data(cache=True))


def _protect(house: House) -> Any:
    login = f" {house.settings.oidc_issuer}" if house.settings.oidc_issuer else ""
    policy = CSP.format(login=login)

    def protect(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        headers.setdefault("X-Request-Id", g.get("request_id", ""))
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        return response

    return protect
