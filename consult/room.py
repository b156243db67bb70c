"""The manifest of consult."""

from netwerkzorg.platform.rooms import NavItem, Panel, Permit, Room, Subscription

from . import region, showing, stepping
from .errors import PROBLEMS
from .pages import pages
from .panels import intake_actions
from .routes import api
from .rows import ROWS
from .tables import ConsultRow, MessageRow

TEAM, PROFESSIONAL = ("team_member",), ("professional",)
_NEW, _ONE = "/zorgvraag/<uuid:intake_id>/meedenken", "/meedenken/<uuid:consult_id>"
_API = "/api/v1/consults"
_API_ONE = f"{_API}/<uuid:consult_id>"
_SAY = f"{_ONE}/<any(antwoord,navragen,toelichten):step>"

ROOM = Room(
    name="consult",
    floor=5,
    blueprints=(pages, api),
    tables=(ConsultRow, MessageRow),
    rows=ROWS,
    subscriptions=(
        Subscription("nl.netwerkzorg.triage.closed.v1", "consult.closed", stepping.intake_ended),
        Subscription(
            "nl.netwerkzorg.triage.withdrawn.v1", "consult.withdrawn", stepping.intake_ended
        ),
    ),
    permits=(
        Permit("GET", _NEW, "intake.read", TEAM),
        Permit("POST", _NEW, "consult.asked", TEAM),
        Permit("GET", "/meedenken", "consults.read", PROFESSIONAL),
        Permit("GET", _ONE, "consult.read", PROFESSIONAL),
        Permit("POST", _SAY, "consult.said", PROFESSIONAL),
        Permit("POST", f"{_ONE}/sluiten", "consult.close", TEAM),
        Permit("GET", _API, "consults.read", PROFESSIONAL),
        Permit("POST", _API, "consult.asked", TEAM),
        Permit("GET", _API_ONE, "consult.read", PROFESSIONAL),
        Permit("POST", f"{_API_ONE}/answer", "consult.answer", PROFESSIONAL),
        Permit("POST", f"{_API_ONE}/ask-back", "consult.ask_back", PROFESSIONAL),
        Permit("POST", f"{_API_ONE}/clarify", "consult.clarify", TEAM),
        Permit("POST", f"{_API_ONE}/close", "consult.close", TEAM),
    ),
    panels=(
        Panel("intake.actions", intake_actions, 40),
        Panel("region.counts", region.counts, 240),
    ),
    nav=(NavItem("Meedenken", "/meedenken", PROFESSIONAL, "chat", 40, showing.waiting_count),),
    problems=PROBLEMS,
    actions={
        "consult.asked": "vroeg een collega om mee te denken over uw vraag",
        "consult.refused": "wilde een collega laten meedenken, maar dat kon niet",
        "consult.ask_back": "vroeg het team iets na over uw vraag",
        "consult.clarify": "lichtte uw vraag toe aan een collega",
        "consult.answer": "gaf het team advies over uw vraag",
        "consult.close": "sloot het meedenken over uw vraag",
        "consult.convert": "maakte van het advies een verwijzing",
        "consult.read": "las het meedenkconsult over uw vraag",
        "consults.read": "bekeek de lijst met meedenkconsulten",
    },
)
