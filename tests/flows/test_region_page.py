"""The region in numbers: for who looks after it, without names, and in the log."""

import pytest
from sites import Site
from sqlalchemy import select
from sqlalchemy.orm import Session
from triage_worlds import Questions
from whole_site import running_provider, site  # noqa: F401
from worlds import ADMIN, NURSE, RESIDENT

from netwerkzorg.platform.audit import AuditRow
from netwerkzorg.platform.work import Actor


@pytest.mark.parametrize(
    ("actor", "status", "reason"),
    [(ADMIN, 200, "looks after the region"), (NURSE, 403, "sees the own team"),
     (RESIDENT, 403, "sees the own questions")],
)  # fmt: skip
def test_who_sees_the_numbers(site: Site, actor: Actor, status: int, reason: str) -> None:  # noqa: F811
    assert site.logged_in(actor).get("/regio").status_code == status, reason


def test_small_groups_stay_hidden_and_the_look_is_kept(site: Site) -> None:  # noqa: F811
    asked = Questions(site.world)
    for _ in range(3):
        asked.at_team()
    page = site.logged_in(ADMIN).get("/regio").get_data(as_text=True)
    assert "minder dan 10" in page
    assert "de Vries" not in page
    assert 'href="/afspraken"' in page, "what holds now is one click away"
    with Session(site.world.house.engine) as session:
        looks = session.scalars(select(AuditRow.actor_id).where(AuditRow.action == "region.read"))
        assert list(looks) == [ADMIN.id]
