"""Who has a part in a referral, asked at the moment of access; a no is as if there were none."""

from uuid import UUID

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import Work
from netwerkzorg.triage import service as triage

from . import store
from .model import Asked, Referral


def of_own_team(work: Work, intake_id: UUID) -> triage.Intake:
    """The intake, for a member of its team. Raises Absent."""
    intake = triage.find(work, intake_id)
    if work.actor.team_id is None or work.actor.team_id != intake.team_id:
        raise Absent
    return intake


def sent_by_own_team(work: Work, referral_id: UUID) -> Referral:
    """The referral, for a member of the team that sent it. Raises Absent."""
    found = store.by_id(work, referral_id)
    if found is None or not in_team(work, found):
        raise Absent
    return found


def in_team(work: Work, referral: Referral) -> bool:
    actor = work.actor
    mine = actor.kind == "professional" and actor.team_id == referral.team_id
    return mine and referral.resident_id not in network.hidden_from(work)


def own_task(work: Work, referral: Referral) -> Asked | None:
    """What the actor's organisation was asked, for who may find this resident."""
    if work.actor.kind != "professional" or referral.resident_id in network.hidden_from(work):
        return None
    return referral.task_of(work.actor.organization_id)


def asked_of_own(work: Work, referral_id: UUID) -> tuple[Referral, Asked]:
    """The referral and its task for the actor's organisation. Raises Absent."""
    found = store.by_id(work, referral_id)
    task = own_task(work, found) if found else None
    if found is None or task is None:
        raise Absent
    return found, task


def again(work: Work, referral_id: UUID) -> Referral:
    """The referral as it stands now in this work."""
    found = store.by_id(work, referral_id)
    assert found is not None, "it was there a moment ago, in this transaction"
    return found
