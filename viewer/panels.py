"""The way in: a link to look, for who has something to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from markupsafe import Markup

from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import Work

from .permitted import active_steps

_LINK = Markup(
    '<a class="utrecht-button-link utrecht-button-link--html-a utrecht-button-link--secondary-action"'
    ' href="/inzage/{}">Dossiers inzien</a>'
)


def link(work: Work, context: Mapping[str, Any]) -> str | None:
    """A link, when a step of this actor asks for sets in this intake; nothing otherwise."""
    intake_id = _intake_of(context)
    if intake_id is None or work.actor.kind != "professional":
        return None
    try:
        steps = active_steps(work, intake_id)
    except Absent:
        return None
    return _LINK.format(intake_id) if any(step.sets for step in steps) else None


def _intake_of(context: Mapping[str, Any]) -> UUID | None:
    found = context.get("intake_id") or getattr(context.get("referral"), "intake_id", None)
    return found if isinstance(found, UUID) else None
