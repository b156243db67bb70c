"""Residents with a question, in a house with the region's agreements in force."""

from dataclasses import dataclass
from datetime import date

from shared import ROOT
from worlds import OTHER_RESIDENT, RESIDENT, World

from netwerkzorg.directory.residents import service as residents
from netwerkzorg.platform.work import SYSTEM, Actor
from netwerkzorg.rta import service as rta
from netwerkzorg.triage import service as triage
from netwerkzorg.triage.model import Intake

PUBLISHED = ("valpreventie", "elv", "meedenkconsult", "rode-vlaggen")
FLAGS = (
    "bewusteloos", "ernstigBenauwd", "pijnOpBorst", "plotseUitval", "hevigBloedverlies",
    "hoofdLetselBloedverdunner", "kanNietStaan", "plotsVerward", "suicidaal",
)  # fmt: skip
CLEAR: dict[str, bool | None] = dict.fromkeys(FLAGS, False)


def with_agreements(world: World) -> World:
    """The four agreements that the region publishes, from 1 January 2026."""
    folder = ROOT / "regions" / "utrecht" / "agreements"
    with world.as_person(SYSTEM) as work:
        for name in PUBLISHED:
            rta.publish(work, (folder / name / "1.yaml").read_bytes(), date(2026, 1, 1))
    return world


def with_residents(world: World) -> World:
    """Mevrouw De Vries (82) and the heer Bakker (71), both living in 3531."""
    with world.as_person(SYSTEM) as work:
        for actor, salutation, given, family, born, bsn in (
            (RESIDENT, "mevrouw", "Anna", "de Vries", date(1943, 5, 1), "999990019"),
            (OTHER_RESIDENT, "de heer", "Piet", "Bakker", date(1954, 6, 1), "999990020"),
        ):
            new = residents.NewResident(
                salutation, given, family, born, "female", "088-000 0177", "Singel 1", "3531",
                "Utrecht", bsn, id=actor.id,
            )  # fmt: skip
            assert residents.register(work, new) == actor.id
    return world


@dataclass
class Questions:
    """Steps of a story, each in a unit of work of its own."""

    world: World

    def start(self, actor: Actor = RESIDENT) -> Intake:
        with self.world.as_person(actor) as work:
            return triage.start(work)

    def flags(self, intake: Intake, actor: Actor = RESIDENT, **but: bool | None) -> Intake:
        with self.world.as_person(actor) as work:
            after = triage.submit_red_flags(work, intake.id, {**CLEAR, **but})
        assert isinstance(after, Intake)
        return after

    def answer(self, intake: Intake, actor: Actor = RESIDENT, **given: object) -> Intake:
        after: object = intake
        for fact, value in given.items():
            with self.world.as_person(actor) as work:
                after = triage.answer(
                    work,
                    intake.id,
                    fact,
                    value,
                    unobtainable=value is None,  # type: ignore[arg-type]
                )
        assert isinstance(after, Intake)
        return after

    def at_team(self) -> Intake:
        """Mevrouw De Vries fell twice: high risk, U4, with the team."""
        intake = self.flags(self.start())
        return self.answer(intake, hulpvraag="vallen", thuiswonend="true", vallen12mnd="2")

    def self_help(self) -> Intake:
        """Nothing points at a higher risk: advice for oneself."""
        intake = self.flags(self.start())
        return self.answer(
            intake, hulpvraag="vallen", thuiswonend="true", vallen12mnd="0",
            mobiliteitsprobleem="false", valangst="false",
        )  # fmt: skip
