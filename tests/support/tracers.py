"""Words, found wherever they were kept: as they are, in other encodings, in base64, and packed."""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import quote

LARGEST = 64 * 1024 * 1024
DEEPEST = 3
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_LONG_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,}")
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")


class Tracers:
    """Words to look for. Letters A to Z are found in upper and lower case, except in base64."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._plain = [(needle, word) for word in self.words for needle in set(_plain(word))]
        self._base64 = [(needle, word) for word in self.words for needle in set(_base64(word))]

    def found(self, content: bytes, depth: int = DEEPEST) -> set[str]:
        """Which of the words this holds, in whatever form."""
        lower = content.lower()
        words = {word for needle, word in self._plain if needle in lower}
        words |= {word for needle, word in self._base64 if needle in content}
        if depth:
            for inner in _inside(content):
                words |= self.found(inner, depth - 1)
        return words


def _plain(word: str) -> Iterator[bytes]:
    for form in (word, json.dumps(word)[1:-1], html.escape(word), quote(word)):
        yield form.encode().lower()
    yield word.encode().hex().encode()
    for encoding in ("utf-16-le", "utf-16-be"):
        yield word.encode(encoding).lower()


def _base64(word: str) -> Iterator[bytes]:
    """The characters that are the same whatever stands around the word, for each place it can have."""
    raw = word.encode()
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        sure = coded[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        yield sure
        yield sure.translate(bytes.maketrans(b"+/", b"-_"))


def _inside(content: bytes) -> Iterator[bytes]:
    """What is packed in it (gzip, zlib), and what long base64 in it holds that is packed."""
    for place in _PACKED.finditer(content):
        yield from _unpacked(content[place.start() :])
    for run in _LONG_BASE64.finditer(content):
        for skipped in range(4):
            text = run.group()[skipped:].translate(_TO_STANDARD)
            decoded = base64.b64decode(text[: len(text) // 4 * 4])
            if _PACKED.search(decoded):
                yield decoded


def _unpacked(content: bytes) -> Iterator[bytes]:
    try:
        # 32: gzip or zlib, by its first bytes. What is cut off gives what came before the cut.
        inner = zlib.decompressobj(32 + zlib.MAX_WBITS).decompress(content, LARGEST)
    except zlib.error:
        return
    if inner:
        yield inner
