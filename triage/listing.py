"""The worklist: filtered first, then counted, then named. A bounded number of queries per page."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement

from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform import organizations
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.region import AMSTERDAM
from netwerkzorg.platform.work import Work

from . import store
from .model import Intake
from .store import INTAKES, Counts

PAGE = 50
VIEWS = ("team", "mine", "free", "all")
SEARCHED = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody chose to see. Empty texts leave a filter out."""

    text: str = ""
    urgencies: tuple[str, ...] = ()
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line. `group`: first (a red flag), late, today or later. `who` has it; None: nobody."""

    intake: Intake
    name: str
    age: int | None
    headline: str
    who: str | None
    mine: bool
    is_new: bool
    group: str


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of work, due first; `total` counts the same filtered list.

    `mark` is equal as long as this page would look the same; empty where only opening names can tell.
    """

    rows: tuple[WorkRow, ...]
    counts: Counts
    view: str
    total: int
    page: int
    pages: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """What is on a page before anybody is named."""

    intakes: Sequence[Intake]
    counts: Counts
    total: int


def worklist(
    work: Work, view: str = "team", filters: Filters | None = None, page: int = 1
) -> Worklist:
    """The work of the actor's team. Raises Absent for somebody without a team."""
    filters = filters or Filters()
    found = _found(work, view, filters, page)
    rows = _rows(work, found.intakes)
    persons = {intake.resident_id for intake in found.intakes}
    work.record("worklist.read", _team(work), view, persons=persons)
    mark = "" if _by_name(filters) else _mark(work, view, filters, page, found)
    pages = max(1, -(-found.total // PAGE))
    return Worklist(rows, found.counts, view, found.total, page, pages, mark)


def worklist_mark(work: Work, view: str, filters: Filters, page: int) -> str:
    """The mark of this page as it is now, or "". Opens nobody, so it leaves nothing in the log."""
    if _by_name(filters):
        return ""
    return _mark(work, view, filters, page, _found(work, view, filters, page))


def _team(work: Work) -> UUID:
    team_id = work.actor.team_id
    if team_id is None or work.actor.kind != "professional":
        raise Absent
    return team_id


def _found(work: Work, view: str, filters: Filters, page: int) -> _Found:
    team_id = _team(work)
    wanted = _wanted(work, team_id, view, filters)
    counts = counts_of(work, team_id)
    if _by_name(filters):
        named = _named(work, wanted, filters.text)
        return _Found(named[(page - 1) * PAGE : page * PAGE], counts, len(named))
    known = {"team": counts.total, "mine": counts.mine, "free": counts.unclaimed}
    plain = filters == Filters() and view in known
    total = known[view] if plain else store.count(work.session, wanted)
    intakes = store.work_of(work.session, wanted, limit=PAGE, offset=(page - 1) * PAGE)
    return _Found(intakes, counts, total)


def counts_of(work: Work, team_id: UUID) -> Counts:
    """How much the actor can find in the work of this team, today."""
    end, hidden = end_of_day(work.now), network.hidden_from(work)
    return store.counts(work.session, team_id, work.actor.id, work.now, end, hidden)


def _mark(work: Work, view: str, filters: Filters, page: int, found: _Found) -> str:
    """Everything that can change what somebody sees: who looks, at what, and how it stands today."""
    end = end_of_day(work.now)
    lines = [
        (str(one.id), one.version, str(one.claimed_by), one.opened_at is None,
         group_of(one, work.now, end))
        for one in found.intakes
    ]  # fmt: skip
    seen = (str(work.actor.id), str(work.actor.team_id), view, filters, page, found.counts,
            found.total, end.isoformat(), lines)  # fmt: skip
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def _by_name(filters: Filters) -> bool:
    return bool(filters.text) and not _is_code(filters.text)


def _wanted(work: Work, team_id: UUID, view: str, filters: Filters) -> ColumnElement[bool]:
    wanted = store.arrived(team_id) if view == "all" else store.listed(team_id)
    wanted &= store.met(network.hidden_from(work))
    if view == "mine":
        wanted &= INTAKES.c.claimed_by == work.actor.id
    if view == "free":
        wanted &= INTAKES.c.claimed_by.is_(None)
    if filters.urgencies:
        wanted &= INTAKES.c.urgency.in_(filters.urgencies)
    if filters.agreement:
        wanted &= INTAKES.c.agreement == filters.agreement
    if _is_code(filters.text):
        wanted &= INTAKES.c.code == filters.text.strip().upper()
    return wanted


def _is_code(text: str) -> bool:
    text = text.strip()
    return len(text) == 6 and text[2] == "-"


def _named(work: Work, wanted: ColumnElement[bool], text: str) -> list[Intake]:
    """Names are sealed, so a name is sought among the first of the list that may be seen."""
    intakes = store.work_of(work.session, wanted, limit=SEARCHED)
    people = residents.residents(work, {intake.resident_id for intake in intakes})
    sought = text.strip().lower()
    return [
        intake
        for intake in intakes
        if (person := people.get(intake.resident_id))
        and sought in f"{person.given} {person.family}".lower()
    ]


def _rows(work: Work, intakes: Sequence[Intake]) -> tuple[WorkRow, ...]:
    ids = {intake.resident_id for intake in intakes}
    work.preload_keys(ids)
    people = residents.residents(work, ids)
    holders = {i.claimed_by for i in intakes if i.claimed_by and i.claimed_by != work.actor.id}
    names = organizations.account_names(work, holders) if holders else {}
    about = store.headlines(work, intakes)
    today = work.now.astimezone(AMSTERDAM).date()
    end = end_of_day(work.now)
    rows = []
    for intake in intakes:
        person = people.get(intake.resident_id)
        mine = intake.claimed_by == work.actor.id
        who = names.get(intake.claimed_by, "een collega") if intake.claimed_by else None
        rows.append(
            WorkRow(
                intake,
                f"{person.given} {person.family}" if person else "Onbekend",
                residents.age(person, today) if person else None,
                about.get(intake.id, ""),
                "U" if mine else who,
                mine,
                intake.opened_at is None,
                group_of(intake, work.now, end),
            )
        )
    return tuple(rows)


def group_of(intake: Intake, now: datetime, end: datetime) -> str:
    if intake.red_flag:
        return "first"
    if intake.due_at < now:
        return "late"
    return "today" if intake.due_at <= end else "later"


def end_of_day(now: datetime) -> datetime:
    """The last moment of this day in Amsterdam."""
    local = now.astimezone(AMSTERDAM)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=1, microseconds=-1)


def own(work: Work) -> tuple[Intake, ...]:
    """The intakes of whom the actor may act for, newest first; drafts too."""
    found = store.of_resident(work.session, network.represented(work))
    if found:
        persons = {intake.resident_id for intake in found}
        work.record("intakes.read", work.actor.id, persons=persons)
    return found


def new_count(work: Work) -> int:
    """How many intakes of the team nobody has read: the badge in the menu."""
    team_id = work.actor.team_id
    return store.new_for(work.session, team_id, network.hidden_from(work)) if team_id else 0


def state_counts(work: Work) -> dict[str, int]:
    """How many intakes of the region stand in each state; numbers only."""
    return store.states(work.session)
