"""One intake as a person reads it: what is known and from whom, what is open, why it was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform import organizations
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.region import AMSTERDAM
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

from . import history, model, store, words
from .access import held_by_other, opened
from .asking import effects
from .deciding import in_force
from .judging import Judging, answers_of
from .model import Fact, Happening, Intake, Party

MOST_OPEN = 6


@dataclass(frozen=True, slots=True)
class FactShown:
    """One answer in words, with its origin. `mine`: the resident may change it."""

    fact: str
    label: str
    value: str
    raw: str | None
    origin: str
    at: datetime
    mine: bool
    flag: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer would lead to, both in words."""

    answer: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A fact that can still change the decision. `role`: only that role may fill it in."""

    fact: str
    label: str
    type: str
    unit: str
    options: tuple[tuple[str, str], ...]
    effects: tuple[Effect, ...]
    role: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline."""

    kind: str
    words: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IntakeView:
    """Everything about one intake that its reader may see."""

    intake: Intake
    resident: residents.Resident
    age: int
    team: organizations.Team
    facts: tuple[FactShown, ...]
    unknown: tuple[OpenFact, ...]
    receipt: rta.Receipt | None
    because: tuple[str, ...]
    routes: tuple[tuple[str, str], ...]
    timeline: tuple[Line, ...]
    claimed_name: str
    own_words: str
    undone: str
    part: Party
    can: frozenset[str]


def find(work: Work, intake_id: UUID) -> Intake:
    """The bare intake, for whoever has to do with its resident now. Raises Absent."""
    intake = store.find(work.session, intake_id)
    if intake is None or not network.may_see(work, intake.resident_id):
        raise Absent
    return intake


def intake(work: Work, intake_id: UUID) -> IntakeView:
    """The whole intake, for the resident's side or a member of its team. Raises Absent."""
    found, part = opened(work, intake_id, Party.resident, Party.team)
    for_resident = part is Party.resident
    person = residents.resident(work, found.resident_id)
    facts = history.facts(work, found)
    happenings = history.happenings(work, found, all_of_them=not for_resident)
    receipt = rta.receipt(work, found.receipt_id) if found.receipt_id else None
    names = _names(work, found, facts, happenings)
    ready = in_force(work)
    why = "team" if part is Party.team else ""
    work.record("intake.read", found.id, resident=found.resident_id, basis=why)
    if part is Party.team and found.opened_at is None:
        store.mark_opened(work.session, found.id, work.now)
    return IntakeView(
        intake=found,
        resident=person,
        age=residents.age(person, work.now.astimezone(AMSTERDAM).date()),
        team=organizations.team(work, found.team_id),
        facts=tuple(_shown(ready, fact, person, names, part) for fact in facts),
        unknown=() if for_resident else _unknown(work, ready, found, facts),
        receipt=receipt,
        because=_because(receipt),
        routes=_routes(work, receipt),
        timeline=tuple(_line(h, names, person, for_resident) for h in happenings),
        claimed_name=names.get(found.claimed_by, "") if found.claimed_by else "",
        own_words=next((h.text for h in reversed(happenings) if h.kind == "said"), ""),
        undone=_undone(happenings),
        part=part,
        can=_can(work, found, part),
    )


def _undone(happenings: Sequence[Happening]) -> str:
    """The lowering that no longer counts, until a person decides again."""
    decided = ("override", "completed", "completed_without", "lowering_undone")
    last = next((h for h in reversed(happenings) if h.kind in decided), None)
    return last.text if last is not None and last.kind == "lowering_undone" else ""


def _can(work: Work, intake: Intake, part: Party) -> frozenset[str]:
    """The buttons of the page: who has the question completes it, a colleague takes it over."""
    can = model.open_steps(intake.state, part)
    return can - ({"complete"} if held_by_other(work, intake) else {"take_claim"})


def _names(
    work: Work, intake: Intake, facts: Sequence[Fact], happenings: Sequence[Happening]
) -> dict[UUID, str]:
    """Names of the professionals in it, in one query; the reader is "U"."""
    ids = {f.by for f in facts if f.by} | {h.by for h in happenings}
    ids |= {intake.claimed_by} if intake.claimed_by else set()
    names = {one: name for one, name in organizations.account_names(work, ids).items() if name}
    return names | {work.actor.id: "U"}


def _shown(
    ready: Judging, fact: Fact, person: residents.Resident, names: dict[UUID, str], part: Party
) -> FactShown:
    known = ready.facts.get(fact.fact)
    own = part is Party.resident
    label = fact.fact
    if known is not None:
        label = words.question(known, "resident") if own else words.label(known)
    return FactShown(
        fact.fact,
        label,
        words.value_words(known, fact.value),
        fact.value,
        _origin(fact, person, names, own=own),
        fact.at,
        bool(known and known.for_resident and fact.origin in ("resident", "representative")),
        fact.fact in ready.flag_ids,
    )


def _origin(fact: Fact, person: residents.Resident, names: dict[UUID, str], *, own: bool) -> str:
    who = names.get(fact.by, "een collega") if fact.by else ""
    if fact.origin == "resident":
        return "U zelf" if own else f"{addressed(person)} zelf"
    if fact.origin == "representative":
        return "Vertegenwoordiger"
    if fact.origin == "source":
        return f"Overgenomen uit {fact.source_ref} door {who}"
    return "Uit de registratie" if fact.origin == "register" else who


def addressed(person: residents.Resident) -> str:
    """ "Mevrouw", "De heer" or the given name: how one speaks of somebody."""
    return person.salutation[:1].upper() + person.salutation[1:] or person.given


def _line(
    happening: Happening, names: dict[UUID, str], person: residents.Resident, for_resident: bool
) -> Line:
    who = names.get(happening.by, "")
    if happening.by == person.id:
        who = "U" if for_resident else addressed(person)
    told = words.happened(happening.kind, who or "Het team", for_resident=for_resident)
    return Line(happening.kind, told, happening.text, happening.at)


def _because(receipt: rta.Receipt | None) -> tuple[str, ...]:
    """Why, in the sentences that the agreements have for it; alarm signals first."""
    if receipt is None:
        return ()
    flags = receipt.red_flags.because if receipt.red_flags else ()
    told = [one.text for one in flags]
    for agreement in receipt.outcome.agreements:
        for decision in agreement.decisions.values():
            told += [one.text for one in decision.because]
            told += [decision.none] if decision.none else []
    told += [reason.words for reason in receipt.outcome.reasons]
    return tuple(dict.fromkeys(text for text in told if text))


def _routes(work: Work, receipt: rta.Receipt | None) -> tuple[tuple[str, str], ...]:
    vocabulary = work.region.vocabulary
    routes = receipt.routes if receipt else ()
    return tuple((route, words.route_words(vocabulary, route)) for route in routes)


def _unknown(
    work: Work, ready: Judging, intake: Intake, facts: Sequence[Fact]
) -> tuple[OpenFact, ...]:
    """What could still change the decision, with what each answer would lead to."""
    if intake.state not in model.AT_TEAM:
        return ()
    answers = answers_of(facts)
    missing = ready.judge(answers.known).open
    askables = {askable.fact: askable for askable in ready.askables}

    def outcome(known: object) -> str:
        return _outcome(work, ready.evaluate(known))  # type: ignore[arg-type]

    found = []
    for name in [n for n in missing if n not in answers.unobtainable][:MOST_OPEN]:
        fact, askable = ready.facts[name], askables[name]
        leads = effects(outcome, answers, askable) if len(askable.samples) <= 4 else ()
        told = tuple(
            Effect(words.sample_words(fact, askable.samples, value), leads_to)
            for value, leads_to in leads
        )
        found.append(
            OpenFact(
                name,
                words.label(fact),
                fact.type,
                words.UNITS.get(fact.column.unit, fact.column.unit),
                words.options(fact),
                told if len({effect.leads_to for effect in told}) > 1 else (),
                fact.judged_by or "",
            )
        )
    return tuple(found)


def _outcome(work: Work, combined: rta.Combined) -> str:
    """An outcome in a few words: the kind of help and how soon."""
    vocabulary = work.region.vocabulary
    routes = [words.route_words(vocabulary, route.service_type) for route in combined.routes]
    parts = [", ".join(routes), combined.urgency or ""]
    told = ", ".join(part for part in parts if part)
    if combined.missing:
        return f"{told}, maar nog niet zeker" if told else "nog niet beslist"
    return told or "een medewerker beslist"
