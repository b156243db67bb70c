"""The way out for mail: the same promises by SMTP, against a real server, and into a folder."""

import email
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from mail_server import MailServer, a_mail_server

from netwerkzorg.platform.mailing import (
    FolderMailer,
    Mailer,
    MailLater,
    MailRefused,
    SmtpMailer,
)

Read = Callable[[], list[EmailMessage]]


def a_message(to: str = "anna@example.nl", name: str = "een") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "geen-antwoord@example.nl", to
    message["Subject"] = "Er staat een bericht voor u klaar"
    message["Message-ID"] = f"<{name}@example.nl>"
    message.set_content("Log in om het te lezen.\n", cte="quoted-printable")
    return message


def _parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=default)  # type: ignore[return-value, arg-type]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running


@pytest.fixture(params=["smtp", "folder"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Mailer, Read]:
    """An adapter, and how to read what it handed over."""
    if request.param == "folder":
        folder = tmp_path / "mail"
        return FolderMailer(folder), lambda: [
            _parsed(path.read_bytes()) for path in sorted(folder.glob("*.eml"))
        ]
    running: MailServer = request.getfixturevalue("server")
    return SmtpMailer(running.url), lambda: [_parsed(raw) for raw in running.arrived]


def test_what_is_sent_arrives_whole(way: tuple[Mailer, Read]) -> None:
    mailer, read = way
    mailer.send(a_message())
    (found,) = read()
    assert found["To"] == "anna@example.nl"
    assert found["Subject"] == "Er staat een bericht voor u klaar"
    assert found["Message-ID"] == "<een@example.nl>"
    assert found.get_content().strip() == "Log in om het te lezen."


def test_the_same_message_again_has_the_same_id(way: tuple[Mailer, Read]) -> None:
    mailer, read = way
    mailer.send(a_message())
    mailer.send(a_message())
    mailer.send(a_message(name="twee"))
    assert {one["Message-ID"] for one in read()} == {"<een@example.nl>", "<twee@example.nl>"}


def test_a_folder_keeps_the_same_message_once(tmp_path: Path) -> None:
    for _ in range(2):
        FolderMailer(tmp_path).send(a_message())
    assert [path.name for path in tmp_path.iterdir()] == ["een.eml"]


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file in the way")
    with pytest.raises(MailLater):
        FolderMailer(tmp_path / "mail").send(a_message())


ANSWERS = [
    ("full@example.nl", "", MailLater, "a full box may have room tomorrow"),
    ("gone@example.nl", "", MailRefused, "a box that is not there will not come"),
    ("anna@example.nl", "451 busy", MailLater, "a busy server is not for ever"),
    ("anna@example.nl", "554 no", MailRefused, "no is no"),
]


@pytest.mark.parametrize(
    ("to", "answer", "raised", "because"), ANSWERS, ids=[r[3] for r in ANSWERS]
)
def test_what_the_server_answers(
    server: MailServer, to: str, answer: str, raised: type[Exception], because: str
) -> None:
    server.answer = answer
    with pytest.raises(raised):
        SmtpMailer(server.url).send(a_message(to))
    assert server.arrived == [], because


def test_a_server_that_is_away_or_without_the_lock_that_was_asked(server: MailServer) -> None:
    with pytest.raises(MailLater):
        SmtpMailer("smtp://127.0.0.1:9").send(a_message())
    with pytest.raises(MailLater):
        SmtpMailer(server.url.replace("smtp://", "smtp+tls://")).send(a_message())
    assert server.arrived == [], "nothing goes in the clear that was asked to be locked"


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # of the server: this is loopback
@pytest.mark.parametrize(
    ("user", "arrives"), [("nz:geheim%2F1@", True), ("nz:anders@", False), ("", False)]
)
def test_a_server_that_asks_who_sends(user: str, arrives: bool) -> None:
    with a_mail_server(login=True) as server:
        mailer = SmtpMailer(f"smtp://{user}127.0.0.1:{server.port}")
        if arrives:
            mailer.send(a_message())
        else:
            with pytest.raises((MailLater, MailRefused)):
                mailer.send(a_message())
        assert len(server.arrived) == arrives
