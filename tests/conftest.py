"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("touchline", deadline=None)  # how long a case takes says how busy the machine is
settings.load_profile("touchline")

pytest_plugins = ["factories.games"]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real recordings: TOUCHLINE_REAL_DATA, else `shared/data` beside the project."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("TOUCHLINE_REAL_DATA", beside))
    if not (folder / "SOURCES.md").is_file():
        pytest.skip(f"no real recordings at {folder} (set TOUCHLINE_REAL_DATA to their folder)")
    return folder
