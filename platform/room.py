"""The manifest of the ground floor."""

from __future__ import annotations

from . import health, home, login_pages, notify, notify_pages, own_log_pages, region_page
from .audit import AuditHeadRow, AuditPersonRow, AuditRow
from .clock import ClockRow
from .idempotency import IdempotencyRow
from .notify_tables import NoticePreferenceRow, NoticeRow
from .oidc import UsedStateRow
from .organizations import AccountRow, MembershipRow, OrganizationRow, TeamAreaRow, TeamRow
from .outbox_tables import DeliveryRow, InboxRow, OutboxRow
from .own_rows import ROWS
from .pending import PendingRow
from .rooms import Permit, Room, Task
from .sessions import SessionRow
from .vault import KeyRow

ROOM = Room(
    name="platform",
    floor=0,
    blueprints=(
        health.PAGES, home.BLUEPRINT, login_pages.pages, own_log_pages.pages, own_log_pages.api,
        notify_pages.pages, region_page.BLUEPRINT,
    ),
    nav=(*home.NAV, *region_page.NAV),
    panels=region_page.PANELS,
    tables=(
        AuditHeadRow, AuditPersonRow, AuditRow, ClockRow, IdempotencyRow, KeyRow,
        DeliveryRow, InboxRow, OutboxRow, NoticeRow, NoticePreferenceRow,
        AccountRow, MembershipRow, OrganizationRow, TeamAreaRow, TeamRow,
        PendingRow, SessionRow, UsedStateRow,
    ),
    rows=ROWS,
    permits=(
        Permit("GET", "/static/<path:filename>", "static.read", ("anyone",)),
        Permit("GET", "/api/v1/openapi.json", "api.described", ("anyone",)),
        *health.PERMITS,
        *home.PERMITS,
        *login_pages.PERMITS,
        *own_log_pages.PERMITS,
        *notify_pages.PERMITS,
        *region_page.PERMITS,
    ),
    tasks=(Task(notify.SEND, notify.send),),
    problems={**login_pages.PROBLEMS, **notify_pages.PROBLEMS},
    actions={**login_pages.ACTIONS, **notify_pages.ACTIONS, **region_page.ACTIONS},
)  # fmt: skip
