"""What rta holds of a resident, for the resident: every decision, whole."""

import json
from typing import Any
from uuid import UUID

from netwerkzorg.platform.work import Work

from . import store
from .deciding import SEALED


def export_receipts(work: Work, resident_id: UUID) -> list[dict[str, Any]]:
    """Every receipt of one resident as it was sealed, oldest first."""
    rows = store.receipts_of_resident(work.session, resident_id)
    work.record("rta.receipt_read", resident_id, "export", resident=resident_id)
    return [json.loads(work.unseal(resident_id, *SEALED, row.id, row.body)) for row in rows]
