"""A server that nobody has given a secret makes one of its own, once."""

from pathlib import Path

from pydantic import SecretStr

from touchline.server.own_secret import NAME, with_own_secret
from touchline.server.settings import DEFAULT_SECRET, Settings


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "club", secret_key=SecretStr(DEFAULT_SECRET))
    first, second = with_own_secret(settings), with_own_secret(settings)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key.get_secret_value()) >= 48
    assert (tmp_path / "club" / NAME).stat().st_mode & 0o077 == 0


def test_a_secret_that_was_given_is_used(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "club", secret_key=SecretStr("mine" * 10))
    assert with_own_secret(settings) is settings
    assert not (tmp_path / "club" / NAME).exists()
