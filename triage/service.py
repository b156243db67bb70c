"""Front door: one question of one resident, from first answer to "it helped"."""

from .access import held_by_other
from .answering import (
    answer as answer_all,
)
from .answering import (
    ask_team,
    close,
    say_called,
    say_more,
    start,
    withdraw,
)
from .checking import Answer
from .doors import add_fact, answer, submit_red_flags
from .following import (
    ActiveStep,
    InformationSet,
    active_steps,
    add_timeline,
    back_to_team,
    mark_accepted,
    mark_referred,
)
from .listing import (
    Filters,
    Worklist,
    WorkRow,
    new_count,
    own,
    state_counts,
    worklist,
    worklist_mark,
)
from .model import Fact, Intake, Party, State
from .phoning import allow as allow_phone_help
from .phoning import open_by_code
from .showing import IntakeView, find, intake
from .stepping import Asked, NextStep, Outcome, Question, RedFlags, next_step
from .teamwork import claim, complete, note_call, override, release, take_claim, take_over_fact

__all__ = [
    "ActiveStep", "Answer", "Asked", "Fact", "Filters", "InformationSet", "Intake", "IntakeView",
    "NextStep", "Outcome", "Party", "Question", "RedFlags", "State", "WorkRow", "Worklist",
    "active_steps", "add_fact", "add_timeline", "allow_phone_help", "answer", "answer_all", "ask_team",
    "back_to_team", "claim", "close", "complete", "find", "held_by_other", "intake", "mark_accepted",
    "mark_referred", "new_count", "next_step", "note_call", "open_by_code", "override", "own", "release",
    "say_called", "say_more", "start", "state_counts", "submit_red_flags", "take_claim", "take_over_fact",
    "withdraw", "worklist", "worklist_mark",
]  # fmt: skip
