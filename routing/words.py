"""Reasons of the ranking in Dutch, for people."""

from .ranking import Contribution


def words(reason: Contribution) -> str:
    """One sentence for one reason."""
    value = reason.value.replace(".", ",")
    return {
        "room": f"Heeft {value} {'plek' if value == '1' else 'plekken'} vrij.",
        "room_old": f"Gaf {value} plekken door, maar dat is lang geleden. Bel eerst.",
        "full": "Heeft nu geen plek.",
        "waiting": "Kan vandaag beginnen." if value == "0" else f"Wachttijd {value} dagen.",
        "distance": f"Op {value} kilometer van huis.",
    }[reason.code]
