"""The manifest of this room."""

from netwerkzorg.platform.rooms import Panel, Permit, Room

from .errors import PROBLEMS
from .pages import pages
from .panels import link
from .registry import not_asked
from .routes import api

_VIEW = "/inzage/<uuid:intake_id>"

ROOM = Room(
    name="viewer",
    floor=6,
    blueprints=(pages, api),
    permits=(
        Permit("GET", _VIEW, "view.read", ("professional",), limit=20),
        Permit(
            "POST",
            f"{_VIEW}/kiezen",
            "view.choose",
            ("professional",),
            effect=False,
            note="toont een formulier; bewaart niets",
        ),
        Permit("POST", f"{_VIEW}/overnemen", "view.take_over", ("professional",)),
        Permit("GET", "/api/v1/views/<uuid:intake_id>", "view.read", ("professional",), limit=20),
    ),
    panels=(
        Panel("intake.actions", link, 60),
        Panel("referral.actions", link, 60),
        Panel("consult.references", link, 60),
    ),
    start_checks=(not_asked,),
    problems=PROBLEMS,
    actions={
        "view.asked": "vroeg gegevens over u op bij andere zorgverleners",
        "view.closed": "sloot de gegevens van andere zorgverleners weer",
        "view.withheld": "wilde kijken bij andere zorgverleners, maar mocht dat niet",
        "view.taken_over": "nam één waarde uit uw dossier over in uw zorgvraag",
        "resident.identified": "zocht u op bij andere zorgverleners",
    },
)
