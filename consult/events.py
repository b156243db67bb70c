"""What this room announces: names in the past tense, ids only."""

from netwerkzorg.platform.work import Event, Work

from .model import Consult

PREFIX = "nl.netwerkzorg.consult"
ASKED = f"{PREFIX}.asked.v1"
TAKEN = {
    "ask_back": f"{PREFIX}.asked_back.v1",
    "clarify": f"{PREFIX}.clarified.v1",
    "answer": f"{PREFIX}.answered.v1",
    "close": f"{PREFIX}.closed.v1",
    "convert": f"{PREFIX}.converted.v1",
}


def announce(work: Work, event_type: str, consult: Consult) -> None:
    ids = {"intake": str(consult.intake_id), "version": str(consult.version)}
    work.announce(Event(event_type, consult.id, work.actor.organization_id, ids=ids))
