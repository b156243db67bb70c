"""For whoever runs it: is it alive, is it ready, and how is it doing. No word about any person."""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from .house import House
from .http import house
from .outbox_tables import DeliveryRow
from .outcome import Absent
from .rooms import Permit

PAGES = Blueprint("health", __name__)
PERMITS = (
    Permit("GET", "/livez", "health.live", ("anyone",)),
    Permit("GET", "/readyz", "health.ready", ("anyone",)),
    Permit("GET", "/metrics", "health.metrics", ("anyone",), note="this machine, or the token"),
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_BEHIND_A_PROXY = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@PAGES.get("/livez")
def live() -> dict[str, str]:
    """This process answers. Asks nobody else, so that a database that is down restarts no process."""
    return {"status": "ok"}


@PAGES.get("/readyz")
def ready() -> tuple[dict[str, str], int]:
    """This process can do its work: the database answers and has the tables."""
    try:
        with house().engine.connect() as connection:
            connection.execute(select(DeliveryRow.id).limit(1))
    except SQLAlchemyError:
        return {"status": "unavailable", "database": "unavailable"}, 503
    return {"status": "ok", "database": "ok"}, 200


@PAGES.get("/metrics")
def metrics() -> Response:
    """Figures of this process, for Prometheus. Raises Absent for whoever may not ask."""
    if not _may_measure(house().settings.metrics_token):
        raise Absent
    registry: CollectorRegistry = current_app.extensions["netwerkzorg_metrics"]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_measure(token: str) -> bool:
    """With a token set, only the token counts; without one, only this machine itself."""
    if token:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {token}".encode())
    if any(name in request.headers for name in _BEHIND_A_PROXY):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


class _Deliveries(Collector):
    """What waits in the outbox, read when somebody asks."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        states = GaugeMetricFamily(
            "netwerkzorg_deliveries", "Deliveries that are not done", labels=["state"]
        )
        oldest = GaugeMetricFamily(
            "netwerkzorg_oldest_delivery_seconds", "How long the first in the queue is due"
        )
        now = self._house.clock.now()
        waiting = (DeliveryRow.done_at.is_(None), DeliveryRow.quarantined_at.is_(None))
        with self._house.engine.connect() as connection:
            due, first = connection.execute(
                select(func.count(), func.min(DeliveryRow.due_at)).where(
                    *waiting, DeliveryRow.due_at <= now
                )
            ).one()
            later = connection.scalar(
                select(func.count()).where(*waiting, DeliveryRow.due_at > now)
            )
            aside = connection.scalar(
                select(func.count()).where(DeliveryRow.quarantined_at.is_not(None))
            )
        for name, count in (("due", due), ("later", later), ("quarantined", aside)):
            states.add_metric([name], count or 0)
        oldest.add_metric([], (now - first).total_seconds() if first else 0)
        yield states
        yield oldest


def install_metrics(app: Flask, house: House) -> None:
    """Count and time every answer, by route and never by path."""
    registry = CollectorRegistry()
    app.extensions["netwerkzorg_metrics"] = registry
    answers = Counter(
        "netwerkzorg_answers", "Answers", ["method", "route", "status"], registry=registry
    )
    seconds = Histogram(
        "netwerkzorg_answer_seconds", "Time to an answer", ["route"], registry=registry,
        buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    )  # fmt: skip
    ProcessCollector(registry=registry)
    registry.register(_Deliveries(house))

    @app.after_request
    def measure(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in _METHODS else "other"
        answers.labels(method, route, str(response.status_code)).inc()
        if "begun" in g:
            seconds.labels(route).observe(time.perf_counter() - g.begun)
        return response
