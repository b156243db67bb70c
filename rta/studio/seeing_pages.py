"""Pages on which a draft is looked at: try-out, picture, difference, replay, reading along."""

from uuid import UUID

from flask import Response, abort, request

from netwerkzorg.platform.http import work
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.pages import panel_html, render_page
from netwerkzorg.platform.work import Work

from ..compiling import Compiled
from ..difference import Change, difference
from ..document import document
from ..labelling import labels_of
from ..publishing import agreement_text
from . import service
from .pages import BLUEPRINT, DRAFT, names_of, toast
from .picture import picture
from .trying import try_out


def _compiled(unit: Work, draft: service.Draft) -> Compiled | None:
    return service.checked(unit, draft).loaded.compiled


@BLUEPRINT.get(f"{DRAFT}/proef")
def trial(draft_id: UUID) -> Response:
    """Try it out on one person. A fragment for who types with JavaScript."""
    with work() as unit:
        draft = service.draft(unit, draft_id)
        compiled = _compiled(unit, draft)
        form = {
            name.removeprefix("feit-"): value
            for name, value in request.args.items()
            if name.startswith("feit-")
        }
        labels = labels_of(unit.region.vocabulary)
        tried = try_out(compiled, form, labels) if compiled else None
        if request.headers.get("HX-Request") == "true":
            return Response(panel_html("studio/uitkomst.html", tried=tried))
        return render_page("studio/proef.html", draft=draft, tried=tried, current="/studio")


@BLUEPRINT.get(f"{DRAFT}/beeld.svg")
def image(draft_id: UUID) -> Response:
    """The pathway as a picture."""
    with work() as unit:
        compiled = _compiled(unit, service.draft(unit, draft_id))
        if compiled is None:
            abort(404)
        drawn = picture(compiled.agreement, labels_of(unit.region.vocabulary))
    return Response(drawn, mimetype="image/svg+xml")


def changes_of(unit: Work, draft: service.Draft, compiled: Compiled) -> tuple[Change, ...] | None:
    """What differs from the version that counts now; None when there is none yet."""
    try:
        _, counts, _ = agreement_text(unit, draft.agreement)
    except Absent:
        return None
    return difference(counts, compiled.agreement, labels_of(unit.region.vocabulary))


@BLUEPRINT.get(f"{DRAFT}/verschil")
def changes(draft_id: UUID) -> Response:
    """What changes against what counts now, in words."""
    with work() as unit:
        draft = service.draft(unit, draft_id)
        compiled = _compiled(unit, draft)
        found = changes_of(unit, draft, compiled) if compiled else None
        return render_page(
            "studio/verschil.html", draft=draft, readable=compiled is not None, changes=found,
            current="/studio",
        )  # fmt: skip


@BLUEPRINT.get(f"{DRAFT}/lezen")
def reading(draft_id: UUID) -> Response:
    """The draft as a document, for professionals, clients and users who say what they think."""
    with work() as unit:
        draft = service.draft(unit, draft_id)
        compiled = _compiled(unit, draft)
        remarks = service.remarks(unit, draft.id)
        labels = labels_of(unit.region.vocabulary)
        return render_page(
            "studio/lezen.html",
            draft=draft,
            shown=document(compiled.agreement, labels) if compiled else None,
            decisions=list(compiled.agreement.decisions) if compiled else [],
            changes=changes_of(unit, draft, compiled) if compiled else None,
            remarks=remarks,
            names=names_of(unit, *(one.by for one in remarks)),
            toast=toast(),
        )
