"""What the API shows of referrals and shortlists: plain values."""

from typing import Any

from .service import Choice, Referral, Shortlist, ShownReferral
from .words import words


def referral(one: Referral) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "intake": str(one.intake_id),
        "service_type": one.service_type,
        "urgency": one.urgency,
        "wanted_by": one.wanted_by.isoformat(),
        "status": one.status,
        "state": one.tasks[-1].state if one.tasks else "requested",
        "tasks": [
            {
                "id": str(task.id),
                "service": str(task.service_id),
                "organization": str(task.organization_id),
                "state": task.state,
                "respond_by": task.respond_by.isoformat(),
            }
            for task in one.tasks
        ],
    }


def shown(one: ShownReferral) -> dict[str, Any]:
    """Name, note and contact only where they may be known."""
    person = one.resident
    task = one.task
    return {
        **referral(one.referral),
        "state": task.state if task else referral(one.referral)["state"],
        "service_name": one.service_name,
        "postcode4": one.postcode4,
        "age_band": one.age_band,
        "resident": None if person is None else {"name": person.name, "phone": person.phone},
        "note": one.note or None,
    }


def shortlist(found: Shortlist) -> dict[str, Any]:
    return {
        "intake": str(found.intake_id),
        "service_type": found.service_type,
        "declined": found.declined,
        "candidates": [_choice(one) for one in found.choices],
    }


def _choice(one: Choice) -> dict[str, Any]:
    return {
        "rank": one.ranked.rank,
        "score": one.ranked.score,
        "bookable": one.ranked.bookable,
        "service": str(one.service.id),
        "name": one.service.name,
        "organization": str(one.service.organization_id),
        "organization_name": one.service.organization_name,
        "phone": one.service.phone,
        "places_free": one.service.places_free,
        "reasons": [
            {"code": r.code, "points": r.points, "text": words(r)} for r in one.ranked.reasons
        ],
    }
