"""An agreement as a plain tree, and that tree as a file again. Pure.

A tree holds what was read and nothing else: texts, lists and mappings. Writing has one style, so that
two people who make the same change make the same file.
"""

import json
import re
from collections.abc import Iterator

from netwerkzorg.platform.strict_yaml import Mapping, Node, Scalar, Sequence, read_yaml

Tree = str | list["Tree"] | dict[str, "Tree"]

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_TOP = (
    *("language", "agreement", "version", "kind", "subject", "title", "summary", "valid"),
    *("owners", "sources", "facts", "applies", "decisions"),
    *("never", "steps", "back_referral", "scenarios"),
)
# One line per item: what people read as a row.
_ROWS = ("sources", "never", "back_referral", "scenarios")


class NotATree(ValueError):
    """The text cannot be read as one mapping; str() is the first reason, in Dutch."""


def tree_of(text: str) -> dict[str, Tree]:
    """What a file says. Comments and lay-out are left behind. Raises NotATree."""
    node, findings = read_yaml(text.encode("utf-8"))
    if node is None or findings or not isinstance(node, Mapping):
        words = findings[0].words if findings else "Hier hoort een afspraak te staan."
        raise NotATree(words)
    tree = _plain(node)
    assert isinstance(tree, dict)
    return tree


def _plain(node: Node) -> Tree:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(value) for key, value in node.entries}


def text_of(tree: dict[str, Tree]) -> str:
    """The file of a tree, in the order in which the language describes it."""
    order = [key for key in _TOP if key in tree] + [key for key in tree if key not in _TOP]
    return "".join(f"{line}\n" for key in order for line in _entry(key, tree[key]))


def _entry(key: str, value: Tree) -> Iterator[str]:
    if key == "facts" and isinstance(value, dict) and value:
        yield "facts:"
        yield from (f"  {_key(name)}: {_flow(fact)}" for name, fact in value.items())
    elif key == "decisions" and isinstance(value, dict) and value:
        yield "decisions:"
        for name, decision in value.items():
            yield f"  {_key(name)}:"
            yield from _decision(decision)
    elif key == "steps" and isinstance(value, list) and value:
        yield "steps:"
        for step in value:
            yield from _block_item(step)
    elif key in _ROWS and isinstance(value, list) and value:
        yield f"{key}:"
        yield from (f"  - {_flow(item)}" for item in value)
    else:
        yield f"{_key(key)}: {_flow(value)}"


def _decision(decision: Tree) -> Iterator[str]:
    if not isinstance(decision, dict):
        yield f"    {_flow(decision)}"
        return
    for key, value in decision.items():
        if key == "rules" and isinstance(value, list) and value:
            yield "    rules:"
            yield from (f"      - {_flow(rule)}" for rule in value)
        else:
            yield f"    {_key(key)}: {_flow(value)}"


def _block_item(item: Tree) -> Iterator[str]:
    if not isinstance(item, dict) or not item:
        yield f"  - {_flow(item)}"
        return
    for number, (key, value) in enumerate(item.items()):
        yield f"  {'-' if number == 0 else ' '} {_key(key)}: {_flow(value)}"


def _flow(value: Tree) -> str:
    if isinstance(value, str):
        return value if _BARE.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return f"{{{', '.join(f'{_key(key)}: {_flow(one)}' for key, one in value.items())}}}"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
