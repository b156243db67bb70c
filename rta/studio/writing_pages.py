"""Pages on which a draft is written: a row, the heading, an example, the file itself."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.pages import render_page
from netwerkzorg.platform.work import Work

from ..editing import Act, Root, value_at
from ..labelling import labels_of
from ..writing import Tree, tree_of
from . import service
from .cell_form import OPERATORS
from .examples import example_of
from .heading_edit import heading_acts
from .pages import BLUEPRINT, DRAFT, draft_url
from .row_edit import row_filled
from .sheets import Desk, RowForm


def _seen() -> int:
    return request.form.get("gezien", 0, type=int)


def _form() -> Mapping[str, Sequence[str]]:
    return {name: request.form.getlist(name) for name in request.form}


def _tree_seen(unit: Work, draft: service.Draft, seen: int) -> Root:
    """What the person looked at: the indexes in the form count in that text."""
    return tree_of(service.text_now(unit, draft, seen or draft.revision))


def _asked(unit: Work, tree: Root, decision: str, number: int) -> RowForm:
    desk = Desk(tree, labels_of(unit.region.vocabulary))
    if decision not in desk.decisions or not 0 <= number <= len(desk.rules(decision)):
        abort(404)
    return desk.row_form(decision, number)


@BLUEPRINT.get(f"{DRAFT}/regel")
def row(draft_id: UUID) -> Response:
    """The form of one row; without a number, of a new one."""
    decision, number = request.args.get("tabel", ""), request.args.get("regel", 0, type=int)
    with work() as unit:
        draft = service.draft(unit, draft_id)
        asked = _asked(unit, tree_of(service.text_now(unit, draft)), decision, number)
        return _row_page(unit, draft, asked, draft.revision)


def _row_page(
    unit: Work,
    draft: service.Draft,
    asked: RowForm,
    seen: int,
    errors: Mapping[str, str] | None = None,
    clash: str = "",
) -> Response:
    count = len(
        Desk(tree_of(service.text_now(unit, draft)), labels_of(unit.region.vocabulary)).rules(
            asked.decision
        )
    )
    return render_page(
        "studio/regel.html",
        draft=draft,
        row=asked,
        seen=seen,
        operators=OPERATORS,
        count=count,
        given=request.form,
        errors=errors,
        clash=clash,
        current="/studio",
        status=409 if clash else 422 if errors else 200,
    )


@BLUEPRINT.post(f"{DRAFT}/regel")
def save_row(draft_id: UUID) -> BareResponse:
    """Keep, move or remove one row."""
    decision, number = request.form.get("tabel", ""), request.form.get("regel", 0, type=int)
    with work() as unit:
        draft = service.draft(unit, draft_id)
        tree = _tree_seen(unit, draft, _seen())
        asked = _asked(unit, tree, decision, number)
        path = ("decisions", decision, "rules")
        act, words, faults = _row_act(asked, tree, path, number)
        if faults:
            return _row_page(unit, draft, asked, _seen(), faults)
        done = service.change(unit, draft_id, _seen(), act, words)
        if isinstance(done, Refused) and done.code == "draft_clash":
            return _row_page(
                unit, draft, asked, _seen(), clash=_stands(unit, draft, decision, number)
            )
        answered(done)
    return redirect(draft_url(draft_id, "opgeslagen", f"tabel-{decision}"), 303)


def _row_act(
    asked: RowForm, tree: Root, path: tuple[str, ...], number: int
) -> tuple[list[Act], str, Mapping[str, str]]:
    rules = value_at(tree, path)
    count = len(rules) if isinstance(rules, list) else 0
    where = f"in tabel “{asked.title}”"
    match request.form.get("doe", "bewaar"):
        case "weg" if number:
            return [Act("remove", (*path, number - 1))], f"Regel {number} weggehaald {where}", {}
        case "omhoog" if number > 1:
            return (
                [Act("move", (*path, number - 1), to=number - 2)],
                f"Regel {number} omhoog {where}",
                {},
            )
        case "omlaag" if 0 < number < count:
            return (
                [Act("move", (*path, number - 1), to=number)],
                f"Regel {number} omlaag {where}",
                {},
            )
    before = value_at(tree, (*path, number - 1)) if number else None
    filled = row_filled(asked, before or {}, _form())
    if number:
        return (
            [Act("set", (*path, number - 1), filled.rule)],
            f"Regel {number} veranderd {where}",
            filled.faults,
        )
    added = f"Regel {count + 1} toegevoegd {where}"
    if not isinstance(rules, list):
        return [Act("set", path, [filled.rule])], added, filled.faults
    return [Act("insert", (*path, count), filled.rule)], added, filled.faults


def _stands(unit: Work, draft: service.Draft, decision: str, number: int) -> str:
    """The row as it stands now, in words, for who was just too late."""
    desk = Desk(tree_of(service.text_now(unit, draft)), labels_of(unit.region.vocabulary))
    for sheet in desk.sheets():
        for one in sheet.rows if sheet.id == decision else ():
            if one.number == number:
                when = " en ".join(f"{label}: {words}" for label, words in one.when)
                then = ", ".join(f"{label}: {words}" for label, words in one.then)
                return f"{when or 'in alle andere gevallen'} → {then}"
    return "Deze regel is weggehaald."


@BLUEPRINT.post(f"{DRAFT}/rest")
def everything_else(draft_id: UUID) -> BareResponse:
    """Mend a gap: the last row of a table holds in all other cases."""
    decision = request.form.get("tabel", "")
    with work() as unit:
        draft = service.draft(unit, draft_id)
        tree = _tree_seen(unit, draft, _seen())
        rules = Desk(tree, labels_of(unit.region.vocabulary)).rules(decision)
        if not rules:
            abort(404)
        last = dict(rules[-1]) if isinstance(rules[-1], dict) else {}
        last.pop("when", None)
        act = Act("set", ("decisions", decision, "rules", len(rules) - 1), last)
        words = f"Laatste regel van “{decision}” geldt in alle andere gevallen"
        answered(service.change(unit, draft_id, _seen(), [act], words))
    return redirect(draft_url(draft_id, "opgeslagen", f"tabel-{decision}"), 303)


@BLUEPRINT.get(f"{DRAFT}/kop")
def heading(draft_id: UUID) -> Response:
    """Title, summary, validity and owners."""
    with work() as unit:
        draft = service.draft(unit, draft_id)
        tree = tree_of(service.text_now(unit, draft))
        return render_page(
            "studio/kop.html", draft=draft, tree=tree, seen=draft.revision, current="/studio"
        )


@BLUEPRINT.post(f"{DRAFT}/kop")
def save_heading(draft_id: UUID) -> BareResponse:
    with work() as unit:
        draft = service.draft(unit, draft_id)
        tree = _tree_seen(unit, draft, _seen())
        acts = heading_acts(tree, request.form)
        if acts:
            answered(service.change(unit, draft_id, _seen(), acts, "De kop veranderd"))
    return redirect(draft_url(draft_id, "opgeslagen"), 303)


@BLUEPRINT.post(f"{DRAFT}/voorbeeld")
def keep_example(draft_id: UUID) -> BareResponse:
    """What was tried out becomes an example that must keep coming out the same."""
    with work() as unit:
        draft = service.draft(unit, draft_id)
        compiled = service.checked(unit, draft).loaded.compiled
        name = request.form.get("naam", "").strip()
        if compiled is None or not name:
            return redirect(f"/studio/concept/{draft_id}/proef?{_query()}", 303)
        made: Tree = example_of(compiled, name[:120], request.form)
        there = value_at(tree_of(service.text_now(unit, draft)), ("scenarios",))
        act = (
            Act("insert", ("scenarios", len(there)), made)
            if isinstance(there, list)
            else Act("set", ("scenarios",), [made])
        )
        answered(
            service.change(unit, draft_id, draft.revision, [act], f"Voorbeeld “{name}” bewaard")
        )
    return redirect(draft_url(draft_id, "opgeslagen", "controle"), 303)


def _query() -> str:
    return urlencode(
        {name: value for name, value in request.form.items() if name.startswith("feit-")}
    )


@BLUEPRINT.get(f"{DRAFT}/bestand")
def file(draft_id: UUID) -> Response:
    """The file itself, for who wants to see it."""
    with work() as unit:
        draft = service.draft(unit, draft_id)
        text = service.text_now(unit, draft)
        findings = service.checked(unit, draft).findings
        return render_page(
            "studio/bestand.html",
            draft=draft,
            text=text,
            seen=draft.revision,
            findings=findings,
            current="/studio",
        )


@BLUEPRINT.post(f"{DRAFT}/bestand")
def save_file(draft_id: UUID) -> BareResponse:
    text = request.form.get("bestand", "")
    with work() as unit:
        draft = service.draft(unit, draft_id)
        done = service.rewrite(unit, draft_id, _seen(), text)
        if isinstance(done, Refused):
            words = _WHY.get(done.code, "Dit kon niet worden opgeslagen.")
            if done.code == "draft_unreadable" and done.at:
                words = done.at
            return render_page(
                "studio/bestand.html",
                draft=draft,
                text=text,
                seen=_seen(),
                findings=(),
                errors={"bestand": words},
                current="/studio",
                status=409 if done.code == "draft_clash" else 422,
            )
    return redirect(draft_url(draft_id, "opgeslagen"), 303)


_WHY = {
    "draft_clash": "Een collega veranderde intussen iets. Uw tekst staat hieronder nog: kopieer uw "
    "wijziging, en open het bestand opnieuw.",
    "draft_name": "De naam van de afspraak kan niet veranderen.",
    "draft_closed": "Dit concept staat vast.",
    "draft_too_large": "Een afspraak is hoogstens 256 KiB.",
}
