"""XML from elsewhere, read safely: no DTD, so no entities at all; bounded in size, depth and count.

Every element knows its line and column, so that each later message has a place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from netwerkzorg.platform.strict_yaml import Finding, Place

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
MAX_ELEMENTS = 100_000
MAX_ATTRIBUTES = 64
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


class XmlRefused(ValueError):
    """The file as a whole cannot be read; `finding` says where and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(slots=True)
class Element:
    """One element. `space` is its namespace, `text` all character data directly inside."""

    space: str
    name: str
    attributes: dict[str, str]
    place: Place
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, name: str) -> Iterator["Element"]:
        """Children of this name in the element's own namespace."""
        return (one for one in self.children if one.name == name and one.space == self.space)

    def first(self, name: str) -> "Element | None":
        return next(self.all(name), None)

    def get(self, name: str, absent: str = "") -> str:
        return self.attributes.get(name, absent)

    @property
    def nil(self) -> bool:
        return self.get(f"{_SCHEMA_INSTANCE} nil").strip() in ("true", "1")

    @property
    def schema_type(self) -> str:
        """The local name of `xsi:type`, or nothing."""
        return self.get(f"{_SCHEMA_INSTANCE} type").strip().rpartition(":")[2]


def read_xml(content: bytes) -> Element:
    """The root element; raises XmlRefused, and nothing else, for whatever is not right."""
    if len(content) > MAX_BYTES:
        raise XmlRefused(Finding(Place(1, 1), "xml_too_large", "Dit bestand is groter dan 4 MiB."))
    builder = _Builder()
    try:
        builder.parser.Parse(content, True)
    except expat.ExpatError as error:
        words = f"Dit is geen goede XML: {expat.ErrorString(error.code)}."
        at = Place(max(error.lineno, 1), error.offset + 1)
        raise XmlRefused(Finding(at, "xml_not_well_formed", words)) from None
    except (LookupError, UnicodeError, ValueError) as error:
        if isinstance(error, XmlRefused):
            raise
        words = "De tekencodering van deze XML is niet bekend."
        raise XmlRefused(Finding(Place(1, 1), "xml_encoding", words)) from None
    assert builder.root is not None
    return builder.root


class _Builder:
    """Builds elements from expat's events and stops at the first thing that is too much."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def _place(self) -> Place:
        return Place(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _refuse(self, code: str, words: str) -> XmlRefused:
        return XmlRefused(Finding(self._place(), code, words))

    def _doctype(self, *_: object) -> None:
        raise self._refuse("xml_doctype", "Een DTD of entiteit is hier niet toegestaan.")

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise self._refuse("xml_too_many", f"Meer dan {MAX_ELEMENTS} elementen.")
        if len(self._open) >= MAX_DEPTH:
            raise self._refuse("xml_too_deep", f"Dieper genest dan {MAX_DEPTH} elementen.")
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._refuse("xml_too_many", f"Meer dan {MAX_ATTRIBUTES} attributen.")
        space, _, name = qualified.rpartition(" ")
        element = Element(space, name, attributes, self._place())
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].pieces.append(text)
