"""Settings as an administrator sees them: no secret among them."""

from pydantic import SecretStr

from touchline.server.kit.told_settings import told
from touchline.server.settings import Settings


def test_of_secrets_only_whether_they_are_set_is_told() -> None:
    settings = Settings(
        _env_file=None,
        secret_key=SecretStr("the secret of this server, long enough"),
        older_secret_keys=(SecretStr("an older secret"),),
        mail_url=SecretStr("smtp://me:secret@mail.example.org"),
        database_url="postgresql://me:secret@db.example.org/touchline",
    )
    shown = {one.name: one for one in told(settings)}
    assert "secret " not in " ".join(one.value for one in shown.values())
    assert ":secret@" not in " ".join(one.value for one in shown.values())
    assert shown["TOUCHLINE_SECRET_KEY"].value == "set"
    assert shown["TOUCHLINE_METRICS_TOKEN"].value == "not set"
    assert shown["TOUCHLINE_OLDER_SECRET_KEYS"].value == "1 set"
    assert "db.example.org" in shown["TOUCHLINE_DATABASE_URL"].value
    assert not shown["TOUCHLINE_DATABASE_URL"].is_default
    assert shown["TOUCHLINE_SIGN_IN_DAYS"].is_default
