"""Cells: S-FEEL unary tests, read by hand. No code, no calls, no regular expressions of users.

tests    = "-" | "not(" list ")" | list
list     = test {"," test}
test     = ["<" | "<=" | ">" | ">="] literal | interval
interval = ("[" | "(" | "]") literal ".." literal ("]" | ")" | "[")
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

MAX_LENGTH = 2000
MAX_TESTS = 200
BARE_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
RESERVED = frozenset({"true", "false", "null", "not", "date", "time", "duration"})

_TOKEN = re.compile(
    r"""(?:
      (?P<call>date\s+and\s+time|date|time|duration)\s*\(\s*"(?P<iso>[^"\\]*)"\s*\)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<at>@"(?P<at_iso>[^"\\]*)")
    | (?P<number>-?[ ]*(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,6})?(?![A-Za-z_\d]))
    | (?P<name>[A-Za-z][A-Za-z0-9_-]*)
    | (?P<mark><=|>=|\.\.|[<>\[\](),-])
    )\s*""",
    re.VERBOSE,
)
_COMMA_IN_NUMBER = re.compile(r"\d,\d")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


class CellRefused(ValueError):
    """Why a cell is not understood: a stable code and a Dutch sentence."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code)
        self.code, self.words = code, words


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal as written. Kinds: number string boolean null name at, date time moment duration."""

    kind: str
    text: str


L = TypeVar("L")
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Test(Generic[L]):
    """`op` is one of `= < <= > >=` or `in`; `in` has two ends, each included or not."""

    op: str
    low: L
    high: L | None = None
    low_in: bool = True
    high_in: bool = True

    def each(self, turn: Callable[[L], M]) -> "Test[M]":
        """The same test over other literals."""
        high = None if self.high is None else turn(self.high)
        return Test(self.op, turn(self.low), high, self.low_in, self.high_in)


@dataclass(frozen=True, slots=True)
class Cell(Generic[L]):
    """One cell. Without tests it is `-`, which every value passes, null too."""

    tests: tuple[Test[L], ...] = ()
    negated: bool = False
    text: str = "-"


def parse_cell(text: str, *, dmn: bool = False) -> Cell[Literal]:
    """The tests that stand in a cell; raises CellRefused.

    `dmn` reads what DMN allows and an agreement does not: `1,5` as a list, `@"2026-01-01"`.
    """
    if len(text) > MAX_LENGTH:
        raise CellRefused("cell_too_long", f"Deze cel is langer dan {MAX_LENGTH} tekens.")
    if not text.strip():
        raise CellRefused("cell_empty", "Deze cel is leeg. Schrijf “-” als alles goed is.")
    if not dmn and _COMMA_IN_NUMBER.search(_STRING.sub('""', text)):
        raise CellRefused(
            "decimal_comma",
            "Een komma tussen cijfers betekent hier “of”. Schrijf 1.5 voor anderhalf, "
            "of zet een spatie achter de komma.",
        )
    if text.strip() == "-":
        return Cell(text=text)
    return _Parser(list(_tokens(text.strip(), dmn=dmn)), text).cell()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str, *, dmn: bool) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or (found["at"] and not dmn):
            raise _unreadable(text[at : at + 12])
        at = found.end()
        yield _token(found)


def _token(found: re.Match[str]) -> _Token:
    if call := found["call"]:
        return _Token("moment" if "and" in call.split() else call, found["iso"])
    if found["string"]:
        return _Token("string", unquote(found["string"]))
    if found["at"]:
        return _Token("at", found["at_iso"])
    if found["number"]:
        return _Token("number", found["number"].replace(" ", ""))
    if name := found["name"]:
        kind = "boolean" if name in ("true", "false") else "null" if name == "null" else "name"
        return _Token(kind, name)
    return _Token("mark", found["mark"])


def unquote(text: str) -> str:
    """The text inside a DMN string, escapes undone."""

    def one(found: re.Match[str]) -> str:
        body = found[1]
        return chr(int(body[1:], 16)) if len(body) == 5 else _ESCAPED.get(body, body)

    return _ESCAPE.sub(one, text[1:-1])


def _unreadable(near: str) -> CellRefused:
    return CellRefused(
        "cell_not_understood",
        f"Deze cel is niet te lezen vanaf “{near}”. Een cel is -, een waarde, een vergelijking, "
        "een interval zoals [1..5), een lijst met komma's, of not(…).",
    )


class _Parser:
    def __init__(self, tokens: list[_Token], text: str) -> None:
        self.tokens, self.text, self.at = tokens, text, 0

    def cell(self) -> Cell[Literal]:
        if self._next_is("not") and self._mark_at(self.at + 1, "("):
            self.at += 2
            tests = self._list()
            self._take(")")
            negated = True
        else:
            tests, negated = self._list(), False
        if self.at < len(self.tokens):
            raise _unreadable(self.tokens[self.at].text)
        return Cell(tests, negated, self.text)

    def _next_is(self, name: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] == _Token("name", name)

    def _mark_at(self, at: int, *marks: str) -> bool:
        return (
            at < len(self.tokens)
            and self.tokens[at].kind == "mark"
            and self.tokens[at].text in marks
        )

    def _take(self, *marks: str) -> str:
        if not self._mark_at(self.at, *marks):
            raise _unreadable(self.tokens[self.at].text if self.at < len(self.tokens) else "einde")
        self.at += 1
        return self.tokens[self.at - 1].text

    def _list(self) -> tuple[Test[Literal], ...]:
        tests = [self._test()]
        while self._mark_at(self.at, ","):
            self.at += 1
            tests.append(self._test())
        if len(tests) > MAX_TESTS:
            raise CellRefused("cell_too_long", f"Meer dan {MAX_TESTS} waarden in één cel.")
        return tuple(tests)

    def _test(self) -> Test[Literal]:
        if self._mark_at(self.at, "<", "<=", ">", ">="):
            return Test(self._take("<", "<=", ">", ">="), self._literal())
        if self._mark_at(self.at, "[", "(", "]"):
            opening = self._take("[", "(", "]")
            low = self._literal()
            self._take("..")
            high = self._literal()
            closing = self._take("]", ")", "[")
            return Test("in", low, high, opening == "[", closing == "]")
        return Test("=", self._literal())

    def _literal(self) -> Literal:
        if self.at >= len(self.tokens) or self.tokens[self.at].kind == "mark":
            raise _unreadable(self.tokens[self.at].text if self.at < len(self.tokens) else "einde")
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "name" and token.text in RESERVED:
            raise _unreadable(token.text)
        return Literal(token.kind, token.text)
