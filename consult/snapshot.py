"""What the adviser gets to see: the intake as the asker saw it when the question was put."""

import json
from dataclasses import dataclass

from netwerkzorg.triage import service as triage


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`facts` are (label, value, origin), in Dutch."""

    name: str
    age: int
    urgency: str
    own_words: str
    facts: tuple[tuple[str, str, str], ...]


def taken(view: triage.IntakeView) -> str:
    """As it is sealed. Alarm questions answered with no are left out: they say nothing more."""
    facts = [
        (one.label, one.value, one.origin)
        for one in view.facts
        if not one.flag or one.raw != "false"
    ]
    return json.dumps(
        {
            "name": view.resident.name,
            "age": view.age,
            "urgency": view.intake.urgency or "",
            "own_words": view.own_words,
            "facts": facts,
        }
    )


def read(text: str) -> Snapshot:
    told = json.loads(text)
    facts = tuple((str(a), str(b), str(c)) for a, b, c in told["facts"])
    return Snapshot(told["name"], told["age"], told["urgency"], told["own_words"], facts)
