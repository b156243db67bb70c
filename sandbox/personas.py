"""The persons to practise with: who they are, for whom they work, and the story each is made for.

Ids are uuid5 of their key, so that seeding, login provider and tokens agree without talking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

_NAMESPACE = UUID("6f5c7b0e-6f2d-5f0a-9a53-8c1d7a0f2e11")
TEAM = "integraal-team-west"
REGION_OFFICE = "regiobureau-oefenregio"
GP, HOSPITAL, HOME_CARE = (
    "huisartsen-koperlantaarn",
    "ziekenhuis-vechtbocht",
    "thuiszorg-kromme-akker",
)
RECEIVER, RECEIVER_2 = "thuiszorg-lepelaar", "fysiotherapie-drie-populieren"


def sandbox_id(kind: str, key: str) -> UUID:
    """The id of a sandbox thing; kind is account, resident, organization, team or service."""
    return uuid5(_NAMESPACE, f"{kind}/{key}")


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody who can log in. `kind` is the actor kind, `role` a code of the region's vocabulary."""

    id: str
    name: str
    kind: str
    role: str
    story: str
    organization: str = ""
    team: str = ""

    @property
    def resident_id(self) -> UUID | None:
        return sandbox_id("resident", self.id) if self.kind == "resident" else None

    @property
    def account_id(self) -> UUID:
        return self.resident_id or sandbox_id("account", self.id)

    @property
    def sub(self) -> str:
        return str(self.account_id)

    @property
    def organization_id(self) -> UUID | None:
        return sandbox_id("organization", self.organization) if self.organization else None

    @property
    def team_id(self) -> UUID | None:
        return sandbox_id("team", self.team) if self.team else None

    @property
    def acr(self) -> str:
        return "substantial" if self.kind in ("resident", "carer") else "high"

    def membership_claims(self) -> dict[str, str]:
        """Claims of the one membership; empty for who has none."""
        if not self.organization_id:
            return {}
        claims = {"organization": str(self.organization_id), "role": self.role}
        return claims | ({"team": str(self.team_id)} if self.team_id else {})

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "organization": self.organization or None,
            "role": self.role,
            "team": self.team or None,
            "story": self.story,
            "account_id": self.sub,
        }


PERSONAS = (
    Persona(
        "devries",
        "Mevrouw De Vries",
        "resident",
        "inwoner",
        "82 jaar, woont in Lombok. Zij viel twee keer en durft niet meer naar buiten.",
    ),
    Persona(
        "bakker",
        "De heer Bakker",
        "resident",
        "inwoner",
        "71 jaar, heeft hartfalen. Hij komt aan in gewicht en slaapt slecht.",
    ),
    Persona(
        "dochter",
        "Marloes de Vries",
        "carer",
        "vertegenwoordiger",
        "Dochter. Zij regelt zaken voor haar moeder en mag namens haar antwoorden.",
    ),
    Persona(
        "verpleegkundige",
        "Samira Haddou",
        "professional",
        "wijkverpleegkundige",
        "Werkt in het integrale team. Zij pakt vragen op, belt en rondt af.",
        HOME_CARE,
        TEAM,
    ),
    Persona(
        "verpleegkundige2",
        "Joris Wiersma",
        "professional",
        "wijkverpleegkundige",
        "Collega in hetzelfde team. Hij ziet wie wat oppakte.",
        HOME_CARE,
        TEAM,
    ),
    Persona(
        "huisarts",
        "Nienke Ozinga",
        "professional",
        "huisarts",
        "Huisarts in het integrale team. Zij krijgt terug wat anderen besloten.",
        GP,
        TEAM,
    ),
    Persona(
        "geriater",
        "Hendrik Abbink",
        "professional",
        "klinisch-geriater",
        "Klinisch geriater. Hij denkt mee als het team een vraag stelt.",
        HOSPITAL,
    ),
    Persona(
        "kaderhuisarts",
        "Willemijn Terborg",
        "professional",
        "kaderhuisarts",
        "Kaderhuisarts ouderen. Zij denkt mee met huisartsen en teams in de regio.",
        GP,
    ),
    Persona(
        "ontvanger",
        "Fenna Postmus",
        "professional",
        "wijkverpleegkundige",
        "Ontvangt verwijzingen voor onderzoek naar valrisico en kijkt in de dossiers.",
        RECEIVER,
    ),
    Persona(
        "ontvanger2",
        "Ruben Kloosterhof",
        "professional",
        "fysiotherapeut",
        "Ontvangt verwijzingen als een ander ze afwijst.",
        RECEIVER_2,
    ),
    Persona(
        "orgbeheerder",
        "Lotte Zandbelt",
        "org_admin",
        "organisatiebeheerder",
        "Houdt het aanbod en de vrije plekken van de eigen organisatie bij.",
        RECEIVER,
    ),
    Persona(
        "regiobeheerder",
        "Marit Holleman",
        "regional_admin",
        "regiobeheerder",
        "Ziet wat er in de regio geldt en hoe het loopt.",
        REGION_OFFICE,
    ),
    Persona(
        "regiobeheerder2",
        "Pim Terlouw",
        "regional_admin",
        "regiobeheerder",
        "Tweede paar ogen: keurt goed wat een ander in de regio voorstelt.",
        REGION_OFFICE,
    ),
    Persona(
        "auditor",
        "Esther Noordanus",
        "auditor",
        "auditor",
        "Kijkt in het logboek of iedereen alleen zag wat mocht.",
        REGION_OFFICE,
    ),
    Persona(
        "helpdesk",
        "Daan Brouwershaven",
        "helpdesk",
        "helpdesk",
        "Helpt aan de telefoon, zonder te zien waar een vraag over gaat.",
        REGION_OFFICE,
    ),
)
_BY_ID = {each.id: each for each in PERSONAS}


def persona(persona_id: str) -> Persona:
    """The persona with this id. Raises KeyError."""
    return _BY_ID[persona_id]
