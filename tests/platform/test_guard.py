"""JSON from outside: refused before a schema, a database or a screen sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerkzorg.platform.guard import BadInput, read_json

CASES = [
    (b'{"a": 1, "a": 2}', "duplicate_key", "the last one would win in silence"),
    (b'{"a": NaN}', "malformed_json", "not a number is not JSON"),
    (b'{"a": Infinity}', "malformed_json", "nor is infinity"),
    (b'{"a": "\\u0000"}', "invalid_encoding", "PostgreSQL cannot keep it"),
    (b'{"a": "\\ud800"}', "invalid_encoding", "a lone surrogate cannot be written"),
    (b'{"\\u0000": 1}', "invalid_encoding", "nor as a name"),
    ('{"a": 1}'.encode("utf-16"), "invalid_encoding", "one encoding only"),
    (b"[" * 60_000, "malformed_json", "depth is bounded without recursion"),
    (b"[" * 11 + b"]" * 11, "malformed_json", "one deeper than allowed"),
    (b'{"a": 1e400}', "malformed_json", "overflows to infinity"),
    (b'{"a": 9007199254740993}', "malformed_json", "beyond what every reader can hold"),
    (b'{"a"', "malformed_json", "cut off"),
    (b'"' + b"a" * 65_536 + b'"', "too_large", "bounded before it is parsed"),
]


@pytest.mark.parametrize(("body", "code", "because"), CASES, ids=[row[2] for row in CASES])
def test_refused(body: bytes, code: str, because: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_json(body)
    assert refused.value.code == code, because


def test_brackets_inside_strings_do_not_count_as_depth() -> None:
    assert read_json(b'{"a": "[[[[[[[[[[[[\\"[["}') == {"a": '[[[[[[[[[[[["[['}


@given(st.binary(max_size=400))
def test_nothing_but_a_refusal_ever_comes_out(body: bytes) -> None:
    try:
        read_json(body)
    except Exception as raised:
        refused = raised
    else:
        return
    assert isinstance(refused, BadInput)
