"""A test that cannot run says so: a counted skip at home, a failure in CI unless it is listed."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

_ALLOWED = Path(__file__).parents[1] / "allowed_skips"


def absent(what: str) -> NoReturn:
    """Skip because `what` is not on this machine.

    With CI=true this fails, unless a line of tests/allowed_skips (before a "#") is this same text.
    """
    listed = _ALLOWED.read_text(encoding="utf-8").splitlines() if _ALLOWED.exists() else []
    allowed = {line.split("#")[0].strip() for line in listed}
    if os.environ.get("CI") == "true" and what not in allowed:
        pytest.fail(f"absent, and not listed in tests/allowed_skips: {what}", pytrace=False)
    pytest.skip(f"absent: {what}")
