"""The front page, and the pages that are the same for everybody."""

from flask import Blueprint, Response

from .http import work
from .pages import person_here, render_page
from .rooms import NavItem, Permit

BLUEPRINT = Blueprint("home", __name__)
_PLACES = {"carer": "resident", "volunteer": "resident", "professional": "team"}


@BLUEPRINT.get("/")
def home() -> Response:
    """What this is, for a visitor; for who is logged in, what the rooms offer."""
    person = person_here()
    if person is None:
        return render_page("platform/home.html")
    place = f"home.{_PLACES.get(person.kind, person.kind)}"
    with work():  # one for the panels and the badges together
        return render_page("platform/home_in.html", place=place)


@BLUEPRINT.get("/privacy")
def privacy() -> Response:
    return render_page("platform/privacy.html")


@BLUEPRINT.get("/toegankelijkheid")
def accessibility() -> Response:
    return render_page("platform/toegankelijkheid.html")


PERMITS = (
    Permit("GET", "/", "home.read", ("anyone",)),
    Permit("GET", "/privacy", "privacy.read", ("anyone",)),
    Permit("GET", "/toegankelijkheid", "accessibility.read", ("anyone",)),
)
NAV = (NavItem("Start", "/", ("resident", "carer", "volunteer"), icon="home", order=0),)
