"""The schema goes up and down, on both engines, by our own command and by Alembic's."""

import os
import subprocess
import sys

import pytest
from alembic import command
from shared import ROOT
from sqlalchemy import inspect, text

from netwerkzorg.platform.config import Settings
from netwerkzorg.platform.db import open_engine
from netwerkzorg.platform.migrating import alembic_config, upgrade_to_heads


def test_all_the_way_down_and_up_again(bare: Settings) -> None:
    """What the first time left behind must not stand in the way of the second."""
    upgrade_to_heads(bare)
    url = bare.owner_database_url or bare.database
    command.downgrade(alembic_config(url, app_url=bare.database), "base")
    engine = open_engine(url)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    upgrade_to_heads(bare)
    upgrade_to_heads(bare)
    with engine.connect() as connection:
        assert len(connection.execute(text("SELECT * FROM alembic_version")).all()) == 1
    engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "because"),
    [
        (("netwerkzorg.platform", "db", "upgrade"), "our own command"),
        (("alembic", "upgrade", "heads"), "Alembic's, which reads pyproject.toml"),
    ],
)
def test_either_command_upgrades(bare: Settings, words: tuple[str, ...], because: str) -> None:
    told = {f"NETWERKZORG_{name.upper()}": str(getattr(bare, name))
            for name in ("folder", "region", "secret_key", "database_url", "owner_database_url")}  # fmt: skip
    told |= {"NETWERKZORG_SETTINGS": os.devnull, "NETWERKZORG_DATABASE_URL": bare.database}
    answer = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env={**os.environ, **told},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, because + answer.stderr
    engine = open_engine(bare.database)
    assert inspect(engine).has_table("triage_intake"), because
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            guarded = text("SELECT count(*) FROM pg_class WHERE relforcerowsecurity")
            assert connection.scalar(guarded), f"{because} puts up the second wall too"
            assert connection.scalar(text("SELECT count(*) FROM triage_intake")) == 0
    engine.dispose()
