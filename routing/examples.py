"""Examples of the calls, for whoever reads the description of the API."""

_ID = "3f0c7a52-7a9b-4a55-9d8e-0d6c2c7e7a11"
TASK = {
    "id": _ID, "service": _ID, "organization": _ID, "state": "requested", "reason": None,
    "respond_by": "2026-03-09T16:00:00+00:00",
}  # fmt: skip
REFERRAL: dict[str, object] = {
    "id": _ID, "intake": _ID, "service_type": "valrisicobeoordeling", "urgency": "U4",
    "wanted_by": "2026-03-09T16:00:00+00:00", "status": "active", "state": "requested",
    "tasks": [TASK],
}  # fmt: skip
READ = REFERRAL | {
    "service_name": "Valonderzoek", "postcode4": "3531", "age_band": "80-89", "resident": None,
    "note": None, "said": [], "can": ["accept", "ask", "decline"],
}  # fmt: skip
SHORTLIST = {
    "intake": _ID, "service_type": "valrisicobeoordeling", "declined": 0,
    "candidates": [{
        "rank": 1, "score": 92, "bookable": True, "service": _ID, "name": "Valonderzoek",
        "organization": _ID, "organization_name": "Fysio Zuilen", "phone": "088-000 0199",
        "places_free": 2,
        "reasons": [{"code": "room", "points": 40, "text": "Heeft 2 plekken vrij."}],
    }],
}  # fmt: skip
SENT = {"intake": _ID, "service": _ID, "note": "Durft niet meer naar buiten."}


def stood(state: str, status: str = "active") -> dict[str, object]:
    """The referral after a step."""
    return REFERRAL | {"state": state, "status": status, "tasks": [TASK | {"state": state}]}
