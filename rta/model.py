"""An agreement, as read: who does what, when, with which information. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .typed import TypedCell
from .values import Value

LANGUAGE = "1"
KINDS = ("agreement", "red_flags")
SUBJECTS = ("intake", "consult", "referral")
PHASES = ("triage", "care")
STARTS = ("referral", "discharge", "answer")

SINGLE_HITS = ("unique", "any", "first", "priority")
LIST_HITS = ("collect", "rule_order", "output_order")
NUMBER_HITS = ("sum", "min", "max", "count")
HITS = SINGLE_HITS + LIST_HITS + NUMBER_HITS
RANKED_HITS = ("priority", "output_order")

Text = Mapping[str, str]
NOTHING: Text = {}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the file; both count from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A typed name: a fact, or an output of a decision."""

    type: str
    codes: Mapping[str, Text] | None = None
    places: int | None = None
    unit: str = ""

    @property
    def step(self) -> Decimal | None:
        """The distance between neighbouring numbers, where decimals are bounded."""
        if self.type == "integer":
            return Decimal(1)
        return None if self.places is None else Decimal(1).scaleb(-self.places)


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed answer an agreement can use. `ask` holds the question per kind of person."""

    id: str
    column: Column
    range: TypedCell | None = None
    optional: bool = False
    ask: Mapping[str, Text] = field(default_factory=dict)
    judged_by: str | None = None
    origin: str | None = None
    burden: Decimal = Decimal(1)
    good_for: str | None = None
    place: Place = Place()

    @property
    def type(self) -> str:
        return self.column.type

    @property
    def codes(self) -> Mapping[str, Text] | None:
        return self.column.codes

    @property
    def for_resident(self) -> bool:
        """Whether a resident may be asked: there is a question, and it needs no professional."""
        return "resident" in self.ask and self.judged_by is None


@dataclass(frozen=True, slots=True)
class Condition:
    """Cells per column, all of which must pass. Keys: a fact, or (decision, output)."""

    facts: Mapping[str, TypedCell] = field(default_factory=dict)
    outputs: Mapping[tuple[str, str], TypedCell] = field(default_factory=dict)

    @property
    def decisions(self) -> frozenset[str]:
        return frozenset(decision for decision, _ in self.outputs)


Record = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Rule:
    number: int
    when: Condition
    then: Record
    because: Text = field(default_factory=dict)
    source: str = ""
    quote: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Decision:
    """One table. `order` ranks outcomes for priority and output_order, highest first."""

    id: str
    hit: str
    gives: Mapping[str, Column]
    rules: tuple[Rule, ...]
    uses: tuple[str, ...] = ()
    order: tuple[Value, ...] = ()
    none: Text = field(default_factory=dict)
    title: Text = field(default_factory=dict)
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Never:
    when: Condition
    route: str
    because: Text = field(default_factory=dict)
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Term:
    """How long something may take: `<amount><unit>`, or a number that a decision gives."""

    unit: str
    amount: int | None = None
    source: tuple[str, str] | None = None  # (decision, output)

    def written(self) -> str:
        if self.source:
            return f"{'.'.join(self.source)} {self.unit}"
        return f"{self.amount}{self.unit}"


@dataclass(frozen=True, slots=True)
class Within:
    """The deadline of a step: one term, or one for each urgency; never before `not_before`."""

    term: Term | None = None
    per_urgency: Mapping[str, Term] = field(default_factory=dict)
    not_before: Term | None = None


@dataclass(frozen=True, slots=True)
class SetAsked:
    """An information set the viewer may show in a step, over which period back."""

    set: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class HandsOver:
    to: str
    when: Condition = Condition()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    phase: str
    role: str
    when: Condition = Condition()
    does: Text = field(default_factory=dict)
    within: Within = Within()
    start: str = "referral"
    information: tuple[SetAsked, ...] = ()
    sends: tuple[str, ...] = ()
    hands_over: HandsOver | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class BackReferral:
    to: str
    when: Condition = Condition()
    not_after: Term | None = None
    not_before: Term | None = None
    items: tuple[str, ...] = ()
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: Text
    publisher: str = ""
    year: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a scenario expects of one decision; None is not looked at."""

    rules: tuple[int, ...] | None = None
    outcome: Record | tuple[Record, ...] | None = None
    undecided: frozenset[str] | None = None
    none: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    facts: Mapping[str, str | None]
    given: Mapping[str, tuple[str, ...]]
    expect: Mapping[str, Expected]
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Agreement:
    id: str
    version: str
    title: Text
    valid_from: str
    facts: Mapping[str, Fact]
    decisions: Mapping[str, Decision]
    valid_until: str = ""
    kind: str = "agreement"
    subject: str = "intake"
    summary: Text = field(default_factory=dict)
    owners: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    applies: Condition = Condition()
    never: tuple[Never, ...] = ()
    steps: tuple[Step, ...] = ()
    back_referral: tuple[BackReferral, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
