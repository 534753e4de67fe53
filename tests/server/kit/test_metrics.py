"""Figures for Prometheus: by route, without end only where an end is."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.orm import Session

from factories.apps import app_over
from touchline.server.kit.metrics import Gauge, Metrics
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings


def figures(content: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(content)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_outcome(client: TestClient) -> None:
    client.get("/health")
    client.get("/files/one/a")
    client.get("/files/two/b/c")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = figures(answer.text)
    assert found["touchline_http_requests_total", ("GET", "/health", "200")] == 1
    assert found["touchline_http_requests_total", ("GET", "/files/{token}/{key}", "404")] == 2
    assert found["touchline_http_request_duration_seconds_count", ("GET", "/health")] == 1


def test_whatever_is_asked_for_there_are_not_more_figures(client: TestClient) -> None:
    for number in range(5):
        client.get(f"/nothing/{number}")
        client.request(f"VERB{number}", "/health")
    routes = {
        labels for name, labels in figures(client.get("/metrics").text) if name.endswith("_requests_total")
    }
    assert routes == {("GET", "unmatched", "404"), ("OTHER", "/health", "405")}


def test_with_a_token_only_who_sends_it_reads_figures(ports: Ports) -> None:
    settings = Settings(_env_file=None, metrics_token="a token")
    with TestClient(app_over(settings, ports)) as client:
        for sent in ({}, {"authorization": "Bearer another"}, {"authorization": "a token"}):
            assert client.get("/metrics", headers=sent).status_code == 404
        assert client.get("/metrics", headers={"authorization": "Bearer a token"}).status_code == 200


PRODUCTION = {"environment": "production", "secret_key": "a secret of more than thirty-two characters"}


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("127.0.0.1", {}),
        ("::1", {}),
        ("192.0.2.1", {}),
        ("testclient", {}),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}),
        ("192.0.2.1", {"authorization": "Bearer "}),
    ],
)
def test_in_production_nobody_reads_figures_without_a_token_not_even_on_the_same_machine(
    ports: Ports, address: str, headers: dict[str, str]
) -> None:
    app = app_over(Settings(_env_file=None, **PRODUCTION), ports)
    with TestClient(app, client=(address, 50_000)) as client:
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.fixture
def metrics(ports: Ports) -> Metrics:
    """Figures with a gauge that asks the database."""

    def count_jobs(session: Session) -> list[Gauge]:
        one = session.execute(text("SELECT 1")).scalar_one()
        return [Gauge("jobs", "Jobs by state.", ("state",), {("PENDING",): one, ("FAILED",): 0})]

    return Metrics(ports.database, [count_jobs])


def test_what_domains_count_is_asked_for_at_each_reading(metrics: Metrics) -> None:
    found = figures(metrics.text().decode())
    assert found["touchline_jobs", ("PENDING",)] == 1
    assert found["touchline_jobs", ("FAILED",)] == 0
