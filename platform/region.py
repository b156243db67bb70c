"""The region's own words: what may be named, who may be called, which days are closed.

`regions/<r>/vocabulary.yaml` is read once at start and handed to rooms as a value. It is refused
whole, with every finding, when something in it is not understood.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .strict_yaml import Finding, Mapping, Node, Scalar, Sequence, read_yaml

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
URGENCIES = ("U0", "U1", "U2", "U3", "U4", "U5")
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


class RegionRefused(ValueError):
    """The vocabulary is not understood; `findings` has all reasons with their place."""

    def __init__(self, path: Path, findings: list[Finding]) -> None:
        super().__init__("\n".join(finding.line(str(path)) for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class ServiceType:
    """A kind of help that routes name. `self_help` needs no professional and no referral."""

    id: str
    label: str
    self_help: bool = False


@dataclass(frozen=True, slots=True)
class InformationSetName:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role people log in with. `uzi` is the UZI role code, empty where none exists."""

    id: str
    label: str
    uzi: str = ""


@dataclass(frozen=True, slots=True)
class Urgency:
    """`short` stands in a badge, `words` is for residents, `within` is a term such as 5wd."""

    id: str
    label: str
    short: str
    words: str
    within: str


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact of the regional dictionary. `codes` and `ask` are Dutch texts."""

    id: str
    type: str
    unit: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    ask: dict[str, str] = field(default_factory=dict)
    label: str = ""
    zib: str = ""
    snomed: str = ""
    loinc: str = ""


class Hours(NamedTuple):
    """When a number answers: days of the week (0 Monday), from and until; 00:00 ends a day."""

    days: frozenset[int]
    begin: time
    end: time

    def hold(self, local: datetime, closed: frozenset[date]) -> bool:
        if local.date() in closed or local.weekday() not in self.days:
            return False
        return self.begin <= local.time() and (self.end == time(0) or local.time() < self.end)


@dataclass(frozen=True, slots=True)
class ContactNumber:
    """One number: whose it is, what to dial, one sentence, and when it answers, in words."""

    label: str
    phone: str
    words: str
    open_words: str = ""
    postcodes: tuple[tuple[int, int], ...] = ()
    hours: tuple[Hours, ...] = ()

    def answers(self, local: datetime, postcode: int | None, closed: frozenset[date]) -> bool:
        """Whether this is the number for this place and this moment."""
        here = not self.postcodes or (
            postcode is not None and any(low <= postcode <= high for low, high in self.postcodes)
        )
        return here and (not self.hours or any(span.hold(local, closed) for span in self.hours))


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    label: str
    numbers: tuple[ContactNumber, ...]


EMERGENCY = ContactNumber("Alarmnummer", "112", "Bel nu 112.", "dag en nacht")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything content of this region may name."""

    service_types: dict[str, ServiceType] = field(default_factory=dict)
    information_sets: dict[str, InformationSetName] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    urgencies: dict[str, Urgency] = field(default_factory=dict)
    undecided: str = "0d"
    holidays: dict[date, str] = field(default_factory=dict)
    facts: dict[str, FactEntry] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    places: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @property
    def closed_days(self) -> frozenset[date]:
        """The holidays; weekends are closed by themselves."""
        return frozenset(self.holidays)

    def contact_number(
        self, contact_id: str, *, at: datetime, postcode4: str | None = None
    ) -> ContactNumber:
        """The number to call now, from here. Always answers: 112 when nothing else fits."""
        local = at.astimezone(AMSTERDAM)
        postcode = int(postcode4) if postcode4 and postcode4.isdigit() else None
        contact = self.contacts.get(contact_id)
        for number in contact.numbers if contact else ():
            if number.answers(local, postcode, self.closed_days):
                return number
        return EMERGENCY


@dataclass(frozen=True, slots=True)
class Region:
    """One care region: one deployment, one database, one folder of content."""

    id: str
    name: str
    sandbox: bool
    folder: Path
    vocabulary: Vocabulary


def load_region(folder: Path) -> Region:
    """Read the region of a folder. Raises RegionRefused with all findings, or OSError."""
    path = folder / "vocabulary.yaml"
    tree, findings = read_yaml(path.read_bytes())
    reader = _Reader(findings)
    region = reader.region(tree, folder) if tree is not None else None
    if region is None or findings:
        raise RegionRefused(path, findings)
    return region


TOP = (
    "region",
    "name",
    "sandbox",
    "service_types",
    "information_sets",
    "roles",
    "urgencies",
    "undecided",
    "holidays",
    "facts",
    "contacts",
    "places",
)
Entries = dict[str, Node]


class _Reader:
    """Reads nodes into values; complaints go to `findings`, so that all are told at once."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        self.places: dict[str, tuple[tuple[int, int], ...]] = {}

    def refuse(self, node: Node, code: str, words: str) -> None:
        self.findings.append(Finding(node.place, code, words))

    def region(self, tree: Node, folder: Path) -> Region:
        top = self.entries(tree, "het bestand", TOP, ("region", "name", "urgencies", "roles"))
        self.places = {
            name: self.postcodes(node) for name, node in self.named(top.get("places"), "places")
        }
        vocabulary = Vocabulary(
            service_types=dict(self.service_types(top.get("service_types"))),
            information_sets={
                name: InformationSetName(name, self.text(node))
                for name, node in self.named(top.get("information_sets"), "information_sets")
            },
            roles=dict(self.roles(top.get("roles"))),
            urgencies=dict(self.urgencies(top.get("urgencies"), tree)),
            undecided=self.text(top["undecided"]) if "undecided" in top else "0d",
            holidays=dict(self.holidays(top.get("holidays"))),
            facts=dict(self.facts(top.get("facts"))),
            contacts=dict(self.contacts(top.get("contacts"))),
            places=self.places,
        )
        name = self.text(top["name"]) if "name" in top else ""
        identity = self.text(top["region"]) if "region" in top else ""
        sandbox = "sandbox" in top and self.text(top["sandbox"]) == "true"
        return Region(identity, name, sandbox, folder, vocabulary)

    def text(self, node: Node) -> str:
        if isinstance(node, Scalar) and node.text.strip():
            return node.text
        self.refuse(node, "not_a_text", "Hier hoort één tekst.")
        return ""

    def named(self, node: Node | None, what: str) -> Iterator[tuple[str, Node]]:
        if node is None:
            return
        if not isinstance(node, Mapping):
            self.refuse(node, "not_a_mapping", f"{what}: hier horen namen met waarden.")
            return
        for key, value in node.entries:
            yield key.text, value

    def entries(
        self, node: Node, what: str, allowed: tuple[str, ...], required: tuple[str, ...] = ()
    ) -> Entries:
        entries = dict(self.named(node, what))
        for name in entries.keys() - set(allowed):
            self.refuse(entries[name], "unknown_key", f"{what} kent “{name}” niet.")
        for name in required:
            if name not in entries:
                self.refuse(node, "missing_key", f"{what} mist “{name}”.")
        return {name: value for name, value in entries.items() if name in allowed}

    def texts(self, node: Node, what: str, allowed: str, required: str = "") -> dict[str, str]:
        entries = self.entries(node, what, tuple(allowed.split()), tuple(required.split()))
        return {name: self.text(value) for name, value in entries.items()}

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        if isinstance(node, Sequence):
            return node.items
        self.refuse(node, "not_a_list", f"{what}: hier hoort een lijst.")
        return ()

    def service_types(self, node: Node | None) -> Iterator[tuple[str, ServiceType]]:
        for name, value in self.named(node, "service_types"):
            told = self.texts(value, f"service_types.{name}", "label self_help", "label")
            self_help = told.get("self_help") == "true"
            yield name, ServiceType(name, told.get("label", name), self_help)

    def roles(self, node: Node | None) -> Iterator[tuple[str, Role]]:
        for name, value in self.named(node, "roles"):
            told = self.texts(value, f"roles.{name}", "label uzi", "label")
            yield name, Role(name, told.get("label", name), told.get("uzi", ""))

    def urgencies(self, node: Node | None, tree: Node) -> Iterator[tuple[str, Urgency]]:
        found = dict(self.named(node, "urgencies"))
        if tuple(found) != URGENCIES:
            self.refuse(node or tree, "urgencies", "Noem U0 tot en met U5, de snelste eerst.")
        for name, value in found.items():
            told = self.texts(
                value, f"urgencies.{name}", "label short words within", "label short words within"
            )
            parts = (told.get(key, "") for key in ("label", "short", "words", "within"))
            yield name, Urgency(name, *parts)

    def holidays(self, node: Node | None) -> Iterator[tuple[date, str]]:
        for name, value in self.named(node, "holidays"):
            try:
                yield date.fromisoformat(name), self.text(value)
            except ValueError:
                self.refuse(value, "invalid_date", f"“{name}” is geen datum.")

    def facts(self, node: Node | None) -> Iterator[tuple[str, FactEntry]]:
        allowed = ("type", "unit", "codes", "ask", "label", "zib", "snomed", "loinc")
        for name, value in self.named(node, "facts"):
            entries = self.entries(value, f"facts.{name}", allowed, ("type",))
            plain = {
                key: self.text(entries[key])
                for key in ("type", "unit", "label", "zib", "snomed", "loinc")
                if key in entries
            }
            codes = {k: self.text(v) for k, v in self.named(entries.get("codes"), "codes")}
            ask = {k: self.text(v) for k, v in self.named(entries.get("ask"), "ask")}
            yield name, FactEntry(id=name, codes=codes, ask=ask, **{"type": "text", **plain})

    def contacts(self, node: Node | None) -> Iterator[tuple[str, Contact]]:
        for name, value in self.named(node, "contacts"):
            entries = self.entries(
                value, f"contacts.{name}", ("label", "numbers"), ("label", "numbers")
            )
            numbers = [
                self.number(item)
                for item in (self.items(entries["numbers"], name) if "numbers" in entries else ())
            ]
            label = self.text(entries["label"]) if "label" in entries else name
            yield name, Contact(name, label, tuple(numbers))

    def number(self, node: Node) -> ContactNumber:
        allowed = ("label", "phone", "words", "open_words", "places", "open")
        entries = self.entries(node, "numbers", allowed, ("label", "phone", "words"))
        told = {
            key: self.text(entries[key])
            for key in ("label", "phone", "words", "open_words")
            if key in entries
        }
        postcodes: tuple[tuple[int, int], ...] = ()
        for place in self.items(entries["places"], "places") if "places" in entries else ():
            if self.text(place) not in self.places:
                self.refuse(place, "unknown_place", f"“{self.text(place)}” staat niet in places.")
            postcodes += self.places.get(self.text(place), ())
        hours = self.items(entries["open"], "open") if "open" in entries else ()
        return ContactNumber(
            label=told.get("label", ""),
            phone=told.get("phone", ""),
            words=told.get("words", ""),
            open_words=told.get("open_words", ""),
            postcodes=postcodes,
            hours=tuple(self.hours(item) for item in hours),
        )

    def hours(self, node: Node) -> Hours:
        told = self.entries(node, "open", ("days", "from", "until"), ("days", "from", "until"))
        days = (
            [self.text(day) for day in self.items(told["days"], "days")] if "days" in told else []
        )
        for day in days:
            if day not in DAYS:
                self.refuse(node, "invalid_day", f"“{day}” is geen dag. Wel: {', '.join(DAYS)}.")
        begin, end = (
            self.clock(told[key]) if key in told else time(0) for key in ("from", "until")
        )
        return Hours(frozenset(DAYS.index(day) for day in days if day in DAYS), begin, end)

    def clock(self, node: Node) -> time:
        try:
            return time.fromisoformat(self.text(node))
        except ValueError:
            self.refuse(node, "invalid_time", "Schrijf een tijd als 08:00.")
            return time(0)

    def postcodes(self, node: Node) -> tuple[tuple[int, int], ...]:
        spans = []
        for item in self.items(node, "places"):
            low, _, high = self.text(item).partition("-")
            if low.isdigit() and (not high or high.isdigit()):
                spans.append((int(low), int(high or low)))
            else:
                self.refuse(item, "invalid_postcode", "Schrijf 3511 of 3500-3585.")
        return tuple(spans)


def is_closed(day: date, holidays: frozenset[date]) -> bool:
    """Weekends and holidays."""
    return day.weekday() >= 5 or day in holidays


def next_open(day: date, holidays: frozenset[date]) -> date:
    """This day, or the first one after it on which people work."""
    while is_closed(day, holidays):
        day += timedelta(days=1)
    return day
