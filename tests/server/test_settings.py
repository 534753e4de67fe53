"""Settings come from the environment, and production refuses what everybody knows."""

import pytest
from pydantic import ValidationError

from touchline.server.settings import DEFAULT_SECRET, Environment, Settings


def test_a_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUCHLINE_PUBLIC_URL", "https://club.example")
    assert Settings(_env_file=None).public_url == "https://club.example"


@pytest.mark.parametrize("secret", [DEFAULT_SECRET, "short", "x" * 31])
def test_production_refuses_a_secret_that_can_be_guessed(secret: str) -> None:
    with pytest.raises(ValidationError, match="TOUCHLINE_SECRET_KEY must be a secret of 32"):
        Settings(_env_file=None, environment=Environment.PRODUCTION, secret_key=secret)


def test_production_takes_a_long_secret() -> None:
    settings = Settings(_env_file=None, environment=Environment.PRODUCTION, secret_key="x" * 32)
    assert "x" * 32 not in repr(settings)


def test_without_a_database_url_it_is_a_file_in_the_data_folder() -> None:
    assert Settings(_env_file=None, data_dir="/srv/club").database == "sqlite:////srv/club/touchline.db"
