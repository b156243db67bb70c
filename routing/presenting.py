"""What the API shows of referrals and shortlists: plain values, in the shape of `schemas`."""

from typing import Any

from .service import Choice, Referral, Shortlist, ShownReferral
from .words import words


def referral(one: Referral) -> dict[str, Any]:
    return {
        "id": one.id,
        "intake": one.intake_id,
        "service_type": one.service_type,
        "urgency": one.urgency,
        "wanted_by": one.wanted_by,
        "status": one.status,
        "state": one.tasks[-1].state if one.tasks else "requested",
        "tasks": [
            {
                "id": task.id,
                "service": task.service_id,
                "organization": task.organization_id,
                "state": task.state,
                "reason": task.reason or None,
                "respond_by": task.respond_by,
            }
            for task in one.tasks
        ],
    }


def shown(one: ShownReferral) -> dict[str, Any]:
    """Name, note and contact only where they may be known."""
    person = one.resident
    return {
        **referral(one.referral),
        "state": one.asked.state,
        "service_name": one.service_name,
        "postcode4": one.postcode4,
        "age_band": one.age_band,
        "resident": None if person is None else {"name": person.name, "phone": person.phone},
        "note": one.note or None,
        "said": [{"kind": said.kind, "at": said.at, "text": said.text} for said in one.said],
        "can": sorted(one.can),
    }


def shortlist(found: Shortlist) -> dict[str, Any]:
    return {
        "intake": found.intake_id,
        "service_type": found.service_type,
        "declined": found.declined,
        "candidates": [_choice(one) for one in found.choices],
    }


def _choice(one: Choice) -> dict[str, Any]:
    return {
        "rank": one.ranked.rank,
        "score": one.ranked.score,
        "bookable": one.ranked.bookable,
        "service": one.service.id,
        "name": one.service.name,
        "organization": one.service.organization_id,
        "organization_name": one.service.organization_name,
        "phone": one.service.phone,
        "places_free": one.service.places_free,
        "reasons": [
            {"code": r.code, "points": r.points, "text": words(r)} for r in one.ranked.reasons
        ],
    }
