"""Who meets which intakes, as PostgreSQL holds it: the resident, the team it belongs to, and who is tied.

Another team is not let in by a tie with the resident: it meets its own intakes only.
"""

from netwerkzorg.directory.network.service import tied
from netwerkzorg.platform.row_security import (
    ACTOR,
    ADMIN,
    KIND,
    ORGANIZATION,
    TEAM,
    Rows,
    asked_as_system,
    asks,
    within,
)

# The region counts questions; what is in them and whose they are it does not meet.
_CARE = f"{KIND} <> 'regional_admin' AND "
_OWN_INTAKE = _CARE + "EXISTS (SELECT FROM triage_intake AS own WHERE own.resident_id = {})"
# The policies of intakes rest on ties, so those of ties may not rest on intakes.
_TREATS = asked_as_system(
    "netwerkzorg_team_treats",
    "resident uuid, team uuid",
    "EXISTS (SELECT FROM triage_intake AS i"
    " WHERE i.resident_id = $1 AND i.team_id = $2 AND i.arrived_at IS NOT NULL)",
)

ROWS = (
    _TREATS,
    Rows("triage_intake", "about_oneself", f"resident_id = {ACTOR}"),
    Rows("triage_intake", "own_team", f"team_id = {TEAM}"),
    Rows("triage_intake", "tied", tied("triage_intake.resident_id", f"({ACTOR}, {ORGANIZATION})")),
    Rows("triage_intake", "region", ADMIN, "SELECT"),
    Rows("triage_fact", "of_intake", _CARE + within("triage_fact", "intake_id", "triage_intake")),
    Rows(
        "triage_timeline",
        "of_intake",
        _CARE + within("triage_timeline", "intake_id", "triage_intake"),
    ),
    Rows("triage_decision", "of_intake", within("triage_decision", "intake_id", "triage_intake")),
    Rows("platform_key", "via_intake", _OWN_INTAKE.format("platform_key.resident_id"), "SELECT"),
    Rows("directory_resident", "via_intake", _OWN_INTAKE.format("directory_resident.id"), "SELECT"),
    Rows("directory_relation", "via_team", asks(f"netwerkzorg_team_treats(resident_id, {TEAM})")),
    Rows("rta_receipt", "via_intake", within("rta_receipt", "subject", "triage_intake")),
)
