"""The manifest of this room."""

from netwerkzorg.platform.rooms import Room

ROOM = Room(name="directory", floor=2)
