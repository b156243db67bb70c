"""Front door of the studio: write a version, say something about it, publish it, sign it."""

from .checking import Checked, Obstacle
from .drafting import begin_from, begin_new, change, draft, drafts, history, rewrite, text_now, undo
from .model import Adoption, Draft, Remark, Saved, State, Waiver
from .reviewing import (
    adoptions,
    answer,
    ask_waiver,
    checked,
    grant_waiver,
    publish,
    remark,
    remarks,
    send_back,
    sign,
    submit,
    waivers,
    withdraw,
)

__all__ = [
    "Adoption", "Checked", "Draft", "Obstacle", "Remark", "Saved", "State", "Waiver", "adoptions",
    "answer", "ask_waiver", "begin_from", "begin_new", "change", "checked", "draft", "drafts",
    "grant_waiver", "history", "publish", "remark", "remarks", "rewrite", "send_back", "sign",
    "submit", "text_now", "undo", "waivers", "withdraw",
]  # fmt: skip
