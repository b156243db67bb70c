"""Fixtures of tests about logging in."""

from pathlib import Path

import pytest
from providers import Faults, StandIn, rsa_key
from servers import Postgres
from sites import Site, a_site
from whole_site import running_provider  # noqa: F401
from worlds import settings_in

from netwerkzorg.platform.config import Settings


@pytest.fixture
def provider(running_provider: StandIn) -> StandIn:  # noqa: F811
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


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An engine without a single table."""
    if request.param == "sqlite":
        return settings_in(tmp_path)
    server: Postgres = request.getfixturevalue("postgres")
    return settings_in(tmp_path, **server.settings(server.database("template0")))
