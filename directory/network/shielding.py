"""Not to be seen by a named person: to that person the resident is as absent, wherever one looks."""

from dataclasses import dataclass
from uuid import UUID

from netwerkzorg.platform import organizations
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.work import SYSTEM, Work

from . import model, store
from .model import Shield

_KEPT = "network.hidden"


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody who could see the resident: a person of the network, or of a team that helps."""

    person_id: UUID
    name: str
    what: str
    shielded: bool


def hidden_from(work: Work) -> frozenset[UUID]:
    """The residents that the actor of this work must not find. Read once for each unit of work."""
    if work.actor is SYSTEM:
        return frozenset()
    kept: frozenset[UUID] | None = work.session.info.get(_KEPT)
    if kept is None:
        shields = store.shields_from(work, work.actor.id)
        kept = model.hidden_from(shields, work.actor.id, work.now)
        work.session.info[_KEPT] = kept
    return kept


def near(work: Work) -> tuple[Near, ...]:
    """Whom the resident can choose: named persons around, and the members of teams that help now.

    Raises Absent for anybody but the resident: who acts for somebody cannot hide that somebody.
    """
    resident_id = _oneself(work)
    ties = store.around(work, resident_id, work.now)
    people = [tie.actor_id for tie in ties if tie.actor_kind == "person"]
    names = organizations.account_names(work, people)
    found = {
        one: Near(one, names.get(one, "") or "Iemand die u helpt", "", False) for one in people
    }
    for team_id in dict.fromkeys(tie.actor_id for tie in ties if tie.actor_kind == "team"):
        team = organizations.team(work, team_id).name
        for member in organizations.members(work, team_id):
            found[member.account_id] = Near(member.account_id, member.name, team, False)
    shielded = _shielded(work, resident_id)
    for one in organizations.account_names(work, shielded - found.keys()).items():
        found[one[0]] = Near(one[0], one[1] or "Iemand", "", True)
    work.record("network.read", resident_id, resident=resident_id)
    return tuple(
        Near(one.person_id, one.name, one.what, one.person_id in shielded)
        for one in sorted(found.values(), key=lambda n: (n.name, n.person_id))
        if one.person_id != resident_id
    )


def shield(work: Work, person_id: UUID) -> None:
    """From the next request on this person finds nothing of the resident. Raises Absent."""
    resident_id = _oneself(work)
    if person_id not in {one.person_id for one in near(work)}:
        raise Absent
    if person_id not in _shielded(work, resident_id):
        kept = store.add_shield(work, Shield(resident_id, person_id, work.now, None))
        work.record("shield.set", kept, resident=resident_id, basis="self")


def unshield(work: Work, person_id: UUID) -> None:
    """This person may find the resident again, as far as anything ties them. Raises Absent."""
    resident_id = _oneself(work)
    if not store.end_shield(work, resident_id, person_id, work.now):
        raise Absent
    work.record("shield.ended", person_id, resident=resident_id, basis="self")


def without_shielded(work: Work, resident_id: UUID, people: frozenset[UUID]) -> frozenset[UUID]:
    """These people, but for those who must not know that there is anything to be told."""
    return people - _shielded(work, resident_id)


def _oneself(work: Work) -> UUID:
    if work.actor.kind != "resident":
        raise Absent
    return work.actor.id


def _shielded(work: Work, resident_id: UUID) -> set[UUID]:
    return {one.person_id for one in store.shields_of(work, resident_id) if one.holds(work.now)}
