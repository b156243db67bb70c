"""Who meets which consults, as PostgreSQL holds it: the team that asks and the organisation that is asked."""

from netwerkzorg.platform.row_security import ACTOR, ADMIN, ORGANIZATION, TEAM, Rows, within

ROWS = (
    Rows("consult_consult", "about_oneself", f"resident_id = {ACTOR}"),
    Rows("consult_consult", "asked", f"adviser_organization_id = {ORGANIZATION}"),
    Rows("consult_consult", "own_team", f"team_id = {TEAM}"),
    Rows("consult_consult", "region", ADMIN, "SELECT"),
    Rows("consult_message", "of_consult",
         within("consult_message", "consult_id", "consult_consult")),
    Rows("rta_receipt", "via_consult", within("rta_receipt", "subject", "consult_consult")),
)  # fmt: skip
