"""The page on which a professional looks, and takes over one value on purpose."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from netwerkzorg.platform.http import actor, answered, house, work
from netwerkzorg.platform.outcome import Refused
from netwerkzorg.platform.pages import Toast, render_page
from netwerkzorg.platform.region import AMSTERDAM
from netwerkzorg.platform.work import Work
from netwerkzorg.rta import service as rta

from . import service
from .datatypes import day
from .ledger import REASONS
from .model import MARKS, Item

pages = Blueprint("viewer", __name__, template_folder="templates")
FIELDS = ("source", "author", "recorded", "told")


@pages.get("/inzage/<uuid:intake_id>")
def look(intake_id: UUID) -> ResponseReturnValue:
    """The complete page: everything that arrived within the deadline, and what did not."""
    shown = service.view(house(), actor(), intake_id, g.get("request_id", ""))
    toast = Toast("De waarde staat in de zorgvraag.") if request.args.get("gedaan") else None
    return _render("viewer/inzage.html", shown=shown, toast=toast, seal=_sealer(intake_id))


@pages.post("/inzage/<uuid:intake_id>/kiezen")
def choose(intake_id: UUID) -> ResponseReturnValue:
    """Ask which fact this value becomes. Nothing is kept yet."""
    return _form(intake_id, {})


@pages.post("/inzage/<uuid:intake_id>/overnemen")
def take_over(intake_id: UUID) -> ResponseReturnValue:
    """Keep one value, with where it came from."""
    form = request.form
    errors = {}
    if not form.get("fact"):
        errors["fact"] = "Kies wat deze waarde is."
    if not form.get("value", "").strip():
        errors["value"] = "Vul de waarde in."
    if not form.get("known_by", "").strip():
        errors["known_by"] = "Zeg hoe u dit weet. Mevrouw of meneer kan dit lezen."
    if errors:
        return _form(intake_id, errors)
    _check_seal(intake_id)
    with work() as unit:
        fact = rta.in_force(unit, "intake").facts.get(form["fact"])
        outcome = service.take_over(
            unit, intake_id, form["fact"], _as_stored(fact, form["value"]), source=form["source"],
            author=form["author"], recorded_at=_date(form["recorded"], unit),
            known_by=form["known_by"],
        )  # fmt: skip
    if isinstance(outcome, Refused) and outcome.code.startswith("fact_"):
        return _form(intake_id, {"value": "Dit past niet bij wat u koos. Controleer de waarde."})
    answered(outcome)
    return redirect(f"/inzage/{intake_id}?gedaan=overgenomen", 303)


def _form(intake_id: UUID, errors: Mapping[str, str]) -> Response:
    _check_seal(intake_id)
    with work() as unit:
        known = rta.in_force(unit, "intake").facts
        entries = unit.region.vocabulary.facts
        facts = [
            (
                name,
                str(
                    entries[name].label or fact.ask.get("team") or fact.ask.get("resident") or name
                ),
            )
            if name in entries
            else (name, name)
            for name, fact in known.items()
            if fact.ask and not (fact.origin or "").startswith("person.")
        ]
    status = 422 if errors else 200
    return _render(
        "viewer/overnemen.html", intake_id=intake_id, form=request.form, errors=errors or None,
        facts=sorted(facts, key=lambda pair: pair[1]), status=status,
    )  # fmt: skip


def _render(template: str, **context: Any) -> Response:
    sets = house().region.vocabulary.information_sets
    response = render_page(
        template, current="/werklijst", second=_second, MARKS=MARKS, REASONS=REASONS, fhir_day=day,
        set_label=lambda one: sets[one].label if one in sets else one, **context,
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_stored(fact: rta.Fact | None, told: str) -> str:
    """What people write for a choice, as it is stored: ja, or the label of a code."""
    words = told.strip()
    if fact is None:
        return words
    labels = {"ja": "true", "nee": "false"} if fact.type == "boolean" else {}
    labels |= {text.get("nl", code).casefold(): code for code, text in (fact.codes or {}).items()}
    return labels.get(words.casefold(), words)


def _second(at: datetime) -> str:
    """The moment of fetching, to the second: 14.05.02."""
    return at.astimezone(AMSTERDAM).strftime("%H.%M.%S").lstrip("0")


def _sealer(intake_id: UUID) -> object:
    """Proof that a value stood on this page: without it anybody could invent what a source said."""

    def seal(item: Item) -> dict[str, str]:
        told = " · ".join(part for part in (item.title, item.value) if part)[:1000]
        said = {"source": item.source_name, "author": item.author,
                "recorded": item.recorded or item.when, "told": told}  # fmt: skip
        return {**said, "seal": _seal(intake_id, said)}

    return seal


def _seal(intake_id: UUID, said: Mapping[str, str]) -> str:
    parts = ["viewer", str(intake_id), str(actor().id), *(said.get(name, "") for name in FIELDS)]
    return house().vault.blind("\x1f".join(parts)).hex()


def _check_seal(intake_id: UUID) -> None:
    if not hmac.compare_digest(_seal(intake_id, request.form), request.form.get("seal", "")):
        answered(Refused("value_not_shown"))


def _date(text: str, unit: Work) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        year = text[:4]
        known = year.isdecimal() and int(year) > 1800
        return date(int(year), 1, 1) if known else unit.now.astimezone(AMSTERDAM).date()
