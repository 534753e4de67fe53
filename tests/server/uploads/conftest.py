"""What tests of uploads ask for: the application as somebody who sends sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from factories.apps import app_over
from factories.uploads import PARENT, Tus
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.owner import owner


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder of the test's own."""
    return Settings(_env_file=None, data_dir=tmp_path, uploads_reserve_bytes=0)


@pytest.fixture
def app(settings: Settings, ports: Ports) -> FastAPI:
    """The application, signed in as a parent."""
    app = app_over(settings, ports)
    app.dependency_overrides[owner] = lambda: PARENT
    return app


@pytest.fixture
def intake(app: FastAPI) -> Intake:
    """What the application does uploads with."""
    intake: Intake = app.state.uploads
    return intake


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the parent."""
    with TestClient(app) as client:
        yield client


@pytest.fixture
def tus(client: TestClient) -> Tus:
    """Somebody who speaks tus."""
    return Tus(client)
