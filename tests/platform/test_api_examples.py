"""Whoever reads the description of the API sees an example of what each call takes and gives."""

from typing import Any

import pytest
from worlds import World

from netwerkzorg.platform.app import create_app

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def described(world: World) -> dict[str, dict[str, Any]]:
    """The calls of the API, by "METHOD /path", with the shapes that they refer to."""
    answer = create_app(house=world.house).test_client().get("/api/v1/openapi.json").get_json()
    return {
        f"{method.upper()} {path}": _whole(call, answer["components"])
        for path, calls in answer["paths"].items()
        for method, call in calls.items()
        if method in METHODS
    }


def _whole(part: Any, components: Any) -> Any:
    """This part with every reference replaced by what it refers to."""
    if isinstance(part, list):
        return [_whole(one, components) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        _, _, kind, name = part["$ref"].split("/")
        return _whole(components[kind][name], components)
    return {name: _whole(one, components) for name, one in part.items()}


def test_every_call_shows_its_answer(described: dict[str, dict[str, Any]]) -> None:
    assert len(described) > 25
    without = []
    for name, call in described.items():
        good = [answer for status, answer in call["responses"].items() if status.startswith("2")]
        if not good or ("content" in good[0] and "'example':" not in str(good[0]["content"])):
            without.append(name)
    assert without == []


def test_every_call_that_takes_something_shows_it(described: dict[str, dict[str, Any]]) -> None:
    assert [
        name
        for name, call in described.items()
        if "requestBody" in call and "'example':" not in str(call["requestBody"])
    ] == []
