"""The command `netwerkzorg`: everything scriptable, `--json` where a machine reads it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

# Name -> where the command lives. Loaded when called, so that `rta check` starts without a web framework.
COMMANDS: dict[str, tuple[str, str]] = {
    "db": ("netwerkzorg.platform.commands", "db"),
    "permits": ("netwerkzorg.platform.commands", "permits"),
    "audit": ("netwerkzorg.platform.commands", "audit"),
    "serve": ("netwerkzorg.platform.commands", "serve"),
    "worker": ("netwerkzorg.platform.worker", "worker"),
    "rta": ("netwerkzorg.rta.commands", "rta"),
    "dmn": ("netwerkzorg.rta.dmn.commands", "dmn"),
    "sandbox": ("netwerkzorg.sandbox.commands", "sandbox"),
    "viewer": ("netwerkzorg.viewer.commands", "viewer"),
}


class Commands(click.Group):
    """The commands of the house by name; those of rooms from outside join through their manifest."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*COMMANDS, *(name for name, _ in _from_outside())})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in COMMANDS:
            module, attribute = COMMANDS[name]
            command: click.Command = getattr(import_module(module), attribute)
            return command
        return next((command for known, command in _from_outside() if known == name), None)


def _from_outside() -> list[tuple[str, click.Command]]:
    from importlib.metadata import entry_points

    from .rooms import ENTRY_POINTS

    rooms: list[Any] = [found.load() for found in entry_points(group=ENTRY_POINTS)]
    return [(command.name or "", command) for room in rooms for command in room.commands]


@click.command(cls=Commands, help="Netwerkzorg: het platform van een zorgregio.")
def cli() -> None:
    """Everything the platform can do from a shell."""


def main() -> None:
    """Entry point. Wrong settings, or a region that must not open, end the command with their reasons."""
    from .config import SettingsRefused, StartRefused

    run: Callable[..., Any] = cli
    try:
        run()
    except SettingsRefused as refused:
        click.echo(f"De instellingen kloppen niet:\n{refused}", err=True)
        sys.exit(2)
    except StartRefused as refused:
        click.echo(f"De regio kan zo niet open. Dit klopt niet:\n{refused}", err=True)
        sys.exit(2)
