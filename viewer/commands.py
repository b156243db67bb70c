"""`netwerkzorg viewer`: read folders of FHIR without settings and without a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import orjson

from . import printing
from .checking import speaks_stu3
from .ledger import Ledger
from .memory_sources import MemorySources
from .merging import side_by_side
from .model import Answer, Person, Query, Resource, Source
from .queries import RESOURCES
from .reading import read

FOLDER = click.Path(exists=True, path_type=Path)


@click.group()
def viewer() -> None:
    """Tonen wat bronnen zeggen, zonder iets te bewaren."""


@viewer.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option("--bsn", default="", help="Alleen deze persoon; anders alles wat er staat.")
@click.option("--birthdate", type=click.DateTime(["%Y-%m-%d"]), help="Geboortedatum, 1950-02-26.")
@click.option("--family", default="", help="Achternaam; mag leeg blijven.")
@click.option("--json", "as_json", is_flag=True, help="Als JSON.")
def render(
    folders: tuple[Path, ...], bsn: str, birthdate: datetime | None, family: str, as_json: bool
) -> None:
    """Lees mappen (of bestanden) met FHIR-resources; elke map is één bron."""
    if bool(bsn) != bool(birthdate):
        raise click.UsageError("Geef --bsn en --birthdate samen: op BSN alleen zoeken wij niemand.")
    held = {
        Source(str(path), "/".join(path.resolve().parts[-2:]), ""): list(_resources(path))
        for path in folders
    }
    person = Person(bsn, birthdate.date(), family) if birthdate else None
    shown = _person(held, person) if person else _everything(held)
    click.echo(
        json.dumps(shown, ensure_ascii=False, indent=1) if as_json else printing.as_text(shown)
    )


def _person(held: dict[Source, list[Resource]], person: Person) -> dict[str, object]:
    queries = tuple(Query(kind, kind, kind, kind) for kind in sorted(RESOURCES))
    asked = [(source, queries) for source in held]
    ledger, fragments = Ledger.asking(asked), []
    for answer in MemorySources(held).ask(person, asked):
        fragments.append(read(answer))
        ledger = ledger.after(fragments[-1])
    return printing.shown(side_by_side(fragments), ledger.closed())


def _everything(held: dict[Source, list[Resource]]) -> dict[str, object]:
    """Every resource as it would read, whoever it is about: for comparing with other viewers."""
    fragments, ledger = [], Ledger()
    asked = []
    for source, resources in held.items():
        kinds = sorted({str(one.get("resourceType")) for one in resources})
        queries = tuple(Query(kind, kind, kind, kind) for kind in kinds)
        asked.append((source, queries))
        old = any(speaks_stu3(one) for one in resources)
        for query in queries:
            mine = tuple(one for one in resources if one.get("resourceType") == query.id)
            state, reason = ("not_reached", "unsupported_version") if old else ("ok", "")
            fragments.append(
                read(Answer(source, query, state, reason, () if old else mine, tuple(resources)))
            )
    ledger = Ledger.asking(asked)
    for fragment in fragments:
        ledger = ledger.after(fragment)
    return printing.shown(side_by_side(fragments), ledger)


def _resources(path: Path) -> Iterator[Resource]:
    paths = [path] if path.is_file() else sorted([*path.rglob("*.json"), *path.rglob("*.ndjson")])
    for file in paths:
        content = file.read_bytes()
        for chunk in content.splitlines() if file.suffix == ".ndjson" else [content]:
            try:
                body = orjson.loads(chunk) if chunk.strip() else None
            except orjson.JSONDecodeError as error:
                raise click.ClickException(f"{file}: geen JSON") from error
            yield from _unfold(body)


def _unfold(body: object) -> Iterator[Resource]:
    if not isinstance(body, dict) or not isinstance(body.get("resourceType"), str):
        return
    if body["resourceType"] != "Bundle":
        yield body
        return
    entries = body.get("entry")
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            yield from _unfold(entry.get("resource"))
