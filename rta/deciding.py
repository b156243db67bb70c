"""Deciding with proof: every decision leaves a receipt that can be played again to the byte."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import rfc8785

from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import Work

from . import store
from .agreed import Agreed, Combined, evaluate
from .publishing import agreed_of, in_force
from .receipts import (
    FactValue,
    Override,
    fact_of,
    known_of,
    override_of,
    receipt_body,
    result_body,
)
from .red_flags import RedFlagVerdict, verdict_of
from .tables import ReceiptRow

SEALED = ("rta_receipt", "body")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A decision that can be made again. `urgency` and `routes` are after an override."""

    id: UUID
    subject: UUID
    resident: UUID
    at: datetime
    urgency: str | None
    at_least: bool
    needs_person: bool
    self_help: bool
    routes: tuple[str, ...]
    rules: Mapping[str, Mapping[str, tuple[int, ...]]]
    facts: tuple[FactValue, ...]
    override: Override | None
    sha256: str
    body: str
    red_flags: RedFlagVerdict | None
    outcome: Combined = field(repr=False)


def decide(
    work: Work,
    *,
    subject: UUID,
    resident: UUID,
    facts: Sequence[FactValue],
    kind: str = "intake",
    override: Override | None = None,
    previous: UUID | None = None,
) -> Receipt:
    """Decide by what is in force now, or by the versions of a previous receipt, and keep the proof.

    Raises ValueError for an override without a reason: urgency is changed by a person who says why.
    """
    if override is not None and not override.reason.strip():
        raise ValueError("an override needs a reason")
    agreed = in_force(work, kind) if previous is None else _versions_of(work, previous)
    combined, alarm = _evaluated(agreed, facts)
    identity = uuid4()
    body = receipt_body(
        identity=str(identity),
        subject=str(subject),
        kind=kind,
        at=work.now,
        hashes=agreed.hashes,
        facts=facts,
        combined=combined,
        alarm=alarm,
        override=override,
        previous=None if previous is None else str(previous),
    )
    text = rfc8785.dumps(body).decode()
    made = _receipt(identity, subject, resident, body, text, combined, alarm)
    _keep(work, made, kind, previous)
    work.record("rta.decided", subject, resident=resident)
    return made


def _evaluated(
    agreed: Agreed, facts: Sequence[FactValue]
) -> tuple[Combined, RedFlagVerdict | None]:
    known = known_of(facts)
    answered = {fact.fact: fact.value for fact in facts}
    return evaluate(agreed, known), verdict_of(agreed, answered)


def _keep(work: Work, made: Receipt, kind: str, previous: UUID | None) -> None:
    row = ReceiptRow(
        id=made.id,
        subject=made.subject,
        resident_id=made.resident,
        kind=kind,
        at=made.at,
        urgency=made.urgency,
        at_least=made.at_least,
        needs_person=made.needs_person,
        rules=json.dumps(made.rules, sort_keys=True),
        sha256=made.sha256,
        body=work.seal(made.resident, *SEALED, made.id, made.body),
        previous=previous,
        position=store.next_position(work.session, made.subject),
    )
    work.session.add(row)
    work.session.flush()


def _receipt(
    identity: UUID,
    subject: UUID,
    resident: UUID,
    body: Mapping[str, Any],
    text: str,
    combined: Combined,
    alarm: RedFlagVerdict | None,
) -> Receipt:
    override = override_of(body["override"])
    routes = tuple(route.service_type for route in combined.routes)
    urgency = combined.urgency
    if alarm is not None and alarm.urgency is not None:
        urgency = min(alarm.urgency, urgency or alarm.urgency)
    if override is not None:
        urgency = override.urgency or urgency
        routes = routes if override.routes is None else override.routes
    return Receipt(
        id=identity,
        subject=subject,
        resident=resident,
        at=datetime.fromisoformat(body["at"]),
        urgency=urgency,
        at_least=combined.at_least and (override is None or override.urgency is None),
        needs_person=combined.needs_person or (alarm is not None and alarm.state != "clear"),
        self_help=body["self_help"],
        routes=routes,
        rules={
            f"{one.agreement}@{one.version}": {n: r.rules for n, r in one.decisions.items()}
            for one in combined.agreements
            if one.applies is not False
        },
        facts=tuple(fact_of(fact) for fact in body["facts"]),
        override=override,
        sha256=sha256(text.encode()).hexdigest(),
        body=text,
        red_flags=alarm,
        outcome=combined,
    )


def receipt(work: Work, receipt_id: UUID) -> Receipt:
    """Read one receipt. Raises Absent when there is none, or its resident was erased."""
    row = store.receipt(work.session, receipt_id)
    if row is None:
        raise Absent
    _record_read(work, row.subject, row.resident_id)
    return _read(work, row)


def _record_read(work: Work, subject: UUID, resident_id: UUID) -> None:
    basis = work.house.relations.basis(work, resident_id, work.now)
    work.record("rta.receipt_read", subject, resident=resident_id, basis=basis)


def my_receipt(work: Work, receipt_id: UUID) -> Receipt:
    """Read one receipt as an actor who has to do with its resident now. Raises Absent otherwise."""
    row = store.receipt(work.session, receipt_id)
    if row is None or not _related(work, row.resident_id):
        raise Absent
    return receipt(work, receipt_id)


def _related(work: Work, resident_id: UUID) -> bool:
    own = work.actor.kind == "resident" and work.actor.id == resident_id
    return own or work.house.relations.active(work, resident_id, work.now)


def receipts_of(work: Work, subject: UUID) -> tuple[Receipt, ...]:
    """All receipts of one subject, newest last."""
    rows = store.receipts_of(work.session, subject)
    if rows:
        _record_read(work, subject, rows[0].resident_id)
    return tuple(_read(work, row) for row in rows)


def _read(work: Work, row: ReceiptRow) -> Receipt:
    text = work.unseal(row.resident_id, *SEALED, row.id, row.body)
    body = json.loads(text)
    combined, alarm = _evaluated(_texts(work, body), [fact_of(fact) for fact in body["facts"]])
    return _receipt(row.id, row.subject, row.resident_id, body, text, combined, alarm)


def _texts(work: Work, body: Mapping[str, Any]) -> Agreed:
    """The very texts that a receipt names, in its order."""
    hashes = [one["hash"] for one in body["agreements"]]
    rows = store.by_hash(work.session, hashes)
    return agreed_of(work, [rows[told] for told in hashes])


def _versions_of(work: Work, receipt_id: UUID) -> Agreed:
    row = store.receipt(work.session, receipt_id)
    if row is None:
        raise Absent
    return _texts(work, json.loads(work.unseal(row.resident_id, *SEALED, row.id, row.body)))


def replay(work: Work, receipt_id: UUID) -> bool:
    """Decide again from the receipt alone; whether it comes out the same to the byte."""
    row = store.receipt(work.session, receipt_id)
    if row is None:
        raise Absent
    work.record("rta.replayed", row.subject, resident=row.resident_id)
    text = work.unseal(row.resident_id, *SEALED, row.id, row.body)
    body = json.loads(text)
    combined, alarm = _evaluated(_texts(work, body), [fact_of(fact) for fact in body["facts"]])
    again = rfc8785.dumps({**body, "result": result_body(combined, alarm)}).decode()
    return again == text and sha256(text.encode()).hexdigest() == row.sha256
