"""Pages for the parts of a draft beside its rows: questions, tables, steps, and for whom it is."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.pages import render_page
from netwerkzorg.platform.work import Work

from ..document import HITS
from ..editing import Root
from ..labelling import labels_of
from ..values import URGENCIES
from ..writing import tree_of
from . import parts_edit, service
from .cell_form import OPERATORS, Field, field_of
from .pages import BLUEPRINT, DRAFT, draft_url
from .sheets import Desk, entries


def _form() -> Mapping[str, Sequence[str]]:
    return {name: request.form.getlist(name) for name in request.form}


def _opened(unit: Work, draft_id: UUID) -> tuple[service.Draft, Root, int]:
    """The draft, the text as the person saw it, and its revision."""
    draft = service.draft(unit, draft_id)
    seen = request.form.get("gezien", draft.revision, type=int)
    return draft, tree_of(service.text_now(unit, draft, seen)), seen


def _done(unit: Work, draft_id: UUID, seen: int, filled: parts_edit.Filled) -> BareResponse:
    if filled.acts:
        answered(service.change(unit, draft_id, seen, filled.acts, filled.words))
    return redirect(draft_url(draft_id, "opgeslagen"), 303)


def _page(template: str, draft: service.Draft, seen: int, **shown: Any) -> Response:
    errors = shown.pop("errors", None)
    return render_page(
        f"studio/{template}.html", draft=draft, seen=seen, given=request.form, errors=errors,
        current="/studio", status=422 if errors else 200, **shown,
    )  # fmt: skip


@BLUEPRINT.route(f"{DRAFT}/vragen", methods=["GET", "POST"])
def facts(draft_id: UUID) -> BareResponse:
    """The questions of an agreement: add one of the region's dictionary, or take one away."""
    with work() as unit:
        draft, tree, seen = _opened(unit, draft_id)
        known = unit.region.vocabulary.facts
        errors = None
        if request.method == "POST":
            name = request.form.get("weg", "")
            entry = known.get(request.form.get("feit", ""))
            if name:
                return _done(unit, draft_id, seen, parts_edit.fact_removed(name))
            filled = (
                parts_edit.fact_added(tree, entry)
                if entry
                else parts_edit.Filled(faults={"feit": "Kies een vraag."})
            )
            if not filled.faults:
                return _done(unit, draft_id, seen, filled)
            errors = filled.faults
        there = entries(tree.get("facts"))
        labels = labels_of(unit.region.vocabulary)
        return _page(
            "vragen", draft, seen, errors=errors,
            there=[(name, Desk(tree, labels).label(name), fact) for name, fact in there.items()],
            more=[(one.id, one.label or one.id) for one in known.values() if one.id not in there],
        )  # fmt: skip


@BLUEPRINT.route(f"{DRAFT}/tabel", methods=["GET", "POST"])
def table(draft_id: UUID) -> BareResponse:
    """A new table: what it gives and how it counts."""
    with work() as unit:
        draft, tree, seen = _opened(unit, draft_id)
        errors = None
        if request.method == "POST":
            filled = parts_edit.table_added(tree, _form())
            if not filled.faults:
                return _done(unit, draft_id, seen, filled)
            errors = filled.faults
        uses = [(name, name.replace("-", " ")) for name in entries(tree.get("decisions"))]
        return _page("tabel", draft, seen, errors=errors, hits=list(HITS.items()), uses=uses)


def _applies_fields(unit: Work, tree: Root) -> tuple[Field, ...]:
    labels = labels_of(unit.region.vocabulary)
    desk = Desk(tree, labels)
    cells = entries(tree.get("applies"))
    names = dict.fromkeys((*(name for name in cells if name in desk.facts), *desk.facts))
    return tuple(
        field_of(name, desk.label(name), desk.facts[name], str(cells.get(name, "-")), labels)
        for name in names
    )


@BLUEPRINT.route(f"{DRAFT}/voor-wie", methods=["GET", "POST"])
def applies(draft_id: UUID) -> BareResponse:
    """For whom the agreement is."""
    with work() as unit:
        draft, tree, seen = _opened(unit, draft_id)
        fields = _applies_fields(unit, tree)
        errors = None
        if request.method == "POST":
            filled = parts_edit.applies_changed(tree, fields, _form())
            if not filled.faults:
                return _done(unit, draft_id, seen, filled)
            errors = filled.faults
        return _page("voor-wie", draft, seen, errors=errors, fields=fields, operators=OPERATORS)


@BLUEPRINT.route(f"{DRAFT}/stap", methods=["GET", "POST"])
def step(draft_id: UUID) -> BareResponse:
    """One step: who does what, when, and what goes along."""
    with work() as unit:
        draft, tree, seen = _opened(unit, draft_id)
        number = request.values.get("stap", 0, type=int)
        steps = tree.get("steps")
        listed = steps if isinstance(steps, list) else []
        if not 0 <= number <= len(listed):
            abort(404)
        vocabulary = unit.region.vocabulary
        asked = parts_edit.StepForm(
            {one.id: one.label for one in vocabulary.roles.values()},
            {one.id: one.label for one in vocabulary.information_sets.values()},
            parts_edit.outcomes_of(tree),
        )
        errors = None
        if request.method == "POST":
            filled = parts_edit.step_filled(tree, number, asked, _form())
            if not filled.faults:
                return _done(unit, draft_id, seen, filled)
            errors = filled.faults
        return _page(
            "stap", draft, seen, errors=errors, number=number, asked=asked, urgencies=URGENCIES,
            step=listed[number - 1] if number else {},
        )  # fmt: skip
