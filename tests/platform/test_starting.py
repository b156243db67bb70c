"""A region in which something published is not understood does not open: web, worker and server alike."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from shared import ROOT
from triage_worlds import with_agreements
from worlds import World, settings_in

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.config import StartRefused
from netwerkzorg.platform.house import create_house
from netwerkzorg.platform.starting import check_start


def _region(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """The region of the repository with one thing changed."""
    region = tmp_path / "regio"
    shutil.copytree(ROOT / "regions" / "utrecht", region)
    text = (region / file).read_text(encoding="utf-8")
    assert old in text
    (region / file).write_text(text.replace(old, new), encoding="utf-8")
    return region


CHANGED = [
    ("vocabulary.yaml", "valrisicobeoordeling", "valonderzoek", "valrisicobeoordeling",
     "an agreement names a kind of help that the region took out"),
    ("queries.yaml", "set: documenten", "set: zorgplan", "documenten: geen enkele vraag",
     "a set has no queries, so a look would stay empty"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "told", "because"), CHANGED, ids=[row[4] for row in CHANGED]
)
def test_a_region_that_is_not_understood_does_not_open(
    world: World, tmp_path: Path, file: str, old: str, new: str, told: str, because: str
) -> None:
    with_agreements(world)
    check_start(world.house)  # as it is, it opens
    region = _region(tmp_path, file, old, new)
    settings = settings_in(tmp_path, region=region)
    with pytest.raises(StartRefused, match=told):
        create_app(settings)


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker", "--once")])
def test_the_command_says_why_and_ends(
    world: World, tmp_path: Path, command: tuple[str, ...]
) -> None:
    settings = world.house.settings
    environment = {
        **os.environ,
        "NETWERKZORG_FOLDER": str(settings.folder),
        "NETWERKZORG_REGION": str(_region(tmp_path, *CHANGED[1][:3])),
        "NETWERKZORG_SECRET_KEY": settings.secret_key,
        "NETWERKZORG_SETTINGS": str(tmp_path / "geen"),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "netwerkzorg.platform", *command],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    assert "De regio kan zo niet open. Dit klopt niet:" in ended.stderr
    assert "informatieset documenten: geen enkele vraag" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_away_is_no_reason(tmp_path: Path, world: World) -> None:
    away = replace(
        world.house,
        settings=settings_in(tmp_path, database_url=f"sqlite:///{tmp_path / 'leeg.db'}"),
    )
    empty = create_house(away.settings)
    check_start(empty)
