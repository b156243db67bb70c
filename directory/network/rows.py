"""Who meets which rows about a resident, as PostgreSQL holds it: whoever is tied to the resident now."""

from netwerkzorg.platform.row_security import (
    ACTOR,
    AT,
    ORGANIZATION,
    TEAM,
    Open,
    Rows,
    asked_as_system,
    asks,
)

# A tie that this very work ends still counts until it commits: what follows from ending must be kept.
_HOLDS = "tie.from_at <= {at} AND (tie.until_at IS NULL OR tie.until_at >= {at})"
_NAMES = f"({ACTOR}, {ORGANIZATION}, {TEAM})"


def tied(column: str, names: str = _NAMES) -> str:
    """SQL: the resident of this column (`table.column`) has to do with the actor now."""
    return (
        "EXISTS (SELECT FROM directory_relation AS tie"
        f" WHERE tie.resident_id = {column} AND tie.actor_id IN {names} AND {_HOLDS.format(at=AT)})"
    )


# The network around a resident is met by who is in it, which a policy cannot ask of its own table.
_TIED = asked_as_system(
    "netwerkzorg_tied",
    "resident uuid, actor uuid, organization uuid, team uuid, moment timestamptz",
    "EXISTS (SELECT FROM directory_relation AS tie WHERE tie.resident_id = $1"
    f" AND tie.actor_id IN ($2, $3, $4) AND {_HOLDS.format(at='$5')})",
)

ROWS = (
    _TIED,
    Open("directory_service", "the catalogue is for everybody to read"),
    Rows("directory_relation", "about_oneself", f"resident_id = {ACTOR}"),
    Rows("directory_relation", "own", f"actor_id IN {_NAMES}", "SELECT"),
    Rows("directory_relation", "tied", asks("netwerkzorg_tied("
         f"resident_id, {ACTOR}, {ORGANIZATION}, {TEAM}, {AT})")),
    Rows("directory_shield", "about_oneself", f"resident_id = {ACTOR}"),
    # The house reads it to hide; no page or call shows it to this person.
    Rows("directory_shield", "from_oneself", f"person_id = {ACTOR}", "SELECT"),
    Rows("directory_shield", "tied", tied("directory_shield.resident_id"), "SELECT"),
    Rows("directory_consent", "about_oneself", f"resident_id = {ACTOR}"),
    Rows("directory_consent", "about_us", f"organization_id = {ORGANIZATION}", "SELECT"),
    Rows("directory_consent", "tied", tied("directory_consent.resident_id")),
    Rows("directory_resident", "oneself", f"id = {ACTOR}"),
    Rows("directory_resident", "tied", tied("directory_resident.id")),
    Rows("platform_key", "tied", tied("platform_key.resident_id")),
    Rows("rta_receipt", "tied", tied("rta_receipt.resident_id")),
)  # fmt: skip
