"""Whether this region may open: a room can say why not, when what is published is not understood."""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from .config import StartRefused
from .house import House
from .work import SYSTEM, unit_of_work

log = structlog.get_logger()


def check_start(house: House) -> None:
    """Ask every room; raises StartRefused with all that is wrong.

    A database that is away or still empty is no reason: the process answers 503 until it is there,
    and nothing is published in it.
    """
    try:
        found = _asked(house)
    except SQLAlchemyError as away:
        log.warning("start_not_checked", error=type(away).__name__)
        return
    if found:
        raise StartRefused("\n".join(found))


def _asked(house: House) -> list[str]:
    with unit_of_work(house, SYSTEM, "start") as work:
        return [line for room in house.rooms for check in room.start_checks for line in check(work)]
