"""The citizen service number: checked, masked wherever it might be shown."""

from dataclasses import dataclass

from stdnum.nl import bsn as rules

from netwerkzorg.platform.outcome import Refused

SYSTEM = "http://fhir.nl/fhir/NamingSystem/bsn"


@dataclass(frozen=True, slots=True, repr=False)
class Bsn:
    """Nine digits that pass the 11-test. Neither print nor repr gives it away; ask for `number`."""

    number: str

    def __repr__(self) -> str:
        return f"Bsn(*****{self.number[-4:]})"

    __str__ = __repr__


def read_bsn(text: str) -> Bsn | Refused:
    """The number in this text, with leading zeros restored, or why it is none."""
    digits = text.strip().replace(".", "").replace(" ", "").zfill(9)
    if not rules.is_valid(digits):
        return Refused("bsn_invalid", at="bsn")
    return Bsn(digits)
