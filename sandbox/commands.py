"""`netwerkzorg sandbox …`: the parts of the oefenregio, each started on its own.

Every command imports what it needs when it runs, so that a source starts without a web framework.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

FOLDER = click.Path(file_okay=False, path_type=Path)
SOURCE_MODES = (
    "ok hang drip fail lie_patient malformed html slow empty redirect truncate gzip_bomb "
    "unauthorized"
).split()


@click.group(help="De oefenregio: bronnen, inloggen, personen om mee te oefenen.")
def sandbox() -> None:
    """Commands of the synthetic region."""


@sandbox.command(help="Bied een map met FHIR-bestanden aan als bronsysteem.")
@click.argument("name")
@click.option("--folder", required=True, type=FOLDER, help="Map met *.json of *.ndjson.")
@click.option("--port", required=True, type=click.IntRange(0, 65535), help="0: een vrije poort.")
@click.option(
    "--mode", type=click.Choice(SOURCE_MODES), default="ok", help="Hoe de bron zich misdraagt."
)
@click.option("--delay-ms", type=click.IntRange(0, 600_000), default=0, help="Wacht zo lang.")
def source(name: str, folder: Path, port: int, mode: str, delay_ms: int) -> None:
    from .source import serve
    from .source_faults import Behaviour
    from .source_store import UnreadableFolder

    try:
        serve(name, folder, port, Behaviour(mode, delay_ms))
    except UnreadableFolder as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"poort {port} is niet vrij ({error.strerror})") from error
