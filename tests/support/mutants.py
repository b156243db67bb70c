"""Every promise of the house is broken on purpose, and its test must notice.

`tests/mutants/**/*.patch` each break one promise in a few lines. `make mutants` applies each to a copy of
the tree (never to the tree) and sees the named tests go red there; without it they are green.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as Xml
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "mutants"
INVARIANTS = range(1, 12)
MOST_SECONDS = 240
_HEAD = re.compile(r"(?m)^(Invariant|Reason|Test): (.+)$")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One patch. `invariant` counts as the design does; each of `tests` (pytest ids) must go red."""

    path: Path
    invariant: int
    reason: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path.relative_to(FOLDER).with_suffix("").as_posix()


def mutants(only: str = "") -> tuple[Mutant, ...]:
    """All patches, in order of invariant. Raises ValueError for one without a whole header."""
    found = (_read(path) for path in sorted(FOLDER.rglob("*.patch")))
    return tuple(sorted((m for m in found if only in m.name), key=lambda m: (m.invariant, m.name)))


def _read(path: Path) -> Mutant:
    head = path.read_text(encoding="utf-8").split("\n--- ")[0]
    said: dict[str, list[str]] = {"Invariant": [], "Reason": [], "Test": []}
    for key, value in _HEAD.findall(head):
        said[key].append(value.strip())
    if len(said["Invariant"]) != 1 or not said["Reason"] or not said["Test"]:
        raise ValueError(f"{path}: wants one Invariant, a Reason and at least one Test")
    return Mutant(
        path, int(said["Invariant"][0]), " ".join(said["Reason"]), tuple(said["Test"])
    )  # fmt: skip


def applies(mutant: Mutant, tree: Path, *, really: bool = False) -> str:
    """Why the patch does not fit this tree, or nothing. Changes files only when `really`.

    The line that is broken must be there; what stands around it may have changed (`-C0`).
    """
    check = [] if really else ["--check"]
    told = subprocess.run(
        ["git", "apply", "-C0", *check, str(mutant.path)], cwd=tree, capture_output=True, text=True,
        check=False, env={**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)},
    )  # fmt: skip
    return told.stderr.strip() or "git apply failed" if told.returncode else ""


def missing_tests(mutant: Mutant) -> list[str]:
    """Named tests that are not there."""
    return [test for test in mutant.tests if not _exists(test)]


def _exists(test: str) -> bool:
    file, _, name = test.partition("::")
    path = ROOT / file
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wanted = name.partition("[")[0]
    return any(isinstance(n, ast.FunctionDef) and n.name == wanted for n in ast.walk(tree))


def copy_of_the_tree(to: Path) -> None:
    """What git knows and what is not ignored, as it is now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        there = to / name
        there.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy2(ROOT / name, there, follow_symlinks=False)


def run(tree: Path, tests: Iterable[str]) -> dict[str, str]:
    """What became of each test in this tree: passed, failed, skipped or broken (never ran)."""
    report = tree / "mutants.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
               "--hypothesis-profile=broken_or_not",
               f"--junitxml={report}", *tests]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(tree / ".typing"), "CI": ""}
    if (ROOT.parent / "shared").is_dir():
        env.setdefault("NETWERKZORG_SHARED", str(ROOT.parent / "shared"))
    process = subprocess.Popen(
        command, cwd=tree, env=env, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return dict.fromkeys(tests, "broken")
    if not report.exists():
        print(said)
    return {test: _worst(report, test) for test in tests}


def _worst(report: Path, test: str) -> str:
    """One word for a test with all its rows."""
    file, _, name = test.partition("::")
    module = file.removesuffix(".py").replace("/", ".")
    found = set()
    for case in Xml.parse(report).iter("testcase") if report.exists() else ():
        own = case.get("name", "")
        if case.get("classname") == module and name in (own, own.partition("[")[0]):
            found.add(next((one.tag for one in case if one.tag in _WORDS), "passed"))
    return next((_WORDS[tag] for tag in _WORDS if tag in found), "broken")


_WORDS = {"failure": "failed", "error": "broken", "passed": "passed", "skipped": "skipped"}


def proved(mutant: Mutant, tree: Path, work: Path) -> str:
    """Break a copy and look: "" when every named test went red, else what is wrong."""
    broken = work / mutant.name.replace("/", "-")
    shutil.copytree(tree, broken, symlinks=True)
    try:
        if unfit := applies(mutant, broken, really=True):
            return f"DOES NOT APPLY: {unfit.splitlines()[0]}"
        found = run(broken, mutant.tests)
    finally:
        shutil.rmtree(broken, ignore_errors=True)
    alive = [f"{test} {what}" for test, what in found.items() if what != "failed"]
    return f"SURVIVED: {', '.join(alive)}" if alive else ""


def _imports_of(tree: Path) -> str:
    """Where a test in this tree gets the platform from."""
    code = (
        "import netwerkzorg.platform.work as w, netwerkzorg.rta as r; print(w.__file__, r.__file__)"
    )
    env = {**os.environ, "PYTHONPATH": str(tree / ".typing")}
    return subprocess.check_output([sys.executable, "-c", code], cwd=tree, env=env, text=True)


def _prove_all(chosen: tuple[Mutant, ...], tree: Path, work: Path) -> Iterator[tuple[Mutant, str]]:
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as several:
        yield from zip(chosen, several.map(lambda m: proved(m, tree, work), chosen), strict=True)


def main(only: str = "") -> int:
    """Print every patch with its tests and what came of it; 1 when one survived or does not apply."""
    begun, chosen = time.monotonic(), mutants(only)
    with TemporaryDirectory(prefix="netwerkzorg-mutants-") as folder:
        work, tree = Path(folder), Path(folder) / "whole"
        tree.mkdir()
        copy_of_the_tree(tree)
        (tree / ".venv").symlink_to(ROOT / ".venv")
        assert all(str(tree) in place for place in _imports_of(tree).split()), "not the copy"
        named = sorted({test for mutant in chosen for test in mutant.tests})
        green = run(tree, named)
        wrong = [f"{test} is {what}" for test, what in green.items() if what != "passed"]
        print(f"without a patch: {len(named) - len(wrong)} of {len(named)} named tests pass")
        for mutant, bad in _prove_all(chosen, tree, work):
            print(f"{mutant.invariant:>2}  {mutant.name:<44} {bad or 'seen red'}")
            print(*(f"      {test}" for test in mutant.tests), sep="\n", flush=True)
            wrong += [f"{mutant.name}: {bad}"] if bad else []
    print(f"{len(chosen)} mutants, {len(wrong)} wrong, {time.monotonic() - begun:.0f} s")
    print(*wrong, sep="\n")
    return 1 if wrong or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
