"""`netwerkzorg sandbox …`: the parts of the oefenregio, each started on its own.

Every command imports what it needs when it runs, so that a source starts without a web framework.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

FOLDER = click.Path(file_okay=False, path_type=Path)
SOURCE_MODES = [
    "ok", "hang", "drip", "fail", "lie_patient", "malformed", "html", "slow", "empty", "redirect",
    "truncate", "gzip_bomb", "unauthorized",
]  # fmt: skip


class Parts(click.Group):
    """`up` and `stats` need the whole platform, so they are imported only when asked for."""

    later = ("up", "stats")

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.later})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name == "up":
            from .up import up

            return up
        if name == "stats":
            from .stats import stats

            return stats
        return super().get_command(ctx, name)


@click.group(cls=Parts, help="De oefenregio: bronnen, inloggen, personen om mee te oefenen.")
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


@sandbox.command(help="Start het inlogscherm van de oefenregio.")
@click.option("--port", required=True, type=click.IntRange(1024, 65535))
@click.option("--app-base", required=True, help="Adres van het platform.")
@click.option("--folder", required=True, type=FOLDER, help="Map voor sleutel en geheim.")
def provider(port: int, app_base: str, folder: Path) -> None:
    from .provider import serve as serve_provider

    serve_provider(port, app_base.rstrip("/"), folder)


@sandbox.command(help="Met wie u kunt oefenen.")
@click.option("--json", "as_json", is_flag=True, help="Voor programma's.")
def personas(as_json: bool) -> None:
    from .personas import PERSONAS

    if as_json:
        click.echo(json.dumps([each.as_json() for each in PERSONAS], ensure_ascii=False, indent=1))
        return
    for each in PERSONAS:
        click.echo(f"{each.id:<18} {each.name}: {each.story}")


@sandbox.command(help="Een toegangsbewijs voor de API, als deze persoon.")
@click.argument("persona_id", metavar="PERSONA")
@click.option("--folder", type=FOLDER, help="Map van het inlogscherm; anders die van make run.")
@click.option(
    "--minutes",
    default=5,
    show_default=True,
    type=click.IntRange(1, 600),
    help="Hoelang het geldt.",
)
def token(persona_id: str, folder: Path | None, minutes: int) -> None:
    from netwerkzorg.platform.config import read_settings
    from netwerkzorg.platform.region import load_region

    from .personas import persona
    from .provider_files import access_token

    settings = read_settings()
    if not load_region(settings.region).sandbox:
        raise click.ClickException("Dit kan alleen in een oefenregio.")
    try:
        who = persona(persona_id)
    except KeyError:
        raise click.ClickException(f"Er is geen persoon {persona_id}.") from None
    click.echo(access_token(folder or settings.folder / "provider", who, minutes))
