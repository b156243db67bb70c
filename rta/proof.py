"""Front door of the proof: everything that must hold before anyone may publish. Pure.

Findings are values: none that is not a note means proved. A node limit that is passed is a finding.
"""

from collections.abc import Collection, Sequence

from .compiling import Compiled
from .findings import Found
from .proof_region import RegionProof
from .proof_rest import SourceText, failed_scenarios, lost_alarms, lost_quotes
from .proof_tables import TableProof
from .solver import NODES
from .words import Labels

NO_LABELS = Labels()


def prove(
    agreement: Compiled,
    *,
    previous: Compiled | None = None,
    others: Sequence[Compiled] = (),
    source_text: SourceText | None = None,
    labels: Labels = NO_LABELS,
    nodes: int = NODES,
) -> tuple[Found, ...]:
    """Everything of one version, alone and beside the others of its region; in order of place."""
    found = alone(agreement, previous=previous, source_text=source_text, labels=labels, nodes=nodes)
    beside = [one for one in others if one.agreement.id != agreement.agreement.id]
    found += together([agreement, *beside], {agreement.agreement.id}, labels, nodes)
    return found


def alone(
    agreement: Compiled,
    *,
    previous: Compiled | None = None,
    source_text: SourceText | None = None,
    labels: Labels = NO_LABELS,
    nodes: int = NODES,
) -> tuple[Found, ...]:
    """What can be said of one version by itself."""
    found = [*TableProof(agreement, labels, nodes).findings(), *failed_scenarios(agreement)]
    found += lost_quotes(agreement.agreement, source_text or _not_stored)
    if previous is not None:
        found += lost_alarms(previous, agreement)
    return tuple(sorted(found, key=_place))


def together(
    agreements: Sequence[Compiled],
    about: Collection[str] | None = None,
    labels: Labels = NO_LABELS,
    nodes: int = NODES,
) -> tuple[Found, ...]:
    """What can only be said of versions beside each other; `about` keeps those naming one of these."""
    region = RegionProof([one.agreement for one in agreements], labels, about, nodes)
    return tuple(sorted(region.findings(), key=_place))


def refusals(found: Sequence[Found], waived: Collection[str] = ()) -> tuple[Found, ...]:
    """What keeps a version from being published: no notes, and nothing that was rightly waived."""
    return tuple(
        one for one in found if not one.note and not (one.may_be_waived and one.key in waived)
    )


def _not_stored(agreement: str, source: str) -> str | None:
    return None


def _place(found: Found) -> tuple[str, int, int, str, str]:
    return found.agreement, found.place.line, found.place.column, found.code, found.words
