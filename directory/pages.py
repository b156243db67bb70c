"""The page on which people look for what there is."""

from flask import Blueprint, Response, request

from netwerkzorg.platform.http import actor, work
from netwerkzorg.platform.pages import render_page

from . import service
from .service import ServiceQuery

pages = Blueprint("directory", __name__, template_folder="templates")
PER_PAGE = 20
LONGEST = 200


@pages.get("/aanbod")
def offer() -> Response:
    """Search by words, kind and place; every filter is in the address, so it can be shared."""
    asked = _asked()
    with work() as unit:
        found = service.find_services(unit, asked)
        unit.record("service.searched", actor().id)
        kinds = sorted(
            ((kind.id, str(kind.label)) for kind in unit.region.vocabulary.service_types.values()),
            key=lambda pair: pair[1],
        )
    more = found.total > asked.page * PER_PAGE
    return render_page("directory/aanbod.html", asked=asked, found=found, kinds=kinds, more=more)


def _asked() -> ServiceQuery:
    """What the address asks, cut to what can be meant; nonsense counts as nothing."""
    near = request.args.get("bij", "").replace(" ", "")[:4]
    page = request.args.get("pagina", 1, type=int)
    return ServiceQuery(
        text=request.args.get("zoek", "")[:LONGEST].strip(),
        service_type=request.args.get("soort", "")[:80] or None,
        near=near if len(near) == 4 and near.isdecimal() and near.isascii() else None,
        only_free=request.args.get("vrij") == "ja",
        limit=PER_PAGE,
        page=page if 0 < page < 1000 else 1,
    )
