"""The manifest of the directory, with its two sub-rooms."""

from netwerkzorg.platform.problems import Problem
from netwerkzorg.platform.rooms import NavItem, Panel, Permit, Room

from . import region
from .network import pages as network_pages
from .network import routes as network_routes
from .network.rows import ROWS
from .network.service import ActiveRelations
from .network.tables import ConsentRow, RelationRow, ShieldRow
from .pages import pages
from .residents.tables import ResidentRow
from .routes import api
from .tables import ServiceRow

ROOM = Room(
    name="directory",
    floor=2,
    blueprints=(pages, network_pages.pages, network_routes.api, api),
    tables=(ConsentRow, RelationRow, ShieldRow, ResidentRow, ServiceRow),
    rows=ROWS,
    permits=(
        Permit("GET", "/aanbod", "service.searched", ("logged_in",), limit=60),
        Permit("GET", "/api/v1/services", "service.searched", ("logged_in",), limit=60),
        Permit("GET", "/mijn-netwerk", "network.read", ("resident",)),
        Permit("POST", "/mijn-netwerk/toestemming", "consent.changed", ("resident",)),
        Permit("POST", "/mijn-netwerk/stoppen", "relation.ended", ("resident",)),
        Permit("POST", "/mijn-netwerk/afschermen", "shield.set", ("resident",)),
        Permit("GET", "/api/v1/consents", "consent.read", ("resident",)),
        Permit("PUT", "/api/v1/consents/<uuid:consent_id>", "consent.changed", ("resident",)),
    ),
    panels=(Panel("region.counts", region.counts, 60),),
    nav=(
        NavItem("Netwerk", "/mijn-netwerk", ("resident", "carer"), "people", 40),
        NavItem("Organisaties", "/aanbod", ("professional", "org_admin", "regional_admin"), "", 60),
    ),
    problems={
        "bsn_invalid": Problem(422, "Dit burgerservicenummer klopt niet", "Kijk het nog eens na."),
    },
    actions={
        "resident.read": "opende uw gegevens",
        "resident.registered": "schreef u in",
        "resident.identified": "vroeg uw gegevens op bij de bronnen",
        "network.read": "bekeek uw netwerk",
        "consent.read": "bekeek uw toestemmingen",
        "consent.changed": "veranderde een toestemming",
        "shield.set": "schermde uw gegevens af voor een persoon",
        "shield.ended": "stopte met afschermen voor een persoon",
        "relation.opened": "kreeg toegang voor uw vraag",
        "relation.ended": "stopte een toegang",
    },
    provides={"relations": ActiveRelations()},
)
