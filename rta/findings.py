"""What the proof has to say: where, which rule, whom it fails for, and a key a waiver can name. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from .model import Place

# What two people may accept with a reason. A contradiction in the words of the file is mended.
WAIVABLE = frozenset(
    {"incomplete", "conflict", "dead_row", "redundant_row", "contradiction", "handover_loop",
     "red_flag_gone", "red_flag_weaker", "quote_not_found", "not_proved"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One finding. `rule` counts from 1, 0 is the whole decision.

    `facts` is the person it fails for, canonical texts per fact (None is null), from whom no fact
    can be dropped; `person` is the same in Dutch, empty when it is about nobody. `note` does not
    stop publishing. `agreement` and `version` say whose file the place is in.
    """

    place: Place
    code: str
    words: str
    agreement: str = ""
    version: str = ""
    decision: str = ""
    rule: int = 0
    person: str = ""
    facts: Mapping[str, str | None] = field(default_factory=dict)
    note: bool = False
    about: str = ""

    @property
    def key(self) -> str:
        """Names this finding as long as it stays the same, whatever line it stands on."""
        facts = sorted((name, value or "") for name, value in self.facts.items())
        told = (self.agreement, self.code, self.decision, self.rule, self.about, facts)
        return f"{self.code}-{sha256(repr(told).encode()).hexdigest()[:12]}"

    @property
    def may_be_waived(self) -> bool:
        return self.code in WAIVABLE

    def line(self, name: str) -> str:
        """`FILE:LINE:COL: code: tekst`, as every command prints it."""
        return f"{name}:{self.place.line}:{self.place.column}: {self.code}: {self.words}"
