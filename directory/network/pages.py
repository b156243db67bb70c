"""The page on which residents see and change who is around them and who may look."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.organizations import account_names, organizations, team
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.pages import Toast, render_page
from netwerkzorg.platform.work import Work

from ..residents import service as residents
from . import service
from .service import Consent, Relation

pages = Blueprint("network", __name__, template_folder="../templates")
_KIND = {
    "representative": "mag voor u beslissen",
    "carer": "mantelzorger",
    "care": "vaste zorgverlener",
    "team": "team dat uw vraag bekijkt",
    "receiver": "organisatie waar u naartoe gaat",
    "consulted": "denkt mee",
    "phone_help": "kijkt een uur mee, voor hulp aan de telefoon",
}
_STOPPABLE = ("carer", "representative")
_DONE = {"ja": "De toestemming is gegeven. Die geldt meteen.",
         "nee": "De toestemming is ingetrokken. Dat geldt meteen.",
         "gestopt": "Deze toegang is gestopt.",
         "afgeschermd": "Deze persoon vindt niets meer van u. Dat geldt meteen.",
         "zichtbaar": "Deze persoon kan u weer vinden, als die u helpt."}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One person or organisation around a resident, in words, however many ties there are.

    `until` None: as long as it helps. `stops` are the relations that the resident may end at once.
    """

    name: str
    what: tuple[str, ...]
    since: datetime
    until: datetime | None
    organization_id: UUID | None
    consent: Consent | None
    stops: tuple[UUID, ...]


@pages.get("/mijn-netwerk")
def own_network() -> Response:
    with work() as unit:
        resident_id = _whose(unit, request.args.get("voor"))
        ties = service.network_of(unit, resident_id)
        consents = {c.organization_id: c for c in service.consents(unit, resident_id)}
        shown = _in_words(unit, ties, consents)
        name = residents.resident(unit, resident_id).name
        near = service.near(unit) if unit.actor.id == resident_id else ()
    done = _DONE.get(request.args.get("gedaan", ""))
    toast = Toast(done) if done else None
    return render_page(
        "directory/mijn-netwerk.html",
        around=shown,
        resident_id=resident_id,
        name=name,
        toast=toast,
        near=near,
    )


@pages.post("/mijn-netwerk/toestemming")
def consent() -> BareResponse:
    """Yes or no for one organisation; the id follows from the pair, so yes after no replaces it."""
    wanted = "permit" if request.form.get("antwoord") == "ja" else "deny"
    with work() as unit:
        resident_id = _whose(unit, request.form.get("voor"))
        organization_id = _uuid(request.form.get("organisatie"))
        if not organizations(unit, [organization_id]):
            raise Absent
        consent_id = uuid5(resident_id, str(organization_id))
        answered(service.put_consent(unit, consent_id, resident_id, organization_id, wanted))
    done = "ja" if wanted == "permit" else "nee"
    return redirect(f"/mijn-netwerk?voor={resident_id}&gedaan={done}", 303)


@pages.post("/mijn-netwerk/stoppen")
def stop() -> BareResponse:
    with work() as unit:
        resident_id = _whose(unit, request.form.get("voor"))
        service.end_person(unit, resident_id, _uuid(request.form.get("relatie")))
    return redirect(f"/mijn-netwerk?voor={resident_id}&gedaan=gestopt", 303)


@pages.post("/mijn-netwerk/afschermen")
def shield() -> BareResponse:
    """Not to be seen by a named person, or to be seen again; only for oneself."""
    hide = request.form.get("antwoord") == "ja"
    with work() as unit:
        person_id = _uuid(request.form.get("persoon"))
        (service.shield if hide else service.unshield)(unit, person_id)
    return redirect(f"/mijn-netwerk?gedaan={'afgeschermd' if hide else 'zichtbaar'}", 303)


def _whose(unit: Work, wanted: str | None) -> UUID:
    """Oneself, or the one the page was opened for. Raises Absent for anybody else."""
    own = service.represented(unit)
    if not own:
        raise Absent
    chosen = _uuid(wanted) if wanted else own[0]
    service.require_actor_for(unit, chosen)
    return chosen


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Absent from None


def _in_words(unit: Work, ties: tuple[Relation, ...], consents: dict[UUID, Consent]) -> list[Shown]:
    people = account_names(unit, [t.actor_id for t in ties if t.actor_kind == "person"])
    named = organizations(unit, [t.actor_id for t in ties if t.actor_kind == "organization"])
    missing = [t.actor_id for t in ties if t.actor_kind == "person" and not people.get(t.actor_id)]
    sealed = residents.residents(unit, missing)
    together: dict[tuple[str, UUID], list[Relation]] = {}
    for tie in ties:
        together.setdefault((tie.actor_kind, tie.actor_id), []).append(tie)
    shown = []
    for (kind, actor_id), some in together.items():
        organization = named.get(actor_id)
        name = organization.name if organization else people.get(actor_id, "")
        if kind == "team":
            name = team(unit, actor_id).name
        if not name and actor_id in sealed:
            name = sealed[actor_id].name
        consent = consents.get(actor_id)
        shown.append(_shown(name, some, organization.id if organization else None, consent))
    return shown


def _shown(
    name: str, ties: list[Relation], organization_id: UUID | None, consent: Consent | None
) -> Shown:
    ends = [tie.until_at for tie in ties]
    return Shown(
        name or "Iemand die u helpt",
        tuple(dict.fromkeys(_KIND.get(tie.kind, tie.kind) for tie in ties)),
        min(tie.from_at for tie in ties),
        None if None in ends else max(end for end in ends if end),
        organization_id,
        consent,
        tuple(tie.id for tie in ties if tie.kind in _STOPPABLE),
    )
