"""Fills an empty database with the oefenregio, through the front doors that everybody uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select, update

from netwerkzorg.directory import service as directory
from netwerkzorg.directory.network import service as network
from netwerkzorg.directory.residents import service as residents_room
from netwerkzorg.platform import audit, notify
from netwerkzorg.platform.house import House
from netwerkzorg.platform.organizations import (
    AccountRow,
    MembershipRow,
    OrganizationRow,
    TeamAreaRow,
    TeamRow,
)
from netwerkzorg.platform.work import SYSTEM, Actor, Work, bookkeeping, unit_of_work
from netwerkzorg.rta import service as rta
from netwerkzorg.viewer import service as viewer

from .catalogue import Catalogue, CatalogueService, load_catalogue
from .dossiers import write_dossiers
from .intakes import seed_intakes
from .personas import PERSONAS, sandbox_id
from .population import PEOPLE, SyntheticResident, read_population, residents

AGREEMENTS = ("rode-vlaggen", "valpreventie", "elv", "meedenkconsult")
WITH_MAIL = ("devries", "dochter", "verpleegkundige", "geriater")
IN_FORCE_FROM = date(2026, 1, 1)
Progress = Callable[[str, int, int], None]


def seed(house: House, *, progress: Progress, size: int = PEOPLE) -> None:
    """Organisations, `size` people, services, agreements, dossiers and intakes. Deterministic but for ids.

    With fewer people there are fewer intakes, in the same proportion.
    """
    catalogue = load_catalogue(house.region.folder)
    spec = read_population(house.region.folder)
    today = house.clock.now().date()
    practices = [o.id for o in catalogue.organizations if o.kind == "huisartsenpraktijk"]
    people = list(residents(spec, practices, size, today))
    with unit_of_work(house, SYSTEM) as work:
        _organizations(work, catalogue)
        _services(work, catalogue)
        _personas(work)
        work.record("sandbox.seeded", UUID(int=0))
    progress("organisaties en aanbod", 1, 1)
    _people(house, people, progress)
    _mail(house)
    _agreements(house, progress)
    write_dossiers(
        house.settings.folder / "dossiers", people, spec, today,
        lambda done: progress("dossiers bij de bronnen", done, size) if done % 200 == 0 else None,
    )  # fmt: skip
    seed_intakes(house, people, catalogue, progress, share=min(1.0, size / PEOPLE))


def is_filled(house: House) -> bool:
    """Whether somebody was here before, as on a server whose database outlives our folder."""
    with bookkeeping(house) as session:
        return session.scalar(select(OrganizationRow.id).limit(1)) is not None


def move_issuer(house: House) -> None:
    """Accounts belong to the provider of this run, whichever port it has today."""
    with unit_of_work(house, SYSTEM) as work:
        work.session.execute(
            update(AccountRow)
            .where(AccountRow.issuer != house.settings.oidc_issuer)
            .values(issuer=house.settings.oidc_issuer)
        )
        work.record("sandbox.issuer_moved", UUID(int=0))


def register_sources(house: House, addresses: Mapping[str, str]) -> None:
    """Tell the viewer where the sources of this run answer."""
    from .personas import GP, HOME_CARE, HOSPITAL

    owners = {"huisarts": GP, "ziekenhuis": HOSPITAL, "thuiszorg": HOME_CARE}
    names = {"huisarts": "Huisarts", "ziekenhuis": "Ziekenhuis", "thuiszorg": "Thuiszorg"}
    viewer.register_sources(
        house.settings.folder,
        [
            viewer.Source(
                id=name,
                name=names[name],
                organization_id=str(sandbox_id("organization", owners[name])),
                base_url=address,
                release="R4",
            )
            for name, address in addresses.items()
        ],
    )


def _organizations(work: Work, catalogue: Catalogue) -> None:
    if work.session.get(audit.AuditHeadRow, 0) is None:
        audit.start_chains(work.session)
    for one in catalogue.organizations:
        work.session.add(
            OrganizationRow(one.id, one.name, one.kind, one.ura, one.agb, one.phone, one.postcode4)
        )
    known = {one.id for one in catalogue.organizations}
    for persona in PERSONAS:
        if persona.organization_id and persona.organization_id not in known:
            known.add(persona.organization_id)
            work.session.add(
                OrganizationRow(persona.organization_id, "Regiobureau Oefenregio", "regio")
            )
    work.session.flush()
    for team in catalogue.teams:
        work.session.add(TeamRow(team.id, team.name, team.host_organization_id, team.phone))
        work.session.flush()
        for postcode4 in team.postcodes:
            work.session.add(TeamAreaRow(postcode4, team.id))


def _services(work: Work, catalogue: Catalogue) -> None:
    names = {one.id: one.name for one in catalogue.organizations}
    for one in catalogue.services:
        directory.add_service(work, _service(work, one, names[one.organization_id]))


def _service(work: Work, one: CatalogueService, organization: str) -> directory.Service:
    total = one.places_total if one.places_total is not None else 999
    free = one.places_free if one.places_free is not None else total
    reported = work.now - timedelta(hours=one.reported_hours_ago or 0)
    return directory.Service(
        one.id, one.organization_id, organization, one.name, one.service_type, one.postcode4, one.place,
        one.latitude, one.longitude, one.phone, one.for_whom, one.areas, total, free, reported,
        one.waiting_days or 0, one.self_help,
    )  # fmt: skip


def _personas(work: Work) -> None:
    issuer = work.house.settings.oidc_issuer
    for persona in PERSONAS:
        name = "" if persona.kind == "resident" else persona.name
        work.session.add(
            AccountRow(persona.account_id, issuer, persona.sub, persona.kind, name, "088-000 0131")
        )
    work.session.flush()
    for persona in PERSONAS:
        if persona.organization_id:
            work.session.add(
                MembershipRow(
                    sandbox_id("membership", persona.id), persona.account_id, persona.kind,
                    persona.role, persona.organization_id, persona.team_id,
                )
            )  # fmt: skip


def _mail(house: House) -> None:
    """Some people want mail, which becomes files in the folder `mail`; no address here exists."""
    for one in (p for p in PERSONAS if p.id in WITH_MAIL):
        actor = Actor(one.account_id, one.kind, one.role, one.organization_id, one.team_id)
        with unit_of_work(house, actor) as work:
            notify.set_preference(
                work, by_mail=True, safe=True, address=f"{one.id}@voorbeeld.example"
            )


def _people(house: House, people: Sequence[SyntheticResident], progress: Progress) -> None:
    done = 0
    for some in _groups(people, 200):
        with unit_of_work(house, SYSTEM) as work:
            for one in some:
                _register(work, one)
        done += len(some)
        progress("inwoners", done, len(people))
    daughter = next(p for p in PERSONAS if p.id == "dochter")
    with unit_of_work(house, SYSTEM) as work:
        network.open_relation(
            work, people[0].id, actor_id=daughter.account_id, actor_kind="person",
            kind="representative", basis="schriftelijke machtiging",
        )  # fmt: skip


def _register(work: Work, one: SyntheticResident) -> None:
    residents_room.register(
        work,
        residents_room.NewResident(
            one.salutation, one.given, one.family, one.birth_date, one.sex, one.phone, one.street,
            one.postcode4, one.city, one.bsn, gp_organization_id=one.gp_organization_id, id=one.id,
        ),
    )  # fmt: skip
    network.open_relation(
        work, one.id, actor_id=one.gp_organization_id, actor_kind="organization", kind="care",
        basis="inschrijving bij de huisarts",
    )  # fmt: skip


def _agreements(house: House, progress: Progress) -> None:
    for number, name in enumerate(AGREEMENTS, 1):
        text = (house.region.folder / "agreements" / name / "1.yaml").read_bytes()
        with unit_of_work(house, SYSTEM) as work:
            outcome = rta.publish(work, text, IN_FORCE_FROM)
            work.record("sandbox.published", UUID(int=0), name)
        if not isinstance(outcome, rta.Published):
            raise RuntimeError(f"afspraak {name}: {outcome}")
        progress("afspraken", number, len(AGREEMENTS))


def _groups(people: Sequence[SyntheticResident], size: int) -> list[Sequence[SyntheticResident]]:
    return [people[start : start + size] for start in range(0, len(people), size)]
