"""Work for later and what follows from below: silence is an answer too, and so is the resident's."""

from uuid import UUID

from netwerkzorg.platform.outbox import Delivered
from netwerkzorg.platform.work import Work

from .answering import intake_ended
from .answering import lapse as _lapse

__all__ = ["intake_ended", "lapse"]


def lapse(work: Work, happened: Delivered) -> None:
    _lapse(work, UUID(happened.ids["referral"]), happened.subject)
