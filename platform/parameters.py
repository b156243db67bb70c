"""What a program may ask in the query of an address: what the API's own description names, no more.

A misspelt filter that is silently ignored answers more than was asked for; so it is refused. Read from
the description, so that no route can forget it.
"""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, request
from flask_smorest import Api

from .guard import BadInput

_CONVERTER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_KEY = "netwerkzorg_parameters"
Declared = Mapping[tuple[str, str], frozenset[str]]


def install_parameters(app: Flask, api: Api) -> None:
    """Remember which parameters each route of the API has. After all rooms are installed."""
    app.extensions[_KEY] = declared(api.spec.to_dict())
    app.before_request(_refuse_unknown)


def declared(description: Mapping[str, Any]) -> Declared:
    """The names of the query parameters for each method and path of an OpenAPI description."""
    return {
        (method.upper(), path): frozenset(
            one["name"]
            for one in (*routes.get("parameters", ()), *operation.get("parameters", ()))
            if one.get("in") == "query"
        )
        for path, routes in description.get("paths", {}).items()
        for method, operation in routes.items()
        if isinstance(operation, Mapping)
    }


def _refuse_unknown() -> None:
    if request.url_rule is None or not request.args:
        return
    known: Declared = current_app.extensions[_KEY]
    path = _CONVERTER.sub(r"{\1}", request.url_rule.rule)
    names = known.get((request.method, path))
    if names is not None and not set(request.args) <= names:
        raise BadInput("unknown_parameter")
