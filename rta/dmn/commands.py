"""`netwerkzorg dmn`: models tested, imported and exported from the command line. No settings."""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import click

from ..command_line import FILE, FOLDER, compiled_in, region_in
from .cases import Number
from .exporting import NotHeld, export
from .importing import import_model
from .running import Outcome, bounded, run
from .tree import XmlRefused

FAILED = 1


@click.group()
def dmn() -> None:
    """DMN-modellen toetsen, inlezen en uitgeven."""


@dmn.command("test")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_lines", is_flag=True, help="Eén JSON-object per resultaat.")
def test_command(folder: Path, as_lines: bool) -> None:
    """Speel de testgevallen naast elk model in een map na. Tellingen staan op stderr."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in run(folder):
        counts[outcome.level][outcome.status] += 1
        if as_lines:
            click.echo(dump(outcome.line()))
        elif outcome.status != "pass":
            click.echo(_in_words(outcome))
    if not counts:
        raise click.UsageError(f"{folder}: hier staat geen .dmn met testgevallen ernaast.")
    for level, count in sorted(counts.items()):
        click.echo(
            f"{level}: {count['pass']} goed, {count['fail']} fout, {count['refused']} geweigerd",
            err=True,
        )
    if any(count["fail"] for count in counts.values()):
        sys.exit(FAILED)


@dmn.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="De eerste dag; anders vandaag."
)
def import_command(file: Path, start: datetime | None) -> None:
    """Schrijf wat van een DMN-model in een afspraak past als YAML naar stdout.

    Wat er niet in past, staat per beslissing met plaats en reden op stderr.
    """
    first = start.date() if start else date.today()
    try:
        imported = import_model(bounded(file), first.isoformat())
    except XmlRefused as broken:
        click.echo(broken.finding.line(str(file)), err=True)
        sys.exit(FAILED)
    for one in imported.refused:
        finding = one.finding
        at = f"{file}:{finding.place.line}:{finding.place.column}: {finding.code}"
        click.echo(f"{at}: {one.decision}: {finding.words}", err=True)
    if not imported.text:
        sys.exit(FAILED)
    click.echo(imported.text, nl=False)


@dmn.command("export")
@click.argument("file", type=FILE)
@click.option("--region", "folder", type=FOLDER, help="De map van de regio met vocabulary.yaml.")
def export_command(file: Path, folder: Path | None) -> None:
    """Schrijf een afspraak als DMN 1.5-model naar stdout."""
    agreement = compiled_in(file, region_in(folder)).agreement
    try:
        click.echo(export(agreement), nl=False)
    except NotHeld as refused:
        place = agreement.decisions[refused.decision].place
        at = f"{file}:{place.line}:{place.column}"
        click.echo(f"{at}: not_in_dmn: {refused.decision}: {refused.words}", err=True)
        sys.exit(FAILED)


def _in_words(outcome: Outcome) -> str:
    status = "fout" if outcome.status == "fail" else "geweigerd"
    line = f"{outcome.case} {outcome.test} {outcome.decision}: {status}"
    if outcome.status == "fail":
        line += f": verwacht {dump(outcome.expected)}, kreeg {dump(outcome.got)}"
    return f"{line} {outcome.reason}".rstrip()


def dump(value: object) -> str:
    """JSON in one line, with numbers exactly as they are."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{json.dumps(str(key))}: {dump(one)}" for key, one in value.items())
            + "}"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(dump, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
