"""Help on the phone: a resident lets the team look along, and the team opens the question by its code.

The code alone opens nothing: it is short, so it could be guessed. The resident must have said yes,
for an hour, and whoever opens it belongs to the team of this question.
"""

from datetime import timedelta
from uuid import UUID

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Work

from . import store
from .access import opened, part_in, stepped
from .deciding import tell
from .model import Intake, Party

LOOKS_FOR = timedelta(hours=1)


def allow(work: Work, intake_id: UUID) -> Intake | Refused:
    """The resident lets the team read what is filled in so far, for an hour. Raises Absent."""
    before, part = opened(work, intake_id, Party.resident)
    after = stepped(work, before, "phone_help", part)
    if isinstance(after, Refused):
        return after
    network.end_relations(work, basis_ref=after.id, kind="phone_help")
    network.open_relation(
        work, after.resident_id, actor_id=after.team_id, actor_kind="team", kind="phone_help",
        basis="phone_help", basis_ref=after.id, until=work.now + LOOKS_FOR,
    )  # fmt: skip
    tell(work, after, "phone_help")
    work.record("intake.phone_help_allowed", after.id, resident=after.resident_id)
    return after


def open_by_code(work: Work, code: str) -> Intake | Refused:
    """The question with this code, for a member of its team that may read it now.

    A wrong code, one of another team and one without the resident's yes are refused alike, and each
    try is in the log.
    """
    found = store.by_code(work.session, code.strip().upper())
    if found is None or part_in(work, found) is not Party.team:
        work.record("intake.code_refused", work.actor.id)
        return Refused("code_not_open", at="code")
    if found.arrived_at is None:
        tell(work, found, "looked_along")
    work.record("intake.opened_by_code", found.id, resident=found.resident_id, basis="phone_help")
    return found
