"""`netwerkzorg rta document` and `rta picture`: an agreement as people read it, as text and as SVG."""

from collections.abc import Iterator
from pathlib import Path

import click

from .brief import brief
from .command_line import FILE, FOLDER, compiled_in, region_in
from .document import document
from .labelling import labels_of
from .loading import home_of
from .model import Agreement
from .studio.picture import picture
from .words import Labels

REGION = click.option(
    "--region", "folder", type=FOLDER, help="De map van de regio met vocabulary.yaml."
)


def _read(file: Path, folder: Path | None) -> tuple[Agreement, Labels]:
    region = region_in(folder or home_of(file))
    return compiled_in(file, region).agreement, labels_of(region.vocabulary) if region else Labels()


@click.command("document")
@click.argument("file", type=FILE)
@REGION
@click.option(
    "--for", "reader", type=click.Choice(["professional", "inwoner"]), default="professional",
    help="Voor wie: de hele afspraak, of in gewone woorden op één bladzijde.",
)  # fmt: skip
def document_command(file: Path, folder: Path | None, reader: str) -> None:
    """Schrijf een afspraak als tekst (Markdown) die mensen lezen."""
    agreement, labels = _read(file, folder)
    lines = _whole(agreement, labels) if reader == "professional" else _plain(agreement, labels)
    click.echo("\n".join(lines))


@click.command("picture")
@click.argument("file", type=FILE)
@REGION
def picture_command(file: Path, folder: Path | None) -> None:
    """Teken de weg door een afspraak (SVG)."""
    click.echo(picture(*_read(file, folder)))


def _whole(agreement: Agreement, labels: Labels) -> Iterator[str]:
    told = document(agreement, labels)
    yield from (f"# {told.title}", "", f"Versie {agreement.version}. {told.summary}", "")
    if told.applies:
        yield from (f"Voor wie: {told.applies}.", "")
    for sheet in told.sheets:
        yield from (f"## {sheet.title}", "", sheet.how, "", "| Regel | Als | Dan | Waarom |")
        yield "|---|---|---|---|"
        for row in sheet.rows:
            when = " en ".join(row.when) or "in alle andere gevallen"
            cells = (str(row.number), when, ", ".join(row.outcome), row.because)
            yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
        yield from (["", f"Past geen regel: {sheet.none}"] if sheet.none else [])
        yield ""
    if told.steps:
        yield from ("## Wie doet wat", "")
    for step in told.steps:
        terms = f" ({'; '.join(step.within)})" if step.within else ""
        yield f"- {step.who}: {step.does}{terms}"
    yield from ("", *(f"- {line}" for line in told.never))
    yield from ("", "Afgesproken door: " + ", ".join(told.owners)) if told.owners else ()
    yield from ("", "Bronnen:", *(f"- {one}" for one in told.sources)) if told.sources else ()


def _plain(agreement: Agreement, labels: Labels) -> Iterator[str]:
    told = brief(agreement, labels)
    yield from (f"# {told.title}", "", told.summary, "")
    if told.questions:
        yield from ("Wat wij u kunnen vragen:", "", *(f"- {one}" for one in told.questions), "")
    for way in told.ways:
        yield f"## {way.help or way.urgency}"
        yield from ("", *([f"{way.urgency}."] if way.help and way.urgency else []))
        yield from (*(f"- {reason}" for reason in way.because), "")
