"""The wheel holds the house and no region, and works where there is no checkout."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from mutants import copy_of_the_tree
from requests.adapters import HTTPAdapter
from servers import free_port
from shared import ROOT
from urllib3 import Retry
from worlds import settings_in

from netwerkzorg.platform.vault import create_keyset

pytestmark = pytest.mark.slow
ROOMS = ("platform", "rta", "directory", "triage", "routing", "consult", "viewer", "sandbox")
FOR_READERS = ("README.md", "README", ".gitkeep")


@dataclass(frozen=True)
class Elsewhere:
    """A folder without a checkout, in which the wheel is installed; libraries are those of here."""

    folder: Path
    wheel: Path
    environment: dict[str, str]

    def program(self, name: str) -> str:
        return str(self.folder / "venv" / "bin" / name)

    def run(self, name: str, *words: str) -> str:
        done = subprocess.run(
            [self.program(name), *words], env=self.environment, cwd=self.folder,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    folder = tmp_path_factory.mktemp("elsewhere")
    source = folder / "source"
    source.mkdir()
    copy_of_the_tree(source)
    pip = [sys.executable, "-m", "pip", "-q"]
    quiet = {"check": True, "capture_output": True}
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, source],
        **quiet,
    )
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], **quiet)
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    # A path in a .pth is searched, but no .pth in it is read: the checkout stays out of sight.
    (site / "libraries.pth").write_text(f"{libraries}\n")
    there = str(folder / "venv" / "bin" / "python")
    subprocess.run([*pip, "--python", there, "install", "--no-deps", "--no-index", wheel], **quiet)
    settings = settings_in(folder / "var")
    settings.folder.mkdir()
    create_keyset(settings.keyset_path)
    environment = {
        "PATH": os.environ["PATH"],
        "NETWERKZORG_FOLDER": str(settings.folder),
        "NETWERKZORG_REGION": str(settings.region),
        "NETWERKZORG_SECRET_KEY": settings.secret_key,
        "NETWERKZORG_SETTINGS": os.devnull,
        "NETWERKZORG_DATABASE_URL": settings.database,
    }
    return Elsewhere(folder, wheel, environment)


def test_it_holds_all_of_the_house_and_nothing_else(elsewhere: Elsewhere) -> None:
    with zipfile.ZipFile(elsewhere.wheel) as wheel:
        held = set(wheel.namelist())
    top = {name.split("/")[0] for name in held}
    assert {one for one in top if not one.endswith(".dist-info")} == {"netwerkzorg"}
    assert {name.split("/")[1] for name in held if name.startswith("netwerkzorg/")} == set(ROOMS)
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *ROOMS], cwd=ROOT, text=True
    ).split("\n")  # fmt: skip
    wanted = {
        f"netwerkzorg/{name}" for name in listed if name and Path(name).name not in FOR_READERS
    }
    assert wanted - held == set(), "not in the wheel: add it to setup.cfg"
    assert not [name for name in held if "utrecht/agreements" in name or "vocabulary" in name]


def test_commands_work_there(elsewhere: Elsewhere) -> None:
    assert "rta" in elsewhere.run("netwerkzorg", "--help")
    agreements = sorted(
        str(path) for path in (ROOT / "regions" / "utrecht" / "agreements").glob("*/*.yaml")
    )
    elsewhere.run("netwerkzorg", "rta", "check", *agreements)
    where = elsewhere.run("python", "-c", "import netwerkzorg.rta as r; print(r.__file__)")
    assert where.startswith(str(elsewhere.folder)), "the checkout is not what was tried"
    rows = json.loads(elsewhere.run("netwerkzorg", "permits", "--json"))
    assert {row["room"] for row in rows} >= {"platform", "triage", "viewer"}


def test_it_serves_its_front_page_there(elsewhere: Elsewhere) -> None:
    elsewhere.run("netwerkzorg", "db", "upgrade")
    port = free_port()
    serving = subprocess.Popen(
        [elsewhere.program("netwerkzorg"), "serve", "--port", str(port)],
        env=elsewhere.environment, cwd=elsewhere.folder, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        with requests.Session() as client:
            client.mount("http://", HTTPAdapter(max_retries=Retry(connect=12, backoff_factor=0.05)))
            assert "Netwerkzorg" in _text(client, port, "")
            for path in (
                "static/app.css",
                "static/vendor/utrecht/index.css",
                "api/v1/openapi.json",
            ):
                assert _text(client, port, path)
    finally:
        _end(serving)


def _end(serving: subprocess.Popen[str]) -> None:
    """Its own end, and when that takes long ours: a test may fail, never hang."""
    serving.terminate()
    try:
        serving.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(serving.pid, signal.SIGKILL)
        serving.communicate()
        raise


def _text(client: requests.Session, port: int, path: str) -> str:
    answer = client.get(f"http://127.0.0.1:{port}/{path}", timeout=30)
    answer.raise_for_status()
    return answer.text


def test_celery_and_alembic_find_the_house_there(elsewhere: Elsewhere) -> None:
    celery = ("python", "-m", "celery", "-A", "netwerkzorg.platform.celery_app")
    assert "netwerkzorg" in elsewhere.run(*celery, "report")
    ini = elsewhere.folder / "alembic.ini"
    ini.write_text("[alembic]\nscript_location = netwerkzorg.platform:migrations\n")
    alembic = ("python", "-m", "alembic", "-c", str(ini))
    elsewhere.run(*alembic, "upgrade", "heads")
    newest = elsewhere.run(*alembic, "heads").split()[0]
    assert newest in elsewhere.run(*alembic, "current")
    elsewhere.run(*alembic, "check")


def test_alembic_finds_its_way_in_a_checkout(elsewhere: Elsewhere, tmp_path: Path) -> None:
    environment = {**os.environ, "NETWERKZORG_DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}"}
    for words in (("upgrade", "heads"), ("check",)):
        subprocess.run(
            [sys.executable, "-m", "alembic", *words], cwd=ROOT, env=environment, check=True,
            capture_output=True,
        )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("-c", "import platform; assert platform.system()"),
        ("-c", "import sqlalchemy, platform; assert platform.python_version()"),
        ("-m", "uuid"),
        ("-m", "netwerkzorg.platform", "--help"),
    ],
    ids=lambda words: words[1],
)
def test_the_folder_platform_hides_no_library(words: tuple[str, ...]) -> None:
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True)
