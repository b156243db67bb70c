"""What the region sees of agreements: how many hold now, and where to read them."""

from collections.abc import Mapping
from typing import Any

from netwerkzorg.platform.pages import panel_html
from netwerkzorg.platform.work import Work

from . import service


def in_force(work: Work, context: Mapping[str, Any]) -> str:
    return panel_html("rta/panel_region.html", agreements=service.versions_in_force(work))
