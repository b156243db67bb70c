"""The manifest of rta."""

from netwerkzorg.platform.problems import Problem
from netwerkzorg.platform.rooms import NavItem, Panel, Permit, PersonalData, Room, Task

from . import pages, region, routes, service
from .exporting import export_receipts
from .rows import ROWS
from .studio import manifest as studio
from .studio import replaying
from .studio.errors import PROBLEMS as STUDIO_PROBLEMS
from .studio.events import ACTIONS as STUDIO_ACTIONS
from .studio.tables import AdoptionRow, DraftRevisionRow, DraftRow, RemarkRow, ReplayRow, WaiverRow
from .tables import AgreementRow, PublicationRow, ReceiptRow

ROOM = Room(
    name="rta",
    floor=1,
    blueprints=(pages.BLUEPRINT, studio.BLUEPRINT, routes.BLUEPRINT),
    tables=(
        AgreementRow,
        PublicationRow,
        ReceiptRow,
        AdoptionRow,
        DraftRevisionRow,
        DraftRow,
        RemarkRow,
        ReplayRow,
        WaiverRow,
    ),
    rows=ROWS,
    permits=(
        Permit("GET", "/afspraken", "rta.read", ("anyone",), note="wat geldt nu"),
        Permit("GET", "/afspraken/<agreement>", "rta.read", ("anyone",)),
        Permit("GET", "/afspraken/<agreement>/kort", "rta.read", ("anyone",)),
        Permit("GET", "/afspraken/<agreement>/voor-inwoners", "rta.read", ("anyone",)),
        Permit(
            "POST",
            "/afspraken/<agreement>/tekenen",
            "rta.sign",
            ("org_admin", "regional_admin"),
            note="voor de eigen organisatie; de regio voor wie van buiten komt",
        ),
        *studio.PERMITS,
        Permit("GET", "/api/v1/agreements", "rta.read", ("logged_in",)),
        Permit("GET", "/api/v1/receipts/<uuid:receipt_id>", "rta.receipt_read", ("logged_in",)),
    ),
    tasks=(Task(replaying.TASK, replaying.step),),
    panels=(Panel("region.counts", region.in_force, 205),),
    nav=(
        NavItem("Studio", "/studio", ("regional_admin",), order=50),
        NavItem(
            "Afspraken",
            "/afspraken",
            ("regional_admin", "org_admin", "professional", "auditor"),
            order=60,
        ),
    ),
    personal_data=PersonalData(
        export=export_receipts,
        retain="zolang het dossier van de zorgvraag bestaat; de inhoud verdwijnt met de sleutel",
    ),
    start_checks=(service.not_understood,),
    problems={
        "agreement_refused": Problem(422, "Afspraak geweigerd", "De afspraak is niet in orde."),
        "agreement_not_proved": Problem(
            422, "Afspraak niet bewezen", "Het bewijs vond iets dat niet klopt in deze afspraak."
        ),
        "already_published": Problem(
            409, "Al gepubliceerd", "Deze versie bestaat al met een andere tekst."
        ),
        **STUDIO_PROBLEMS,
        "fact_not_understood": Problem(
            422, "Antwoord niet begrepen", "Dit antwoord past niet bij de vraag."
        ),
        "fact_too_fine": Problem(
            422, "Te veel cijfers", "Dit getal heeft te veel cijfers achter de komma."
        ),
        "fact_code_unknown": Problem(422, "Onbekende keuze", "Deze keuze bestaat niet."),
    },
    actions={
        "rta.decided": "liet de afspraken beslissen over uw vraag",
        "rta.receipt_read": "las hoe er over uw vraag is beslist",
        "rta.replayed": "speelde een beslissing over uw vraag na",
        "rta.published": "publiceerde een afspraak",
        **STUDIO_ACTIONS,
    },
)
