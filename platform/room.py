"""The manifest of the ground floor."""

from __future__ import annotations

from . import home
from .audit import AuditHeadRow, AuditPersonRow, AuditRow
from .clock import ClockRow
from .idempotency import IdempotencyRow
from .organizations import AccountRow, MembershipRow, OrganizationRow, TeamAreaRow, TeamRow
from .outbox_tables import DeliveryRow, InboxRow, OutboxRow
from .rooms import Permit, Room
from .vault import KeyRow

ROOM = Room(
    name="platform",
    floor=0,
    blueprints=(home.BLUEPRINT,),
    nav=home.NAV,
    tables=(
        AuditHeadRow, AuditPersonRow, AuditRow, ClockRow, IdempotencyRow, KeyRow,
        DeliveryRow, InboxRow, OutboxRow,
        AccountRow, MembershipRow, OrganizationRow, TeamAreaRow, TeamRow,
    ),
    permits=(
        Permit("GET", "/static/<path:filename>", "static.read", ("anyone",)),
        Permit("GET", "/api/v1/openapi.json", "api.described", ("anyone",)),
        *home.PERMITS,
    ),
)  # fmt: skip
