"""The manifest of a room: all that the house needs to know to open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click
    from flask import Blueprint

    from .problems import Problem
    from .row_security import Stated
    from .work import Work

BUILT_IN = (
    "netwerkzorg.platform.room",
    "netwerkzorg.rta.room",
    "netwerkzorg.directory.room",
    "netwerkzorg.triage.room",
    "netwerkzorg.routing.room",
    "netwerkzorg.consult.room",
    "netwerkzorg.viewer.room",
)
ENTRY_POINTS = "netwerkzorg.rooms"


@dataclass(frozen=True, slots=True)
class Permit:
    """One row of the access table: who may use this method on this path.

    `path` is the rule as Flask writes it; `who` names predicates of `platform/permits`, any of which lets
    through. `effect` on a writing method asks for an idempotency key and one unit of work around the view.
    `limit`: how often a minute one person may ask this, where that is less than usual (`platform/limits`).
    """

    method: str
    path: str
    action: str
    who: tuple[str, ...]
    effect: bool = True
    note: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of page that a room offers for a place. `render` returns safe HTML, or None for nothing."""

    place: str
    render: Callable[[Work, Mapping[str, Any]], str | None]
    order: int = 100


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the main menu for these kinds of actor. `count` is the badge of what is new:
    a number, for which nobody is opened."""

    label: str
    path: str
    kinds: tuple[str, ...]
    icon: str = ""
    order: int = 100
    count: Callable[[Work], int] | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a room does when an event of a room below has happened. At least once, so idempotent."""

    event_type: str
    name: str
    function: Callable[..., None]


@dataclass(frozen=True, slots=True)
class Task:
    """Work for later, under a name that stays when the function moves."""

    name: str
    function: Callable[..., None]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What a room holds of a resident: how it is exported and erased, and how long it is kept."""

    export: Callable[..., Any] | None = None
    erase: Callable[..., None] | None = None
    retain: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    floor: int
    blueprints: tuple[Blueprint, ...] = ()
    commands: tuple[click.Command, ...] = ()
    tasks: tuple[Task, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    tables: tuple[type, ...] = ()
    rows: tuple[Stated, ...] = ()
    permits: tuple[Permit, ...] = ()
    panels: tuple[Panel, ...] = ()
    nav: tuple[NavItem, ...] = ()
    impacts: tuple[Any, ...] = ()
    fhir: tuple[Any, ...] = ()
    personal_data: PersonalData | None = None
    settings: tuple[str, ...] = ()
    # Each gives a Dutch line for every reason why the region must not open like this.
    start_checks: tuple[Callable[[Work], Iterable[str]], ...] = ()
    problems: Mapping[str, Problem] = field(default_factory=dict)
    actions: Mapping[str, str] = field(
        default_factory=dict
    )  # audit action -> what it was, in Dutch
    provides: Mapping[str, object] = field(default_factory=dict)


def load_rooms(*, sandbox: bool) -> tuple[Room, ...]:
    """The built-in rooms in floor order, then those that a region installed through the entry point."""
    names = BUILT_IN + (("netwerkzorg.sandbox.room",) if sandbox else ())
    rooms = [import_module(name).ROOM for name in names]
    rooms += [
        found.load() for found in sorted(entry_points(group=ENTRY_POINTS), key=lambda e: e.name)
    ]
    return tuple(rooms)
