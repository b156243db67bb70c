"""The worklist as somebody would write it with bare Flask and SQLAlchemy Core: the peer of the bench.

It answers the same people with the same rows in as large a page, opens the same sealed names, asks the
same counts, and writes the same audit row, persons and chain included: `netwerkzorg audit verify` holds
afterwards. It has no access table, no units of work, no rooms, no translations, no request log.
Served by granian as the platform is: `granian --interface wsgi peer:application`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, abort, render_template, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import Connection, case, func, insert, select, update

from netwerkzorg.consult.tables import ConsultRow
from netwerkzorg.directory.residents.tables import ResidentRow
from netwerkzorg.platform import formatting
from netwerkzorg.platform.audit import (
    SCHEMA_VERSION,
    SHARDS,
    AuditHeadRow,
    AuditPersonRow,
    AuditRow,
    commitment,
    link,
)
from netwerkzorg.platform.db import open_engine, writing
from netwerkzorg.platform.organizations import AccountRow, MembershipRow, TeamRow
from netwerkzorg.platform.sessions import SessionRow
from netwerkzorg.platform.vault import KeyRow, Vault
from netwerkzorg.routing.tables import TaskRow
from netwerkzorg.rta.tables import AgreementRow, PublicationRow
from netwerkzorg.triage.tables import IntakeRow

PAGE = 50
SHAPES = (
    '<path d="M4.5 1h7L15 4.5v7L11.5 15h-7L1 11.5v-7z"/>', '<path d="M8 2l7 12H1z"/>',
    '<path d="M8 1l7 7-7 7-7-7z"/>', '<path d="M2 2h12v12H2z"/>', '<circle cx="8" cy="8" r="6"/>',
    '<circle cx="8" cy="8" r="6" fill="none"/>',
)  # fmt: skip
WORDS = ("nu 112", "meteen", "vandaag", "24 uur", "5 werkdagen", "10 werkdagen")
TITLES = {"first": "Eerst bellen", "late": "Te laat", "today": "Vandaag", "later": "Later"}
INTAKE, SESSION, MEMBER = IntakeRow.__table__.c, SessionRow.__table__.c, MembershipRow.__table__.c

_folder = Path(os.environ["NETWERKZORG_FOLDER"])
_url = os.environ.get("NETWERKZORG_DATABASE_URL") or f"sqlite:///{_folder / 'netwerkzorg.db'}"
engine = open_engine(_url)
vault = Vault(_folder / "keyset.bin")
application = Flask(__name__)
application.config.update(
    SECRET_KEY=os.environ["NETWERKZORG_SECRET_KEY"], WTF_CSRF_CHECK_DEFAULT=False
)
application.jinja_env.trim_blocks = application.jinja_env.lstrip_blocks = True
CSRFProtect(application)


@application.get("/werklijst")
def worklist() -> str:
    with engine.connect() as connection:
        me = _who(connection, request.cookies.get("nz_session", ""))
    if me is None or me["team_id"] is None:
        abort(403)
    now = datetime.now(UTC)
    with writing(engine).begin() as connection:
        page = _page(connection, me, now)
        persons = page.pop("persons")
        html = render_template("peer.html", **page, me=me["name"], shapes=SHAPES, words=WORDS,
                               csrf=generate_csrf(), key=lambda: uuid4().hex)  # fmt: skip
        _remember(connection, me, persons)
    return html


def _who(connection: Connection, token: str) -> dict[str, Any] | None:
    hashed = hashlib.sha256(token.encode()).digest()
    row = connection.execute(
        select(
            SESSION.account_id, SESSION.kind, MEMBER.role, MEMBER.organization_id, MEMBER.team_id,
            AccountRow.__table__.c.name,
        )
        .join(AccountRow.__table__, AccountRow.__table__.c.id == SESSION.account_id)
        .outerjoin(MembershipRow.__table__, MEMBER.id == SESSION.membership_id)
        .where(SESSION.token_hash == hashed, SESSION.ended_at.is_(None))
    ).one_or_none()  # fmt: skip
    return dict(row._mapping) if row else None


def _page(connection: Connection, me: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    listed = (INTAKE.team_id == me["team_id"]) & INTAKE.listed
    total = connection.scalar(select(func.count()).select_from(IntakeRow).where(listed)) or 0
    rows = connection.execute(
        select(
            INTAKE.id, INTAKE.code, INTAKE.resident_id, INTAKE.state, INTAKE.urgency,
            INTAKE.at_least, INTAKE.due_at, INTAKE.calm, INTAKE.claimed_by, INTAKE.opened_at,
            INTAKE.headline,
        )
        .where(listed)
        .order_by(INTAKE.calm, INTAKE.due_at, INTAKE.id)
        .limit(PAGE)
    ).all()  # fmt: skip
    end = formatting.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    end += timedelta(days=1, microseconds=-1)
    people = _people(connection, {row.resident_id for row in rows})
    holders = _names(connection, {row.claimed_by for row in rows if row.claimed_by})
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in TITLES}
    for row in rows:
        groups[_group(row, now, end)].append(_line(row, people, holders, now))
    return {
        "groups": [(name, TITLES[name], lines) for name, lines in groups.items() if lines],
        "total": total,
        "pages": max(1, -(-total // PAGE)),
        "counts": _counts(connection, me, listed, now, end),
        "badges": _badges(connection, me, listed),
        "kinds": _kinds(connection, now.date()),
        "team": connection.scalar(select(TeamRow.name).where(TeamRow.id == me["team_id"])),
        "clock": formatting.clock(now),
        "persons": list(people),
    }


def _people(connection: Connection, ids: set[UUID]) -> dict[UUID, tuple[Any, dict[str, str]]]:
    """The opened key and the person record of each resident."""
    rows = connection.execute(
        select(ResidentRow.id, ResidentRow.record, KeyRow.wrapped)
        .join(KeyRow, KeyRow.resident_id == ResidentRow.id)
        .where(ResidentRow.id.in_(ids))
    )
    found = {}
    for resident_id, record, wrapped in rows:
        key = vault.key(resident_id, wrapped)
        place = f"directory_resident|record|{resident_id}"
        found[resident_id] = (key, json.loads(key.decrypt(record, place.encode())))
    return found


def _names(connection: Connection, ids: set[UUID]) -> dict[UUID, str]:
    rows = connection.execute(select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(ids)))
    return {account_id: name for account_id, name in rows}


def _line(row: Any, people: Any, holders: Mapping[UUID, str], now: datetime) -> dict[str, Any]:
    key, person = people[row.resident_id]
    headline = ""
    if row.headline is not None:
        headline = key.decrypt(row.headline, f"triage_intake|headline|{row.id}".encode()).decode()
    born, today = date.fromisoformat(person["birth_date"]), formatting.local(now).date()
    when = formatting.due(row.due_at, now)
    if not row.calm:
        when = f"gemeld {formatting.moment_short(row.due_at, now)}"
    return {
        "id": row.id, "code": row.code, "state": row.state, "headline": headline, "when": when,
        "level": int((row.urgency or "U5")[1]), "at_least": row.at_least,
        "is_new": row.opened_at is None, "who": holders.get(row.claimed_by),
        "name": f"{person['given']} {person['family']}",
        "age": today.year - born.year - ((today.month, today.day) < (born.month, born.day)),
    }  # fmt: skip


def _group(row: Any, now: datetime, end: datetime) -> str:
    if not row.calm:
        return "first"
    if row.due_at < now:
        return "late"
    return "today" if row.due_at <= end else "later"


def _counts(
    connection: Connection, me: Mapping[str, Any], listed: Any, now: datetime, end: datetime
) -> dict[str, int]:
    def how_many(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    row = connection.execute(
        select(
            func.count().label("total"),
            how_many(INTAKE.claimed_by == me["account_id"]).label("mine"),
            how_many(INTAKE.claimed_by.is_(None)).label("free"),
            how_many(INTAKE.opened_at.is_(None)).label("new"),
            how_many(INTAKE.calm & (INTAKE.due_at < now)).label("late"),
            how_many(INTAKE.calm & (INTAKE.due_at >= now) & (INTAKE.due_at <= end)).label("today"),
            how_many(~INTAKE.calm).label("red"),
        ).where(listed)
    ).one()
    return dict(row._mapping)


def _badges(connection: Connection, me: Mapping[str, Any], listed: Any) -> dict[str, int]:
    asked = (TaskRow.organization_id == me["organization_id"]) & (TaskRow.state == "requested")
    advice = (
        (ConsultRow.adviser_organization_id == me["organization_id"])
        & (ConsultRow.adviser_role == me["role"])
        & (ConsultRow.state == "submitted")
    )
    counted = {
        "new": select(func.count())
        .select_from(IntakeRow)
        .where(listed, INTAKE.opened_at.is_(None)),
        "referrals": select(func.count()).select_from(TaskRow).where(asked),
        "consults": select(func.count()).select_from(ConsultRow).where(advice),
    }
    return {name: connection.scalar(query) or 0 for name, query in counted.items()}


def _kinds(connection: Connection, today: date) -> list[tuple[str, str]]:
    rows = connection.execute(
        select(AgreementRow.agreement, AgreementRow.title)
        .join(PublicationRow, PublicationRow.agreement_id == AgreementRow.id)
        .where(
            PublicationRow.starts_on <= today,
            AgreementRow.subject == "intake",
            AgreementRow.kind == "agreement",
        )
        .order_by(AgreementRow.agreement)
    )
    return [(code, title) for code, title in rows]


def _remember(connection: Connection, me: Mapping[str, Any], persons: list[UUID]) -> None:
    """One row at the end of the team's chain, and whom it names."""
    shard = me["team_id"].int % SHARDS
    head = connection.execute(
        select(AuditHeadRow.seq, AuditHeadRow.hash)
        .where(AuditHeadRow.shard == shard)
        .with_for_update()
    ).one()
    payload = {
        "id": uuid4(), "at": datetime.now(UTC), "actor_id": me["account_id"],
        "actor_kind": me["kind"], "role": me["role"], "organization_id": me["organization_id"],
        "team_id": me["team_id"], "request_id": uuid4().hex, "action": "worklist.read",
        "outcome": 0, "subject": me["team_id"], "resident_id": None, "reason": "team", "basis": "",
    }  # fmt: skip
    salt, seq = os.urandom(16), head.seq + 1
    commit = commitment(salt, payload, persons)
    hashed = link(head.hash, shard, seq, commit)
    connection.execute(
        insert(AuditRow).values(
            **payload, shard=shard, seq=seq, salt=salt, payload_commit=commit, prev_hash=head.hash,
            hash=hashed, schema_version=SCHEMA_VERSION,
        )
    )  # fmt: skip
    connection.execute(
        insert(AuditPersonRow),
        [{"resident_id": one, "audit_id": payload["id"]} for one in persons],
    )
    connection.execute(
        update(AuditHeadRow).where(AuditHeadRow.shard == shard).values(seq=seq, hash=hashed)
    )
