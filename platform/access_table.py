"""The access table in print: `docs/access.md` is this text, compared by a test."""

from collections.abc import Iterable
from typing import Any

from .rooms import Room

HEAD = """# Who may do what

Printed by `netwerkzorg permits`. A route without a row is denied and fails the build. Whether someone may
touch this one object is asked in the services, at the moment of access; a no looks like "not there".

| method | path | action | who | room |
|---|---|---|---|---|
"""


def as_rows(rooms: Iterable[Room]) -> list[dict[str, Any]]:
    """One mapping for each permit, in order of path and method."""
    rows = [
        {
            "method": permit.method,
            "path": permit.path,
            "action": permit.action,
            "who": list(permit.who),
            "effect": permit.effect and permit.method != "GET",
            "room": room.name,
            "note": permit.note,
        }
        for room in rooms
        for permit in room.permits
    ]
    return sorted(rows, key=lambda row: (row["path"], row["method"]))


def as_markdown(rooms: Iterable[Room]) -> str:
    lines = [
        f"| {row['method']} | `{row['path']}` | {row['action']} | {', '.join(row['who'])} | {row['room']} |"
        for row in as_rows(rooms)
    ]
    return HEAD + "\n".join(lines)
