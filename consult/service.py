"""Front door: advice between professionals, without handing over the resident."""

from .asking import advisers, ask, questions
from .model import Consult, Party, State
from .showing import (
    ConsultView,
    active_steps,
    advises,
    asked,
    consult,
    inbox,
    of_intake,
    waiting_count,
)
from .stepping import answer, ask_back, clarify, close, convert

__all__ = [
    "Consult", "ConsultView", "Party", "State", "active_steps", "advisers", "advises", "answer", "ask",
    "ask_back", "asked", "clarify", "close", "consult", "convert", "inbox", "of_intake",
    "questions", "waiting_count",
]  # fmt: skip
