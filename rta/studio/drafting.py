"""Writing a version: begin, change, undo. Every change is saved at once, and none overwrites another."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.strict_yaml import MAX_BYTES
from netwerkzorg.platform.work import Work

from ..editing import Act, Clash, Root, apply_all, carried_over
from ..publishing import agreement_text
from ..writing import NotATree, text_of, tree_of
from . import store
from .model import Draft, Saved, State

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
MOST_TITLE = 200
EMPTY: Root = {
    "language": "1",
    "agreement": "",
    "version": "1",
    "title": "",
    "valid": {"from": ""},
    "facts": {},
    "decisions": {},
}


def drafts(work: Work) -> tuple[Draft, ...]:
    """Every version that is being written or reviewed."""
    return store.active(work)


def draft(work: Work, draft_id: UUID) -> Draft:
    """Raises Absent."""
    found = store.by_id(work, draft_id)
    if found is None:
        raise Absent
    return found


def text_now(work: Work, found: Draft, revision: int | None = None) -> str:
    """The text of a draft, now or at an earlier revision. Raises Absent."""
    wanted = revision or found.revision
    text = store.text(work, found.id, wanted) if 0 < wanted <= found.revision else None
    if text is None:
        raise Absent
    return text


def history(work: Work, draft_id: UUID) -> tuple[Saved, ...]:
    return store.history(work, draft_id)


def begin_from(work: Work, agreement: str) -> Draft:
    """A next version, starting from the text that counts now. Raises Absent."""
    published, found, content = agreement_text(work, agreement)
    tree = tree_of(content.decode("utf-8"))
    version = next_version(published.version)
    tree["version"] = version
    words = f"Begonnen met de tekst van versie {published.version}"
    title = found.title.get("nl", found.id)
    return _begin(work, agreement, version, title, published.version, text_of(tree), words)


def begin_new(work: Work, agreement: str, title: str, today: date) -> Draft | Refused:
    """An empty agreement with a name. Refused: draft_name when the name cannot be used."""
    tree: Root = {
        **EMPTY,
        "agreement": agreement,
        "title": title,
        "valid": {"from": today.isoformat()},
    }
    if not NAME.fullmatch(agreement) or not 0 < len(title.strip()) <= MOST_TITLE:
        return Refused("draft_name", at="agreement")
    return _begin(work, agreement, "1", title, "", text_of(tree), "Leeg begonnen")


def next_version(version: str) -> str:
    """`3` after `2`, `2.10` after `2.9`; what does not end in a number gets one."""
    head, dot, last = version.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdecimal() else f"{version}.1"


def _begin(
    work: Work, agreement: str, version: str, title: str, base: str, text: str, words: str
) -> Draft:
    new = Draft(
        id=uuid4(),
        agreement=agreement,
        version=version,
        title=title,
        state=State.draft,
        revision=1,
        author_id=work.actor.id,
        started_at=work.now,
        updated_at=work.now,
        updated_by=work.actor.id,
        base_version=base,
    )
    store.add(work, new, text, words)
    work.record("rta.draft_begun", new.id, reason=f"{agreement}@{version}")
    return new


def change(
    work: Work, draft_id: UUID, seen: int, acts: Sequence[Act], words: str
) -> Draft | Refused:
    """Carry out acts on what the person saw at revision `seen`. Raises Absent.

    Refused: draft_closed, draft_clash (somebody changed the same place), draft_too_large.
    """
    found = draft(work, draft_id)
    now = tree_of(text_now(work, found))
    was = now if seen == found.revision else tree_of(text_now(work, found, seen))
    try:
        moved = [carried_over(was, now, act) for act in acts] if was != now else list(acts)
        after = apply_all(now, moved)
    except Clash as clash:
        return _refused(work, found, Refused("draft_clash", at=str(clash)))
    return _save(work, found, text_of(after), words)


def rewrite(work: Work, draft_id: UUID, seen: int, text: str) -> Draft | Refused:
    """The whole file at once, for who edits it as text. Only onto the revision that was seen."""
    found = draft(work, draft_id)
    if seen != found.revision:
        return _refused(work, found, Refused("draft_clash", at="bestand"))
    try:
        tree_of(text)
    except NotATree as error:
        return _refused(work, found, Refused("draft_unreadable", at=str(error)))
    return _save(work, found, text.replace("\r\n", "\n"), "Het bestand bewerkt")


def undo(work: Work, draft_id: UUID, seen: int) -> Draft | Refused:
    """The text of before the last change, as a new revision: undoing can be undone."""
    found = draft(work, draft_id)
    if seen != found.revision:
        return _refused(work, found, Refused("draft_clash", at="ongedaan"))
    if found.revision < 2:
        return _refused(work, found, Refused("draft_nothing_to_undo"))
    before = text_now(work, found, found.revision - 1)
    return _save(work, found, before, "Laatste wijziging ongedaan gemaakt")


def _save(work: Work, found: Draft, text: str, words: str) -> Draft | Refused:
    if found.state is not State.draft:
        return _refused(work, found, Refused("draft_closed"))
    if len(text.encode("utf-8")) > MAX_BYTES:
        return _refused(work, found, Refused("draft_too_large"))
    tree = tree_of(text)
    version, title = (str(tree.get(key) or "") for key in ("version", "title"))
    if tree.get("agreement") != found.agreement:
        return _refused(work, found, Refused("draft_name", at="agreement"))
    if not store.save(work, found, text, words, version, title):
        return _refused(work, found, Refused("draft_clash", at="opslaan"))
    work.record("rta.draft_changed", found.id, reason=words)
    return replace(found, revision=found.revision + 1, version=version, title=title)


def _refused(work: Work, found: Draft, refused: Refused) -> Refused:
    work.record("rta.draft_changed.refused", found.id, refused.code)
    return refused
