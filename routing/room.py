"""The manifest of routing."""

from netwerkzorg.platform.rooms import NavItem, Panel, Permit, Room, Task

from . import tasks
from .pages import actions_panel, new_count, pages
from .routes import api
from .service import LAPSE
from .tables import ReferralRow, TaskRow

_PAGE = "/verwijzingen/<uuid:referral_id>"
_API = "/api/v1/referrals/<uuid:referral_id>"

ROOM = Room(
    name="routing",
    floor=4,
    blueprints=(pages, api),
    tables=(ReferralRow, TaskRow),
    tasks=(Task(LAPSE, tasks.lapse),),
    permits=(
        Permit("GET", "/zorgvraag/<uuid:intake_id>/verwijzen", "referral.ranked", ("team_member",)),
        Permit("POST", "/zorgvraag/<uuid:intake_id>/verwijzen", "referral.sent", ("team_member",)),
        Permit("GET", "/verwijzingen", "referral.inbox_read", ("professional",)),
        Permit("GET", _PAGE, "referral.read", ("professional",)),
        Permit("POST", f"{_PAGE}/aannemen", "referral.accepted", ("professional",)),
        Permit("POST", f"{_PAGE}/afwijzen", "referral.declined", ("professional",)),
        Permit("GET", "/api/v1/shortlists", "referral.ranked", ("team_member",)),
        Permit("GET", "/api/v1/referrals", "referral.inbox_read", ("professional",)),
        Permit("POST", "/api/v1/referrals", "referral.sent", ("team_member",)),
        Permit("GET", _API, "referral.read", ("professional",)),
        Permit("POST", f"{_API}/accept", "referral.accepted", ("professional",)),
        Permit("POST", f"{_API}/decline", "referral.declined", ("professional",)),
    ),
    panels=(Panel("intake.actions", actions_panel, 30),),
    nav=(NavItem("Verwijzingen", "/verwijzingen", ("professional",), "", 30, new_count),),
    actions={
        "referral.ranked": "zocht wie u kan helpen",
        "referral.sent": "vroeg een organisatie om u te helpen",
        "referral.read": "las uw verwijzing",
        "referral.inbox_read": "zag uw verwijzing in een lijst, zonder uw naam",
        "referral.accepted": "nam uw verwijzing aan",
        "referral.declined": "kon uw verwijzing niet aannemen",
        "referral.lapsed": "gaf op tijd geen antwoord op uw verwijzing",
    },
)
