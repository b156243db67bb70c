"""What this room announces: names in the past tense, ids only."""

from netwerkzorg.platform.work import Event, Work

from .model import Intake

PREFIX = "nl.netwerkzorg.triage"
STARTED = f"{PREFIX}.started.v1"
RED_FLAG_RAISED = f"{PREFIX}.red_flag_raised.v1"
SELF_HELP_ADVISED = f"{PREFIX}.self_help_advised.v1"
HANDED_OVER = f"{PREFIX}.handed_over.v1"
CLAIMED = f"{PREFIX}.claimed.v1"
RELEASED = f"{PREFIX}.released.v1"
URGENCY_CHANGED = f"{PREFIX}.urgency_changed.v1"
COMPLETED = f"{PREFIX}.completed.v1"
REFERRED = f"{PREFIX}.referred.v1"
RETURNED = f"{PREFIX}.returned.v1"
CLOSED = f"{PREFIX}.closed.v1"
REOPENED = f"{PREFIX}.reopened.v1"
WITHDRAWN = f"{PREFIX}.withdrawn.v1"


def announce(work: Work, event_type: str, intake: Intake) -> None:
    """Tell whoever wants to know; the version lets a late event be recognised."""
    ids = {"team": str(intake.team_id), "version": str(intake.version)}
    work.announce(Event(event_type, intake.id, work.actor.organization_id, ids=ids))
