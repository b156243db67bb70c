"""The manifest of triage."""

from netwerkzorg.platform.rooms import Room

from .tables import DecisionRow, FactRow, IntakeRow, TimelineRow

ROOM = Room(
    name="triage",
    floor=3,
    tables=(IntakeRow, FactRow, TimelineRow, DecisionRow),
)
