"""The house itself: floors, front doors, purity, packaging, sizes. A rule without a test is a wish."""

import ast
import configparser
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from shared import ROOT

FLOORS = {
    "platform": 0, "rta": 1, "directory": 2, "triage": 3, "routing": 4, "consult": 5, "viewer": 6,
    "sandbox": 7,
}  # fmt: skip
# Modules of another room that may be named; of `platform` every module may.
FRONT_DOORS = {"service", "events", "population"}
MODEL_ONLY = {"__future__", "netwerkzorg.platform.outcome"}
STANDARD_LIBRARY = {
    "abc", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "functools",
    "hashlib",
    "heapq", "itertools", "json", "math", "operator", "re", "typing", "types", "unicodedata", "uuid",
    "zoneinfo", "fractions", "string", "random", "struct",
}  # fmt: skip
CORES = {
    "rta": ["facts", "cells", "tables_core", "evaluation", "values", "domains", "model", "compiling",
            "combination", "deadlines", "hits", "stepping", "trace", "diagram", "red_flags", "typed", "words",
            "solver", "ways", "partial", "proof", "proof_tables", "proof_region", "proof_rest", "findings",
            "persons", "joined", "handing", "index",
            "document", "difference", "matching", "replay", "replay_report", "replay_words"],
    "rta/dmn": ["amounts", "comparing", "arithmetic", "syntax", "tokens", "parsing", "functions",
                "evaluating"],
    "triage": ["asking", "scoring", "model"],
    "directory/network": ["model"],
    "routing": ["ranking", "model", "deadlines"],
    "consult": ["model"],
    "viewer": ["model", "merging", "ledger", "queries", "reading"],
}  # fmt: skip
MOST_LINES, MOST_IN_FUNCTION = 400, 50


def sources() -> Iterator[Path]:
    for room in FLOORS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts:
                yield path


def imports(path: Path) -> Iterator[str]:
    """Every module named by an import, at any depth of the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_go_down_and_through_front_doors() -> None:
    wrong = []
    for path in sources():
        room = path.relative_to(ROOT).parts[0]
        for name in imports(path):
            parts = name.split(".")
            if parts[0] in FLOORS and parts[0] != "platform":
                wrong.append(f"{path}: {name} without netwerkzorg.")
            if parts[0] != "netwerkzorg" or len(parts) < 2 or parts[1] == room:
                continue
            other = parts[1]
            if FLOORS[other] > FLOORS[room]:
                wrong.append(f"{path.relative_to(ROOT)}: {name} goes up")
            if other != "platform" and room != "sandbox" and not FRONT_DOORS & set(parts[2:]):
                wrong.append(f"{path.relative_to(ROOT)}: {name} is no front door")
    assert wrong == []


def test_cores_are_pure() -> None:
    wrong = []
    for room, modules in CORES.items():
        for module in modules:
            path = ROOT / room / f"{module}.py"
            if not path.exists():
                continue
            for name in imports(path):
                top = name.split(".")[0]
                if (
                    not any(name.startswith(ok) for ok in MODEL_ONLY)
                    and top not in STANDARD_LIBRARY
                ):
                    wrong.append(f"{path.relative_to(ROOT)}: {name}")
    assert wrong == []


def test_only_one_file_commits() -> None:
    committing = [
        str(path.relative_to(ROOT))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr == "commit"
        and getattr(node.value, "id", "") != "writer"  # the search index's own
        and "sandbox" not in path.parts
    ]
    assert {f for f in committing if "migrations" not in f} == {"platform/work.py"}


def test_nothing_shadows_the_standard_library() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_every_package_is_in_the_wheel() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    there = {f"netwerkzorg.{room}" for room in FLOORS}
    for room in FLOORS:
        for init in (ROOT / room).rglob("__init__.py"):
            there.add("netwerkzorg." + ".".join(init.parent.relative_to(ROOT).parts))
    there |= {"netwerkzorg.platform.migrations", "netwerkzorg.platform.migrations.versions"}
    assert listed == there


def test_no_file_and_no_function_is_too_large() -> None:
    large = []
    for path in sources():
        text = path.read_text()
        if len(text.splitlines()) > MOST_LINES:
            large.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MOST_IN_FUNCTION:
                    large.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {length}")
    assert large == []


def test_no_drawer_names() -> None:
    drawers = {"utils", "helpers", "manager", "common", "data", "misc"}
    assert [path for path in sources() if path.stem in drawers] == []


def test_rooms_stand_in_floor_order() -> None:
    from netwerkzorg.platform.rooms import load_rooms

    rooms = [room for room in load_rooms(sandbox=True) if room.name in FLOORS]
    assert [room.name for room in rooms] == sorted(FLOORS, key=FLOORS.__getitem__)
    assert all(lower.floor <= higher.floor for lower, higher in pairwise(rooms))


def test_foreign_keys_point_down() -> None:
    from netwerkzorg.platform.rooms import load_rooms
    from netwerkzorg.platform.tables import Base

    load_rooms(sandbox=True)
    for table in Base.metadata.tables.values():
        room = table.name.split("_")[0]
        assert room in FLOORS, f"{table.name} is not named after its room"
        for key in table.foreign_keys:
            other = key.column.table.name.split("_")[0]
            assert FLOORS[other] <= FLOORS[room], (
                f"{table.name} points up to {key.column.table.name}"
            )


@pytest.mark.parametrize("name", ["mypy.ini", "uv.lock", "pylock.toml"])
def test_settings_have_one_place(name: str) -> None:
    assert not (ROOT / name).exists()
