"""What a look into other people's dossiers is made of. Pure: standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A registered source. `base_url` has no slash at its end; `organization_id` holds the dossier."""

    id: str
    name: str
    base_url: str
    organization_id: str = ""
    release: str = "R4"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to ask about. No family name: names are not compared. `repr` hides the BSN."""

    bsn: str = field(repr=False)
    birth_date: date
    family: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """One question of the catalogue. `params` may hold `{patient}`; `date` names the date parameter.

    `since` is the first day that counts, ISO; empty means all of the past.
    """

    id: str
    set: str
    title: str
    resource: str
    params: tuple[tuple[str, str], ...] = ()
    date: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source said to one query, before it is read. `query` None: about the whole source.

    `state`: ok, empty, partial, not_reached, conflict or withheld; `reason` says why.
    """

    source: Source
    query: Query | None
    state: str
    reason: str = ""
    resources: tuple[Resource, ...] = ()
    included: tuple[Resource, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One fact as a source tells it. Dates are FHIR dates, as partial as they came; "" is unknown.

    `lines` is what matters, `details` all the rest; `marks` are codes of MARKS; `code` is system|code.
    """

    id: str
    source: str
    source_name: str
    set: str
    kind: str
    title: str
    value: str = ""
    lines: tuple[Line, ...] = ()
    details: tuple[Line, ...] = ()
    marks: tuple[str, ...] = ()
    author: str = ""
    recorded: str = ""
    when: str = ""
    until: str = ""
    status: str = ""
    code: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything of it that a reader can find on the screen."""
        shown = (self.title, self.value, self.author)
        return shown + tuple(f"{line.label}: {line.text}" for line in (*self.lines, *self.details))


@dataclass(frozen=True, slots=True)
class Fragment:
    """An answer that was read: its items, and how many were hidden because they are not understood."""

    source: Source
    query: Query | None
    state: str
    reason: str = ""
    items: tuple[Item, ...] = ()
    hidden: int = 0
    at: datetime | None = None


MARKS = {
    "entered_in_error": "De bron meldt dat dit een vergissing was",
    "refuted": "De bron meldt dat dit niet zo is",
    "not_done": "Niet gedaan",
    "do_not_perform": "Niet doen",
    "unconfirmed": "Nog niet zeker",
    "not_current": "Niet meer actueel",
    "absent": "Waarde ontbreekt",
    "sensitive": "Extra vertrouwelijk volgens de bron",
    "stop": "Stopafspraak",
}
