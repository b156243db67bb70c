"""What a newcomer meets: an empty folder, an empty home, `make run` and `make test`. Ran by `make newcomer`.

Clones the last commit, starts it, logs in as a resident by the forms, begins a question, stops it with
Ctrl-C, starts it again and finds the question back, begins anew and does not, and runs the tests.
Prints what each step took; ends with 1 at the first thing that does not hold.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).resolve().parents[1]
PARTS = 5  # pages, login, three sources: the ports from PORT on
READY, PERSONA = "Ctrl-C", "devries"
KEPT = ("PATH", "LANG", "LC_ALL", "TERM", "TMPDIR", "CI", "PYTHON", "NETWERKZORG_SHARED")


class Broken(Exception):
    """Something that a newcomer was promised does not hold."""


@dataclass
class Newcomer:
    """A clone with a home of its own, and what each step took (seconds)."""

    folder: Path
    port: int
    took: list[tuple[str, float, str]] = field(default_factory=list)

    @property
    def clone(self) -> Path:
        return self.folder / "netwerkzorg"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the one who runs this, but the way to programs and packages."""
        kept = {k: v for k, v in os.environ.items() if k in KEPT or k.startswith("PIP_")}
        proxies = {k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")}
        return {**kept, **proxies, "HOME": str(self.folder / "home")}

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        begun, notes = time.monotonic(), list[str]()
        print(f"{name} …", flush=True)
        yield notes
        self.took.append((name, time.monotonic() - begun, "; ".join(notes)))

    def table(self) -> str:
        lines = [f"{name:<52} {seconds:8.1f} s  {note}" for name, seconds, note in self.took]
        return "\n".join(["", *lines])


@contextmanager
def running(new: Newcomer, name: str, *words: str) -> Iterator[None]:
    """`make run` until it says that it runs; afterwards Ctrl-C, and nothing may be left."""
    log = new.folder / "run.log"
    with log.open("w") as out:
        make = subprocess.Popen(
            ["make", "run", f"PORT={new.port}", *words], cwd=new.clone, env=new.environment,
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    born: set[tuple[int, str]] = set()
    try:
        with new.step(name) as notes:
            while READY not in log.read_text():
                born |= descendants(make.pid)
                if make.poll() is not None:
                    raise Broken(f"make run stopped by itself:\n{log.read_text()[-2000:]}")
                time.sleep(0.1)
            notes += re.findall(r"draait na .* s", log.read_text())
        born |= descendants(make.pid)
        yield
        born |= descendants(make.pid)
        with new.step("  stopped with Ctrl-C, nothing left") as notes:
            os.killpg(make.pid, signal.SIGINT)
            make.wait(60)
            notes.append(f"{len(born)} processes ended")
            _nothing_left(new, born)
    finally:
        _end(make, born)


def _nothing_left(new: Newcomer, born: set[tuple[int, str]]) -> None:
    if left := sorted(pid for pid, begun in born if began(pid) == begun):
        raise Broken(f"still running: {left}")
    if busy := [p for p in range(new.port, new.port + PARTS) if not _free(p)]:
        raise Broken(f"ports still taken: {busy}")


def _end(make: subprocess.Popen[bytes], born: set[tuple[int, str]]) -> None:
    """Whatever went wrong, leave nothing of ours on this machine."""
    for pid, begun in born:
        if began(pid) == begun:
            os.kill(pid, signal.SIGKILL)
    if make.poll() is None:
        os.killpg(make.pid, signal.SIGKILL)
        make.wait()


def descendants(of: int) -> set[tuple[int, str]]:
    """Every process below this one now, itself included, with the moment it began."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        if fields := _stat(stat):
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = set[tuple[int, str]](), [of]
    while waiting:
        pid = waiting.pop()
        if begun := began(pid):
            found.add((pid, begun))
        waiting += children.get(pid, [])
    return found


def began(pid: int) -> str:
    """When this process began; "" when it is not there (a zombie is not)."""
    fields = _stat(Path(f"/proc/{pid}/stat"))
    return fields[19] if fields and fields[0] != "Z" else ""


def _stat(path: Path) -> list[str]:
    """State, parent and the rest, after the name in brackets."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _five_free_ports() -> int:
    for start in range(25_000 + os.getpid() % 5_000, 60_000, PARTS):
        if all(_free(start + part) for part in range(PARTS)):
            return start
    raise Broken("no five free ports in a row")


class Browser:
    """Pages and forms as a browser without JavaScript has them."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
        self.at, self.html = "", ""

    def go(self, path: str, fields: dict[str, str] | None = None) -> int:
        """Get, or send a form with its hidden fields. Follows redirects; gives the status."""
        url = urllib.parse.urljoin(self.at or self.base, path)
        content = None
        if fields is not None:
            content = urllib.parse.urlencode({**self._hidden(), **fields}).encode()
        parts = urllib.parse.urlsplit(url)
        asked = urllib.request.Request(url, content, {"Origin": f"{parts.scheme}://{parts.netloc}"})
        try:
            answer = self._opener.open(asked, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            self.at, self.html = answer.url, answer.read().decode()
            return int(answer.status)

    def _hidden(self) -> dict[str, str]:
        names = ("csrf_token", "idempotency_key")
        found = (re.search(rf'name="{name}" value="([^"]+)"', self.html) for name in names)
        return {name: one[1] for name, one in zip(names, found, strict=True) if one}

    def log_in(self, persona: str) -> None:
        """By the provider's own page: a code with a challenge, and back."""
        self.go(f"{self.base}/inloggen?next=/zelftriage")
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.at).query)
        if asked.get("code_challenge_method") != ["S256"] or asked.get("response_type") != ["code"]:
            raise Broken(f"no login with code and challenge: {self.at}")
        if self.go(self.at, {"persona": persona}) != 200 or not self.at.endswith("/zelftriage"):
            raise Broken(f"after the login one is at {self.at}")


def _begin_a_question(new: Newcomer, base: str) -> str:
    with new.step("  logged in, and began a question") as notes:
        browser = Browser(base)
        browser.log_in(PERSONA)
        status = browser.go("/zelftriage", {})
        found = re.fullmatch(r"/zelftriage/[0-9a-f-]{36}", urllib.parse.urlsplit(browser.at).path)
        if status != 200 or not found:
            raise Broken(f"no question was begun: {status} at {browser.at}")
        notes.append("code and PKCE, forms with CSRF")
        return found[0]


def _has(new: Newcomer, base: str, question: str, wanted: bool) -> None:
    with new.step(f"  the question is {'still there' if wanted else 'gone'}"):
        browser = Browser(base)
        browser.log_in(PERSONA)
        listed = question in browser.html
        there = browser.go(question) == 200
        if (listed, there) != (wanted, wanted):
            raise Broken(f"{question}: in the list {listed}, opens {there}, wanted {wanted}")


def _make(new: Newcomer, name: str, target: str) -> None:
    with new.step(name) as notes:
        done = subprocess.run(
            ["make", target], cwd=new.clone, env=new.environment, text=True, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        notes += done.stdout.strip().splitlines()[-1:]
        if done.returncode:
            raise Broken(f"make {target} ended with {done.returncode}:\n{done.stdout[-4000:]}")


def meet(new: Newcomer, *, tests: bool) -> None:
    """The whole acquaintance. Raises Broken."""
    (new.folder / "home").mkdir()
    shared = ROOT.parent / "shared"
    if shared.is_dir():
        (new.folder / "shared").symlink_to(shared)
    with new.step("cloned"):
        subprocess.run(["git", "clone", "-q", str(ROOT), str(new.clone)], check=True)
    base = f"http://127.0.0.1:{new.port}"
    with running(new, "make run, cold (installs everything)"):
        question = _begin_a_question(new, base)
    with running(new, "make run, warm"):
        _has(new, base, question, True)
    with running(new, "make run FRESH=1", "FRESH=1"):
        _has(new, base, question, False)
    if tests:
        _make(new, "make test", "test")


def main() -> int:
    new = Newcomer(Path(mkdtemp(prefix="netwerkzorg-newcomer-")), _five_free_ports())
    try:
        meet(new, tests="--without-tests" not in sys.argv)
    except Broken as broken:
        print(new.table(), f"\nDOES NOT HOLD: {broken}", sep="\n")
        return 1
    finally:
        shutil.rmtree(new.folder, ignore_errors=True)
    print(new.table(), "\nAll of it holds.", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
