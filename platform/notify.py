"""Telling people that something waits for them: rooms say what happened, never how it is told.

A message has one text for everybody: no name, no question, no organisation. Whoever reads it over a
shoulder learns that there is a message. The row is written with its cause; the mail goes after the
commit, at least once, and the same mail again has the same id.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from marshmallow import ValidationError, validate
from sqlalchemy import select, update

from . import outbox
from .mailing import MailLater, MailRefused, mailer_of
from .notify_tables import NoticePreferenceRow, NoticeRow
from .outbox import Delivered
from .outcome import Absent, Refused
from .work import Work

SEND = "platform.send_notice"
WHAT = frozenset(
    {
        "intake_decided", "team_replied", "referral_accepted", "referral_asked", "care_completed",
        "referral_returned", "consult_asked", "consult_answered",
    }
)  # fmt: skip
SUBJECT = "Er staat een bericht voor u klaar"
TEXT = """Er staat een bericht voor u klaar in Netwerkzorg.

Log in om het te lezen: {url}

In deze mail staat met opzet niets over u of over uw zorg.
Wilt u geen mail meer? Zet dat uit bij "Mail aan u" als u bent ingelogd.
"""
# After the last of these it has failed; a mail server may be away for a night.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 120, 240, 480, 480))
MOST_SHOWN = 10
_TABLE = "platform_notice_preference"


@dataclass(frozen=True, slots=True)
class Preference:
    """`safe`: nobody else reads mail at this address. Without that, nothing is sent."""

    by_mail: bool = False
    safe: bool = False
    address: str = ""

    @property
    def sends(self) -> bool:
        return self.by_mail and self.safe and bool(self.address)


@dataclass(frozen=True, slots=True)
class Notice:
    """One time that somebody was told, and how that went."""

    what: str
    at: datetime
    state: str


def tell(work: Work, people: UUID | Iterable[UUID], what: str) -> None:
    """Let these people know that something waits for them, each as they want. Nobody tells oneself."""
    if what not in WHAT:
        raise LookupError(f"nobody is told of {what}")
    told = {people} if isinstance(people, UUID) else set(people)
    for person_id in sorted(told - {work.actor.id}):
        row = NoticeRow(uuid4(), person_id, what, work.now, "waiting")
        work.session.add(row)
        outbox.enqueue(work, SEND, row.id)
        work.record("notice.queued", row.id, what)


def send(work: Work, happened: Delivered) -> None:
    """Send one notice, as its person wants it now. Run by the outbox, safe to repeat."""
    row = work.session.get(NoticeRow, happened.subject)
    if row is None or not _taken(work, row.id):
        return
    state = _sent(work, row)
    values: dict[str, object] = {"state": state, "tries": row.tries + 1}
    if state == "waiting":
        outbox.enqueue(work, SEND, row.id, due_at=work.now + WAITS[row.tries])
    else:
        values["done_at"] = work.now
    work.session.execute(update(NoticeRow).where(NoticeRow.id == row.id).values(**values))
    work.record(f"notice.{state}", row.id, row.what)


def _taken(work: Work, notice_id: UUID) -> bool:
    """Whether this work is the one that sends it: two at once wait for each other here."""
    taken = work.session.scalar(
        update(NoticeRow)
        .where(NoticeRow.id == notice_id, NoticeRow.state == "waiting")
        .values(state="waiting")
        .returning(NoticeRow.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None


def _sent(work: Work, row: NoticeRow) -> str:
    """What became of it: held (not wanted, not safe, no way out), sent, refused, waiting or failed."""
    wanted, mailer = _preference(work, row.person_id), mailer_of(work.house)
    if not wanted.sends or mailer is None:
        return "held"
    try:
        mailer.send(message(work, row.id, row.at, wanted.address))
    except MailRefused:
        return "refused"
    except MailLater:
        return "waiting" if row.tries < len(WAITS) else "failed"
    return "sent"


def message(work: Work, notice_id: UUID, at: datetime, address: str) -> EmailMessage:
    """The one message there is. Its id follows from the notice, so that a double one is recognised."""
    settings = work.house.settings
    host = urlsplit(settings.base_url).hostname or "localhost"
    mail = EmailMessage()
    mail["Subject"] = SUBJECT
    mail["From"] = settings.mail_from or f"geen-antwoord@{host}"
    mail["To"] = address
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{notice_id}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(TEXT.format(url=f"{settings.base_url}/"), cte="quoted-printable")
    return mail


def preference(work: Work) -> Preference:
    """How the actor wants to be told."""
    found = _preference(work, work.actor.id)
    work.record("notice.preference_read", work.actor.id)
    return found


def set_preference(work: Work, *, by_mail: bool, safe: bool, address: str) -> Preference | Refused:
    """Say how one wants to be told. It counts for whatever is sent from now on."""
    address = address.strip()
    if by_mail and not _is_address(address):
        return Refused("address_invalid", at="adres")
    if by_mail and not safe:
        return Refused("address_not_safe", at="veilig")
    person = work.actor.id
    sealed = work.seal(person, _TABLE, "address", person, address) if address else None
    row = work.session.get(NoticePreferenceRow, person)
    if row is None:
        work.session.add(NoticePreferenceRow(person, by_mail, safe, sealed, work.now))
    else:
        row.by_mail, row.safe, row.address, row.changed_at = by_mail, safe, sealed, work.now
    work.record("notice.preference_set", person, "mail" if by_mail else "none")
    return Preference(by_mail, safe, address)


def latest(work: Work) -> tuple[Notice, ...]:
    """The last times that the actor was told, newest first."""
    rows = work.session.execute(
        select(NoticeRow.what, NoticeRow.at, NoticeRow.state)
        .where(NoticeRow.person_id == work.actor.id)
        .order_by(NoticeRow.at.desc(), NoticeRow.id)
        .limit(MOST_SHOWN)
    )
    return tuple(Notice(*row) for row in rows)


def _preference(work: Work, person_id: UUID) -> Preference:
    row = work.session.get(NoticePreferenceRow, person_id, populate_existing=True)
    if row is None:
        return Preference()
    address = ""
    if row.address is not None:
        try:
            address = work.unseal(person_id, _TABLE, "address", person_id, row.address)
        except Absent:
            return Preference()  # erased: there is nobody to tell
    return Preference(row.by_mail, row.safe, address)


def _is_address(text: str) -> bool:
    try:
        validate.Email()(text)
    except ValidationError:
        return False
    return len(text) <= 254 and text.isascii()
