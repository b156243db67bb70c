"""Front door of the person records. Who reads one has to do with that resident, now."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import Work

from ..network import service as network
from . import store
from .bsn import read_bsn
from .model import NewResident, Resident, age, age_band

__all__ = ["NewResident", "Resident", "age", "identity_for_sources", "planning", "register",
           "resident", "residents"]  # fmt: skip


def register(work: Work, new: NewResident) -> UUID | Refused:
    """Keep a new person record; the id of the one that was there when the BSN is known already."""
    bsn = read_bsn(new.bsn)
    if isinstance(bsn, Refused):
        return bsn
    known = store.id_of_bsn(work, bsn.number)
    if known is not None:
        return known
    resident_id = new.id or uuid4()
    store.add(work, resident_id, new, bsn.number, age_band(new.birth_date, work.now.date()))
    work.record("resident.registered", resident_id, resident=resident_id)
    return resident_id


def resident(work: Work, resident_id: UUID) -> Resident:
    """The person record. Raises Absent without a relation: absent and hidden look the same."""
    basis = network.require_relation(work, resident_id)
    found = store.by_ids(work, [resident_id]).get(resident_id)
    if found is None:
        raise Absent
    work.record("resident.read", resident_id, resident=resident_id, basis=basis)
    return found


def residents(work: Work, ids: Iterable[UUID]) -> dict[UUID, Resident]:
    """Person records for a list that the caller has filtered; the caller records who was named."""
    return store.by_ids(work, ids)


def planning(work: Work, resident_id: UUID) -> tuple[str, str]:
    """Postcode (four digits) and age band, all that may be known before a referral is accepted."""
    found = store.plain(work, resident_id)
    if found is None:
        raise Absent
    return found


def identity_for_sources(work: Work, resident_id: UUID, purpose: str) -> tuple[str, date, str]:
    """BSN, birth date and family name, to ask a source about this person and no other.

    Callable from `viewer` and from `fhir.py` files alone; each call is in the log with its purpose.
    """
    network.require_relation(work, resident_id)
    bsn = store.sealed_bsn(work, resident_id)
    found = store.by_ids(work, [resident_id]).get(resident_id)
    if bsn is None or found is None:
        raise Absent
    work.record("resident.identified", resident_id, purpose, resident=resident_id)
    return bsn, found.birth_date, found.family
