"""Who may do what: named predicates, and default deny.

The rows stand in the manifests (`Room.permits`); `netwerkzorg permits` prints them all. A predicate here
looks at the actor alone. Whether this actor may touch this object is asked in the services, at the moment
of access, and a no is `Absent`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from .rooms import Permit, Room
from .work import Actor, Work

Predicate = Callable[[Actor], bool]


class Relations(Protocol):
    """The port through which lower rooms ask whether an actor has to do with a resident now."""

    def active(self, work: Work, resident_id: UUID, at: datetime) -> bool: ...

    def basis(self, work: Work, resident_id: UUID, at: datetime) -> str:
        """What ties the actor to the resident, as a code for the log; "" for nothing."""


class NoRelations:
    """Nobody has to do with anybody: what holds until a room provides the port."""

    def basis(self, work: Work, resident_id: UUID, at: datetime) -> str:
        return ""

    def active(self, work: Work, resident_id: UUID, at: datetime) -> bool:
        return False


def _anyone(actor: Actor) -> bool:
    return True


def _logged_in(actor: Actor) -> bool:
    return actor.kind not in ("visitor", "system")


def _resident(actor: Actor) -> bool:
    """A resident, or somebody who may act for one."""
    return actor.kind in ("resident", "carer", "volunteer")


def _professional(actor: Actor) -> bool:
    return actor.kind == "professional"


def _team_member(actor: Actor) -> bool:
    return actor.kind == "professional" and actor.team_id is not None


def _org_admin(actor: Actor) -> bool:
    return actor.kind == "org_admin"


def _regional_admin(actor: Actor) -> bool:
    return actor.kind == "regional_admin"


def _auditor(actor: Actor) -> bool:
    return actor.kind == "auditor"


def _helpdesk(actor: Actor) -> bool:
    return actor.kind == "helpdesk"


def _service(actor: Actor) -> bool:
    return actor.kind == "service"


PREDICATES: dict[str, Predicate] = {
    "anyone": _anyone,
    "logged_in": _logged_in,
    "resident": _resident,
    "professional": _professional,
    "team_member": _team_member,
    "org_admin": _org_admin,
    "regional_admin": _regional_admin,
    "auditor": _auditor,
    "helpdesk": _helpdesk,
    "service": _service,
}


class Permits:
    """The whole access table, looked up by method and rule."""

    def __init__(self, rooms: Iterable[Room]) -> None:
        self.rows: tuple[tuple[str, Permit], ...] = tuple(
            (room.name, permit) for room in rooms for permit in room.permits
        )
        self._by_route: dict[tuple[str, str], Permit] = {}
        for _, permit in self.rows:
            unknown = [name for name in permit.who if name not in PREDICATES]
            if unknown or (permit.method, permit.path) in self._by_route:
                raise ValueError(
                    f"permit {permit.method} {permit.path}: twice, or unknown {unknown}"
                )
            self._by_route[permit.method, permit.path] = permit

    def row(self, method: str, rule: str) -> Permit | None:
        """The row for this route; HEAD and OPTIONS follow GET."""
        wanted = "GET" if method in ("HEAD", "OPTIONS") else method
        return self._by_route.get((wanted, rule))

    def allows(self, permit: Permit | None, actor: Actor) -> bool:
        return permit is not None and any(PREDICATES[name](actor) for name in permit.who)
