"""Figures for Prometheus: requests by route, and whatever the domains count when they are asked."""

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import prometheus_client
from fastapi import APIRouter, Request, Response
from prometheus_client.core import CollectorRegistry, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from touchline.base.errors import NotFound
from touchline.server.kit.db import Database

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)


@dataclass(frozen=True, slots=True)
class Gauge:
    """Something that is counted when it is asked for: values by the words of their labels."""

    name: str
    meaning: str
    labels: Sequence[str]
    values: Mapping[tuple[str, ...], float]


ReadGauges = Callable[[Session], Iterable[Gauge]]
"""What a domain offers: jobs by state, storage by kind …"""


class Metrics:
    """All figures of one application."""

    def __init__(self, database: Database, read_gauges: Sequence[ReadGauges] = ()) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = prometheus_client.Counter(
            "touchline_http_requests", "Requests that were answered.", labels, registry=self.registry
        )
        self._durations_s = prometheus_client.Histogram(
            "touchline_http_request_duration_seconds",
            "Time until the last byte of an answer.",
            ("method", "route"),
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self.registry.register(_Asked(database, read_gauges))

    def count(self, method: str, route: str, status: int, duration_s: float) -> None:
        """Count a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._durations_s.labels(method, route).observe(duration_s)

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return prometheus_client.generate_latest(self.registry)


class _Asked(Collector):
    """Asks the domains at each reading, so that all processes tell the same."""

    def __init__(self, database: Database, read_gauges: Sequence[ReadGauges]) -> None:
        self._database, self._read_gauges = database, read_gauges

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Say nothing in advance: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Ask."""
        with self._database.reading() as session:
            for gauge in (gauge for read in self._read_gauges for gauge in read(session)):
                family = GaugeMetricFamily(f"touchline_{gauge.name}", gauge.meaning, labels=gauge.labels)
                for words, value in gauge.values.items():
                    family.add_metric(words, value)
                yield family


router = APIRouter(tags=["Operations"])


@router.get("/metrics", response_class=Response)
def read_metrics(request: Request) -> Response:
    """Figures for Prometheus: for whoever sends the token; without one, in production, for nobody."""
    if not _may_read(request):
        raise NotFound("There is nothing here without the token of TOUCHLINE_METRICS_TOKEN.")
    figures: Metrics = request.app.state.metrics
    return Response(figures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read(request: Request) -> bool:
    """Say whether the token was sent. A request from this machine may be anybody's, by a web server on it."""
    settings = request.app.state.settings
    token = settings.metrics_token.get_secret_value()
    if token:
        sent = request.headers.get("authorization", "")
        return hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())
    return not settings.is_production
