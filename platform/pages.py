"""Pages: the frame around what a room shows, the panels rooms offer, and how words and dates look."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import Babel
from markupsafe import Markup, escape

from . import formatting, http
from .rooms import NavItem, Panel
from .work import Actor

HELP_PHONE = "088-000 0100"
LANGUAGES = ("nl", "en")
_LANGUAGE_COOKIE = "nz_lang"
_CALM = ("resident", "carer", "volunteer")
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Toast:
    """Something was done. `undo` is the path of a POST that takes it back, with these fields."""

    text: str
    undo: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the main menu as it is shown; `count` 0 shows no badge."""

    label: str
    path: str
    icon: str
    count: int
    current: bool


def render_page(
    template: str,
    *,
    errors: Mapping[str, str] | None = None,
    toast: Toast | None = None,
    current: str | None = None,
    status: int = 200,
    **context: Any,
) -> Response:
    """A whole page. `errors` maps the id of a field to the sentence beside it."""
    troubled = "problem" in context or status >= 500  # then the database may be what failed
    person = person_here()
    html = render_template(
        template,
        nav=_nav(person, current, badges=not troubled),
        dense=is_dense(person),
        errors=dict(errors or {}),
        toast=toast,
        **context,
    )
    return make_response(html, status)


def panel_html(template: str, **context: Any) -> Markup:
    """A piece of page, for `Panel.render`: the partial template without the frame."""
    return Markup(render_template(template, dense=is_dense(person_here()), **context))


def panels(place: str, **context: Any) -> tuple[Markup, ...]:
    """What the rooms offer for this place, in their order; a room with nothing to show is left out."""
    return tuple(html for _, html in _shown(place, context))


def columns(place: str, **context: Any) -> tuple[tuple[Markup, ...], tuple[Markup, ...]]:
    """The same in a main and a side column: an order of 200 and more is the side."""
    shown = _shown(place, context)
    main = tuple(html for order, html in shown if order < 200)
    return main, tuple(html for order, html in shown if order >= 200)


def _shown(place: str, context: Mapping[str, Any]) -> list[tuple[int, Markup]]:
    offered = sorted(_offered(place), key=lambda panel: panel.order)
    if not offered:
        return []
    with http.work() as work:
        drawn = [(panel.order, panel.render(work, context)) for panel in offered]
    return [(order, Markup(html)) for order, html in drawn if html]


def _offered(place: str) -> list[Panel]:
    return [panel for room in http.house().rooms for panel in room.panels if panel.place == place]


def person_here() -> Actor | None:
    """Who is logged in; None for a visitor."""
    actor = http.actor()
    return None if actor.kind == "visitor" else actor


def is_dense(person: Actor | None) -> bool:
    """Residents and visitors get calm pages, everybody who works here gets dense ones (LOOK §1)."""
    return person is not None and person.kind not in _CALM


def _nav(person: Actor | None, current: str | None, *, badges: bool) -> tuple[NavEntry, ...]:
    if person is None:
        return ()
    rooms = http.house().rooms
    items = sorted(
        (item for room in rooms for item in room.nav if person.kind in item.kinds),
        key=lambda item: item.order,
    )
    here = current if current is not None else _current([item.path for item in items])
    counts = _counts(items) if badges else {}
    return tuple(
        NavEntry(item.label, item.path, item.icon, counts.get(item.path, 0), item.path == here)
        for item in items
    )


def _current(paths: list[str]) -> str:
    """The longest path of the menu that this page lies under."""
    at = request.path
    under = [p for p in paths if at == p or (p != "/" and at.startswith(f"{p}/"))]
    return max(under, key=len, default="")


def _counts(items: list[NavItem]) -> dict[str, int]:
    counted = [item for item in items if item.count]
    if not counted:
        return {}
    with http.counting() as work:
        return {item.path: item.count(work) for item in counted if item.count}


def language() -> str:
    """The language of the frame: asked for now, else the one chosen before, else Dutch."""
    asked = request.args.get("lang", request.cookies.get(_LANGUAGE_COOKIE, ""))
    return asked if asked in LANGUAGES else "nl"


def _remember_language(response: Response) -> Response:
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(
            _LANGUAGE_COOKIE,
            language(),
            max_age=31_536_000,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config.get("SESSION_COOKIE_SECURE")),
        )
    return response


def csrf_field() -> Markup:
    """The hidden field against forgery; one token for all forms of a page."""
    if "csrf_field" not in g:
        csrf = current_app.jinja_env.globals.get("csrf_token")
        g.csrf_field = _hidden("csrf_token", csrf()) if callable(csrf) else Markup()
    field: Markup = g.csrf_field
    return field


def form_tokens() -> Markup:
    """The hidden fields of a form that has an effect: against forgery, and against sending twice.

    Made here and not in a template, because a list has a form on each line.
    """
    return csrf_field() + _hidden(http.KEY_FIELD, uuid4().hex)


def _hidden(name: str, value: str) -> Markup:
    return Markup(f'<input type="hidden" name="{name}" value="{escape(value)}">')


def _urgency_words() -> dict[str, str]:
    vocabulary = getattr(http.house().region, "vocabulary", None)
    urgencies = getattr(vocabulary, "urgencies", {})
    return {name: urgency.short for name, urgency in urgencies.items()}


def _always() -> dict[str, Any]:
    """What every template knows without being told."""
    return {
        "me": person_here(),
        "region": http.house().region,
        "now": http.now(),
        "lang": language(),
        "help_phone": HELP_PHONE,
        "request_id": g.get("request_id", ""),
    }


def _when(at: Any) -> str:
    """A moment as this reader is used to: short for who works here, whole for a resident."""
    written = formatting.moment_short if is_dense(person_here()) else formatting.moment
    return written(at, http.now())


def _with_now(function: Any, value: Any) -> Any:
    return function(value, http.now())


def _fingerprints(folder: Path) -> dict[str, str]:
    """For each static file the first digits of its sha256, so that an address never gets old content."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in files
    }


def install_pages(app: Flask) -> None:
    """Filters, globals, translations and static addresses. Needs `netwerkzorg_house` in extensions."""
    known = _fingerprints(_HERE / "static")

    def static_url(name: str) -> str:
        return f"/static/{name}?v={known[name]}"

    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    for plain in formatting.FILTERS:
        environment.filters[plain.__name__] = plain
    for of_now in formatting.FILTERS_OF_NOW:
        environment.filters[of_now.__name__] = partial(_with_now, of_now)
    environment.filters["when"] = _when
    environment.globals.update(
        static_url=static_url,
        once=cache,
        csrf_field=csrf_field,
        form_token_fields=form_tokens,
        panels=panels,
        columns=columns,
        urgency_words=_urgency_words,
    )
    Babel(
        app,
        default_locale="nl",
        default_timezone="Europe/Amsterdam",
        default_translation_directories=str(_HERE / "translations"),
        locale_selector=language,
    )
    app.context_processor(_always)
    app.after_request(_remember_language)
