"""What the bench measures is real: its rows are a worklist, the log holds, the peer shows whom we show."""

import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest
from shared import ROOT
from sqlalchemy.orm import Session
from triage_worlds import Questions
from worlds import NURSE, World, id_of

from netwerkzorg.platform import sessions
from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.audit import broken_links
from netwerkzorg.platform.work import unit_of_work

ROWS = re.compile(r'<h3><a [^>]*href="/zorgvraag/([^"]+)">([^<]+)')


def bench(monkeypatch: pytest.MonkeyPatch, name: str) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    return import_module(name)


@pytest.fixture
def loaded(asked: Questions, monkeypatch: pytest.MonkeyPatch) -> World:
    assert bench(monkeypatch, "load").load_intakes(asked.world.house, 120) > 5
    return asked.world


@pytest.fixture
def peer(loaded: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    settings = loaded.house.settings
    monkeypatch.setenv("NETWERKZORG_FOLDER", str(settings.folder))
    monkeypatch.setenv("NETWERKZORG_SECRET_KEY", settings.secret_key)
    found = bench(monkeypatch, "peer")
    yield found
    found.engine.dispose()


def session_of_nurse(world: World) -> str:
    with unit_of_work(world.house, NURSE) as work:
        new = sessions.NewLogin(NURSE.id, NURSE.kind, "high", membership_id=id_of(f"m{NURSE.id}"))
        work.record("login.done", NURSE.id)
        return sessions.open_session(work.session, world.house.vault, new)


def test_the_peer_shows_whom_the_worklist_shows_and_logs_it_alike(
    loaded: World, peer: ModuleType
) -> None:
    cookie, pages = session_of_nurse(loaded), []
    for app in (create_app(house=loaded.house), peer.application):
        client = app.test_client()
        client.set_cookie("nz_session", cookie)
        pages.append(client.get("/werklijst").get_data(as_text=True))
    ours, bare = (ROWS.findall(page) for page in pages)
    assert ours
    assert {row_id for row_id, _ in bare} == {row_id for row_id, _ in ours}
    assert {name for _, name in bare} == {name for _, name in ours}
    with Session(loaded.house.engine) as session:
        assert list(broken_links(session)) == []
