"""The heading of a draft as small acts: only what was really changed is touched. Pure."""

from collections.abc import Mapping

from ..editing import Act, Path, Root, value_at
from ..writing import Tree

_TEXTS: tuple[tuple[str, Path], ...] = (
    ("titel", ("title",)),
    ("samenvatting", ("summary",)),
    ("van", ("valid", "from")),
    ("tot", ("valid", "until")),
)


def heading_acts(tree: Root, form: Mapping[str, str]) -> list[Act]:
    """One act for each field that differs from what stood there."""
    acts = []
    for name, path in _TEXTS:
        was, now = value_at(tree, path), form.get(name, "").strip()
        if isinstance(was, dict):
            path, was = (*path, "nl"), was.get("nl")
        if name not in form or now == (was or ""):
            continue
        acts.append(Act("set", path, now) if now else Act("remove", path))
    owners: list[Tree] = [
        line.strip() for line in form.get("eigenaren", "").splitlines() if line.strip()
    ]
    if "eigenaren" in form and owners != (tree.get("owners") or []):
        acts.append(Act("set", ("owners",), owners))
    return acts
