"""Where shared test material lives; tests that need it skip, counted, where it is absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shared() -> Path:
    """The folder beside the repository, or skip."""
    folder = Path(os.environ.get("NETWERKZORG_SHARED", ROOT.parent / "shared"))
    if not (folder / "fixtures").is_dir():
        pytest.skip("no shared fixtures beside the repository")
    return folder


def fixtures() -> Path:
    return shared() / "fixtures"
