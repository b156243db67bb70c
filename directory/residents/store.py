"""Queries about residents, each named after its question."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from netwerkzorg.platform.work import Work

from .model import NewResident, Resident, display_name
from .tables import ResidentRow

TABLE = "directory_resident"
_SEALED = ("salutation", "given", "family", "sex", "phone", "email", "street", "city")


def add(work: Work, resident_id: UUID, new: NewResident, bsn: str, band: str) -> None:
    record: dict[str, Any] = {name: getattr(new, name) for name in _SEALED}
    record["birth_date"] = new.birth_date.isoformat()
    work.session.add(
        ResidentRow(
            resident_id,
            new.postcode4,
            band,
            new.gp_organization_id,
            work.seal(resident_id, TABLE, "record", resident_id, json.dumps(record)),
            work.seal(resident_id, TABLE, "bsn", resident_id, bsn),
            work.blind(f"bsn|{bsn}"),
        )
    )


def by_ids(work: Work, ids: Iterable[UUID]) -> dict[UUID, Resident]:
    """The residents with these ids who were not erased; one query for rows, one for keys."""
    wanted = set(ids)
    rows = work.session.execute(
        select(
            ResidentRow.id,
            ResidentRow.postcode4,
            ResidentRow.gp_organization_id,
            ResidentRow.record,
        ).where(ResidentRow.id.in_(wanted))
    ).all()
    work.preload_keys(row.id for row in rows)
    return {row.id: _read(work, row) for row in rows}


def sealed_bsn(work: Work, resident_id: UUID) -> str | None:
    sealed = work.session.scalar(select(ResidentRow.bsn).where(ResidentRow.id == resident_id))
    return None if sealed is None else work.unseal(resident_id, TABLE, "bsn", resident_id, sealed)


def id_of_bsn(work: Work, bsn: str) -> UUID | None:
    return work.session.scalar(
        select(ResidentRow.id).where(ResidentRow.bsn_index == work.blind(f"bsn|{bsn}"))
    )


def plain(work: Work, resident_id: UUID) -> tuple[str, str] | None:
    """Postcode and age band: what may be known without opening the record."""
    row = work.session.execute(
        select(ResidentRow.postcode4, ResidentRow.age_band).where(ResidentRow.id == resident_id)
    ).first()
    return None if row is None else (row[0], row[1])


def _read(work: Work, row: Any) -> Resident:
    kept = json.loads(work.unseal(row.id, TABLE, "record", row.id, row.record))
    return Resident(
        id=row.id,
        name=display_name(kept["salutation"], kept["given"], kept["family"]),
        birth_date=date.fromisoformat(kept["birth_date"]),
        postcode4=row.postcode4,
        gp_organization_id=row.gp_organization_id,
        **{name: kept[name] for name in _SEALED},
    )
