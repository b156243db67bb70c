"""The manifest of a room from outside: meals with neighbours, for whoever asked a question."""

from pathlib import Path

import click

from netwerkzorg.platform.rooms import (
    NavItem,
    Panel,
    Permit,
    PersonalData,
    Room,
    Subscription,
)
from netwerkzorg.platform.row_security import ACTOR, Rows

from . import invitations
from .pages import pages, panel
from .tables import InvitationRow

RESIDENT = ("resident",)


@click.command(help="Hoeveel mensen mee willen eten.")
def meals() -> None:
    """Print a number, for whoever cooks."""
    click.echo(invitations.accepted_in_total())


ROOM = Room(
    name="meals",
    floor=8,
    blueprints=(pages,),
    commands=(meals,),
    subscriptions=(
        Subscription("nl.netwerkzorg.triage.started.v1", "meals.invite", invitations.invite),
    ),
    tables=(InvitationRow,),
    rows=(Rows("meals_invitation", "about_oneself", f"resident_id = {ACTOR}"),),
    permits=(
        Permit("GET", "/buurtmaaltijd", "meals.read", RESIDENT),
        Permit("POST", "/buurtmaaltijd", "meals.accepted", RESIDENT),
    ),
    panels=(Panel("home.resident", panel, 150),),
    nav=(NavItem("Samen eten", "/buurtmaaltijd", RESIDENT, order=150),),
    personal_data=PersonalData(
        export=invitations.export,
        erase=invitations.erase,
        retain="tot de maaltijd is geweest",
    ),
    actions={
        "meals.invited": "nodigde u uit om mee te eten",
        "meals.read": "bekeek of u mee wilt eten",
        "meals.accepted": "gaf door dat u mee wilt eten",
    },
    provides={"migrations": Path(__file__).with_name("migrations")},
)
