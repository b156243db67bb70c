"""What comes in is bounded before it is parsed: size, encoding, depth, duplicate keys, numbers."""

import json
from typing import Any, NoReturn

MOST_BYTES = 64 * 1024
MOST_DEPTH = 10
_SURROGATES = range(0xD800, 0xE000)


class BadInput(ValueError):
    """The input was refused before anybody read it. `code` stands in the registry of problems."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_json(body: bytes, most_bytes: int = MOST_BYTES, most_depth: int = MOST_DEPTH) -> Any:
    """The JSON value of these bytes: UTF-8, no NaN, no duplicate keys, no NUL, bounded depth and size.

    Raises BadInput.
    """
    if len(body) > most_bytes:
        raise BadInput("too_large")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput("invalid_encoding") from None
    if _depth(text) > most_depth:
        raise BadInput("malformed_json")
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except BadInput:
        raise
    except (ValueError, RecursionError):
        raise BadInput("malformed_json") from None
    return _clean(value)


def clean_text(text: str) -> str:
    """The text, or BadInput when it holds what a database or a screen cannot bear."""
    if "\0" in text or any(ord(char) in _SURROGATES for char in text):
        raise BadInput("invalid_encoding")
    return text


def _depth(text: str) -> int:
    """How deep brackets nest, outside strings. Linear, and no recursion that an attacker could use."""
    depth = deepest = 0
    inside = escaped = False
    for char in text:
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest


def _no_constant(_name: str) -> NoReturn:
    raise BadInput("malformed_json")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadInput("duplicate_key")
    return found


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, (int, float)) and abs(value) > 2**53:
        raise BadInput("malformed_json")
    return value
