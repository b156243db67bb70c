"""A resident reads who looked at her data, and why; and nobody reads that of somebody else."""

from dataclasses import replace
from uuid import uuid4

import pytest
from providers import StandIn
from sites import Site
from worlds import GERIATRICIAN, NURSE, OTHER_RESIDENT, RESIDENT, World

from netwerkzorg.platform import audit
from netwerkzorg.platform.own_log import Entry, own_log
from netwerkzorg.platform.rooms import Room
from netwerkzorg.platform.work import SYSTEM, Actor

WORDS = Room(
    "woorden",
    9,
    actions={"demo.read": "las uw vraag", "demo.listed": "zag uw vraag in de werklijst"},
    provides={"reasons": {"valrisico": "Omdat zij uitzoekt waarom u valt."}},
)


@pytest.fixture
def told(world: World) -> World:
    """A world whose rooms say in Dutch what their actions are."""
    world.house = replace(world.house, rooms=(world.house.room("platform"), WORDS))
    return world


def _did(world: World, actor: Actor, action: str, **record: object) -> None:
    with world.as_person(actor) as work:
        work.record(action, uuid4(), **record)  # type: ignore[arg-type]


def _log(world: World, actor: Actor = RESIDENT, **asked: object) -> tuple[Entry, ...]:
    with world.as_person(actor) as work:
        return own_log(work, **asked).entries  # type: ignore[arg-type]


def test_it_says_who_what_and_why(told: World) -> None:
    _did(told, NURSE, "demo.read", resident=RESIDENT.id, reason="valrisico", basis="team")
    (entry,) = _log(told)
    assert (entry.who, entry.organization) == ("Samira Haddou", "Thuiszorg De Linde")
    assert (entry.did, entry.why) == ("las uw vraag", "Omdat zij uitzoekt waarom u valt.")
    assert (entry.own, entry.allowed, entry.basis) == (False, True, "team")


@pytest.mark.parametrize(
    ("actor", "action", "record", "who", "did"),
    [
        (NURSE, "demo.listed", {"persons": (RESIDENT.id, OTHER_RESIDENT.id)},
         "Samira Haddou", "zag uw vraag in de werklijst"),
        (RESIDENT, "demo.read", {"resident": RESIDENT.id}, "U", "las uw vraag"),
        (SYSTEM, "demo.read", {"resident": RESIDENT.id}, "Netwerkzorg", "las uw vraag"),
        (NURSE, "demo.unknown", {"resident": RESIDENT.id}, "Samira Haddou", "gebruikte uw gegevens"),
        (NURSE, "demo.read", {"resident": RESIDENT.id, "outcome": audit.DENIED},
         "Samira Haddou", "probeerde dit, maar dat mocht niet: las uw vraag"),
    ],
    ids=["a list", "herself", "the platform", "a new action", "refused"],
)  # fmt: skip
def test_each_kind_of_line(
    told: World, actor: Actor, action: str, record: dict[str, object], who: str, did: str
) -> None:
    _did(told, actor, action, **record)
    (entry,) = _log(told)
    assert (entry.who, entry.did) == (who, did)


def test_the_log_of_somebody_else_stays_closed(told: World) -> None:
    _did(told, NURSE, "demo.read", resident=OTHER_RESIDENT.id)
    _did(told, NURSE, "demo.listed", persons=(OTHER_RESIDENT.id,))
    assert _log(told) == ()
    assert len(_log(told, OTHER_RESIDENT)) == 2


def test_reading_it_is_itself_in_it(told: World) -> None:
    assert _log(told) == ()
    (entry,) = _log(told)
    assert (entry.action, entry.who) == ("log.read", "U")
    assert _log(told, include_own=False) == ()


def test_newest_first_and_page_by_page_without_gap_or_repeat(told: World) -> None:
    for number in range(7):
        actor = NURSE if number % 2 else GERIATRICIAN
        _did(told, actor, f"demo.{number}", resident=RESIDENT.id)
    seen: list[str] = []
    before = None
    for _ in range(4):
        with told.as_person(RESIDENT) as work:
            page = own_log(work, include_own=False, before=before, limit=2)
        seen += [entry.action for entry in page.entries]
        before = page.older
    assert before is None
    assert sorted(seen) == sorted(f"demo.{number}" for number in range(7))
    entries = _log(told, include_own=False)
    assert [e.at for e in entries] == sorted((e.at for e in entries), reverse=True)


@pytest.mark.parametrize("cursor", ["x", "~", "2026-01-01", "2026-01-01T00:00:00~x", "~" * 99])
def test_a_cursor_that_is_not_ours_is_refused(site: Site, provider: StandIn, cursor: str) -> None:
    provider.subject = str(RESIDENT.id)
    asked = {"before": cursor}
    answer = site.client().get("/api/v1/me/log", query_string=asked, headers=provider.bearer())
    assert (answer.status_code, answer.get_json()["code"]) == (400, "unknown_parameter")
    assert site.logged_in().get("/mijn-inzage", query_string={"voor": cursor}).status_code == 400


def test_the_page_shows_it_and_can_leave_out_what_she_did_herself(site: Site) -> None:
    client = site.logged_in()
    _did(site.world, NURSE, "demo.taken", resident=RESIDENT.id, basis="team")
    page = client.get("/mijn-inzage").get_data(as_text=True)
    assert "Samira Haddou" in page
    assert "gaf een antwoord" in page
    assert "Omdat het integraal team uw vraag behandelt." in page
    assert "logde in" in page
    others = client.get("/mijn-inzage?wie=anderen&periode=alles").get_data(as_text=True)
    assert "Samira Haddou" in others
    assert "logde in" not in others


def test_programs_get_the_same(site: Site, provider: StandIn) -> None:
    _did(site.world, NURSE, "demo.taken", resident=RESIDENT.id, basis="team")
    provider.subject = str(RESIDENT.id)
    answer = site.client().get("/api/v1/me/log?own=false&limit=10", headers=provider.bearer())
    (entry,) = answer.get_json()["entries"]
    assert (entry["who"], entry["action"], entry["basis"]) == (
        "Samira Haddou",
        "demo.taken",
        "team",
    )
    assert answer.get_json()["older"] is None


@pytest.mark.parametrize(
    ("query", "status"),
    [("limit=0", 422), ("limit=101", 422), ("limit=x", 422), ("days=0", 422), ("days=99999", 422),
     ("days=30", 200), ("limit=100", 200)],
)  # fmt: skip
def test_what_may_be_asked_is_bounded(
    site: Site, provider: StandIn, query: str, status: int
) -> None:
    provider.subject = str(RESIDENT.id)
    answer = site.client().get(f"/api/v1/me/log?{query}", headers=provider.bearer())
    assert answer.status_code == status


def test_it_is_for_residents(site: Site) -> None:
    assert site.logged_in(NURSE).get("/mijn-inzage").status_code == 403
