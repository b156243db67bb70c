"""A completed question, and services with one place each that can be asked."""

from dataclasses import dataclass
from uuid import UUID

from triage_worlds import Questions
from worlds import HOSPITAL, NURSE, PHYSIO, PHYSIOTHERAPIST, World, another, id_of

from netwerkzorg.directory import service as directory
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.work import SYSTEM, Actor
from netwerkzorg.platform.worker import drain
from netwerkzorg.routing import service
from netwerkzorg.routing.service import Referral
from netwerkzorg.triage import service as triage

ROUTE = "valrisicobeoordeling"
FIRST, SECOND = id_of("service-fysio"), id_of("service-ziekenhuis")
DOCTOR = another(PHYSIOTHERAPIST, id=id_of("arts"), organization_id=HOSPITAL)
RECEIVERS = {FIRST: PHYSIOTHERAPIST, SECOND: DOCTOR}


@dataclass
class Referring:
    """Steps around one question, each in a unit of work of its own."""

    world: World
    intake_id: UUID

    def send(self, service_id: UUID = FIRST, by: Actor = NURSE) -> Referral | Refused:
        with self.world.as_person(by) as work:
            return service.refer(work, self.intake_id, service_id, "Durft niet meer naar buiten.")

    def sent(self, service_id: UUID = FIRST) -> Referral:
        made = self.send(service_id)
        assert isinstance(made, Referral), made
        return made

    def free(self, service_id: UUID) -> int:
        with self.world.as_person(SYSTEM) as work:
            return directory.service(work, service_id).places_free

    def state(self) -> str:
        with self.world.as_person(NURSE) as work:
            return str(triage.find(work, self.intake_id).state)

    def deliver(self) -> None:
        """Everything that is due now."""
        while drain(self.world.house):
            pass


def offer(world: World, service_id: UUID, organization_id: UUID, waiting_days: int) -> None:
    with world.as_person(SYSTEM) as work:
        directory.add_service(
            work,
            directory.Service(
                service_id, organization_id, "", "Valonderzoek", ROUTE, "3531", "Utrecht", 52.09, 5.1,
                "088-000 0199", "65 jaar en ouder", (), 1, 1, work.now, waiting_days, False,
            ),
        )  # fmt: skip


def a_completed_question(asked: Questions) -> Referring:
    """Mevrouw De Vries's question, completed by the team, and two services that fit."""
    offer(asked.world, FIRST, PHYSIO, 2)
    offer(asked.world, SECOND, HOSPITAL, 9)
    intake = asked.at_team()
    with asked.world.as_person(NURSE) as work:
        triage.claim(work, intake.id)
        done = triage.complete(work, intake.id, route=ROUTE)
    assert isinstance(done, triage.Intake), done
    return Referring(asked.world, intake.id)
