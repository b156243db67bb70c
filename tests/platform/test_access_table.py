"""Every route has its row, every row its route, and the print in docs is what holds."""

import pytest
from shared import ROOT
from worlds import ADMIN, World

from netwerkzorg.platform.access_table import as_markdown
from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.permits import PREDICATES, Permits
from netwerkzorg.platform.rooms import Permit, Room, load_rooms


def test_every_route_has_a_row_and_every_row_a_route(world: World) -> None:
    app = create_app(house=world.house)
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    rows = {(permit.method, permit.path) for _, permit in Permits(world.house.rooms).rows}
    assert routes == rows


def test_the_printed_table_is_the_table_that_holds() -> None:
    printed = (ROOT / "docs" / "access.md").read_text().strip()
    assert printed == as_markdown(load_rooms(sandbox=True)).strip(), "run: netwerkzorg permits"


@pytest.mark.parametrize(
    ("who", "because"),
    [(("nobody_we_know",), "a predicate that is not there lets nobody through, silently")],
)
def test_a_row_that_cannot_be_read_stops_the_start(who: tuple[str, ...], because: str) -> None:
    with pytest.raises(ValueError, match="unknown"):
        Permits([Room("x", 9, permits=(Permit("GET", "/x", "x", who),))])
    assert set(who) - set(PREDICATES), because


def test_what_has_no_row_is_denied() -> None:
    assert not Permits([]).allows(None, ADMIN)
