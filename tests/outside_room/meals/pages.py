"""One page, and a panel on the first page of a resident."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.platform.http import work
from netwerkzorg.platform.pages import panel_html, render_page
from netwerkzorg.platform.work import Work

from . import invitations

pages = Blueprint("meals", __name__, template_folder="templates")


@pages.get("/buurtmaaltijd")
def read() -> Response:
    with work() as unit:
        unit.record("meals.read", unit.actor.id, resident=unit.actor.id, basis="self")
        return render_page("meals/page.html", open_=invitations.open_invitations(unit))


@pages.post("/buurtmaaltijd")
def accept() -> BareResponse:
    with work() as unit:
        invitations.accept(unit)
    return redirect("/buurtmaaltijd", 303)


def panel(work: Work, context: Mapping[str, Any]) -> str | None:
    return panel_html("meals/panel.html") if invitations.open_invitations(work) else None
