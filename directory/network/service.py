"""Front door of the network around a resident: relations and consent, read at the moment of access."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import SYSTEM, Actor, Work

from . import model, store
from .model import Consent, ConsentDecision, Kind, Relation
from .rows import tied
from .shielding import Near, hidden_from, near, shield, unshield, without_shielded
from .tables import ConsentRow

__all__ = [
    "Consent", "ConsentDecision", "Near", "Relation", "consent_for", "consents", "end_person",
    "end_relations", "hidden_from", "may_act_for", "may_see", "near", "network_of", "open_relation",
    "put_consent", "relations", "represented", "require_actor_for", "require_relation", "shield",
    "spoken_to", "tied", "unshield",
]  # fmt: skip


class ActiveRelations:
    """What `platform/permits` asks: has this actor to do with this resident now?"""

    def active(self, work: Work, resident_id: UUID, at: datetime) -> bool:
        return bool(_between(work, resident_id, at))

    def basis(self, work: Work, resident_id: UUID, at: datetime) -> str:
        return next((str(tie.kind) for tie in _between(work, resident_id, at)), "")


def open_relation(
    work: Work, resident_id: UUID, *, actor_id: UUID, actor_kind: str, kind: str, basis: str,
    basis_ref: UUID | None = None, role: str = "", until: datetime | None = None,
) -> UUID:  # fmt: skip
    """Tie an actor to a resident from now on. Called down by the room whose step asks for it.

    `role` narrows an organisation or team to its people in that role; others there see nothing.
    """
    relation = Relation(
        uuid4(), resident_id, actor_id, actor_kind, Kind(kind).value,
        model.scope_of(role) if role else "", basis, basis_ref, work.now,
        until,
    )  # fmt: skip
    store.add_relation(work, relation)
    work.record("relation.opened", relation.id, kind, resident=resident_id, basis=basis)
    return relation.id


def end_relations(work: Work, *, basis_ref: UUID, kind: str | None = None) -> None:
    """End what a step opened: its referral, consult or intake is `basis_ref`."""
    for resident_id in store.end(work, basis_ref, kind, work.now):
        work.record("relation.ended", basis_ref, kind or "", resident=resident_id)


def end_person(work: Work, resident_id: UUID, relation_id: UUID) -> None:
    """The resident ends what a person or organisation could see. Raises Absent."""
    require_actor_for(work, resident_id)
    if not store.end_one(work, relation_id, resident_id, work.now):
        raise Absent
    work.record("relation.ended", relation_id, "by_resident", resident=resident_id)


def relations(work: Work, resident_id: UUID) -> tuple[Relation, ...]:
    """What ties the actor of this work to the resident now: as person, organisation or team."""
    return _between(work, resident_id, work.now)


def may_see(work: Work, resident_id: UUID) -> bool:
    return work.actor is SYSTEM or bool(_between(work, resident_id, work.now))


def require_relation(work: Work, resident_id: UUID) -> str:
    """What ties the actor to this resident, as a code for the log; "" for the house itself.

    Raises Absent when the actor has nothing to do with this resident, as if there were none.
    """
    if work.actor is SYSTEM:
        return ""
    ties = _between(work, resident_id, work.now)
    if not ties:
        raise Absent
    return str(ties[0].kind)


def may_act_for(work: Work, resident_id: UUID) -> bool:
    """Whether the actor is this resident, or represents this resident now."""
    ties = _between(work, resident_id, work.now)
    return work.actor is SYSTEM or any(tie.kind in model.ACTS for tie in ties)


def require_actor_for(work: Work, resident_id: UUID) -> None:
    if not may_act_for(work, resident_id):
        raise Absent


def represented(work: Work) -> tuple[UUID, ...]:
    """For whom the actor may act now; oneself first."""
    own = (work.actor.id,) if work.actor.kind == "resident" else ()
    others = store.acted_for(work, work.actor.id, [Kind.representative], work.now)
    hidden = hidden_from(work)
    return tuple(one for one in dict.fromkeys(own + others) if one not in hidden)


def spoken_to(work: Work, resident_id: UUID) -> frozenset[UUID]:
    """Who is told what happens to a resident: the resident, and who may act for the resident now."""
    ties = store.around(work, resident_id, work.now)
    acting = (tie.actor_id for tie in ties if tie.kind == Kind.representative)
    return without_shielded(work, resident_id, frozenset((resident_id, *acting)))


def network_of(work: Work, resident_id: UUID) -> tuple[Relation, ...]:
    """Everybody around a resident now, for who may see that. Raises Absent."""
    require_relation(work, resident_id)
    work.record("network.read", resident_id, resident=resident_id)
    return tuple(store.around(work, resident_id, work.now))


def consents(work: Work, resident_id: UUID) -> tuple[Consent, ...]:
    require_actor_for(work, resident_id)
    work.record("consent.read", resident_id, resident=resident_id)
    return tuple(store.consents(work, resident_id))


def consent_for(
    work: Work, resident_id: UUID, organization_id: UUID | None, at: datetime | None = None,
    information_set: str = "",
) -> ConsentDecision:  # fmt: skip
    """May this organisation look now? Read from the database each time: a withdrawal counts at once."""
    if organization_id is None:
        return ConsentDecision("not_applicable")
    statements = store.consents(work, resident_id)
    return model.decide(statements, organization_id, information_set, at or work.now)


def put_consent(
    work: Work, consent_id: UUID, resident_id: UUID, organization_id: UUID, decision: str,
    until: datetime | None = None, sets: tuple[str, ...] = (),
) -> Consent | Refused:  # fmt: skip
    """Give or refuse consent, for oneself or for whom one represents. The same id again replaces it."""
    require_actor_for(work, resident_id)
    row = store.consent_row(work, consent_id)
    if row is not None and (row.resident_id, row.organization_id) != (resident_id, organization_id):
        raise Absent
    if row is None:
        row = ConsentRow(
            consent_id, resident_id, organization_id, decision, " ".join(sets), work.now, work.actor.id,
            until, 1,
        )  # fmt: skip
        work.session.add(row)
    else:
        row.decision, row.sets, row.until_at = decision, " ".join(sets), until
        row.given_at, row.given_by, row.version = work.now, work.actor.id, row.version + 1
    try:
        work.session.flush()
    except IntegrityError:  # the id of a row that PostgreSQL does not show this actor
        raise Absent from None
    work.record("consent.changed", consent_id, decision, resident=resident_id)
    return Consent(
        consent_id, resident_id, organization_id, decision, sets, work.now, until, row.version
    )


def _between(work: Work, resident_id: UUID, at: datetime) -> tuple[Relation, ...]:
    if resident_id in hidden_from(work):
        return ()
    ties = store.between(work, resident_id, _names(work.actor), at)
    if work.actor.kind == "resident" and work.actor.id == resident_id:
        ties.insert(0, _self(resident_id, at))
    return model.active(ties, work.actor.role, at)


def _names(actor: Actor) -> list[UUID]:
    """Under which ids this actor can be tied: as a person, and for professionals as what they belong to."""
    own = [actor.id]
    if actor.kind == "professional":
        own += [one for one in (actor.organization_id, actor.team_id) if one is not None]
    return own


def _self(resident_id: UUID, at: datetime) -> Relation:
    return Relation(
        resident_id,
        resident_id,
        resident_id,
        "person",
        Kind.self_.value,
        "",
        "self",
        None,
        at,
        None,
    )
