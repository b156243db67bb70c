"""Reading a tree of text with a place for each complaint. Nothing here raises; all is collected."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from netwerkzorg.platform.strict_yaml import Finding, Mapping, Node, Scalar, Sequence

from . import model
from .cells import CellRefused
from .model import Term, Text
from .typed import OPEN, TypedCell, typed_cell
from .values import NotUnderstood, Value, read_value

Entries = dict[str, tuple[Scalar, Node]]
T = TypeVar("T")

_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_BARE = re.compile(r"[A-Za-z0-9_.-]+")
_TERM = re.compile(r"(0|[1-9]\d{0,3})(h|d|wd|w|mo|y)")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Desk:
    """Where findings are put while a file is read."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings

    def refuse(self, node: Node, code: str, words: str) -> None:
        self.findings.append(Finding(node.place, code, words))

    def entries(
        self, node: Node, what: str, allowed: tuple[str, ...], required: tuple[str, ...] = ()
    ) -> Entries:
        """The entries of a mapping with known names; unknown and missing ones are refused."""
        entries = self.named(node, what)
        for name, (key, _) in entries.items():
            if name not in allowed:
                known = ", ".join(allowed)
                self.refuse(key, "unknown_key", f"{what} kent “{name}” niet. Wel: {known}.")
        for name in required:
            if name not in entries:
                self.refuse(node, "missing_key", f"{what} mist “{name}”.")
        return {name: entry for name, entry in entries.items() if name in allowed}

    def named(self, node: Node, what: str) -> Entries:
        """The entries of a mapping whose names are free."""
        if not isinstance(node, Mapping):
            self.refuse(node, "not_a_mapping", f"{what}: hier horen namen met waarden.")
            return {}
        return {key.text: (key, value) for key, value in node.entries}

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """The items of a list."""
        if not isinstance(node, Sequence):
            self.refuse(node, "not_a_list", f"{what}: hier hoort een lijst, tussen [ ] of met -.")
            return ()
        return node.items

    def text(self, node: Node, what: str) -> str:
        """One text that is not empty; empty text after a refusal."""
        if not isinstance(node, Scalar):
            self.refuse(node, "not_a_text", f"{what}: hier hoort één tekst.")
            return ""
        if not node.text.strip():
            self.refuse(node, "empty_value", f"{what} is leeg.")
        return node.text

    def optional(self, entries: Entries, name: str, read: Callable[[Node, str], T], absent: T) -> T:
        """One entry read, or `absent`."""
        return read(entries[name][1], name) if name in entries else absent

    def texts(self, entries: Entries, name: str) -> tuple[str, ...]:
        """A list of texts; none where the entry is left out."""
        if name not in entries:
            return ()
        return tuple(self.text(item, name) for item in self.items(entries[name][1], name))

    def name(self, key: Scalar, what: str) -> bool:
        """Whether a name may be used; refused otherwise."""
        if _NAME.fullmatch(key.text):
            return True
        words = f"“{key.text}” is geen naam voor {what}: gebruik letters, cijfers, - en _."
        self.refuse(key, "invalid_name", words)
        return False

    def names(self, node: Node, what: str) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping with free, valid names."""
        for name, (key, value) in self.named(node, what).items():
            if self.name(key, what):
                yield name, value

    def choice(self, node: Node, what: str, choices: tuple[str, ...], absent: str) -> str:
        text = self.text(node, what)
        if text and text not in choices:
            words = f"{what} kan niet “{text}” zijn. Wel: {', '.join(choices)}."
            self.refuse(node, "unknown_choice", words)
        return text if text in choices else absent

    def yes(self, node: Node, what: str) -> bool:
        return self.choice(node, what, ("true", "false"), "false") == "true"

    def prose(self, node: Node, what: str) -> Text:
        """A text for people: one string (Dutch), or one for each language."""
        if isinstance(node, Scalar):
            text = self.text(node, what)
            return {"nl": text} if text else {}
        texts = {}
        for language, (key, value) in self.named(node, what).items():
            if not _LANGUAGE.fullmatch(language):
                self.refuse(key, "unknown_language", f"“{language}” is geen taal, zoals nl of en.")
            texts[language] = self.text(value, what)
        if texts and "nl" not in texts:
            self.refuse(node, "no_dutch", f"{what} mist de Nederlandse tekst (nl).")
        return texts

    def value(self, node: Node, column: model.Column, what: str) -> Value | None:
        """A value of this column, as it stands in `then`, `given` or `expect`."""
        if isinstance(node, Sequence) and column.type == "codes":
            codes = [self.text(item, what) for item in node.items]
            self._declared(node, column, codes)
            return Value(frozenset(codes), ",".join(sorted(codes)))
        if not isinstance(node, Scalar):
            self.refuse(node, "not_a_text", f"{what}: hier hoort één waarde.")
            return None
        if node.text == "null" and not node.quoted:
            return None
        return self._typed(node, column, what)

    def _typed(self, node: Scalar, column: model.Column, what: str) -> Value | None:
        try:
            value = read_value(column.type, node.text)
        except NotUnderstood:
            words = f"{what}: “{node.text}” is geen waarde van type {column.type}."
            self.refuse(node, "value_type", words)
            return None
        if isinstance(value.key, frozenset):
            self._declared(node, column, sorted(value.key))
        elif column.type in ("code", "service_type"):
            self._declared(node, column, [value.text])
        return value

    def _declared(self, node: Node, column: model.Column, codes: list[str]) -> None:
        for code in codes:
            if column.codes is not None and code not in column.codes:
                self.refuse(node, "unknown_code", f"De code “{code}” is niet bekend.")

    def cell(self, node: Node, column: model.Column, *, nullable: bool) -> TypedCell:
        """One cell, typed by its column; `-` after a refusal, so that reading goes on."""
        if not isinstance(node, Scalar):
            words = "Een cel is één tekst. Schrijf een lijst als “a, b” tussen aanhalingstekens."
            self.refuse(node, "cell_not_text", words)
            return OPEN
        if not node.quoted and node.text and not _BARE.fullmatch(node.text):
            words = f"Zet de cel {node.text} tussen aanhalingstekens."
            self.refuse(node, "unquoted", words)
            return OPEN
        codes = None if column.codes is None else tuple(column.codes)
        try:
            return typed_cell(node.text, column.type, codes, nullable=nullable)
        except CellRefused as refused:
            self.refuse(node, refused.code, refused.words)
            return OPEN

    def term(self, node: Node, what: str) -> Term | None:
        """A length of time such as 24h, 5wd or 6mo."""
        text = self.text(node, what)
        found = _TERM.fullmatch(text)
        if found:
            return Term(found[2], int(found[1]))
        if text:
            words = f"{what}: “{text}” is geen termijn. Schrijf bijvoorbeeld 24h, 5d, 5wd, 2w, 6mo."
            self.refuse(node, "invalid_term", words)
        return None


def place(node: Node) -> model.Place:
    """The place of a node, as the model keeps it."""
    return model.Place(node.place.line, node.place.column)
