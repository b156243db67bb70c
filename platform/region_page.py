"""How the region is doing, in numbers, for who looks after the region: the rooms fill the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from .http import work
from .pages import panel_html, render_page
from .rooms import NavItem, Panel, Permit
from .work import Work

BLUEPRINT = Blueprint("region", __name__)


@BLUEPRINT.get("/regio")
def region() -> Response:
    """Numbers only; each room counts what is its own."""
    with work() as unit:
        unit.record("region.read", unit.actor.id)
        return render_page("platform/regio.html")


def home(unit: Work, context: Mapping[str, Any]) -> str:
    """On the start page of who looks after the region: the way to the numbers."""
    return panel_html("platform/panel_regio.html")


PERMITS = (Permit("GET", "/regio", "region.read", ("regional_admin",)),)
NAV = (NavItem("Regio", "/regio", ("regional_admin",), order=10),)
PANELS = (Panel("home.regional_admin", home, 10),)
ACTIONS = {"region.read": "bekeek de aantallen van de regio"}
