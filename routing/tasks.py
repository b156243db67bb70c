"""Work for later: silence is an answer too."""

from uuid import UUID

from netwerkzorg.platform.outbox import Delivered
from netwerkzorg.platform.work import Work

from . import service


def lapse(work: Work, happened: Delivered) -> None:
    service.lapse(work, UUID(happened.ids["referral"]), happened.subject)
