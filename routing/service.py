"""Front door: to whom a question goes, who takes it, and what follows."""

from .answering import accept, ask, cancel, complete, decline, lapse, reply
from .model import Asked, Party, Referral, Said
from .sending import LAPSE, Choice, Shortlist, refer, refer_next, shortlist
from .showing import (
    ShownReferral,
    active_steps,
    inbox,
    of_intake,
    questions,
    referral,
    show,
    waiting,
)

__all__ = [
    "LAPSE", "Asked", "Choice", "Party", "Referral", "Said", "Shortlist", "ShownReferral",
    "accept", "active_steps", "ask", "cancel", "complete", "decline", "inbox", "lapse",
    "of_intake", "questions", "refer", "refer_next", "referral", "reply", "shortlist", "show", "waiting",
]  # fmt: skip
