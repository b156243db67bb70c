"""`netwerkzorg rta prove`: files or a folder, alone and together, before anyone may publish them."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from netwerkzorg.platform.region import Region

from . import proof
from .command_line import FOLDER, REFUSED_FILE, region_in
from .compiling import Compiled
from .findings import Found
from .labelling import labels_of
from .loading import home_of, load_file
from .model import Place
from .proof_rest import SourceText
from .words import Labels

ANY = click.Path(exists=True, path_type=Path)
_PART = re.compile(r"\d+|\D+")
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,79}")
MOST_SOURCE = 2_000_000


@click.command("prove")
@click.argument("paths", nargs=-1, required=True, type=ANY, metavar="FILE…|DIR")
@click.option("--region", "folder", type=FOLDER, help="De map van de regio met vocabulary.yaml.")
@click.option("--json", "as_lines", is_flag=True, help="Eén JSON-object per bevinding.")
def prove_command(paths: tuple[Path, ...], folder: Path | None, as_lines: bool) -> None:
    """Bewijs afspraken: volledig, zonder tegenspraak, zonder dode regels, samen en apart."""
    files = list(dict.fromkeys(file for path in paths for file in files_in(path)))
    if not files:
        raise click.UsageError("Hier staat geen afspraak.")
    whole = any(path.is_dir() for path in paths)
    folder = folder or next(filter(None, map(home_of, files)), None)
    shelf = Shelf(files, region_in(folder), folder, whole)
    refused = False
    for name, found in shelf.findings():
        refused = refused or not found.note
        click.echo(
            json.dumps(as_json(name, found), ensure_ascii=False) if as_lines else found.line(name)
        )
    if refused:
        sys.exit(REFUSED_FILE)
    if not as_lines:
        for path, compiled in shelf.asked.items():
            click.echo(f"{path}: bewezen, {_counts(compiled)}")


def files_in(path: Path) -> list[Path]:
    """A file itself; of a region its agreements; of another folder every YAML file under it."""
    if path.is_file():
        return [path]
    inside = path / "agreements"
    if (path / "vocabulary.yaml").is_file():
        return sorted(inside.glob("*/*.yaml"))
    return sorted(path.rglob("*.yaml"))


@dataclass(slots=True)
class Shelf:
    """The files that are asked about, and what stands beside and before them."""

    files: Sequence[Path]
    region: Region | None
    folder: Path | None
    whole: bool
    asked: dict[Path, Compiled] = field(default_factory=dict)

    @property
    def labels(self) -> Labels:
        return labels_of(self.region.vocabulary) if self.region else Labels()

    def findings(self) -> Iterator[tuple[str, Found]]:
        """Each finding with the name of its file; first each file alone, then all together."""
        for path in self.files:
            loaded = load_file(path, self.region)
            for one in loaded.findings:
                place = Place(one.place.line, one.place.column)
                yield str(path), Found(place, one.code, one.words)
            if loaded.compiled is not None:
                self.asked[path] = loaded.compiled
        beside = {} if self.whole else self._neighbours()
        for path, compiled in self.asked.items():
            previous = before(compiled, [*self.asked.values(), *self._older(path)])
            for found in proof.alone(
                compiled, previous=previous, source_text=stored_in(self.folder), labels=self.labels
            ):
                yield str(path), found
        yield from self._together(beside)

    def _together(self, beside: dict[Path, Compiled]) -> Iterator[tuple[str, Found]]:
        about = None if self.whole else {one.agreement.id for one in self.asked.values()}
        names = {id(compiled): path for path, compiled in (*beside.items(), *self.asked.items())}
        newest = latest([*beside.values(), *self.asked.values()])
        paths = {(one.agreement.id, one.agreement.version): str(names[id(one)]) for one in newest}
        here = str(self.folder or self.files[0].parent)
        for found in proof.together(newest, about, self.labels):
            yield paths.get((found.agreement, found.version), here), found

    def _neighbours(self) -> dict[Path, Compiled]:
        """The agreements of the region that are not asked about themselves."""
        if self.folder is None:
            return {}
        ids = {compiled.agreement.id for compiled in self.asked.values()}
        loaded = {path: load_file(path, self.region) for path in files_in(self.folder)}
        return {
            path: one.compiled
            for path, one in loaded.items()
            if one.compiled is not None and one.compiled.agreement.id not in ids
        }

    def _older(self, path: Path) -> Iterator[Compiled]:
        """Other versions that stand beside this file in a region."""
        if home_of(path) is None:
            return
        for other in sorted(path.parent.glob("*.yaml")):
            if other != path:
                compiled = load_file(other, self.region).compiled
                if compiled is not None:
                    yield compiled


def version_order(version: str) -> tuple[tuple[int, int, str], ...]:
    """Versions as people count them: 2 before 10."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _PART.findall(version)
    )


def before(compiled: Compiled, those: Iterable[Compiled]) -> Compiled | None:
    """The version that this one replaces: the highest below it."""
    agreement = compiled.agreement
    lower = [
        one
        for one in those
        if one.agreement.id == agreement.id
        and version_order(one.agreement.version) < version_order(agreement.version)
    ]
    return max(lower, key=lambda one: version_order(one.agreement.version), default=None)


def latest(those: Iterable[Compiled]) -> list[Compiled]:
    """Of each agreement the highest version."""
    found: dict[str, Compiled] = {}
    for one in those:
        known = found.get(one.agreement.id)
        order = version_order(one.agreement.version)
        if known is None or version_order(known.agreement.version) <= order:
            found[one.agreement.id] = one
    return list(found.values())


def stored_in(folder: Path | None) -> SourceText:
    """The texts of sources as a region keeps them: `sources/<agreement>/<source>.txt`, UTF-8."""

    def read(agreement: str, source: str) -> str | None:
        if folder is None or not (_NAME.fullmatch(agreement) and _NAME.fullmatch(source)):
            return None
        path = folder / "sources" / agreement / f"{source}.txt"
        try:
            return path.read_bytes()[:MOST_SOURCE].decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    return read


def as_json(name: str, found: Found) -> dict[str, object]:
    return {
        "file": name,
        "line": found.place.line,
        "column": found.place.column,
        "code": found.code,
        "text": found.words,
        "key": found.key,
        "agreement": found.agreement,
        "version": found.version,
        "decision": found.decision,
        "rule": found.rule or None,
        "person": found.person,
        "facts": dict(found.facts),
        "note": found.note,
        "may_be_waived": found.may_be_waived,
    }


def _counts(compiled: Compiled) -> str:
    agreement = compiled.agreement
    rules = sum(len(decision.rules) for decision in agreement.decisions.values())
    return (
        f"{len(agreement.decisions)} beslissingen, {rules} regels, "
        f"{len(agreement.scenarios)} scenario's"
    )
