"""What this room remembers and announces: names in the past tense, ids only."""

from uuid import UUID

from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import Event, Work

from .model import Referral

PREFIX = "nl.netwerkzorg.routing.referral"


def happened(work: Work, what: str, referral: Referral) -> None:
    """In the log and in the outbox: `what` is sent, accepted, declined, asked, replied, cancelled,
    completed, ended or lapsed."""
    work.record(f"referral.{what}", referral.id, resident=referral.resident_id)
    ids = {"intake": str(referral.intake_id)}
    work.announce(Event(f"{PREFIX}_{what}.v1", referral.id, ids=ids))


def refused(work: Work, subject: UUID, why: Refused) -> Refused:
    """A no is in the log as well."""
    work.record("referral.refused", subject, why.code)
    return why
