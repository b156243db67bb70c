"""Which sources this process may ask, and which queries a set means. Read from files, kept as values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from netwerkzorg.platform import strict_yaml
from netwerkzorg.platform.house import House
from netwerkzorg.platform.work import Work

from .addresses import acceptable
from .fetching import HttpSources
from .model import Source
from .ports import Sources
from .queries import Catalogue, CatalogueRefused, read_catalogue

FILE = "sources.json"
_given: dict[Path, Sources] = {}


def register_sources(folder: Path, sources: Iterable[Source]) -> None:
    """Write which sources may be asked; a running process sees it at its next view."""
    entries = [
        {
            "id": s.id,
            "name": s.name,
            "organization_id": s.organization_id,
            "base_url": s.base_url.rstrip("/"),
            "release": s.release,
        }
        for s in sources
    ]
    path = folder / FILE
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(path)


def give_sources(folder: Path, sources: Sources) -> None:
    """Ask these instead of what the file names; for tests."""
    _given[folder] = sources


def sources_of(house: House) -> Sources:
    """The registered sources. An address that may not be called is no source."""
    folder = house.settings.folder
    if folder in _given:
        return _given[folder]
    path = folder / FILE
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    return _over_network(path, stamp, house.region.sandbox)


@lru_cache(maxsize=8)
def _over_network(path: Path, stamp: int, loopback: bool) -> HttpSources:
    entries = json.loads(path.read_text(encoding="utf-8")) if stamp else []
    sources = [_source(entry) for entry in entries]
    good = tuple(one for one in sources if acceptable(one.base_url, loopback=loopback))
    return HttpSources(good, loopback=loopback)


def _source(entry: Mapping[str, Any]) -> Source:
    return Source(
        str(entry["id"]),
        str(entry["name"]),
        str(entry["base_url"]).rstrip("/"),
        str(entry.get("organization_id", "")),
        str(entry.get("release", "R4")),
    )


def catalogue_of(house: House) -> Catalogue:
    """The region's query catalogue. Raises CatalogueRefused."""
    sets = tuple(house.region.vocabulary.information_sets)
    return load_catalogue(house.settings.region / "queries.yaml", sets)


def not_asked(work: Work) -> tuple[str, ...]:
    """Why a look would stay empty without anybody knowing: an information set without queries."""
    try:
        catalogue_of(work.house)
    except (CatalogueRefused, OSError) as refused:
        return tuple(str(refused).splitlines())
    return ()


@lru_cache(maxsize=8)
def load_catalogue(path: Path, sets: tuple[str, ...]) -> Catalogue:
    tree, findings = strict_yaml.read_yaml(path.read_bytes())
    if findings or tree is None:
        raise CatalogueRefused("\n".join(one.line(path.name) for one in findings))
    content = _plain(tree)
    if not isinstance(content, dict) or not isinstance(content.get("queries"), list):
        raise CatalogueRefused(f"{path.name}: begint niet met een lijst queries")
    return read_catalogue(content["queries"], sets)


def _plain(node: strict_yaml.Node) -> Any:
    if isinstance(node, strict_yaml.Scalar):
        return node.text
    if isinstance(node, strict_yaml.Sequence):
        return [_plain(one) for one in node.items]
    return {key.text: _plain(value) for key, value in node.entries}
