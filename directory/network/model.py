"""Who may act for whom and who may see what, today. Pure: the moment is an argument."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What somebody is to a resident. The first two may act for the resident."""

    self_ = "self"
    representative = "representative"
    carer = "carer"
    care = "care"
    team = "team"
    receiver = "receiver"
    consulted = "consulted"
    phone_help = "phone_help"


ACTS = frozenset({Kind.self_, Kind.representative})


@dataclass(frozen=True, slots=True)
class Relation:
    """`actor_id` is a person, organisation or team (`actor_kind`); `basis_ref` what it came from.

    `scope` narrows an organisation or team to a role of it, as `role:<code>`; empty: all of it.
    """

    id: UUID
    resident_id: UUID
    actor_id: UUID
    actor_kind: str
    kind: str
    scope: str
    basis: str
    basis_ref: UUID | None
    from_at: datetime
    until_at: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)

    def reaches(self, role: str) -> bool:
        """Whether somebody in this role is meant. A scope that nobody knows reaches nobody."""
        return self.scope in ("", scope_of(role))


@dataclass(frozen=True, slots=True)
class Shield:
    """This person finds nothing of this resident, whatever ties them: not the least trace."""

    resident_id: UUID
    person_id: UUID
    from_at: datetime
    until_at: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


def hidden_from(shields: Iterable[Shield], person_id: UUID, at: datetime) -> frozenset[UUID]:
    """The residents that are as absent to this person now. Nobody is hidden from oneself."""
    return frozenset(
        one.resident_id
        for one in shields
        if one.person_id == person_id != one.resident_id and one.holds(at)
    )


@dataclass(frozen=True, slots=True)
class Consent:
    """One statement: may this organisation look into sources about this resident?

    No `sets`: about everything. `until_at` ends it by itself.
    """

    id: UUID
    resident_id: UUID
    organization_id: UUID
    decision: str  # permit | deny
    sets: tuple[str, ...]
    given_at: datetime
    until_at: datetime | None
    version: int

    def counts(self, organization_id: UUID, information_set: str, at: datetime) -> bool:
        about = not self.sets or information_set in self.sets
        ended = self.until_at is not None and at >= self.until_at
        return about and not ended and self.organization_id == organization_id


@dataclass(frozen=True, slots=True)
class ConsentDecision:
    """`effect`: permit, deny or not_applicable. Consumers treat all but permit as no."""

    effect: str
    consent_id: UUID | None = None

    @property
    def permits(self) -> bool:
        return self.effect == "permit"


def scope_of(role: str) -> str:
    """A relation for one role at an organisation, and for nobody else there."""
    return f"role:{role}"


def active(relations: Iterable[Relation], role: str, at: datetime) -> tuple[Relation, ...]:
    """What counts now for an actor in this role."""
    return tuple(one for one in relations if one.holds(at) and one.reaches(role))


def decide(
    statements: Iterable[Consent], organization_id: UUID, information_set: str, at: datetime
) -> ConsentDecision:
    """The most specific statement wins; at equal specificity an objection beats a permit."""
    counting = [s for s in statements if s.counts(organization_id, information_set, at)]
    if not counting:
        return ConsentDecision("not_applicable")
    specific = max(bool(s.sets) for s in counting)
    ranked = [s for s in counting if bool(s.sets) == specific]
    denied = [s for s in ranked if s.decision != "permit"]
    chosen = min(denied or ranked, key=lambda s: s.id)
    return ConsentDecision("deny" if denied else "permit", chosen.id)
