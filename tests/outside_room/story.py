"""Run by the test, in a process where the room is installed: prints one word for each thing seen.

The environment names the settings, as for every command of the house.
"""

import re
from uuid import uuid4

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from triage_worlds import Questions, with_agreements, with_residents
from viewer_worlds import browser
from worlds import OTHER_RESIDENT, RESIDENT, StandingClock, World, with_people

from netwerkzorg.platform.config import read_settings
from netwerkzorg.platform.house import create_house
from netwerkzorg.platform.tables import Base
from netwerkzorg.platform.work import SYSTEM
from netwerkzorg.platform.worker import drain

OWN = {"Origin": "http://localhost"}


def told(world: World) -> list[dict[str, str]]:
    """What the room would export of Mevrouw De Vries."""
    room = world.house.room("meals")
    assert room.personal_data
    assert room.personal_data.export
    with world.as_person(SYSTEM) as work:
        exported: list[dict[str, str]] = room.personal_data.export(work, RESIDENT.id)
    return exported


def main() -> None:
    house = create_house(read_settings())
    world = World(house, StandingClock())
    with_residents(with_agreements(with_people(world)))
    Questions(world).start()
    for _ in range(3):
        drain(house)
    assert len(told(world)) == 1, "delivered once"
    print("delivered")
    hers, his = browser(world, RESIDENT), browser(world, OTHER_RESIDENT)
    assert "Bekijk de uitnodiging" in hers.get("/").get_data(as_text=True)
    assert "Bekijk de uitnodiging" not in his.get("/").get_data(as_text=True)
    print("panel")
    page = hers.get("/buurtmaaltijd").get_data(as_text=True)
    assert "U bent welkom" in page
    assert hers.application.test_client().get("/buurtmaaltijd").status_code == 303, "log in first"
    print("page")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    sent = {"csrf_token": token[1], "idempotency_key": str(uuid4())}
    for _ in range(2):
        assert hers.post("/buurtmaaltijd", data=sent, headers=OWN).status_code == 303
    assert told(world)[0]["accepted"] == "True"
    print("effect")
    room = house.room("meals")
    assert room.personal_data
    assert room.personal_data.erase
    with world.as_person(SYSTEM) as work:
        room.personal_data.erase(work, RESIDENT.id)
    assert told(world) == []
    print("erased")
    with house.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    print("schema")
    house.engine.dispose()


main()
