"""The own log as a page, and as JSON for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE, Schema, fields, validate

from .guard import BadInput
from .http import work
from .own_log import PAGE, Entry, Page, own_log
from .pages import render_page
from .region import AMSTERDAM
from .rooms import NavItem, Permit

pages = Blueprint("own_log", __name__)
api = ApiBlueprint("own_log_api", __name__, url_prefix="/api/v1/me", description="Over mijzelf")
PERIODS: Mapping[str, int | None] = {"30": 30, "365": 365, "alles": None}
PERMITS = (
    Permit("GET", "/mijn-inzage", "log.read", ("resident",)),
    Permit("GET", "/api/v1/me/log", "log.read", ("resident",)),
)
NAV: tuple[NavItem, ...] = ()


@pages.get("/mijn-inzage")
def show() -> ResponseReturnValue:
    """Wie keek er naar mijn gegevens?"""
    period = request.args.get("periode", "30")
    days = PERIODS.get(period, 30)
    others = request.args.get("wie") == "anderen"
    with work() as unit:
        page = _read(unit, days=days, include_own=not others, before=request.args.get("voor"))
    more = None
    if page.older is not None:
        asked = {"periode": period, "wie": "anderen" if others else "allen", "voor": page.older}
        more = f"/mijn-inzage?{urlencode(asked)}"
    return render_page(
        "platform/mijn-inzage.html",
        lines=together(page.entries),
        period=period if period in PERIODS else "30",
        others=others,
        more=more,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """The same thing done by the same person, `times` in a row; `at` (UTC) is the last time."""

    at: datetime
    entry: Entry
    times: int


def together(entries: Iterable[Entry]) -> list[Line]:
    """One line for what was repeated at once: twelve answers in a row are one thing to read."""
    lines: list[Line] = []
    for entry in entries:
        last = lines[-1] if lines else None
        if last and _day(last.at) == _day(entry.at) and _same(last.entry, entry):
            lines[-1] = replace(last, times=last.times + 1)
        else:
            lines.append(Line(entry.at, entry, 1))
    return lines


def _day(at: datetime) -> date:
    return at.astimezone(AMSTERDAM).date()


def _same(one: Entry, other: Entry) -> bool:
    return replace(one, id=other.id, at=other.at) == other


def _read(unit: Any, **asked: Any) -> Page:
    try:
        return own_log(unit, **asked)
    except ValueError:
        raise BadInput("unknown_parameter") from None


class LogAsked(Schema):
    """Which part of the log."""

    class Meta:
        unknown = RAISE

    days = fields.Integer(validate=validate.Range(1, 3650))
    own = fields.Boolean(load_default=True, metadata={"description": "ook wat u zelf deed"})
    before = fields.String(validate=validate.Length(max=100))
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, 100))


class LogEntry(Schema):
    """One thing that somebody did with your data."""

    id = fields.UUID(metadata={"example": "7f0f3f4e-6a35-4b47-9d3f-0f8f0e9a8f11"})
    at = fields.AwareDateTime(format="iso", metadata={"example": "2026-11-25T13:05:00+00:00"})
    who = fields.String(metadata={"example": "Samira Haddou"})
    role = fields.String(metadata={"example": "Wijkverpleegkundige"})
    organization = fields.String(metadata={"example": "Thuiszorg Kromme Akker"})
    action = fields.String(metadata={"example": "intake.read"})
    did = fields.String(metadata={"example": "las uw vraag"})
    why = fields.String(metadata={"example": "Omdat het integraal team uw vraag behandelt."})
    reason = fields.String(metadata={"example": ""})
    basis = fields.String(metadata={"example": "team"})
    own = fields.Boolean(metadata={"example": False})
    allowed = fields.Boolean(metadata={"example": True})


class LogPage(Schema):
    """Newest first; ask again with `before` = `older` for what is older."""

    entries = fields.List(fields.Nested(LogEntry))
    older = fields.String(allow_none=True, metadata={"example": None})


@api.route("/log")
class MyLog(MethodView):
    @api.arguments(LogAsked, location="query")
    @api.response(200, LogPage)
    def get(self, asked: Mapping[str, Any]) -> Page:
        """Wie keek er naar mijn gegevens, en waarom."""
        with work() as unit:
            return _read(
                unit,
                days=asked.get("days"),
                include_own=asked["own"],
                before=asked.get("before"),
                limit=asked["limit"],
            )
