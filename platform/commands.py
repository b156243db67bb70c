"""Commands of the ground: database, access table, audit chain, web server."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.group(help="De database: bijwerken en nakijken.")
def db() -> None:
    """Schema of the database."""


@db.command(help="Breng het schema op de laatste versie.")
def upgrade() -> None:
    """Run the migrations of the house and of every room from outside."""
    from .config import read_settings
    from .migrating import upgrade_to_heads

    upgrade_to_heads(read_settings())


@click.command(help="De hele toegangstabel: wie mag wat.")
@click.option("--json", "as_json", is_flag=True, help="Voor programma's.")
@click.option("--sandbox/--no-sandbox", default=True, help="Met de routes van de oefenregio.")
def permits(as_json: bool, sandbox: bool) -> None:
    """Print every row of the access table."""
    from .access_table import as_markdown, as_rows
    from .rooms import load_rooms

    rooms = load_rooms(sandbox=sandbox)
    click.echo(json.dumps(as_rows(rooms), indent=1) if as_json else as_markdown(rooms))


@click.group(help="Het logboek.")
def audit() -> None:
    """The audit chain."""


@audit.command(help="Kijk na of niemand het logboek veranderde.")
def verify() -> None:
    """Verify every chain; exit 1 and say where when one is broken."""
    from sqlalchemy import text

    from .audit import broken_links
    from .config import read_settings
    from .house import create_house
    from .work import bookkeeping

    house = create_house(read_settings())
    with bookkeeping(house) as session:
        if house.engine.dialect.name == "postgresql":
            session.execute(text("SET LOCAL statement_timeout = 0"))  # a long log takes its time
        broken = list(broken_links(session))
    for line in broken:
        click.echo(line)
    click.echo(f"{len(broken)} fouten in het logboek")
    sys.exit(1 if broken else 0)


# granian counts connections here, not requests, and each browser keeps six open; below 1024 files.
MOST_CONNECTIONS = 800


@click.command(help="Start de webserver (granian).")
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, type=click.IntRange(0, 65535))
@click.option("--workers", default=1, type=click.IntRange(1, 64))
@click.option("--threads", default=8, type=click.IntRange(1, 128))
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the platform until SIGINT or SIGTERM."""
    from granian import Granian
    from granian.constants import Interfaces

    from .config import read_settings
    from .house import create_house
    from .starting import check_start

    house = create_house(read_settings())
    check_start(house)  # here once, so that no worker process starts, fails and starts again
    house.engine.dispose()
    Granian(
        "netwerkzorg.platform.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backpressure=MOST_CONNECTIONS,
        log_access=False,
        working_dir=Path.cwd(),
    ).serve()
