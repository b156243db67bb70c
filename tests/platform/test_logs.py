"""Nothing about a person reaches a log, whoever wrote the line and however."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from flask import Flask
from worlds import World

from netwerkzorg.platform.app import create_app
from netwerkzorg.platform.logs import configure_logs

BSN, NAME, WORDS = "999990019", "Hiltje van der Kanarie", "ik durf niet meer naar buiten"
CANARIES = (BSN, "Kanarie", "Hiltje", "durf niet")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the logs of this process go during the test; everything is put back after it."""
    root, hooks = logging.getLogger(), (sys.excepthook,)
    before = (list(root.handlers), root.level)
    written = io.StringIO()
    configure_logs(written)
    yield written
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.captureWarnings(False)
    (sys.excepthook,) = hooks
    root.handlers[:], root.level = before[0], before[1]


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("given", "because"),
    [
        ({"event": NAME}, "a sentence as event"),
        ({"event": "x", "name": NAME}, "a key that nobody agreed"),
        ({"event": "x", "bsn": BSN}, "a number under its own name"),
        ({"event": "x", "reason": BSN}, "a number under an agreed key"),
        ({"event": "x", "status": int(BSN)}, "a number where a smaller one belongs"),
        ({"event": "x", "path": f"/vragen/{BSN}"}, "a path instead of a route"),
        ({"event": "x", "source": NAME}, "a name as a source"),
        ({"event": "x", "error": f"Error({NAME})"}, "the text of an error"),
        ({"event": "x", "reason": WORDS}, "what somebody said"),
        ({"event": "x", "request_id": BSN}, "an id that is none"),
        ({"event": "x", "what": {"answer": WORDS}}, "a value inside a value"),
        ({"event": f"burger_{BSN}"}, "a number inside a code"),
    ],
)
def test_our_own_lines_hold_only_what_was_agreed(
    stream: io.StringIO, given: dict[str, Any], because: str
) -> None:
    structlog.get_logger().warning(**given)
    (line,) = lines(stream)
    assert not [word for word in CANARIES if word in stream.getvalue()], because
    assert line["left_out"] == 1, "the reader sees that something was left out"


def test_what_was_agreed_is_there(stream: io.StringIO) -> None:
    structlog.get_logger().error(
        "internal_error", error="ValueError", path="/vragen/<uuid:intake_id>", status=500,
        where="service.py:12 > store.py:7",
    )  # fmt: skip
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "internal_error", "level": "error", "error": "ValueError", "status": 500,
        "path": "/vragen/<uuid:intake_id>", "where": "service.py:12 > store.py:7",
    }  # fmt: skip


@pytest.mark.parametrize("library", ["sqlalchemy.engine", "urllib3", "celery.worker", "x y"])
def test_lines_of_libraries_hold_no_value(stream: io.StringIO, library: str) -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        logging.getLogger(library).exception("row %s of %s", BSN, NAME)
    if not library.startswith("celery"):
        logging.getLogger(library).warning(f"Kanarie {BSN} {WORDS}")
    assert not [word for word in CANARIES if word in stream.getvalue()]
    assert lines(stream)[0]["error"] == "ValueError"


def test_what_nobody_caught_is_a_line_without_its_text(stream: io.StringIO) -> None:
    try:
        raise LookupError(NAME)
    except LookupError:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    (line,) = lines(stream)
    assert (line["event"], line["error"]) == ("stopped_by_a_fault", "LookupError")
    assert "Kanarie" not in stream.getvalue()


def test_each_answer_is_a_line_by_route_with_the_id_that_the_client_saw(
    world: World, stream: io.StringIO
) -> None:
    app: Flask = create_app(house=world.house)
    answer = app.test_client().get(f"/privacy?bsn={BSN}", headers={"User-Agent": NAME})
    lost = app.test_client().get(f"/{BSN}/Kanarie")
    assert (answer.status_code, lost.status_code) == (200, 404)
    first, second = (line for line in lines(stream) if line["event"] == "request")
    assert first["request_id"] == answer.headers["X-Request-Id"]
    assert (first["path"], first["status"], second["path"]) == ("/privacy", 200, "")
    assert not [word for word in CANARIES if word in stream.getvalue()]
