"""The manifest of this room."""

from netwerkzorg.platform.rooms import Room

ROOM = Room(name="triage", floor=3)
