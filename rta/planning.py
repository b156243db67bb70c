"""`netwerkzorg rta plandefinition`: an agreement as a FHIR R4 resource, on stdout."""

import json
from pathlib import Path

import click

from .command_line import FILE, FOLDER, compiled_in, region_in
from .labelling import labels_of
from .plan_definition import BASE, STATUSES, plan_definition
from .words import Labels


@click.command("plandefinition")
@click.argument("file", type=FILE)
@click.option("--region", "folder", type=FOLDER, help="De map van de regio met vocabulary.yaml.")
@click.option("--base", default=BASE, show_default=True, help="Waar adressen mee beginnen.")
@click.option("--status", type=click.Choice(STATUSES), default="draft", show_default=True)
def plan_command(file: Path, folder: Path | None, base: str, status: str) -> None:
    """Schrijf een afspraak als FHIR R4 PlanDefinition naar stdout."""
    region = region_in(folder)
    labels = labels_of(region.vocabulary) if region else Labels()
    agreement = compiled_in(file, region).agreement
    resource = plan_definition(agreement, labels, base=base.rstrip("/"), status=status)
    click.echo(json.dumps(resource, ensure_ascii=False, indent=1))
