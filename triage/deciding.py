"""Deciding an intake by what the region agreed: the receipt, its weight, and what is due when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform.region import AMSTERDAM, Vocabulary
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

from . import history, model, overriding, store, words
from .judging import Judging, judging
from .model import Fact, Happening, Intake

LOW = ("U4", "U5")


def in_force(work: Work) -> Judging:
    """The agreements that count now for intakes."""
    return judging(rta.in_force(work, "intake"))


def decided(
    work: Work,
    intake: Intake,
    facts: Sequence[Fact],
    *,
    first: bool = False,
) -> tuple[Intake, rta.Receipt]:
    """Decide, keep the receipt, and give the intake the weight of it. The caller keeps the intake.

    What a person decided before goes along while it stands. A lowering that the agreements overtake
    counts no more, and is told: a person looks again.
    """
    stands = overriding.carried(work, in_force(work), intake, facts)
    after, receipt = decided_by(work, intake, facts, stands.override)
    own = receipt.urgency if stands.override is None else stands.urgency
    doubtful = receipt.at_least or _doubts_a_flag(receipt)
    after = model.weigh(after, own, doubtful, first=first)
    if stands.undone is not None:
        tell(work, intake, "lowering_undone", overriding.in_words(work, stands.undone))
        if not intake.red_flag:
            after = replace(after, proposed_urgency=stands.undone.urgency, opened_at=None)
    return replace(after, due_at=due(work, intake, after)), receipt


def decided_by(
    work: Work, intake: Intake, facts: Sequence[Fact], override: rta.Override | None
) -> tuple[Intake, rta.Receipt]:
    """Decide and keep the receipt with what a person says beside it. That person sets the urgency."""
    receipt = rta.decide(
        work,
        subject=intake.id,
        resident=intake.resident_id,
        facts=[_fact_value(fact) for fact in facts],
        override=override,
    )
    history.add_decision(
        work.session, intake.id, receipt.id, work.now, receipt.urgency, at_least=receipt.at_least
    )
    agreement = _agreement(receipt) or intake.agreement
    return replace(intake, receipt_id=receipt.id, agreement=agreement), receipt


def _doubts_a_flag(receipt: rta.Receipt) -> bool:
    return receipt.red_flags is not None and receipt.red_flags.state == "person"


def _agreement(receipt: rta.Receipt) -> str | None:
    """The first agreement that surely applies: the kind of question, for filters and lists."""
    applying = (one for one in receipt.outcome.agreements if one.applies)
    return next((one.agreement for one in applying), None)


def _fact_value(fact: Fact) -> rta.FactValue:
    return rta.FactValue(
        fact.fact,
        fact.value,
        fact.type,
        fact.state,
        fact.origin,
        str(fact.by or ""),
        fact.at,
        str(fact.confirmed_by or ""),
        fact.source_ref,
    )


def deadline(
    vocabulary: Vocabulary, urgency: str | None, at_least: bool, start: datetime
) -> datetime:
    """When the team must have acted. What can still turn out more urgent follows `undecided`."""
    decided_at = rta.due_at(vocabulary, urgency, start)
    if urgency is None or not at_least:
        return decided_at
    return min(decided_at, rta.due_at(vocabulary, None, start))


def due(work: Work, before: Intake, after: Intake) -> datetime:
    """The new deadline: now for a red flag, counted from now for what just became a question of
    the team or more urgent, otherwise as it was."""
    if after.red_flag:
        return min(before.due_at, work.now)
    fresh = deadline(work.region.vocabulary, after.urgency, after.at_least, work.now)
    if before.arrived_at is None:
        return fresh
    rose = model.more_urgent(after.urgency, before.urgency)
    return min(before.due_at, fresh) if rose else before.due_at


def is_self_help(receipt: rta.Receipt) -> bool:
    """Only what the agreements call self-help, without any doubt, and without haste."""
    return receipt.self_help and not receipt.needs_person and receipt.urgency in LOW


def from_register(work: Work, ready: Judging, person: residents.Resident) -> list[Fact]:
    """Facts that nobody has to be asked: what the agreements take from the person record."""
    known = {
        "person.age": str(residents.age(person, work.now.astimezone(AMSTERDAM).date())),
        "person.postcode4": person.postcode4,
    }
    return [
        Fact(name, known[fact.origin], fact.type, "known", "register", None, work.now)
        for name, fact in ready.facts.items()
        if fact.origin in known
    ]


def arrive(work: Work, before: Intake, after: Intake, facts: Sequence[Fact]) -> Intake:
    """The intake as it comes to its team: unread, with a relation for as long as it is theirs."""
    if before.arrived_at is None or before.state in model.ENDED:
        network.open_relation(
            work,
            after.resident_id,
            actor_id=after.team_id,
            actor_kind="team",
            kind="team",
            basis="intake",
            basis_ref=after.id,
        )
    store.set_headline(work, after, headline(in_force(work), facts))
    return replace(after, arrived_at=after.arrived_at or work.now, opened_at=None)


def headline(ready: Judging, facts: Sequence[Fact]) -> str:
    """What it is about, in a few words: alarm signals first, else what the question is about."""
    alarms = [f.fact for f in facts if f.fact in ready.flag_ids and f.value == "true"]
    unsure = [f.fact for f in facts if f.fact in ready.flag_ids and f.value is None]
    if alarms or unsure:
        said = "Ja op" if alarms else "Weet niet bij"
        asked = words.question(ready.facts[(alarms or unsure)[0]], "resident")
        return f"{said}: {asked}"
    about = next((f for f in facts if f.type == "code" and f.value), None)
    return words.value_words(ready.facts.get(about.fact), about.value) if about else ""


def tell(
    work: Work, intake: Intake, kind: str, text: str = "", *, to_resident: bool = True
) -> None:
    """Add a line to the timeline."""
    actor = work.actor
    happening = Happening(kind, work.now, actor.id, actor.kind, text, to_resident)
    history.add_happening(work, intake, happening)
