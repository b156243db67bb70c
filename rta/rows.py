"""Who meets which rows of agreements and receipts, as PostgreSQL holds it."""

from netwerkzorg.platform.row_security import ACTOR, ADMIN, Open, Rows

_WRITING = "texts of the region about care, about nobody; who may write stands in the services"

ROWS = (
    Open("rta_agreement", "what the region agreed is for everybody to read"),
    Open("rta_publication", "what counts from when is for everybody to read"),
    Open("rta_draft", _WRITING),
    Open("rta_draft_revision", _WRITING),
    Open("rta_remark", _WRITING),
    Open("rta_waiver", _WRITING),
    Open("rta_replay", "counts of a replay, never a person"),
    Open("rta_adoption", _WRITING),
    Rows("rta_receipt", "own", f"resident_id = {ACTOR}"),
    # How often which rule decided, for the region; the content stays sealed under the resident's key.
    Rows("rta_receipt", "region", ADMIN, "SELECT"),
)
