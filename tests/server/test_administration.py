"""What whoever runs the server can do on its machine."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from factories.people import PASSWORD
from touchline.server import administration
from touchline.server.accounts.errors import WeakPassword
from touchline.server.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None, data_dir=tmp_path / "club", password_hash_memory_kib=8, password_hash_passes=1
    )


def test_the_first_administrator_is_made_without_any_mail(settings: Settings) -> None:
    with administration.database_of(settings) as database:
        assert not administration.has_administrator(database)
    said = administration.create_administrator(settings, "Anna@Example.org", "Anna", PASSWORD)
    assert said.startswith("anna@example.org administers this server.")
    with administration.database_of(settings) as database:
        assert administration.has_administrator(database)
    assert "its password stays" in administration.create_administrator(
        settings, "anna@example.org", "Anna", "another long password"
    )


@pytest.mark.parametrize(
    ("email", "password", "refused"), [("nobody", PASSWORD, ValidationError), ("a@b.org", "1", WeakPassword)]
)
def test_an_administrator_needs_an_address_and_a_password(
    settings: Settings, email: str, password: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        administration.create_administrator(settings, email, "Anna", password)


def test_an_audit_log_that_was_changed_is_told(settings: Settings) -> None:
    for name in ("anna", "berta", "carla"):
        administration.create_administrator(settings, f"{name}@example.org", name, PASSWORD)
    whole = administration.verify_audit(settings)
    assert (whole.entries, whole.first_fault) == (3, None)
    with administration.database_of(settings) as database, database.writing() as session:
        session.execute(text("UPDATE audit_entries SET action = 'nothing' WHERE number = 2"))
    assert administration.verify_audit(settings).first_fault == 2
