"""Fixtures of rooms whose pages and calls are tested through the whole platform."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from providers import AUDIENCE, CLIENT_ID, CLIENT_SECRET, StandIn, a_provider
from sites import BASE, Site
from triage_worlds import Questions, with_agreements, with_residents
from worlds import World, a_house, with_people

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.organizations import AccountRow


@pytest.fixture
def asked(world: World) -> Questions:
    """A house where Mevrouw De Vries and the heer Bakker can ask their questions."""
    return Questions(with_residents(with_agreements(world)))


@pytest.fixture(scope="session")
def running_provider() -> Iterator[StandIn]:
    with a_provider() as provider:
        yield provider


@pytest.fixture
def site(tmp_path: Path, running_provider: StandIn) -> Site:
    """The whole platform over HTTP, with its people, residents and agreements."""
    world = with_people(
        a_house(
            tmp_path,
            oidc_issuer=running_provider.issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            api_audience=AUDIENCE,
            base_url=BASE,
        )
    )
    with_residents(with_agreements(world))
    site = Site(world, create_app(house=world.house), running_provider)
    site.change(AccountRow, {"issuer": running_provider.issuer})
    return site
