"""What the region sees of referrals: numbers alone."""

from collections.abc import Mapping
from typing import Any

from netwerkzorg.platform.pages import panel_html
from netwerkzorg.platform.small_groups import protected
from netwerkzorg.platform.work import Work

from . import store


def counts(work: Work, context: Mapping[str, Any]) -> str:
    return panel_html("routing/panel_region.html", counts=protected(store.waiting(work)))
