"""YAML from people, read strictly: every scalar is text, and whatever could surprise is refused.

The events are scanned before anything is built, so size, depth, aliases and merge keys cost
nothing (an ordinary loader turns 300 bytes into gigabytes, `14:30` into 870 and `no` into false).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
MAX_NODES = 20_000

# libyaml's parser yields events without recursion; only its composer overflows the C stack.
_PARSER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BARE = re.compile(r"[A-Za-z0-9_.-]+")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a file is refused: a place, a stable English code, a Dutch sentence."""

    place: Place
    code: str
    words: str

    def line(self, name: str) -> str:
        """`FILE:LINE:COL: code: tekst`, as every command prints it."""
        return f"{name}:{self.place.line}:{self.place.column}: {self.code}: {self.words}"


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    place: Place
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place


Node = Scalar | Sequence | Mapping


class TooMuch(Exception):
    """A limit was passed: nothing after it is worth reading."""


def read_yaml(content: bytes) -> tuple[Node | None, list[Finding]]:
    """The tree of one document, and everything that is wrong with it; never raises.

    A tree may come with findings, so that a reader can add its own. It is None when the text
    cannot be read as YAML at all.
    """
    text, findings = _decode(content)
    if text is None:
        return None, findings
    builder = _Builder(findings)
    try:
        tree = builder.document(yaml.parse(text, Loader=_PARSER))
    except TooMuch:
        return None, findings
    except yaml.YAMLError as error:
        findings.append(_syntax(error))
        return None, findings
    return tree, findings


def _decode(content: bytes) -> tuple[str | None, list[Finding]]:
    start = Place(1, 1)
    if len(content) > MAX_BYTES:
        words = f"Het bestand is groter dan {MAX_BYTES // 1024} KiB."
        return None, [Finding(start, "too_large", words)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_at(content[: error.start].decode("utf-8", "replace"), len(content))
        return None, [Finding(place, "not_utf8", "Hier staat iets dat geen UTF-8 is.")]
    if not text.strip():
        return None, [Finding(start, "empty_file", "Het bestand is leeg.")]
    findings = []
    if unseen := _UNSEEN.search(text):
        words = f"Hier staat een onzichtbaar teken (U+{ord(unseen.group()):04X})."
        findings.append(Finding(_place_at(text, unseen.start()), "control_character", words))
    if (tab := text.find("\t")) >= 0:
        words = "Hier staat een tab. Gebruik spaties."
        findings.append(Finding(_place_at(text, tab), "tab", words))
    return (None if findings else text), findings


def _place_at(text: str, offset: int) -> Place:
    before = text[:offset]
    return Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _syntax(error: yaml.YAMLError) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    words = "Dit is geen geldige YAML. Let op inspringen, haakjes en aanhalingstekens."
    return Finding(place, "yaml_syntax", words)


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


class _Builder:
    """Turns events into nodes and writes down what is refused on the way."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        self.nodes = 0

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        tree: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "several_documents", "Eén bestand is één document.")
                    raise TooMuch
                if event.version or event.tags:
                    self._refuse(event, "directive", "Een regel die met % begint mag hier niet.")
            elif isinstance(event, yaml.NodeEvent):
                tree = self._node(event, events, 0, flow=False)
        return tree

    def _refuse(self, event: yaml.Event, code: str, words: str) -> None:
        self.findings.append(Finding(_place(event), code, words))

    def _node(
        self, event: yaml.Event, events: Iterator[yaml.Event], depth: int, *, flow: bool
    ) -> Node:
        self._check(event, depth)
        place = _place(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items = tuple(self._items(events, depth + 1, flow=flow or bool(event.flow_style)))
            return Sequence(items, place)
        if isinstance(event, yaml.MappingStartEvent):
            inner = flow or bool(event.flow_style)
            return Mapping(tuple(self._entries(events, depth + 1, flow=inner)), place)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place, flow=flow)
        return Scalar("", place)  # an alias, already refused

    def _check(self, event: yaml.Event, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._refuse(event, "too_many_nodes", f"Meer dan {MAX_NODES} onderdelen.")
            raise TooMuch
        if depth > MAX_DEPTH:
            self._refuse(event, "too_deep", f"Dieper dan {MAX_DEPTH} niveaus.")
            raise TooMuch
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "alias", "Een verwijzing met * mag hier niet.")
        elif getattr(event, "anchor", None):
            self._refuse(event, "anchor", "Een anker met & mag hier niet.")
        if getattr(event, "tag", None):
            self._refuse(event, "tag", "Een type met ! mag hier niet.")

    def _scalar(self, event: yaml.ScalarEvent, place: Place, *, flow: bool) -> Scalar:
        quoted = bool(event.style)
        if flow and not quoted and not event.value:
            self._refuse(
                event,
                "empty_value",
                "Hier staat niets. Zet tekst met een komma tussen aanhalingstekens.",
            )
        if flow and not quoted and event.value and not _BARE.fullmatch(event.value):
            self._refuse(
                event,
                "unquoted",
                "Zet deze tekst tussen aanhalingstekens: los mogen hier alleen letters, "
                "cijfers en _ . - staan.",
            )
        if _UNSEEN.search(event.value) or "\t" in event.value:
            self._refuse(event, "control_character", "Deze tekst heeft een onzichtbaar teken.")
        return Scalar(event.value, place, quoted)

    def _items(self, events: Iterator[yaml.Event], depth: int, *, flow: bool) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, events, depth, flow=flow)

    def _entries(
        self, events: Iterator[yaml.Event], depth: int, *, flow: bool
    ) -> Iterator[tuple[Scalar, Node]]:
        seen: set[str] = set()
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self._node(event, events, depth, flow=flow)
            value = self._node(next(events), events, depth, flow=flow)
            if not isinstance(key, Scalar):
                self._refuse(event, "key_not_text", "Een naam moet gewone tekst zijn.")
            elif key.text == "<<":
                self._refuse(event, "merge_key", "Samenvoegen met << mag hier niet.")
            elif key.text in seen:
                self._refuse(event, "duplicate_key", f"“{key.text}” staat hier twee keer.")
            else:
                seen.add(key.text)
                yield key, value
