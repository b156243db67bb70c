"""Fixtures of tests about looking."""

from collections.abc import Iterator

import pytest
from viewer_worlds import Looking, a_look
from worlds import World


@pytest.fixture
def looking(world: World) -> Iterator[Looking]:
    with a_look(world) as look:
        yield look
