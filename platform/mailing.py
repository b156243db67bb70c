"""The way out for mail: an SMTP server, or files in a folder for the practice region."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from .house import House

SECONDS = 3.0


class MailRefused(Exception):
    """This mail will never arrive: another try would not help."""


class MailLater(Exception):
    """It did not go now: try again later. The server may be away or the box full."""


class Mailer(Protocol):
    """Hands one message to who delivers it. Raises MailRefused or MailLater; else it was taken."""

    def send(self, message: EmailMessage) -> None: ...


class FolderMailer:
    """Each message is one `.eml` file, named by its id: the same message again is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = self._folder / f".{name}.new"
            fresh.write_bytes(message.as_bytes(policy=SMTP))
            os.replace(fresh, self._folder / f"{name}.eml")
        except OSError as error:
            raise MailLater from error


class SmtpMailer:
    """`smtp://user:password@host:port`, `smtp+tls://` (STARTTLS, refused without it) or `smtps://`."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def send(self, message: EmailMessage) -> None:
        try:
            with _opened(self._url) as server:
                _prepare(server, self._url)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise (MailRefused if min(codes) >= 500 else MailLater) from None
        except smtplib.SMTPResponseException as answer:
            lasting = answer.smtp_code >= 500 and not isinstance(answer, smtplib.SMTPConnectError)
            login = isinstance(answer, smtplib.SMTPAuthenticationError)
            raise (MailRefused if lasting and not login else MailLater) from None
        except (smtplib.SMTPException, OSError) as away:
            raise MailLater from away


def _opened(url: SplitResult) -> smtplib.SMTP:
    host = url.hostname or "localhost"
    if url.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, url.port or 465, timeout=SECONDS, context=context)
    return smtplib.SMTP(host, url.port or 25, timeout=SECONDS)


def _prepare(server: smtplib.SMTP, url: SplitResult) -> None:
    """Lock the line and say who sends, where the address asks for it; without the lock nothing goes."""
    if url.scheme == "smtp+tls":
        server.starttls(context=ssl.create_default_context())
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))


def mailer_of(house: House) -> Mailer | None:
    """The way out that the settings name; files in the practice region; None where there is none."""
    if house.settings.smtp_url:
        return SmtpMailer(house.settings.smtp_url)
    return FolderMailer(house.settings.folder / "mail") if house.region.sandbox else None
