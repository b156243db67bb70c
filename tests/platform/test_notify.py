"""Telling that something waits: never what, only who wants it, and once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from mail_server import MailServer, a_mail_server
from sites import OWN, Site, form
from sqlalchemy import delete, select
from werkzeug.test import TestResponse
from worlds import NURSE, RESIDENT, World, a_house, another, id_of, settings_in, with_people

from netwerkzorg.platform import notify
from netwerkzorg.platform.config import Settings
from netwerkzorg.platform.notify_tables import NoticePreferenceRow, NoticeRow
from netwerkzorg.platform.outbox import Delivered
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.vault import KeyRow
from netwerkzorg.platform.work import SYSTEM, Actor
from netwerkzorg.platform.worker import drain

ADDRESS = "anna.devries@example.nl"


def wants_mail(world: World, actor: Actor = RESIDENT, address: str = ADDRESS) -> None:
    with world.as_person(actor) as work:
        set_ = notify.set_preference(work, by_mail=True, safe=True, address=address)
    assert isinstance(set_, notify.Preference), set_


def told(world: World, what: str = "intake_decided", people: UUID = RESIDENT.id) -> None:
    with world.as_person(NURSE) as work:
        notify.tell(work, people, what)


def mails(world: World) -> list[str]:
    """What went out, as text."""
    while drain(world.house):
        pass
    folder = world.house.settings.folder / "mail"
    return [path.read_text() for path in sorted(folder.glob("*.eml"))]


def states(world: World, actor: Actor = RESIDENT) -> list[str]:
    with world.as_person(actor) as work:
        return [one.state for one in notify.latest(work)]


@pytest.mark.parametrize("what", sorted(notify.WHAT))
def test_every_message_is_the_same_message(world: World, what: str) -> None:
    wants_mail(world)
    told(world, what)
    (mail,) = mails(world)
    without_ids = re.sub(r"[0-9a-f-]{36}", "ID", mail)
    head, _, text = without_ids.partition("\n\n")
    assert "Subject: Er staat een bericht voor u klaar" in head
    assert f"To: {ADDRESS}" in head
    assert text.split() == notify.TEXT.format(url="http://127.0.0.1:8000/").split()
    assert what not in mail
    assert states(world) == ["sent"]


SILENT = [
    (None, "held", "who said nothing gets no mail"),
    ((False, True), "held", "who does not want it"),
    ((True, True), "sent", "who wants it gets it"),
]


@pytest.mark.parametrize(("said", "state", "because"), SILENT, ids=[row[2] for row in SILENT])
def test_only_who_wants_it(
    world: World, said: tuple[bool, bool] | None, state: str, because: str
) -> None:
    if said is not None:
        with world.as_person(RESIDENT) as work:
            notify.set_preference(work, by_mail=said[0], safe=said[1], address=ADDRESS)
    told(world)
    assert len(mails(world)) == (state == "sent"), because
    assert states(world) == [state]


REFUSED = [
    ("anna", True, "address_invalid", "no address"),
    (
        "anna@example.nl\r\nBcc: x@example.nl",
        True,
        "address_invalid",
        "a second line is no address",
    ),
    ("a" * 250 + "@example.nl", True, "address_invalid", "too long for a mail server"),
    ("", True, "address_invalid", "nothing"),
    (ADDRESS, False, "address_not_safe", "somebody reads along"),
]


@pytest.mark.parametrize(
    ("address", "safe", "code", "because"), REFUSED, ids=[r[3] for r in REFUSED]
)
def test_a_preference_that_cannot_be_kept(
    world: World, address: str, safe: bool, code: str, because: str
) -> None:
    with world.as_person(RESIDENT) as work:
        said = notify.set_preference(work, by_mail=True, safe=safe, address=address)
        assert isinstance(said, Refused)
        assert said.code == code, because
        assert notify.preference(work) == notify.Preference()


def test_a_withdrawal_counts_for_what_was_not_sent_yet(world: World) -> None:
    wants_mail(world)
    told(world)
    with world.as_person(RESIDENT) as work:
        notify.set_preference(work, by_mail=False, safe=False, address="")
    assert mails(world) == []
    assert states(world) == ["held"]


def test_the_same_task_again_sends_nothing_again(world: World) -> None:
    wants_mail(world)
    told(world)
    assert len(mails(world)) == 1
    with world.as_person(SYSTEM) as work:
        notice = work.session.scalars(select(NoticeRow.id)).one()
        work.record("test.read", SYSTEM.id)
    for path in (world.house.settings.folder / "mail").glob("*.eml"):
        path.unlink()
    again = Delivered(id_of("again"), notify.SEND, world.clock.now(), notice, None, None, {})
    with world.as_person(SYSTEM) as work:
        notify.send(work, again)
        work.record("test.sent", SYSTEM.id)
    assert mails(world) == []


def test_nobody_is_told_of_what_one_did_oneself(world: World) -> None:
    wants_mail(world, NURSE)
    told(world, people=NURSE.id)
    assert (mails(world), states(world, NURSE)) == ([], [])


def test_what_nobody_knows_is_a_fault_of_ours(world: World) -> None:
    with world.as_person(NURSE) as work, pytest.raises(LookupError):
        notify.tell(work, RESIDENT.id, "Mevrouw De Vries viel")


def test_the_address_is_sealed_and_gone_when_erased(world: World) -> None:
    wants_mail(world)
    with world.as_person(SYSTEM) as work:
        kept = work.session.scalars(select(NoticePreferenceRow.address)).one()
        assert kept is not None
        assert ADDRESS.encode() not in kept
        work.session.execute(delete(KeyRow).where(KeyRow.resident_id == RESIDENT.id))
        work.record("test.erased", RESIDENT.id)
    told(world)
    assert mails(world) == []
    assert states(world) == ["held"]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running


def _by_smtp(tmp_path: Path, server: MailServer) -> World:
    return with_people(a_house(tmp_path, smtp_url=server.url))


def test_a_server_that_is_busy_is_tried_again_until_it_takes_it(
    tmp_path: Path, server: MailServer
) -> None:
    world = _by_smtp(tmp_path, server)
    wants_mail(world)
    server.answer = "451 busy"
    told(world)
    for minutes in (0, 1, 5):
        world.clock.forward(minutes=minutes)
        mails(world)
    assert (states(world), server.arrived) == (["waiting"], [])
    server.answer = ""
    world.clock.forward(minutes=15)
    mails(world)
    assert states(world) == ["sent"]
    (mail,) = server.arrived
    assert b"Message-ID: <" in mail
    world.clock.forward(days=3)
    mails(world)
    assert len(server.arrived) == 1, "and no more than once"


@pytest.mark.parametrize(
    ("address", "answer", "state"),
    [("gone@example.nl", "", "refused"), (ADDRESS, "451 busy", "failed")],
    ids=["a box that is not there", "a server that is busy for days"],
)
def test_it_ends_when_it_cannot_arrive(
    tmp_path: Path, server: MailServer, address: str, answer: str, state: str
) -> None:
    world = _by_smtp(tmp_path, server)
    wants_mail(world, address=address)
    server.answer = answer
    told(world)
    for _ in range(len(notify.WAITS) + 2):
        mails(world)
        world.clock.forward(hours=9)
    assert (states(world), server.arrived) == ([state], [])


def test_outside_the_practice_region_no_file_holds_mail(world: World) -> None:
    wants_mail(world)
    told(world)
    real = replace(world.house, region=replace(world.house.region, sandbox=False))
    outside = World(real, world.clock)
    assert mails(outside) == []
    assert states(outside) == ["held"]


def test_a_mail_server_is_named_by_a_url_that_we_know(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="smtp"):
        settings_in(tmp_path, smtp_url="mail.example.nl:25")
    assert isinstance(settings_in(tmp_path, smtp_url="smtps://mail.example.nl"), Settings)


def test_another_persons_notices_are_not_shown(world: World) -> None:
    told(world)
    assert states(world) == ["waiting"]
    assert states(world, another(RESIDENT, id=id_of("iemand"))) == []


def test_the_page_keeps_what_somebody_chooses(site: Site) -> None:
    client = site.logged_in(RESIDENT)
    chosen = {"mail": "ja", "adres": ADDRESS, "veilig": "nee"}

    def send(**but: str) -> TestResponse:
        fields = form(client, **{**chosen, **but})
        return client.post("/mijn-berichten", data=fields, headers=OWN)

    unsafe = send()
    assert unsafe.status_code == 422
    assert "Leest iemand anders mee?" in unsafe.get_data(as_text=True)
    assert "klopt niet" in send(adres="anna").get_data(as_text=True)
    kept = client.get(send(veilig="ja").headers["Location"]).get_data(as_text=True)
    assert "Uw keuze is bewaard." in kept
    assert ADDRESS in kept
    told(site.world)
    mails(site.world)
    assert "verstuurd" in client.get("/mijn-berichten").get_data(as_text=True)
    assert ADDRESS not in site.logged_in(NURSE).get("/mijn-berichten").get_data(as_text=True)
    assert site.client().get("/mijn-berichten").status_code == 303, "only who is logged in"
