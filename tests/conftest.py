"""Fixtures of the whole house."""

from pathlib import Path

import pytest
from browser import browser, page, page_without_js  # noqa: F401
from worlds import World, a_house, with_people


@pytest.fixture
def empty(tmp_path: Path) -> World:
    """A house without anybody in it."""
    return a_house(tmp_path)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A house with the people of `worlds.EVERYBODY`."""
    return with_people(a_house(tmp_path))
