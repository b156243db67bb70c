"""The manifest of routing."""

from netwerkzorg.platform.rooms import NavItem, Panel, Permit, Room, Subscription, Task
from netwerkzorg.triage import events as triage

from . import panels, region, tasks
from .errors import PROBLEMS
from .pages import pages
from .routes import api
from .rows import ROWS
from .service import LAPSE
from .tables import MessageRow, ReferralRow, TaskRow

_PAGE = "/verwijzingen/<uuid:referral_id>"
_API = "/api/v1/referrals/<uuid:referral_id>"

ROOM = Room(
    name="routing",
    floor=4,
    blueprints=(pages, api),
    tables=(ReferralRow, TaskRow, MessageRow),
    rows=ROWS,
    tasks=(Task(LAPSE, tasks.lapse),),
    subscriptions=tuple(
        Subscription(event, "routing.intake_ended", tasks.intake_ended)
        for event in (triage.CLOSED, triage.WITHDRAWN, triage.REOPENED)
    ),
    permits=(
        Permit("GET", "/zorgvraag/<uuid:intake_id>/verwijzen", "referral.ranked", ("team_member",)),
        Permit("POST", "/zorgvraag/<uuid:intake_id>/verwijzen", "referral.sent", ("team_member",)),
        Permit("GET", "/verwijzingen", "referral.inbox_read", ("professional",)),
        Permit("GET", _PAGE, "referral.read", ("professional",)),
        Permit("POST", f"{_PAGE}/aannemen", "referral.accepted", ("professional",)),
        Permit("POST", f"{_PAGE}/afwijzen", "referral.declined", ("professional",)),
        Permit("POST", f"{_PAGE}/vragen", "referral.asked", ("professional",)),
        Permit("POST", f"{_PAGE}/beantwoorden", "referral.replied", ("team_member",)),
        Permit("POST", f"{_PAGE}/intrekken", "referral.cancelled", ("team_member",)),
        Permit("POST", f"{_PAGE}/afronden", "referral.completed", ("professional",)),
        Permit("POST", f"{_PAGE}/volgende", "referral.sent", ("team_member",)),
        Permit("GET", "/api/v1/shortlists", "referral.ranked", ("team_member",)),
        Permit("GET", "/api/v1/referrals", "referral.inbox_read", ("professional",)),
        Permit("POST", "/api/v1/referrals", "referral.sent", ("team_member",)),
        Permit("GET", _API, "referral.read", ("professional",)),
        Permit("POST", f"{_API}/accept", "referral.accepted", ("professional",)),
        Permit("POST", f"{_API}/decline", "referral.declined", ("professional",)),
        Permit("POST", f"{_API}/ask", "referral.asked", ("professional",)),
        Permit("POST", f"{_API}/reply", "referral.replied", ("team_member",)),
        Permit("POST", f"{_API}/cancel", "referral.cancelled", ("team_member",)),
        Permit("POST", f"{_API}/complete", "referral.completed", ("professional",)),
        Permit("POST", f"{_API}/next", "referral.sent", ("team_member",)),
    ),
    panels=(
        Panel("intake.actions", panels.actions, 30),
        Panel("region.counts", region.counts, 230),
    ),
    nav=(NavItem("Verwijzingen", "/verwijzingen", ("professional",), "", 30, panels.new_count),),
    problems=PROBLEMS,
    actions={
        "referral.ranked": "zocht wie u kan helpen",
        "referral.sent": "vroeg een organisatie om u te helpen",
        "referral.read": "las uw verwijzing",
        "referral.inbox_read": "zag uw verwijzing in een lijst, zonder uw naam",
        "referral.accepted": "nam uw verwijzing aan",
        "referral.declined": "kon uw verwijzing niet aannemen",
        "referral.asked": "vroeg eerst nog iets na over uw verwijzing",
        "referral.replied": "gaf antwoord op een vraag over uw verwijzing",
        "referral.cancelled": "trok uw verwijzing in",
        "referral.completed": "rondde de zorg voor u af",
        "referral.ended": "stopte met uw verwijzing omdat u uw vraag afsloot",
        "referral.lapsed": "gaf op tijd geen antwoord op uw verwijzing",
    },
)
