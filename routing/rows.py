"""Who meets which referrals, as PostgreSQL holds it: the team that asks, whoever is asked, the resident."""

from netwerkzorg.directory.network.service import tied
from netwerkzorg.platform.row_security import (
    ACTOR,
    ADMIN,
    AT,
    ORGANIZATION,
    TEAM,
    Rows,
    asked_as_system,
    asks,
    within,
)

from .model import LIVE

# From being asked until the no; a task that this very work moves still counts until it commits.
_ASKED = (
    f"task.organization_id = {ORGANIZATION}"
    f" AND (task.state IN {(*LIVE, 'completed')} OR task.changed_at = {AT})"
)
# A task is met through its referral and a referral through its tasks: one of the two asks as the system.
_MET = asked_as_system(
    "netwerkzorg_referral_met",
    "referral uuid, actor uuid, organization uuid, team uuid, moment timestamptz",
    "EXISTS (SELECT FROM routing_referral AS r WHERE r.id = $1 AND (r.resident_id = $2"
    " OR r.team_id = $4 OR netwerkzorg_tied(r.resident_id, $2, $3, $4, $5)))",
)

ROWS = (
    _MET,
    Rows("routing_referral", "about_oneself", f"resident_id = {ACTOR}"),
    Rows("routing_referral", "asked", "EXISTS (SELECT FROM routing_task AS task"
         f" WHERE task.referral_id = routing_referral.id AND task.organization_id = {ORGANIZATION})"),
    Rows("routing_referral", "own_team", f"team_id = {TEAM}"),
    Rows("routing_referral", "tied", tied("routing_referral.resident_id")),
    Rows("routing_referral", "region", ADMIN, "SELECT"),
    Rows("routing_task", "asked", f"organization_id = {ORGANIZATION}"),
    Rows("routing_task", "of_referral", asks("netwerkzorg_referral_met("
         f"referral_id, {ACTOR}, {ORGANIZATION}, {TEAM}, {AT})")),
    Rows("routing_task", "region", ADMIN, "SELECT"),
    Rows("routing_message", "of_task", within("routing_message", "task_id", "routing_task")),
    Rows("triage_intake", "asked", "EXISTS (SELECT FROM routing_referral AS r"
         " JOIN routing_task AS task ON task.referral_id = r.id"
         f" WHERE r.intake_id = triage_intake.id AND {_ASKED})"),
    Rows("directory_relation", "accepted", "EXISTS (SELECT FROM routing_task AS task"
         f" WHERE task.referral_id = basis_ref AND task.organization_id = actor_id AND {_ASKED})",
         "INSERT"),
)  # fmt: skip
