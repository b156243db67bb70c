"""`netwerkzorg rta difference`: two versions side by side, in words."""

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click

from .command_line import FILE, FOLDER, compiled_in, region_in
from .difference import difference
from .labelling import labels_of
from .words import Labels


@click.command("difference")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--region", "folder", type=FOLDER, help="De map van de regio met vocabulary.yaml.")
@click.option("--json", "as_lines", is_flag=True, help="Eén JSON-object per verandering.")
def difference_command(old: Path, new: Path, folder: Path | None, as_lines: bool) -> None:
    """Vertel in woorden wat er tussen twee versies verandert."""
    region = region_in(folder)
    labels = labels_of(region.vocabulary) if region else Labels()
    before, after = (compiled_in(path, region).agreement for path in (old, new))
    changes = difference(before, after, labels)
    if as_lines:
        for change in changes:
            click.echo(json.dumps(asdict(change), ensure_ascii=False))
        return
    if not changes:
        click.echo("Er verandert niets.")
    for where, told in groupby(changes, key=lambda change: change.where):
        click.echo(where)
        for change in told:
            click.echo(f"  {change.words}")
