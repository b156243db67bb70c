"""A question of Mevrouw De Vries that is with the team, and three sources that know her."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from triage_worlds import Questions, with_agreements, with_residents
from worlds import HOME_CARE, RESIDENT, World, id_of

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.audit import AuditRow
from netwerkzorg.platform.sessions import NewLogin, open_session
from netwerkzorg.platform.work import Actor
from netwerkzorg.viewer import registry
from netwerkzorg.viewer.checking import BSN
from netwerkzorg.viewer.memory_sources import MemorySources
from netwerkzorg.viewer.model import Resource, Source

SOURCES = tuple(Source(one, f"Bron {one}", "") for one in ("huisarts", "thuiszorg", "ziekenhuis"))


def patient(number: str, born: str = "1943-05-01", family: str = "de Vries") -> Resource:
    return {
        "resourceType": "Patient", "id": number, "birthDate": born, "name": [{"family": family}],
        "identifier": [{"system": BSN, "value": "999990019"}],
    }  # fmt: skip


def condition(number: str, words: str) -> Resource:
    return {
        "resourceType": "Condition", "id": f"c-{words}", "subject": {"reference": f"Patient/{number}"},
        "code": {"text": words}, "recordedDate": "2025-11-02",
        "recorder": {"display": "dr. N. Ozinga"},
    }  # fmt: skip


@dataclass
class Looking:
    """The world, the intake that is looked at, and the sources that answer."""

    world: World
    intake_id: UUID
    sources: MemorySources
    consent_id: UUID

    def consent(self, decision: str) -> None:
        with self.world.as_person(RESIDENT) as work:
            network.put_consent(work, self.consent_id, RESIDENT.id, HOME_CARE, decision)

    def log(self) -> list[str]:
        with Session(self.world.house.engine) as session:
            rows = select(AuditRow.action).where(AuditRow.action.like("view.%"))
            return list(session.scalars(rows.order_by(AuditRow.seq)))


@contextmanager
def a_look(world: World) -> Iterator[Looking]:
    intake = Questions(with_residents(with_agreements(world))).at_team()
    held = {
        SOURCES[0]: [patient("p1"), condition("p1", "Artrose")],
        SOURCES[1]: [patient("p9")],
        SOURCES[2]: [patient("z1"), condition("z1", "Osteoporose")],
    }
    sources = MemorySources(held)
    registry.give_sources(world.house.settings.folder, sources)
    yield Looking(world, intake.id, sources, uuid4())
    registry._given.clear()


def browser(world: World, actor: Actor) -> FlaskClient:
    """A browser in which this professional logged in."""
    house = world.house
    with Session(house.engine) as session:
        login = NewLogin(actor.id, actor.kind, "high", membership_id=id_of(f"m{actor.id}"))
        token = open_session(session, house.vault, login)
        session.commit()
    client = create_app(house=house).test_client()
    client.set_cookie("nz_session", token)
    return client
