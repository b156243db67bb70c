"""FEEL text in tokens. Names may hold spaces and signs, so what is in scope decides where one ends.

The longest name in scope wins; what is in no scope is read as one word.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from .amounts import Outside

MAX_LENGTH = 20_000
KEYWORDS = frozenset(
    {"true", "false", "null", "and", "or", "not", "if", "then", "else", "between", "in", "for"}
    | {"return", "some", "every", "satisfies", "instance", "of", "function", "external"}
)
_WORD = re.compile(r"[^\W\d][\w]*")
_SPACE = re.compile(r"(?:\s|//[^\n]*(?:\n|$)|/\*.*?\*/)+", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,4})?)
      | (?P<string>"(?:[^"\\\n]|\\.)*")
      | (?P<mark>\*\*|<=|>=|!=|\.\.|[-+*/=<>()\[\]{},:?.@])""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
_PART = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """Kinds: number, string, word (a keyword or an unknown name), name (in scope), mark, end."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class _Names:
    """One pattern for all names, longest first; group n is `names[n - 1]`."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]

    def match(self, text: str, at: int) -> tuple[str, int] | None:
        hit = self.pattern.match(text, at)
        return (self.names[(hit.lastindex or 1) - 1], hit.end()) if hit else None


def normal(name: str) -> str:
    """A name with single spaces, as it is looked up."""
    return " ".join(name.split())


def tokens(text: str, known: Iterable[str], components: Iterable[str] = ()) -> list[Token]:
    """The tokens of a text; raises Outside where nothing is readable.

    `known` are the names in scope, `components` those that may follow a point.
    """
    if len(text) > MAX_LENGTH:
        raise Outside("een uitdrukking van meer dan 20.000 tekens")
    names, parts = (
        _pattern(tuple(sorted({normal(name) for name in some if name.strip()})))
        for some in (known, components)
    )
    found: list[Token] = []
    at = _skip(text, 0)
    while at < len(text):
        inside = bool(found) and found[-1].kind == "mark" and found[-1].text == "."
        token, at = _next(text, at, parts if inside else names)
        found.append(token)
        at = _skip(text, at)
    found.append(Token("end", "", len(text)))
    return found


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    end = space.end() if space else at
    if text.startswith("/*", end):  # not looked for again at every next sign
        raise Outside("commentaar dat niet eindigt")
    return end


def _next(text: str, at: int, names: _Names | None) -> tuple[Token, int]:
    if names and (hit := names.match(text, at)):
        return Token("name", hit[0], at), hit[1]
    if word := _WORD.match(text, at):
        return Token("word", word[0], at), word.end()
    sign = _TOKEN.match(text, at)
    if not sign or not sign.lastgroup:
        raise Outside(f"de tekst vanaf “{text[at : at + 12]}”")
    shown = unquote(sign[0]) if sign.lastgroup == "string" else sign[0]
    return Token(sign.lastgroup, shown, at), sign.end()


@lru_cache(maxsize=1024)
def _pattern(names: tuple[str, ...]) -> _Names | None:
    """The names to look for; those that are keywords stay keywords."""
    usable = [name for name in names if name not in KEYWORDS and not name[0].isdigit()]
    if not usable:
        return None
    ordered = tuple(sorted(usable, key=len, reverse=True))
    return _Names(re.compile("|".join(f"({_spelled(name)})" for name in ordered)), ordered)


def _spelled(name: str) -> str:
    """The ways a name may be written: any white space between words, none needed round signs."""
    parts: list[str] = _PART.findall(name)
    spelled = re.escape(parts[0])
    for before, part in pairwise(parts):
        words = before[-1].isalnum() and part[0].isalnum()
        spelled += (r"\s+" if words else r"\s*") + re.escape(part)
    return spelled + (r"(?!\w)" if parts[-1][-1].isalnum() or parts[-1][-1] == "_" else "")


def unquote(text: str) -> str:
    """The text inside a FEEL string; raises Outside for an escape that FEEL does not name."""

    def one(found: re.Match[str]) -> str:
        body = found[1]
        if len(body) > 1:
            return chr(min(int(body[1:], 16), 0x10FFFF))
        if body not in _ESCAPED:
            raise Outside(f"het teken \\{body} in een tekst")
        return _ESCAPED[body]

    plain = _ESCAPE.sub(one, text[1:-1])
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
