"""What a person decided otherwise: it goes along in every receipt for as long as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from netwerkzorg.platform import organizations
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

from . import model
from .judging import Judging, answers_of
from .model import Fact, Intake, State

KEPT_AS_IT_WAS = "De lagere urgentie is niet overgenomen."


@dataclass(frozen=True, slots=True)
class Carried:
    """What stands: the override for the next receipt, what the agreements say by themselves, and
    the lowering that they overtook."""

    override: rta.Override | None = None
    urgency: str | None = None
    undone: rta.Override | None = None


def carried(work: Work, ready: Judging, intake: Intake, facts: Sequence[Fact]) -> Carried:
    """What a person decided before, against what the agreements say now: higher counts at once."""
    receipt = rta.receipt(work, intake.receipt_id) if intake.receipt_id else None
    said = _standing(receipt, intake)
    if said is None or receipt is None:
        return Carried()
    own = agreed_urgency(ready, facts)
    if said.urgency is None or not model.more_urgent(own, said.urgency):
        return Carried(said, own)
    help_stands = replace(said, urgency=None) if said.routes is not None else None
    before = _agreed(receipt.outcome, receipt.red_flags)
    raised = model.more_urgent(said.urgency, before)
    return Carried(help_stands, own, undone=None if raised and before else said)


def _standing(receipt: rta.Receipt | None, intake: Intake) -> rta.Override | None:
    """The part of the last override that still counts: urgency until it changed, help until the
    team decides anew."""
    said = receipt.override if receipt is not None else None
    if said is None:
        return None
    urgency = said.urgency if said.urgency == intake.urgency else None
    helped = intake.state in (State.completed, State.referred) or bool(intake.completed_route)
    routes = said.routes if helped else None
    if urgency is None and routes is None:
        return None
    return replace(said, urgency=urgency, routes=routes)


def agreed_urgency(ready: Judging, facts: Sequence[Fact]) -> str | None:
    """How soon by the agreements alone, alarm signals included."""
    known = answers_of(facts).known
    told = {
        flag: {"true": True, "false": False}.get(known.get(flag, "")) for flag in ready.flag_ids
    }
    return _agreed(ready.evaluate(known), rta.judge_red_flags(ready.agreed, told))


def _agreed(combined: rta.Combined, alarm: rta.RedFlagVerdict | None) -> str | None:
    both = (combined.urgency, alarm.urgency if alarm else None)
    return min((urgency for urgency in both if urgency), default=None)


def completing(
    work: Work,
    ready: Judging,
    intake: Intake,
    facts: Sequence[Fact],
    *,
    route: str,
    urgency: str | None,
    reason: str,
) -> rta.Override | None:
    """What the receipt of a completion must say beside the agreements; None when nothing differs.

    `urgency` is the one that is completed with. An earlier reason for it stays, with who gave it.
    """
    receipt = rta.receipt(work, intake.receipt_id) if intake.receipt_id else None
    said = _standing(receipt, intake)
    earlier = said if said is not None and said.urgency == urgency else None
    routes = {one.service_type for one in ready.evaluate(answers_of(facts).known).routes}
    same_urgency = urgency == agreed_urgency(ready, facts)
    if route in routes and same_urgency and urgency == intake.urgency:
        return earlier
    if not reason.strip() and earlier is not None:
        return replace(earlier, routes=None if route in routes else (route,))
    words = [reason.strip() or KEPT_AS_IT_WAS, earlier.reason if earlier else ""]
    told = " · ".join(dict.fromkeys(word for word in words if word))
    return rta.Override(told, str(work.actor.id), urgency, (route,) if route else ())


def in_words(work: Work, undone: rta.Override) -> str:
    """The lowering that no longer counts, so that the next one decides with it in sight."""
    by = UUID(undone.by)
    name = organizations.account_names(work, [by]).get(by) or "een collega"
    return f"was verlaagd naar {undone.urgency} door {name}: {undone.reason}; opnieuw beoordelen"
