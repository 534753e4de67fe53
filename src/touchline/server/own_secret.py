"""The secret of a server that nobody has given one: made at its first start, and kept in its data folder.

So a server that was just tried out has no secret that everybody knows. In production one must be given: it
belongs elsewhere than what it protects.
"""

import os
import secrets

from pydantic import SecretStr

from touchline.base.files import make_durable
from touchline.server.settings import DEFAULT_SECRET, Settings

NAME = "secret-key"


def with_own_secret(settings: Settings) -> Settings:
    """Return the settings, with the folder's own secret where none was given."""
    if settings.secret_key.get_secret_value() != DEFAULT_SECRET:
        return settings
    path = settings.data_dir / NAME
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            make_durable(file.fileno())
    except FileExistsError:
        pass
    return settings.model_copy(update={"secret_key": SecretStr(path.read_text(encoding="utf-8"))})
