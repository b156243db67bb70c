"""`netwerkzorg sandbox stats`: how much there is, for people and for scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection, text

from .personas import TEAM, sandbox_id


@click.command(help="Hoeveel er in de oefenregio is.")
@click.option("--json", "as_json", is_flag=True, help="Voor programma's.")
def stats(as_json: bool) -> None:
    """Count residents, organisations, services, resources of sources, and intakes."""
    from netwerkzorg.platform.config import read_settings
    from netwerkzorg.platform.house import create_house
    from netwerkzorg.platform.work import bookkeeping

    settings = read_settings()
    with bookkeeping(create_house(settings)) as session:
        counted = _counted(session.connection())
    counted["resources"] = _resources(settings.folder / "dossiers")
    if as_json:
        click.echo(json.dumps(counted))
        return
    for name, value in counted.items():
        click.echo(f"{name:<14} {value}")


def _counted(connection: Connection) -> dict[str, Any]:
    def number(statement: str, **values: object) -> int:
        return int(connection.execute(text(statement), values).scalar_one())

    states = connection.execute(text("SELECT state, count(*) FROM triage_intake GROUP BY state"))
    team = sandbox_id("team", TEAM)
    key = str(team) if connection.dialect.name == "postgresql" else team.hex
    return {
        "residents": number("SELECT count(*) FROM directory_resident"),
        "organizations": number("SELECT count(*) FROM platform_organization"),
        "services": number("SELECT count(*) FROM directory_service"),
        "resources": {},
        "intakes": {state: count for state, count in states},
        "team_open": number(
            "SELECT count(*) FROM triage_intake WHERE team_id = :team AND listed", team=key
        ),
    }


def _resources(folder: Path) -> dict[str, int]:
    """Resources per source: one a line."""
    counts = {}
    for path in sorted(folder.glob("*/dossiers.ndjson")):
        with path.open("rb") as file:
            counts[path.parent.name] = sum(1 for _ in file)
    return counts
