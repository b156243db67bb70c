"""`netwerkzorg sandbox up`: the whole oefenregio on one machine, which is what `make run` calls."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import sys
import time
from pathlib import Path

import click

from .parts import Part, PartFailed, Running, port_is_free
from .population import PEOPLE

SOURCES = ("huisarts", "ziekenhuis", "thuiszorg")
MARK = "oefenregio"
# With a broker ours only rings it, and Celery does the work.
WITH_BROKER = (
    Part("worker", ("worker", "--relay")),
    Part(
        "celery",
        ("-A", "netwerkzorg.platform.worker", "worker", "--concurrency", "2", "--without-mingle",
         "--without-gossip", "--loglevel", "WARNING"),
        module="celery",
    ),
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]


@click.command(help="Start de hele oefenregio; Ctrl-C stopt alles.")
@click.option(
    "--port", default=8000, type=click.IntRange(1024, 65000), help="Poort van de pagina's."
)
@click.option("--fresh", is_flag=True, help="Gooi de gegevens weg en begin opnieuw.")
@click.option(
    "--people", default=PEOPLE, type=click.IntRange(100, 100_000), help="Hoeveel inwoners er komen."
)
def up(port: int, fresh: bool, people: int) -> None:
    """Set up what is missing, start every part, and end them all on SIGINT or SIGTERM."""
    begun = time.monotonic()
    taken = [str(p) for p in range(port, port + 2 + len(SOURCES)) if not port_is_free(p)]
    if taken:
        raise click.ClickException(
            f"Poort {', '.join(taken)} is bezet. Kies een andere: make run PORT={port + 100}"
        )
    stopped: list[int] = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, _frame: stopped.append(number))
    folder = Path(os.environ.get("NETWERKZORG_FOLDER", "var")).absolute()
    if fresh:
        _forget(folder)
    settings = _settings(folder, port)
    os.environ.update(settings)
    running = Running(folder / "logs", settings)
    try:
        _prepare(folder, people)
        for part in _parts(folder, port, settings.get("NETWERKZORG_BROKER_URL", "")):
            running.start(part)
        running.wait_ready(click.echo)
        _welcome(port, time.monotonic() - begun)
        ended = running.wait(lambda: bool(stopped))
    except PartFailed as failed:
        running.stop()
        raise click.ClickException(str(failed)) from None
    running.stop()
    if ended is not None:
        raise click.ClickException(f"{ended} stopte vanzelf; zie {folder / 'logs'}")
    click.echo("Alles is gestopt. De gegevens blijven staan.")
    sys.exit(0)


def _settings(folder: Path, port: int) -> dict[str, str]:
    """The settings of every part, kept in the folder so that other commands find them too."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "settings.env"
    kept = (
        dict(line.split("=", 1) for line in path.read_text().splitlines()) if path.exists() else {}
    )
    settings = {
        "NETWERKZORG_SECRET_KEY": kept.get("NETWERKZORG_SECRET_KEY") or secrets.token_hex(32),
        "NETWERKZORG_FOLDER": str(folder),
        "NETWERKZORG_REGION": os.environ.get(
            "NETWERKZORG_REGION", str(ROOT / "regions" / "utrecht")
        ),
        "NETWERKZORG_BASE_URL": f"http://127.0.0.1:{port}",
        # Stories are told here by programs, which click faster than people.
        "NETWERKZORG_LIMITS_FACTOR": os.environ.get("NETWERKZORG_LIMITS_FACTOR", "10"),
        "NETWERKZORG_OIDC_ISSUER": f"http://127.0.0.1:{port + 1}",
    }
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "BROKER_URL", "REDIS_URL", "SMTP_URL"):
        key = f"NETWERKZORG_{name}"
        if os.environ.get(key) or kept.get(key):
            settings[key] = os.environ.get(key) or kept[key]
    settings.update(_provider_settings(folder, settings))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("".join(f"{key}={value}\n" for key, value in settings.items()))
    return settings


def _provider_settings(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    from .provider_files import prepare

    files = prepare(
        folder / "provider", settings["NETWERKZORG_OIDC_ISSUER"], settings["NETWERKZORG_BASE_URL"]
    )
    return {
        "NETWERKZORG_OIDC_CLIENT_ID": files.client_id,
        "NETWERKZORG_OIDC_CLIENT_SECRET": files.client_secret,
        "NETWERKZORG_API_AUDIENCE": files.api_audience,
    }


def _prepare(folder: Path, people: int) -> None:
    """Keys, schema and people: what is there already is left as it is."""
    from netwerkzorg.platform.config import read_settings
    from netwerkzorg.platform.house import create_house
    from netwerkzorg.platform.migrating import upgrade_to_heads
    from netwerkzorg.platform.vault import create_keyset

    from .seeding import is_filled, move_issuer, register_sources, seed

    settings = read_settings()
    if not settings.keyset_path.exists():
        create_keyset(settings.keyset_path)
    click.echo("Database bijwerken …")
    upgrade_to_heads(settings)
    house = create_house(settings)
    mark = folder / MARK
    if not mark.exists():
        click.echo("Oefenregio vullen (één keer) …")
        if is_filled(house):
            raise PartFailed("De database is al gevuld, maar niet vanuit deze map: maak hem leeg.")
        seed(house, progress=_progress, size=people)
        mark.write_text("gevuld\n")
    move_issuer(house)
    base = int(settings.base_url.rsplit(":", 1)[1])
    register_sources(
        house, {n: f"http://127.0.0.1:{base + 2 + i}/fhir" for i, n in enumerate(SOURCES)}
    )
    house.engine.dispose()


def _parts(folder: Path, port: int, broker: str) -> list[Part]:
    web = f"http://127.0.0.1:{port}"
    provider = f"http://127.0.0.1:{port + 1}"
    parts = [
        Part(
            f"bron {name}",
            ("sandbox", "source", name, "--folder", str(folder / "dossiers" / name),
             "--port", str(port + 2 + number)),
            f"http://127.0.0.1:{port + 2 + number}/fhir/metadata",
        )
        for number, name in enumerate(SOURCES)
    ]  # fmt: skip
    login = ("sandbox", "provider", "--port", str(port + 1), "--app-base", web, "--folder",
             str(folder / "provider"))  # fmt: skip
    return [
        Part("pagina's", ("serve", "--port", str(port)), f"{web}/"),
        Part("inloggen", login, f"{provider}/.well-known/openid-configuration"),
        *parts,
        *(WITH_BROKER if broker else (Part("worker", ("worker",)),)),
    ]


def _progress(step: str, done: int, total: int) -> None:
    """A bar on one line on a screen; one line for each step in a file."""
    if sys.stdout.isatty():
        width = 30 * done // max(1, total)
        end = "\n" if done >= total else ""
        click.echo(f"\r  {step:<28} [{'#' * width:<30}] {done}/{total}{end}", nl=False)
    elif done >= total:
        click.echo(f"  {step:<28} {total}")


def _welcome(port: int, seconds: float) -> None:
    from .personas import PERSONAS

    click.echo(f"\nNetwerkzorg draait na {seconds:.1f} s op http://127.0.0.1:{port}")
    click.echo("Oefenregio: alles is verzonnen. Log in als een van deze personen:")
    for persona in PERSONAS:
        click.echo(f"  {persona.id:<18} {persona.name}: {persona.story}")
    click.echo("Ctrl-C stopt alles. Opnieuw beginnen: make run FRESH=1")


def _forget(folder: Path) -> None:
    """Remove what `up` made here, and nothing in a folder that is not ours."""
    if (folder / "settings.env").exists():
        shutil.rmtree(folder)
