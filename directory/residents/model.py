"""A resident, as other rooms may know one. The number that identifies a citizen is not among it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Resident:
    """`salutation` is "mevrouw", "de heer" or empty; `name` is how one addresses this person."""

    id: UUID
    salutation: str
    given: str
    family: str
    name: str
    birth_date: date
    sex: str
    phone: str
    email: str
    street: str
    postcode4: str
    city: str
    gp_organization_id: UUID | None


@dataclass(frozen=True, slots=True)
class NewResident:
    """What is needed to know somebody. `id` is given when an account with that id exists."""

    salutation: str
    given: str
    family: str
    birth_date: date
    sex: str
    phone: str
    street: str
    postcode4: str
    city: str
    bsn: str
    email: str = ""
    gp_organization_id: UUID | None = None
    id: UUID | None = None


def display_name(salutation: str, given: str, family: str) -> str:
    """ "Mevrouw De Vries" for whom we know how to address, else given and family name."""
    if not salutation:
        return f"{given} {family}".strip()
    return f"{salutation[:1].upper()}{salutation[1:]} {family[:1].upper()}{family[1:]}"


def age(resident: Resident, today: date) -> int:
    """Whole years; who was born on 29 February has a birthday on 1 March in other years."""
    had_birthday = (today.month, today.day) >= (resident.birth_date.month, resident.birth_date.day)
    return today.year - resident.birth_date.year - (not had_birthday)


def age_band(birth_date: date, today: date) -> str:
    """Ten years wide: as much as a receiver may know before it accepts."""
    years = (
        today.year
        - birth_date.year
        - ((today.month, today.day) < (birth_date.month, birth_date.day))
    )
    low = max(0, years // 10 * 10)
    return f"{low}-{low + 9}" if low < 90 else "90+"
