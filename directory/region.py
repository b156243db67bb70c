"""What the region sees of the catalogue: where there is room, and whose numbers are old."""

from collections.abc import Mapping
from typing import Any

from netwerkzorg.platform.pages import panel_html
from netwerkzorg.platform.work import Work

from . import store


def counts(work: Work, context: Mapping[str, Any]) -> str:
    """Organisations are no people: small numbers are shown."""
    kinds = work.region.vocabulary.service_types
    rooms = [
        (str(kinds[kind].label) if kind in kinds else kind, free, services)
        for kind, free, services in store.room_by_kind(work)
    ]
    rooms.sort(key=lambda room: (room[1] / room[2], room[0]))
    return panel_html("directory/panel_region.html", rooms=rooms)
