"""The manifest of this room."""

from netwerkzorg.platform.rooms import Room

ROOM = Room(name="viewer", floor=6)
