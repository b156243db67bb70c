"""A whole platform at a real address, with a general practitioner, a colleague and an organization admin."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import served_at
from providers import AUDIENCE, CLIENT_ID, CLIENT_SECRET, StandIn
from servers import free_port
from sites import Site
from sqlalchemy.orm import Session
from studio_people import PEOPLE
from triage_worlds import with_agreements
from whole_site import running_provider  # noqa: F401
from worlds import World, a_house, id_of, with_people

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.organizations import AccountRow, MembershipRow


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A house with its people and those who write agreements."""
    return _with_writers(with_people(a_house(tmp_path)))


def _with_writers(world: World) -> World:
    with Session(world.house.engine) as session:
        for actor in PEOPLE:
            session.add(AccountRow(actor.id, "test", str(actor.id), actor.kind, actor.name))
        session.flush()
        for actor in PEOPLE:
            member = id_of(f"m{actor.id}")
            session.add(
                MembershipRow(
                    member, actor.id, actor.kind, actor.role, actor.organization_id, actor.team_id
                )
            )
        session.commit()
    return world


@pytest.fixture
def studio(tmp_path: Path, running_provider: StandIn) -> Iterator[tuple[Site, str]]:  # noqa: F811
    """The site and its address."""
    url = f"http://127.0.0.1:{free_port()}"
    world = _with_writers(
        with_people(
            a_house(
                tmp_path,
                oidc_issuer=running_provider.issuer,
                oidc_client_id=CLIENT_ID,
                oidc_client_secret=CLIENT_SECRET,
                api_audience=AUDIENCE,
                base_url=url,
            )
        )
    )
    site = Site(with_agreements(world), create_app(house=world.house), running_provider)
    site.change(AccountRow, {"issuer": running_provider.issuer})
    with served_at(site.app, int(url.rpartition(":")[2])):
        yield site, url
