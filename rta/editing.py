"""Changes to an agreement as small acts, so that two people can edit one draft. Pure.

An act names the place it touches. When somebody else changed another place meanwhile, it is carried
over; when they changed the same place, it is refused and nothing is overwritten.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from .writing import Tree

Path = tuple[str | int, ...]
Root = dict[str, Tree]


class Clash(ValueError):
    """Somebody else changed the same place, or the place is gone. `path` is where."""

    def __init__(self, path: Path) -> None:
        super().__init__("/".join(map(str, path)))
        self.path = path


@dataclass(frozen=True, slots=True)
class Act:
    """One change. `kind`: set, insert (before an index, or at the end), remove, move (to an index)."""

    kind: str
    path: Path
    value: Tree | None = None
    to: int = 0


def value_at(tree: Tree, path: Path) -> Tree | None:
    """What stands at a path; None when nothing does."""
    for key in path:
        here = isinstance(tree, list) and isinstance(key, int) and 0 <= key < len(tree)
        if not here and not (isinstance(tree, dict) and key in tree):
            return None
        tree = tree[key]  # type: ignore[index]
    return tree


def apply(tree: Root, act: Act) -> Root:
    """The tree after an act; the given one stays as it is. Raises Clash when the place is not there."""
    changed = deepcopy(tree)
    *above, last = act.path
    holder = value_at(changed, tuple(above)) if above else changed
    if isinstance(holder, dict) and isinstance(last, str):
        _in_mapping(holder, last, act)
    elif isinstance(holder, list) and isinstance(last, int):
        _in_list(holder, last, act)
    else:
        raise Clash(act.path)
    return changed


def _in_mapping(holder: Root, key: str, act: Act) -> None:
    if act.kind == "set" and act.value is not None:
        holder[key] = deepcopy(act.value)
    elif act.kind == "remove" and key in holder:
        del holder[key]
    else:
        raise Clash(act.path)


def _in_list(holder: list[Tree], at: int, act: Act) -> None:
    inside = 0 <= at < len(holder)
    if act.kind == "insert" and act.value is not None and 0 <= at <= len(holder):
        holder.insert(at, deepcopy(act.value))
    elif act.kind == "set" and act.value is not None and inside:
        holder[at] = deepcopy(act.value)
    elif act.kind == "remove" and inside:
        del holder[at]
    elif act.kind == "move" and inside and 0 <= act.to < len(holder):
        holder.insert(act.to, holder.pop(at))
    else:
        raise Clash(act.path)


def carried_over(seen: Root, now: Root, act: Act) -> Act:
    """The same act for a tree that others changed meanwhile.

    `seen` is what the person looked at. A row is found again by what it says, wherever it went.
    Raises Clash when the touched place itself changed.
    """
    path: list[str | int] = []
    theirs: Tree | None = seen
    ours: Tree | None = now
    for key in act.path[:-1]:
        found = _found(theirs, ours, key)
        if found is None:
            raise Clash(act.path)
        path.append(found)
        theirs, ours = value_at(theirs or "", (key,)), value_at(ours or "", (found,))
    return replace(act, path=(*path, _last(act, theirs, ours)))


def _found(theirs: Tree | None, ours: Tree | None, key: str | int) -> str | int | None:
    if isinstance(key, str):
        return key if isinstance(ours, dict) and key in ours else None
    if not isinstance(theirs, list) or not isinstance(ours, list) or key >= len(theirs):
        return None
    return _same_row(theirs, ours, key)


def _same_row(theirs: list[Tree], ours: list[Tree], at: int) -> int | None:
    if at < len(ours) and ours[at] == theirs[at]:
        return at
    alike = [number for number, item in enumerate(ours) if item == theirs[at]]
    return alike[0] if len(alike) == 1 else None


def _last(act: Act, theirs: Tree | None, ours: Tree | None) -> str | int:
    key = act.path[-1]
    if isinstance(key, str):
        if value_at(theirs or "", (key,)) != value_at(ours or "", (key,)):
            raise Clash(act.path)
        return key
    if not isinstance(theirs, list) or not isinstance(ours, list):
        raise Clash(act.path)
    if act.kind == "insert":
        return _gap(theirs, ours, key)
    found = _same_row(theirs, ours, key) if key < len(theirs) else None
    if found is None or (act.kind == "move" and theirs != ours):
        raise Clash(act.path)
    return found


def _gap(theirs: list[Tree], ours: list[Tree], at: int) -> int:
    """Before the same row as the person saw; at the end when it was put at the end."""
    if at >= len(theirs):
        return len(ours)
    found = _same_row(theirs, ours, at)
    if found is None:
        raise Clash((at,))
    return found


def apply_all(tree: Root, acts: Sequence[Act]) -> Root:
    """Several acts as one. Raises Clash and changes nothing when one of them does not fit."""
    for act in acts:
        tree = apply(tree, act)
    return tree
