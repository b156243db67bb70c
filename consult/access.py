"""What part the actor has in a consult, asked at the moment of access; a no is as if there were none."""

from uuid import UUID

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import Work
from netwerkzorg.triage import service as triage

from . import store
from .model import Consult, Party


def opened(work: Work, consult_id: UUID) -> tuple[Consult, Party]:
    """The consult, for the team that asks or the role that is asked. Raises Absent."""
    found = store.by_id(work, consult_id)
    part = part_in(work, found) if found else None
    if found is None or part is None:
        raise Absent
    return found, part


def part_in(work: Work, consult: Consult) -> Party | None:
    """Once a consult has ended, and when the resident ended the relation, the adviser has no part."""
    actor = work.actor
    if actor.kind != "professional" or not network.may_see(work, consult.resident_id):
        return None
    if actor.team_id is not None and actor.team_id == consult.team_id:
        return Party.asker
    asked = (consult.adviser_organization_id, consult.adviser_role)
    mine = asked == (actor.organization_id, actor.role)
    return Party.adviser if mine and consult.open else None


def asking(work: Work, intake_id: UUID) -> triage.Intake:
    """The intake, for a member of its team. Raises Absent."""
    intake = triage.find(work, intake_id)
    if work.actor.kind != "professional" or work.actor.team_id != intake.team_id:
        raise Absent
    return intake
