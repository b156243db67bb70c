"""What is missing on a newcomer's machine is named in one line, with the package that brings it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from shared import ROOT

NEEDED = ("sh", "dirname", "awk", "printf", "cmp", "cp", "cat", "df")


def _program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """An empty checkout, and in `bin` the few programs that every machine has; no python3."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in NEEDED:
        found = next(p for p in map(Path, ("/bin", "/usr/bin")) if (p / name).exists())
        (programs / name).symlink_to(found / name)
    (tmp_path / ".make").mkdir()
    (tmp_path / ".make" / "setup.sh").write_bytes((ROOT / ".make" / "setup.sh").read_bytes())
    return tmp_path


def _set_up(machine: Path, **environment: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        ["/bin/sh", str(machine / ".make" / "setup.sh"), "runtime"],
        env={"PATH": str(machine / "bin"), **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == ""
    return done.returncode, done.stderr.splitlines()


OLD = 'case "$2" in *version_info*) exit 1;; esac'
BARE = 'case "$2" in *ensurepip*) echo "No module named ensurepip" >&2; exit 1;; esac'
FULL = "echo 'Filesystem 1024-blocks Used Available'; echo 'disk 9000000 8000000 1000000 89% /'"
NO_PIP = """case "$*" in
  "-m venv"*) /bin/mkdir -p .venv/bin; printf '#!/bin/sh\\nexit 1\\n' > .venv/bin/python
     /bin/chmod +x .venv/bin/python;; esac"""


@pytest.mark.parametrize(
    ("programs", "named", "because"),
    [
        ({}, "pakket python3 ", "there is no python3"),
        ({"python3": OLD}, "Python 3.11", "it is too old"),
        ({"python3": BARE}, "pakket python3-venv", "Debian has venv in a package of its own"),
        ({"python3": "", "df": FULL}, "1,5 GB", "the disk is full"),
        ({"python3": NO_PIP}, "internet", "the libraries cannot be fetched"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_line_says_what_to_do(
    machine: Path, programs: dict[str, str], named: str, because: str
) -> None:
    for name, text in programs.items():
        _program(machine / "bin", name, text)
    status, said = _set_up(machine)
    assert status == 1, because
    assert named in said[-1], because
    assert len([line for line in said if not line.endswith("…")]) == 1, "one line, and no trace"


def test_another_python_may_be_named(machine: Path) -> None:
    status, said = _set_up(machine, PYTHON="python3.99")
    assert (status, len(said)) == (1, 1)
    assert "python3.99" in said[0]


def test_a_port_that_is_taken_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "netwerkzorg.platform", "sandbox", "up", "--port", str(port - 1)],
            env={**os.environ, "NETWERKZORG_FOLDER": str(tmp_path / "var")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert str(port) in line
    assert f"make run PORT={port - 1 + 100}" in line
    assert not (tmp_path / "var").exists(), "nothing was begun"
