"""The studio: what is being written, and one draft with all that belongs to it."""

from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BareResponse

from netwerkzorg.platform import organizations
from netwerkzorg.platform.http import answered, work
from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.pages import Toast, panel_html, render_page
from netwerkzorg.platform.work import Work

from .. import publishing
from ..document import HITS
from ..labelling import labels_of
from ..writing import tree_of
from . import service
from .sheets import Desk

BLUEPRINT = Blueprint("studio", __name__, template_folder="../templates")
DRAFT = "/studio/concept/<uuid:draft_id>"
DONE = {
    "opgeslagen": "Opgeslagen.",
    "ongedaan": "De laatste wijziging is ongedaan gemaakt.",
    "voorgelegd": "Het concept ligt ter beoordeling. Een collega leest mee.",
    "terug": "Het concept is terug bij de schrijvers.",
    "gepubliceerd": "De versie gaat gelden.",
    "opmerking": "Uw opmerking staat erbij.",
    "antwoord": "Uw antwoord staat erbij.",
    "aanvaarden": "Gevraagd. Een tweede persoon moet dit ook vinden.",
    "aanvaard": "U aanvaardde dit als tweede.",
}
STEPS = {
    "voorleggen": (service.submit, "voorgelegd"),
    "terug": (service.send_back, "terug"),
    "intrekken": (service.withdraw, "opgeslagen"),
}


def toast() -> Toast | None:
    words = DONE.get(request.args.get("gedaan", ""))
    return Toast(words) if words else None


def draft_url(draft_id: UUID, done: str = "", place: str = "") -> str:
    """The page of a draft, with what was just done and where to look."""
    query = f"?gedaan={done}" if done else ""
    return f"/studio/concept/{draft_id}{query}{f'#{place}' if place else ''}"


def names_of(unit: Work, *ids: UUID | None) -> dict[UUID, str]:
    return organizations.account_names(unit, [one for one in ids if one is not None])


@BLUEPRINT.get("/studio")
def overview() -> Response:
    """What counts now, and what is being written."""
    with work() as unit:
        drafts = service.drafts(unit)
        return render_page(
            "studio/overzicht.html",
            agreements=publishing.versions_in_force(unit),
            drafts=drafts,
            names=names_of(unit, *(one.updated_by for one in drafts)),
            given=request.args,
            toast=toast(),
        )


@BLUEPRINT.post("/studio")
def begin() -> BareResponse:
    """Begin an empty agreement."""
    with work() as unit:
        name = request.form.get("naam", "").strip().lower().replace(" ", "-")
        title = request.form.get("titel", "").strip()
        made = service.begin_new(unit, name, title, publishing.today(unit))
        if isinstance(made, Refused):
            words = "Vul een titel in, en een korte naam van letters, cijfers en streepjes."
            return _overview_again(unit, {"naam": words})
    return redirect(draft_url(made.id), 303)


def _overview_again(unit: Work, errors: dict[str, str]) -> Response:
    return render_page(
        "studio/overzicht.html",
        agreements=publishing.versions_in_force(unit),
        drafts=service.drafts(unit),
        names={},
        given=request.form,
        errors=errors,
        current="/studio",
        status=422,
    )


@BLUEPRINT.post("/studio/<agreement>/nieuwe-versie")
def next_version(agreement: str) -> BareResponse:
    """Begin the next version of what counts now."""
    with work() as unit:
        made = service.begin_from(unit, agreement)
    return redirect(draft_url(made.id), 303)


@BLUEPRINT.get(DRAFT)
def one(draft_id: UUID) -> Response:
    """One draft: its tables, the check, what others said, and the way to publishing."""
    with work() as unit:
        return show(unit, service.draft(unit, draft_id), toast=toast())


def show(
    unit: Work,
    draft: service.Draft,
    *,
    errors: dict[str, str] | None = None,
    toast: Toast | None = None,
) -> Response:
    """The page of a draft."""
    tree = tree_of(service.text_now(unit, draft))
    checked = service.checked(unit, draft)
    remarks = service.remarks(unit, draft.id)
    history = service.history(unit, draft.id)
    people = [*(one.by for one in remarks), *(one.by for one in history[:8])]
    people += [draft.author_id, draft.updated_by]
    return render_page(
        "studio/concept.html",
        draft=draft,
        tree=tree,
        sheets=Desk(tree, labels_of(unit.region.vocabulary)).sheets(),
        how=HITS,
        roles=labels_of(unit.region.vocabulary).roles,
        checked=checked,
        remarks=remarks,
        history=history[:8],
        waivers={one.finding: one for one in service.waivers(unit, draft.id)},
        names=names_of(unit, *people),
        mine=unit.actor.id in {one.by for one in history},
        tomorrow=publishing.tomorrow(unit),
        errors=errors,
        toast=toast,
        current="/studio",
        status=422 if errors else 200,
    )


@BLUEPRINT.get(f"{DRAFT}/stand")
def stand(draft_id: UUID) -> Response:
    """Whether somebody saved since revision `gezien`: a line for who has the page open."""
    with work() as unit:
        draft = service.draft(unit, draft_id)
        seen = request.args.get("gezien", type=int) or draft.revision
        newer = [one for one in service.history(unit, draft.id) if one.revision > seen]
        return Response(
            panel_html(
                "studio/stand.html", newer=newer, names=names_of(unit, *(n.by for n in newer))
            )
        )


@BLUEPRINT.post(f"{DRAFT}/ongedaan")
def undo(draft_id: UUID) -> BareResponse:
    """The last change is taken back."""
    with work() as unit:
        answered(service.undo(unit, draft_id, request.form.get("gezien", 0, type=int)))
    return redirect(draft_url(draft_id, "ongedaan"), 303)


@BLUEPRINT.post(f"{DRAFT}/<any(voorleggen,terug,intrekken):step>")
def take(draft_id: UUID, step: str) -> BareResponse:
    """One step in the life of the draft."""
    act, done = STEPS[step]
    with work() as unit:
        after = answered(act(unit, draft_id))
    there = "/studio" if after.state == "withdrawn" else draft_url(draft_id, done)
    return redirect(there, 303)


@BLUEPRINT.post(f"{DRAFT}/publiceren")
def publish(draft_id: UUID) -> BareResponse:
    """Let this version count from a day."""
    with work() as unit:
        draft = service.draft(unit, draft_id)
        starts_on = publishing.day_of(request.form.get("vanaf", ""))
        if starts_on is None:
            return show(unit, draft, errors={"vanaf": "Kies een dag."})
        done = service.publish(unit, draft_id, starts_on)
        if isinstance(done, Refused) and done.code == "draft_in_the_past":
            return show(unit, draft, errors={"vanaf": "Kies vandaag of een latere dag."})
        answered(done)
    return redirect(draft_url(draft_id, "gepubliceerd"), 303)


@BLUEPRINT.post(f"{DRAFT}/opmerking")
def remark(draft_id: UUID) -> BareResponse:
    """Say something about a row or the whole."""
    with work() as unit:
        decision, rule = request.form.get("tabel", ""), request.form.get("regel", 0, type=int)
        answered(service.remark(unit, draft_id, decision, rule, request.form.get("opmerking", "")))
    place = "/lezen" if request.form.get("vandaan") == "lezen" else ""
    return redirect(f"/studio/concept/{draft_id}{place}?gedaan=opmerking#opmerkingen", 303)


@BLUEPRINT.post(f"{DRAFT}/opmerking/<uuid:remark_id>")
def answer(draft_id: UUID, remark_id: UUID) -> BareResponse:
    """Answer what somebody said."""
    with work() as unit:
        answered(service.answer(unit, draft_id, remark_id, request.form.get("antwoord", "")))
    return redirect(draft_url(draft_id, "antwoord", "opmerkingen"), 303)


@BLUEPRINT.post(f"{DRAFT}/aanvaarden")
def waive(draft_id: UUID) -> BareResponse:
    """Ask that a finding be accepted, or accept one as the second person."""
    with work() as unit:
        if "aanvaarding" in request.form:
            waiver = request.form.get("aanvaarding", type=UUID)
            if waiver is None:
                raise Absent
            answered(service.grant_waiver(unit, draft_id, waiver))
            return redirect(draft_url(draft_id, "aanvaard", "controle"), 303)
        finding = request.form.get("bevinding", "")
        reason = request.form.get(f"reden-{finding}", "")
        answered(service.ask_waiver(unit, draft_id, finding, reason))
    return redirect(draft_url(draft_id, "aanvaarden", "controle"), 303)
