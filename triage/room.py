"""The manifest of triage."""

from netwerkzorg.platform.rooms import NavItem, Panel, Permit, Room

from . import listing
from .errors import PROBLEMS
from .pages_resident import pages as resident_pages
from .pages_team import pages as team_pages
from .panels import asked_now, home_resident, home_team, region_counts
from .routes import api
from .rows import ROWS
from .tables import DecisionRow, FactRow, IntakeRow, TimelineRow

RESIDENT, TEAM, BOTH = ("resident",), ("team_member",), ("resident", "team_member")
_API = "/api/v1/intakes"
_ONE, _TRIAGE = f"{_API}/<uuid:intake_id>", "/zelftriage/<uuid:intake_id>"
_QUESTION, _CARE = "/vragen/<uuid:intake_id>", "/zorgvraag/<uuid:intake_id>"

ROOM = Room(
    name="triage",
    floor=3,
    blueprints=(resident_pages, team_pages, api),
    tables=(IntakeRow, FactRow, TimelineRow, DecisionRow),
    rows=ROWS,
    permits=(
        Permit("GET", "/zelftriage", "intakes.read", RESIDENT),
        Permit("POST", "/zelftriage", "intake.started", RESIDENT, limit=20),
        Permit("GET", _TRIAGE, "intake.read", RESIDENT),
        Permit("POST", _TRIAGE, "intake.answered", RESIDENT),
        Permit("GET", f"{_TRIAGE}/uitkomst", "intake.read", RESIDENT),
        Permit("GET", f"{_TRIAGE}/bel-nu", "intake.read", RESIDENT),
        Permit("POST", f"{_TRIAGE}/bel-nu", "intake.called", RESIDENT),
        Permit("POST", f"{_TRIAGE}/meekijken", "intake.handed_over", RESIDENT),
        Permit("GET", "/vragen", "intakes.read", RESIDENT),
        Permit("GET", _QUESTION, "intake.read", BOTH),
        Permit("POST", f"{_QUESTION}/hielp", "intake.closed", RESIDENT),
        Permit("POST", f"{_QUESTION}/intrekken", "intake.withdrawn", RESIDENT),
        Permit("POST", f"{_QUESTION}/woorden", "intake.said", RESIDENT),
        Permit("GET", "/werklijst", "worklist.read", ("professional",)),
        Permit("POST", "/werklijst/<uuid:intake_id>/oppakken", "intake.claimed", TEAM),
        Permit("POST", "/werklijst/<uuid:intake_id>/loslaten", "intake.released", TEAM),
        Permit("POST", "/werklijst/<uuid:intake_id>/overnemen", "intake.claim_taken", TEAM),
        Permit("POST", "/werklijst/code", "intake.opened_by_code", TEAM),
        Permit("POST", f"{_QUESTION}/meekijken", "intake.phone_help_allowed", RESIDENT),
        Permit("GET", _CARE, "intake.read", BOTH),
        Permit("POST", f"{_CARE}/bellen", "intake.call_noted", TEAM),
        Permit("POST", f"{_CARE}/feit", "intake.fact_added", TEAM),
        Permit("POST", f"{_CARE}/anders-besluiten", "intake.overridden", TEAM),
        Permit("POST", f"{_CARE}/afronden", "intake.completed", TEAM),
        Permit("POST", _API, "intake.started", RESIDENT, limit=20),
        Permit("GET", _API, "intakes.read", BOTH),
        Permit("GET", _ONE, "intake.read", BOTH),
        Permit("POST", f"{_ONE}/answers", "intake.answered", BOTH),
        Permit("POST", f"{_ONE}/red-flags", "intake.answered", RESIDENT),
        Permit("POST", f"{_ONE}/complete", "intake.completed", TEAM),
        Permit("POST", f"{_ONE}/override", "intake.overridden", TEAM),
        Permit("POST", f"{_ONE}/close", "intake.closed", RESIDENT),
        Permit("POST", f"{_ONE}/notes", "intake.call_noted", BOTH),
        Permit("POST", f"{_ONE}/withdraw", "intake.withdrawn", RESIDENT),
        Permit("POST", f"{_ONE}/ask-team", "intake.handed_over", RESIDENT),
        Permit("POST", f"{_ONE}/claim", "intake.claimed", TEAM),
        Permit("POST", f"{_ONE}/take-claim", "intake.claim_taken", TEAM),
        Permit("POST", f"{_ONE}/release", "intake.released", TEAM),
        Permit("POST", f"{_ONE}/phone-help", "intake.phone_help_allowed", RESIDENT),
        Permit("POST", f"{_API}/by-code", "intake.opened_by_code", TEAM),
    ),
    panels=(
        Panel("home.resident", home_resident, 10),
        Panel("home.team", home_team, 10),
        Panel("intake.actions", asked_now, 20),
        Panel("region.counts", region_counts, 10),
    ),
    nav=(
        NavItem("Vragen", "/vragen", ("resident", "carer", "volunteer"), "ask", 10),
        NavItem("Werklijst", "/werklijst", ("professional",), "", 10, listing.new_count),
    ),
    problems=PROBLEMS,
    actions={
        "intake.started": "begon met een vraag",
        "intake.read": "las uw vraag",
        "intakes.read": "bekeek de lijst met vragen",
        "intake.answered": "gaf antwoorden",
        "intake.red_flag_raised": "gaf een alarmsignaal door",
        "intake.self_help_advised": "kreeg een advies voor zelfhulp",
        "intake.handed_over": "gaf uw vraag aan het team",
        "intake.called": "gaf door of er gebeld is",
        "intake.said": "schreef iets bij de vraag",
        "intake.withdrawn": "trok de vraag in",
        "intake.closed": "sloot de vraag",
        "intake.reopened": "bracht de vraag terug bij het team",
        "intake.claimed": "pakte uw vraag op",
        "intake.claim_taken": "nam uw vraag over van een collega",
        "intake.phone_help_allowed": "liet het team een uur meekijken",
        "intake.opened_by_code": "opende uw vraag met de code die u noemde",
        "intake.released": "gaf uw vraag terug aan het team",
        "intake.call_noted": "schreef een telefoongesprek op",
        "intake.fact_added": "vulde iets aan bij uw vraag",
        "intake.fact_taken_over": "nam een gegeven over uit een dossier",
        "intake.overridden": "veranderde hoe snel het moet",
        "intake.completed": "rondde de triage van uw vraag af",
        "intake.referred": "vroeg hulp voor u aan",
        "intake.accepted": "nam uw verwijzing aan",
        "intake.returned": "gaf uw vraag terug aan het team",
        "intake.noted": "schreef iets in het verloop van uw vraag",
        "worklist.read": "zag u in de werklijst van het team",
    },
)
