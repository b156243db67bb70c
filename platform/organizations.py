"""Accounts, organisations, teams and memberships: the ids that every room relies on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .outcome import Absent
from .tables import Base
from .work import Work


class OrganizationRow(Base):
    __tablename__ = "platform_organization"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    ura: Mapped[str] = mapped_column(default="")
    agb: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    postcode4: Mapped[str] = mapped_column(default="")


class TeamRow(Base):
    """An integral team: people of several organisations; the host grants nothing by itself."""

    __tablename__ = "platform_team"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    host_organization_id: Mapped[UUID] = mapped_column(ForeignKey("platform_organization.id"))
    phone: Mapped[str] = mapped_column(default="")


class TeamAreaRow(Base):
    """Which team serves which four-digit postcode: one team for each."""

    __tablename__ = "platform_team_area"

    postcode4: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("platform_team.id"))


class AccountRow(Base):
    """A person who can log in, known by issuer and subject. For residents `id` is the person record's."""

    __tablename__ = "platform_account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="")  # of professionals; a resident's name is sealed
    phone: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class MembershipRow(Base):
    """Person, organisation, role and team. A session carries one of these at a time."""

    __tablename__ = "platform_membership"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("platform_account.id"), index=True)
    kind: Mapped[str]
    role: Mapped[str]
    organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("platform_organization.id"), default=None
    )
    team_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("platform_team.id"), default=None, index=True
    )
    from_at: Mapped[datetime | None] = mapped_column(default=None)
    until_at: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Organization:
    id: UUID
    name: str
    kind: str
    ura: str
    agb: str
    phone: str
    postcode4: str


@dataclass(frozen=True, slots=True)
class Team:
    id: UUID
    name: str
    host_organization_id: UUID
    phone: str
    postcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    id: UUID
    issuer: str
    subject: str
    kind: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Membership:
    """`kind` is the actor kind that a session with this membership gets."""

    id: UUID
    account_id: UUID
    kind: str
    role: str
    organization_id: UUID | None
    team_id: UUID | None


@dataclass(frozen=True, slots=True)
class Member:
    account_id: UUID
    name: str
    role: str
    organization_id: UUID | None
    phone: str


def organizations(work: Work, ids: Iterable[UUID]) -> dict[UUID, Organization]:
    rows = work.session.scalars(select(OrganizationRow).where(OrganizationRow.id.in_(set(ids))))
    return {row.id: _organization(row) for row in rows}


def organizations_with(work: Work, roles: Iterable[str]) -> tuple[tuple[Organization, str], ...]:
    """Organisations that have professionals in these roles now, each with the role; by name."""
    rows = work.session.execute(
        select(OrganizationRow, MembershipRow.role)
        .join(MembershipRow, MembershipRow.organization_id == OrganizationRow.id)
        .where(
            MembershipRow.kind == "professional",
            MembershipRow.role.in_(set(roles)),
            *_valid(work.now),
        )
        .distinct()
        .order_by(OrganizationRow.name, MembershipRow.role)
    )
    return tuple((_organization(row), role) for row, role in rows)


def organization(work: Work, organization_id: UUID) -> Organization:
    """The organisation. Raises Absent."""
    row = work.session.get(OrganizationRow, organization_id)
    if row is None:
        raise Absent
    return _organization(row)


def team(work: Work, team_id: UUID) -> Team:
    """The team with the postcodes it serves. Raises Absent."""
    row = work.session.get(TeamRow, team_id)
    if row is None:
        raise Absent
    areas = work.session.scalars(
        select(TeamAreaRow.postcode4).where(TeamAreaRow.team_id == team_id)
    )
    return Team(row.id, row.name, row.host_organization_id, row.phone, tuple(sorted(areas)))


def team_name(work: Work, team_id: UUID) -> str:
    """What the team is called. Raises Absent."""
    name = work.session.scalar(select(TeamRow.name).where(TeamRow.id == team_id))
    if name is None:
        raise Absent
    return name


def team_for(work: Work, postcode4: str) -> Team:
    """The team that serves this postcode; the region's first team when none does, never nobody."""
    found = work.session.scalar(
        select(TeamAreaRow.team_id).where(TeamAreaRow.postcode4 == postcode4)
    ) or work.session.scalar(select(TeamRow.id).order_by(TeamRow.name).limit(1))
    if found is None:
        raise Absent("the region has no team")
    return team(work, found)


def members(work: Work, team_id: UUID) -> tuple[Member, ...]:
    """Who is in this team now, by name."""
    rows = work.session.execute(
        select(AccountRow, MembershipRow)
        .join(MembershipRow, MembershipRow.account_id == AccountRow.id)
        .where(MembershipRow.team_id == team_id, *_valid(work.now))
        .order_by(AccountRow.name)
    )
    return tuple(
        Member(account.id, account.name, membership.role, membership.organization_id, account.phone)
        for account, membership in rows
    )


def people_with(work: Work, organization_id: UUID, role: str) -> tuple[UUID, ...]:
    """The accounts of professionals in this role at this organisation now."""
    rows = work.session.scalars(
        select(MembershipRow.account_id)
        .where(
            MembershipRow.organization_id == organization_id,
            MembershipRow.kind == "professional",
            MembershipRow.role == role,
            *_valid(work.now),
        )
        .order_by(MembershipRow.account_id)
    )
    return tuple(dict.fromkeys(rows))


def account(work: Work, account_id: UUID) -> Account:
    """The account. Raises Absent."""
    row = work.session.get(AccountRow, account_id)
    if row is None:
        raise Absent
    return Account(row.id, row.issuer, row.subject, row.kind, row.name, row.phone)


def account_names(work: Work, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of professionals; residents have an empty name here."""
    rows = work.session.execute(
        select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(set(ids)))
    )
    return {account_id: name for account_id, name in rows}


def account_of(session: Session, issuer: str, subject: str) -> AccountRow | None:
    """The open account that this provider's subject belongs to."""
    return session.scalar(
        select(AccountRow).where(
            AccountRow.issuer == issuer,
            AccountRow.subject == subject,
            AccountRow.closed_at.is_(None),
        )
    )


def memberships(session: Session, account_id: UUID, at: datetime) -> tuple[Membership, ...]:
    """What this person may choose to act as, now."""
    rows = session.scalars(
        select(MembershipRow)
        .where(MembershipRow.account_id == account_id, *_valid(at))
        .order_by(MembershipRow.role, MembershipRow.id)
    )
    return tuple(
        Membership(r.id, r.account_id, r.kind, r.role, r.organization_id, r.team_id) for r in rows
    )


def _valid(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(MembershipRow.from_at.is_(None), MembershipRow.from_at <= at),
        or_(MembershipRow.until_at.is_(None), MembershipRow.until_at > at),
    )


def _organization(row: OrganizationRow) -> Organization:
    return Organization(row.id, row.name, row.kind, row.ura, row.agb, row.phone, row.postcode4)
