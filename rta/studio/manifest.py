"""What the studio adds to the manifest of rta: its pages, and who may use them."""

from netwerkzorg.platform.rooms import Permit

from . import parts_pages, replay_pages, seeing_pages, writing_pages
from .pages import BLUEPRINT, DRAFT

__all__ = ["BLUEPRINT", "PERMITS", "parts_pages", "replay_pages", "seeing_pages", "writing_pages"]

PARTS = ("/vragen", "/tabel", "/voor-wie", "/stap")
ADMIN = ("regional_admin",)
READERS = ("professional", "org_admin", "regional_admin")


def _draft(method: str, path: str, who: tuple[str, ...] = ADMIN, note: str = "") -> Permit:
    action = "rta.studio" if method == "GET" else "rta.draft"
    return Permit(method, f"{DRAFT}{path}", action, who, note=note)


PERMITS = (
    Permit("GET", "/studio", "rta.studio", ADMIN),
    Permit("POST", "/studio", "rta.draft", ADMIN),
    Permit("POST", "/studio/<agreement>/nieuwe-versie", "rta.draft", ADMIN),
    *(
        _draft("GET", path)
        for path in (
            "",
            "/stand",
            "/regel",
            "/kop",
            "/bestand",
            "/proef",
            "/beeld.svg",
            "/verschil",
            "/naspelen",
            *PARTS,
        )
    ),
    _draft("GET", "/lezen", READERS, "zorgverleners en organisaties lezen mee"),
    *(
        _draft("POST", path)
        for path in (
            "/ongedaan",
            "/<any(voorleggen,terug,intrekken):step>",
            "/regel",
            "/rest",
            "/kop",
            "/bestand",
            "/voorbeeld",
            "/opmerking/<uuid:remark_id>",
            "/aanvaarden",
            *PARTS,
        )
    ),
    _draft("POST", "/opmerking", READERS),
    Permit("POST", f"{DRAFT}/naspelen", "rta.draft", ADMIN, limit=10),
    _draft("POST", "/publiceren", ADMIN, "nooit door wie meeschreef"),
)
