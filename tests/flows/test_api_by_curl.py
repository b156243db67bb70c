"""docs/api.md is true: its lines run in a shell, in their order, and print what it says they print."""

import re
import shutil
import subprocess
import sys

import pytest
from practice_region import a_running_region
from shared import ROOT
from skips import absent

pytestmark = pytest.mark.slow
PAGE = ROOT / "docs" / "api.md"
SAID = re.compile(r"^\S.*\S {2,}# (.+)$", re.MULTILINE)


def _lines() -> str:
    """Everything that the page asks to paste."""
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.M))


def _at(lines: str, base: str) -> str:
    """The same lines, for a region elsewhere and this installation of the command."""
    command = f"{sys.executable} -m netwerkzorg.platform"
    for theirs, ours in (("http://127.0.0.1:8000", base), (".venv/bin/netwerkzorg", command)):
        assert lines.count(theirs) == 1
        lines = lines.replace(theirs, ours)
    return lines


def test_every_line_does_what_the_page_says(tmp_path_factory: pytest.TempPathFactory) -> None:
    if shutil.which("curl") is None:
        absent("curl")
    lines = _lines()
    with a_running_region(tmp_path_factory.mktemp("curl"), "--people", "100") as region:
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", _at(lines, region.base)],
            env=region.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == SAID.findall(lines)


def test_the_page_tells_the_whole_story() -> None:
    lines = _lines()
    for call in ("/intakes/$ID/answers", "/receipts/", "/intakes/$ID/claim", "/consults/$CONSULT/answer",
                 "/complete", "/shortlists", "/referrals/$REFERRAL/accept", "/views/", "/consents/",
                 "/me/log", "/close"):  # fmt: skip
        assert call in lines, call
