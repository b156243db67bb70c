"""People who click: real sessions over HTTP, each page as a browser without script asks for it."""

from __future__ import annotations

import html
import http.client
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from region import Who
from report import percentile

PAGES = ("home", "werklijst", "stap", "verwijzen")
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_RADIO = re.compile(r'type="radio" name="([^"]+)" value="([^"]*)"')
_FORM = re.compile(r'<form class="nz-narrow.*?</form>', re.S)
_UNSURE = ("weet-niet", "zeg-niet")


class Unexpected(AssertionError):
    """A page answered otherwise than a person expects; the figures would be of something else."""


@dataclass
class Browser:
    """One connection that stays open, and the cookies of one person."""

    port: int
    cookie: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies["nz_session"] = self.cookie
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, path: str) -> tuple[int, str, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        """Status, text and the address one is sent on to."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, text, answer.headers.get("Location", "")


class Person:
    """Somebody going round: `click` does the next thing and says which page it was, and how long."""

    def __init__(self, who: Who, port: int, seed: int) -> None:
        self.who, self.browser = who, Browser(port, who.cookie)
        self._rand, self._turn = random.Random(seed), seed
        self._path, self._page = "", ""

    def click(self) -> tuple[str, float]:
        self._turn += 1
        if not self.who.resident:
            return self._colleague()
        return self.timed("home", "/") if self._turn % 4 == 0 else self._step()

    def _colleague(self) -> tuple[str, float]:
        kind = ("home", "werklijst", "verwijzen")[self._turn % 3]
        one = self._rand.choice(self.who.intakes)
        path = {"home": "/", "werklijst": "/werklijst", "verwijzen": f"/zorgvraag/{one}/verwijzen"}
        return self.timed(kind, path[kind])

    def timed(self, kind: str, path: str) -> tuple[str, float]:
        begun = time.perf_counter()
        status, text, _ = self.browser.get(path)
        spent = time.perf_counter() - begun
        if status != 200 or "</html>" not in text:
            raise Unexpected(f"{path}: {status}")
        return kind, spent

    def _step(self) -> tuple[str, float]:
        """Answer the question that is open and see the next; begin anew when there is none."""
        form = _FORM.search(self._page)
        if form is None:
            return self._begin()
        fields = dict(_FIELD.findall(form.group())) | self._answers(form.group())
        begun = time.perf_counter()
        self._go(self.browser.post(self._path, _unescaped(fields)))
        return "stap", time.perf_counter() - begun

    def _begin(self) -> tuple[str, float]:
        begun = time.perf_counter()
        status, page, _ = self.browser.get("/zelftriage")
        if status != 200:
            raise Unexpected(f"/zelftriage: {status}")
        fields = dict(_FIELD.findall(page[page.index('action="/zelftriage"') :]))
        self._go(self.browser.post("/zelftriage", fields))
        return "begin", time.perf_counter() - begun

    def _go(self, answer: tuple[int, str, str]) -> None:
        for _ in range(3):
            status, self._page, onward = answer
            if status != 303:
                break
            self._path = onward
            answer = self.browser.get(onward)
        if status != 200:
            raise Unexpected(f"{self._path}: {status}")

    def _answers(self, form: str) -> dict[str, str]:
        """No to every alarm question, and any of the answers to the others."""
        offered: dict[str, list[str]] = defaultdict(list)
        for name, value in _RADIO.findall(form):
            if value not in _UNSURE:
                offered[name].append(value)
        if not any(offered.values()):
            return {"antwoord": "2"}
        return {
            name: "nee" if "nee" in values else self._rand.choice(values)
            for name, values in offered.items()
            if values
        }


def _unescaped(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in fields.items()}


@dataclass
class Seen:
    """What everybody saw: seconds for each kind of page, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, seconds: float) -> int:
        with self._lock:
            self.times[kind].append(seconds)
            return sum(map(len, self.times.values()))

    def blame(self, fault: str) -> None:
        with self._lock:
            self.faults.append(fault)

    def ms(self, kind: str, share: float) -> float:
        return 1000 * percentile(self.times[kind], share)


def together(persons: list[Person], act: Callable[[Person, int, Seen], None]) -> Seen:
    """Let everybody act at once, each in a thread of its own."""
    seen = Seen()

    def one(person: Person, number: int) -> None:
        try:
            act(person, number, seen)
        except (Unexpected, OSError, http.client.HTTPException) as fault:
            seen.blame(f"{type(fault).__name__}: {fault}")

    threads = [
        threading.Thread(target=one, args=(person, number)) for number, person in enumerate(persons)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def every_two_seconds(seconds: float, gap: float = 2.0) -> Callable[[Person, int, Seen], None]:
    """Click each `gap` seconds, everybody at a moment of their own, for this long."""

    def act(person: Person, number: int, seen: Seen) -> None:
        begun = time.monotonic()
        for turn in range(int(seconds / gap)):
            due = begun + (turn + number / 20) * gap
            time.sleep(max(0.0, due - time.monotonic()))
            seen.add(*person.click())

    return act


def until(how_many: int) -> Callable[[Person, int, Seen], None]:
    """Click without a pause until all together clicked this often."""

    def act(person: Person, _number: int, seen: Seen) -> None:
        while seen.add(*person.click()) < how_many:
            pass

    return act
