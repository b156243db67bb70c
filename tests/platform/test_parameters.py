"""A parameter that the API's description does not name is refused, on every route that it describes."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from providers import AUDIENCE, CLIENT_ID, CLIENT_SECRET, StandIn
from worlds import EVERYBODY, World, a_house, with_people

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.organizations import AccountRow
from netwerkzorg.platform.parameters import declared
from netwerkzorg.platform.permits import Permits
from netwerkzorg.platform.work import Actor

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def app(tmp_path: Path, provider: StandIn) -> Flask:
    """All rooms, with everybody of the tests."""
    world: World = with_people(
        a_house(
            tmp_path, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET, api_audience=AUDIENCE,
        )
    )  # fmt: skip
    with world.house.engine.begin() as connection:
        connection.execute(AccountRow.__table__.update().values(issuer=provider.issuer))
    return create_app(house=world.house)


def bearer(provider: StandIn, actor: Actor) -> dict[str, str]:
    provider.subject = str(actor.id)
    return provider.bearer(
        role=actor.role,
        organization=str(actor.organization_id or ""),
        team=str(actor.team_id or ""),
    )


def someone_who_may(app: Flask, method: str, path: str) -> Actor:
    permits: Permits = app.extensions["netwerkzorg_permits"]
    rules = {
        re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", r.rule): r.rule
        for r in app.url_map.iter_rules()
    }
    row = permits.row(method.upper(), rules[path])
    return next(one for one in EVERYBODY if permits.allows(row, one))


def test_no_route_takes_what_it_does_not_name(app: Flask, provider: StandIn) -> None:
    client, taken, asked = app.test_client(), [], 0
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    for path, operations in paths.items():
        for method in set(METHODS) & operations.keys():
            asked += 1
            who = someone_who_may(app, method, path)
            answer = client.open(
                re.sub(r"\{[^}]+\}", str(uuid4()), path), method=method.upper(), json={},
                query_string={"onbekend": "1"},
                headers={**bearer(provider, who), "Idempotency-Key": str(uuid4())},
            )  # fmt: skip
            if (answer.status_code, answer.get_json()["code"]) != (400, "unknown_parameter"):
                taken.append(f"{method} {path}: {answer.status_code}")
    assert asked > 20
    assert taken == []


def test_what_is_named_is_taken(app: Flask, provider: StandIn) -> None:
    resident = EVERYBODY[0]
    answer = app.test_client().get(
        "/api/v1/me/log?days=7&limit=5", headers=bearer(provider, resident)
    )
    assert answer.status_code == 200, answer.text


def test_parameters_of_a_path_count_for_its_operations() -> None:
    described = {
        "paths": {
            "/a/{id}": {
                "parameters": [{"in": "path", "name": "id"}, {"in": "query", "name": "shared"}],
                "get": {
                    "parameters": [{"in": "query", "name": "own"}, {"in": "header", "name": "h"}]
                },
                "post": {},
            }
        }
    }
    assert declared(described) == {
        ("GET", "/a/{id}"): frozenset({"shared", "own"}),
        ("POST", "/a/{id}"): frozenset({"shared"}),
    }
