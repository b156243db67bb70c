"""Replay in the studio: pieces that the worker carries out, also after a restart; only counts are kept."""

import json
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect
from shared import ROOT
from sqlalchemy import func, select
from studio_people import GP, Studio, become, looks
from triage_worlds import Questions, with_agreements, with_residents
from worlds import ADMIN, World, id_of

from netwerkzorg.platform.audit import AuditRow
from netwerkzorg.platform.outbox import due, run_delivery
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.worker import drain
from netwerkzorg.rta import service as rta
from netwerkzorg.rta.editing import Act
from netwerkzorg.rta.studio import replaying, service
from netwerkzorg.rta.studio.tables import ReplayRow

FALLS = ROOT / "regions/utrecht/agreements/valpreventie/1.yaml"
LIMIT = ("decisions", "risico", "rules", 0, "when", "leeftijd")


@pytest.fixture
def written(world: World) -> tuple[World, service.Draft]:
    """A next version in which help begins at 75 instead of 65."""
    with_agreements(world)
    with world.as_person(GP) as work:
        draft = service.begin_from(work, "valpreventie")
        after = service.change(work, draft.id, 1, [Act("set", LIMIT, "< 75")], "Grens omhoog")
    assert isinstance(after, service.Draft)
    return world, after


def begun(world: World, draft: service.Draft, source: str, size: int) -> None:
    with world.as_person(GP) as work:
        started = replaying.start(work, draft.id, source, size)
    assert not isinstance(started, Refused), started


def latest(world: World, draft: service.Draft) -> replaying.Progress:
    with world.as_person(GP) as work:
        found = replaying.latest(work, draft.id)
    assert found is not None
    return found


def test_a_replay_goes_on_where_it_stood(written: tuple[World, service.Draft]) -> None:
    """Every piece is a commit: between two of them everything may stop."""
    world, draft = written
    begun(world, draft, "population", 2500)
    (first,) = due(world.house)
    run_delivery(world.house, first)
    half = latest(world, draft)
    assert (half.played, half.report) == (replaying.PIECE, None)
    run_delivery(world.house, first)
    assert latest(world, draft).played == replaying.PIECE, "a piece that comes twice counts once"
    while drain(world.house):
        pass
    done = latest(world, draft)
    assert done.report is not None
    assert (done.played, done.report["people"]) == (2500, 2500)
    assert any(one["by"] == "age_band" for one in done.report["worse_off"])


def test_the_questions_of_half_a_year_are_counted_and_nobody_kept(
    written: tuple[World, service.Draft],
) -> None:
    world, draft = written
    asked = Questions(with_residents(world))
    asked.at_team()
    begun(world, draft, "receipts", 20_000)
    while drain(world.house):
        pass
    done = latest(world, draft)
    assert (done.played, done.size) == (1, 1)
    assert done.report is not None
    assert done.report["people"] == 1
    with world.as_person(ADMIN) as work:
        kept = work.session.scalars(select(ReplayRow.tally)).all()
        work.record("test", id_of("test"))
        logged = select(func.count()).where(AuditRow.action == "rta.receipts_replayed")
        assert work.session.scalar(logged) == 1
    assert "Vries" not in json.dumps(kept)


REFUSED = [
    ("another source", "dossiers", 100, "draft_text"),
    ("nobody", "population", 0, "draft_text"),
    ("too many", "population", 10**9, "draft_text"),
]


@pytest.mark.parametrize(("reason", "source", "size", "code"), REFUSED, ids=[r[0] for r in REFUSED])
def test_what_cannot_be_replayed(
    written: tuple[World, service.Draft], reason: str, source: str, size: int, code: str
) -> None:
    world, draft = written
    with world.as_person(GP) as work:
        said = replaying.start(work, draft.id, source, size)
    assert isinstance(said, Refused), reason
    assert said.code == code


def test_a_new_agreement_has_nothing_to_be_compared_with(world: World) -> None:
    with world.as_person(GP) as work:
        made = service.begin_new(work, "wondzorg", "Wondzorg", date(2026, 3, 2))
        assert isinstance(made, service.Draft)
        said = replaying.start(work, made.id, "population", 100)
    assert isinstance(said, Refused)
    assert said.code == "draft_new"


def test_what_counts_goes_by_the_clock_of_the_region(world: World) -> None:
    """Half past midnight in Amsterdam is still yesterday in UTC."""
    with world.as_person(ADMIN) as work:
        assert not isinstance(rta.publish(work, FALLS.read_bytes(), date(2026, 3, 3)), Refused)
    with world.as_person(GP) as work:
        draft = service.begin_from(work, "valpreventie")
    world.clock.at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    with world.as_person(GP) as work:
        started = replaying.start(work, draft.id, "population", 10)
    assert not isinstance(started, Refused), started


@pytest.mark.browser
def test_a_replay_is_watched_and_read(studio: Studio, page: Page) -> None:
    site, url = studio
    become(studio, page, GP)
    with site.world.as_person(GP) as work:
        draft = service.begin_from(work, "valpreventie")
        service.change(work, draft.id, 1, [Act("set", LIMIT, "< 75")], "Grens omhoog")
    page.goto(f"{url}/studio/concept/{draft.id}/naspelen")
    page.get_by_label("Hoeveel?").select_option("1000")
    page.get_by_role("button", name="Begin met naspelen").click()
    expect(page.get_by_role("heading", name="Bezig met naspelen")).to_be_visible()
    while drain(site.world.house):
        pass
    expect(page.get_by_role("heading", name="Wie gaat erop achteruit?")).to_be_visible(
        timeout=15_000
    )
    assert looks(page) == []
