"""How outcomes move, as bars. SVG, in text. Pure."""

from collections.abc import Mapping
from html import escape
from typing import Any

from markupsafe import Markup

from ..replay_words import KINDS, number

LABEL, BAR, HEIGHT = 230, 330, 30


def bars(report: Mapping[str, Any]) -> Markup:
    """One bar for each way an outcome moves; hidden counts have a word instead of a bar."""
    moved = {
        kind: count for kind, count in report["changed"].items() if kind != "same" and count != 0
    }
    if not moved:
        return Markup("")
    most = max([count or 0 for count in moved.values()] + [1])
    rows = [_row(at, KINDS[kind], count, most) for at, (kind, count) in enumerate(moved.items())]
    height = HEIGHT * len(rows)
    return Markup(
        f'<svg class="nz-bars" viewBox="0 0 {LABEL + BAR + 110} {height}" role="img" '
        f'aria-label="Hoe uitkomsten veranderen">{"".join(rows)}</svg>'
    )


def _row(at: int, words: str, count: int | None, most: int) -> str:
    top = at * HEIGHT
    width = round((count or 0) / most * BAR)
    return (
        f'<text x="0" y="{top + 20}" font-size="15">{escape(words)}</text>'
        f'<rect x="{LABEL}" y="{top + 5}" width="{width}" height="20" rx="3"/>'
        f'<text x="{LABEL + width + 8}" y="{top + 20}" font-size="15">'
        f"{escape('minder dan 10' if count is None else number(count))}</text>"
    )
