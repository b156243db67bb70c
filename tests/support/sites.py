"""The web process with its people, a login provider beside it, and one small form to send."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Flask, g, request
from flask.testing import FlaskClient
from providers import AUDIENCE, CLIENT_ID, CLIENT_SECRET, StandIn, log_in
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from worlds import RESIDENT, World, a_house, with_people

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.audit import AuditRow
from netwerkzorg.platform.http import work
from netwerkzorg.platform.organizations import AccountRow
from netwerkzorg.platform.rooms import Permit, Room
from netwerkzorg.platform.work import Actor

BASE = "http://127.0.0.1:8000"
OWN = {"Origin": BASE}


def _room() -> Room:
    """One page that says who asks, and one form that only someone who is logged in may send."""
    pages = Blueprint("demo", __name__)

    @pages.get("/wie")
    def who() -> dict[str, str]:
        return {"id": str(g.actor.id), "kind": g.actor.kind, "role": g.actor.role,
                "name": g.actor.name, "organization": str(g.actor.organization_id),
                "team": str(g.actor.team_id), "acr": g.actor.acr}  # fmt: skip

    @pages.post("/antwoord")
    def take() -> tuple[str, int, dict[str, str]]:
        with work() as unit:
            unit.record("demo.taken", g.actor.id, reason=request.form.get("antwoord", "")[:20])
        return "", 303, {"Location": "/wie"}

    return Room(
        "demo",
        9,
        blueprints=(pages,),
        permits=(
            Permit("GET", "/wie", "demo.who", ("logged_in",)),
            Permit("POST", "/antwoord", "demo.take", ("logged_in",)),
        ),
        actions={"demo.taken": "gaf een antwoord"},
    )


@dataclass
class Site:
    """`client()` is a new browser."""

    world: World
    app: Flask
    provider: StandIn

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def logged_in(self, actor: Actor = RESIDENT) -> FlaskClient:
        """A browser in which this person logged in."""
        client = self.client()
        self.provider.subject = str(actor.id)
        answer = log_in(client)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return client

    def actions(self) -> list[str]:
        with Session(self.world.house.engine) as session:
            return list(session.scalars(select(AuditRow.action)))

    def refusals(self) -> list[str]:
        """Why logins were refused, as the log has it."""
        with Session(self.world.house.engine) as session:
            rows = select(AuditRow.reason).where(AuditRow.action == "login.refused")
            return list(session.scalars(rows))

    def change(self, row: type, values: dict[str, Any], **where: Any) -> None:
        """Change rows behind the back of the house: what another process, or time, would do."""
        with self.world.house.engine.begin() as connection:
            connection.execute(update(row).filter_by(**where).values(**values))


def a_site(folder: Path, provider: StandIn, **settings: Any) -> Site:
    given = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "api_audience": AUDIENCE,
        "base_url": BASE,
    }
    world = with_people(a_house(folder, **{**given, **settings}))
    ground = world.house.room("platform")
    world.house = replace(world.house, rooms=(ground, _room()))
    site = Site(world, create_app(house=world.house), provider)
    site.change(AccountRow, {"issuer": provider.issuer})
    return site


def csrf_token(client: FlaskClient, path: str = "/") -> str:
    """The token that a page of ours gives to its forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found, f"no form on {path}"
    return found.group(1)


def form(client: FlaskClient, **fields: str) -> dict[str, str]:
    """Fields as a form of ours sends them."""
    return {"csrf_token": csrf_token(client), "idempotency_key": str(uuid4()), **fields}


def who(client: FlaskClient) -> UUID | None:
    """Whose browser this is now, by the page that says so."""
    answer = client.get("/wie")
    return UUID(answer.get_json()["id"]) if answer.status_code == 200 else None
