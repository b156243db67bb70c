"""A region installs a room of its own: it is there with all it brings, and no file of the house changed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from servers import OWNER, Postgres
from shared import ROOT
from sqlalchemy import create_engine, text
from worlds import settings_in

from netwerkzorg.platform.vault import create_keyset

ROOM = ROOT / "tests" / "outside_room"
SEEN = ["delivered", "panel", "page", "effect", "erased", "schema"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the room is installed; what it is built from is a copy."""
    folder = tmp_path_factory.mktemp("outside")
    shutil.copytree(ROOM, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation",
         "--no-index", "--target", str(folder / "there"), str(folder / "source")],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / "there"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def region(request: pytest.FixtureRequest, tmp_path: Path, installed: Path) -> Callable[..., str]:
    """Runs a command of a region with this room; SQLite is new, PostgreSQL has the house already."""
    settings = settings_in(tmp_path)
    create_keyset(settings.keyset_path)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(installed), str(ROOT / "tests" / "support")]),
        "NETWERKZORG_FOLDER": str(tmp_path),
        "NETWERKZORG_REGION": str(settings.region),
        "NETWERKZORG_SECRET_KEY": settings.secret_key,
        "NETWERKZORG_SETTINGS": os.devnull,
        "NETWERKZORG_DATABASE_URL": settings.database,
    }
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        name = server.database()
        environment["NETWERKZORG_DATABASE_URL"] = server.url(name)
        environment["NETWERKZORG_OWNER_DATABASE_URL"] = server.url(name, OWNER)

    def run(*words: str) -> str:
        if words == ("heads",):
            return _heads(environment)
        command = words if words[0].endswith(".py") else ("-m", "netwerkzorg.platform", *words)
        done = subprocess.run(
            [sys.executable, *command], env=environment, cwd=tmp_path,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def _heads(environment: dict[str, str]) -> str:
    owner = environment.get("NETWERKZORG_OWNER_DATABASE_URL")
    engine = create_engine(owner or environment["NETWERKZORG_DATABASE_URL"])
    with engine.connect() as connection:
        found = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    engine.dispose()
    return " ".join(sorted(found))


@pytest.mark.slow
def test_an_installed_room_has_all_that_it_brings(region: Callable[..., str]) -> None:
    region("db", "upgrade")
    built_in, own = region("heads").split()
    assert (own, built_in[:2]) == ("meals_0001", "00"), "a branch beside the chain of the house"
    rows = json.loads(region("permits", "--json"))
    assert {(row["method"], row["path"]) for row in rows if row["room"] == "meals"} == {
        ("GET", "/buurtmaaltijd"),
        ("POST", "/buurtmaaltijd"),
    }
    assert "meals" in region("--help")
    told = region(str(ROOM / "story.py")).splitlines()
    assert [line for line in told if line in SEEN] == SEEN
    assert region("meals").strip() == "0"
    region("db", "upgrade")
    assert region("heads") == f"{built_in} {own}", "again changes nothing"
