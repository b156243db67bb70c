"""What the commands about agreements share: arguments, exit codes, and a file that must be good."""

import sys
from pathlib import Path

import click

from netwerkzorg.platform.region import Region, RegionRefused, load_region

from .compiling import Compiled
from .loading import load_file

REFUSED_FILE, USAGE, REFUSED_FACTS = 1, 2, 3
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def region_in(folder: Path | None) -> Region | None:
    """The words of a region; exits with 1 and the reasons when they are not in order."""
    if folder is None:
        return None
    try:
        return load_region(folder)
    except OSError as error:
        raise click.UsageError(f"{folder}: hier staat geen vocabulary.yaml.") from error
    except RegionRefused as refused:
        click.echo(str(refused), err=True)
        sys.exit(REFUSED_FILE)


def compiled_in(path: Path, region: Region | None) -> Compiled:
    """A file that is in order; exits with 1 and every finding when it is not."""
    loaded = load_file(path, region)
    for finding in loaded.findings:
        click.echo(finding.line(str(path)), err=True)
    if loaded.compiled is None:
        sys.exit(REFUSED_FILE)
    return loaded.compiled
