"""Fixtures of tests about logging in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from providers import Faults, StandIn, a_provider, rsa_key
from sites import Site, a_site


@pytest.fixture(scope="session")
def running_provider() -> Iterator[StandIn]:
    with a_provider() as provider:
        yield provider


@pytest.fixture
def provider(running_provider: StandIn) -> StandIn:
    """An honest provider, as if it had just started."""
    running_provider.faults = Faults()
    running_provider.keys = [rsa_key("first")]
    running_provider.acr = "substantial"
    running_provider.asked.clear()
    running_provider.codes.clear()
    return running_provider


@pytest.fixture
def site(tmp_path: Path, provider: StandIn) -> Site:
    """The platform with its people and this provider."""
    return a_site(tmp_path, provider)
