"""What the server is told by its environment: read once, typed; documented in docs/reference/settings.md."""

import secrets
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from touchline.server.accounts.settings import Registration

DEFAULT_SECRET = "not-a-secret"  # noqa: S105 (known to everybody, and refused in production)
SHORTEST_SECRET = 32


class Environment(StrEnum):
    """Where the server runs."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class Settings(BaseSettings):
    """The server's settings, from `TOUCHLINE_*` or a file `.env`."""

    model_config = SettingsConfigDict(env_prefix="TOUCHLINE_", env_file=".env", extra="ignore", frozen=True)

    environment: Environment = Environment.DEVELOPMENT
    data_dir: Path = Path("touchline-data")
    database_url: str = ""
    secret_key: SecretStr = SecretStr(DEFAULT_SECRET)
    older_secret_keys: tuple[SecretStr, ...] = ()
    public_url: str = "http://localhost:8000"
    database_pool_size: int = Field(default=10, ge=1, le=200)
    files_dir: Path | None = None
    files_quota_gb: float | None = Field(default=None, gt=0)
    disk_keep_free_gb: float = Field(default=1.0, ge=0)
    mail_url: SecretStr = SecretStr("")
    mail_from: str = "Touchline <touchline@localhost>"
    log_level: LogLevel = LogLevel.INFO
    log_json: bool = True
    metrics_token: SecretStr = SecretStr("")
    requests_per_minute_person: int = Field(default=1200, ge=1)
    requests_per_minute_address: int = Field(default=600, ge=1)
    uploads_most_bytes: int = Field(default=64 << 30, ge=1)
    uploads_most_unfinished: int = Field(default=200, ge=1)
    uploads_most_unfinished_bytes: int = Field(default=1 << 40, ge=1)
    uploads_idle_days: int = Field(default=14, ge=1)
    uploads_patience_s: float = Field(default=60.0, gt=0)
    uploads_reserve_bytes: int = Field(default=256 << 20, ge=0)
    worker_capacity: int = Field(default=4, ge=1, le=1000)
    registration: Registration = Registration.OPEN
    access_token_minutes: int = Field(default=10, ge=1, le=60)
    sign_in_days: int = Field(default=30, ge=1, le=365)
    password_hash_memory_kib: int = Field(default=19_456, ge=8, le=1_048_576)
    password_hash_passes: int = Field(default=2, ge=1, le=20)

    @model_validator(mode="after")
    def _refuse_what_everybody_knows(self) -> Self:
        secret = self.secret_key.get_secret_value()
        if self.environment is Environment.PRODUCTION and (
            secret == DEFAULT_SECRET or len(secret) < SHORTEST_SECRET
        ):
            raise ValueError(
                f"TOUCHLINE_SECRET_KEY must be a secret of {SHORTEST_SECRET} characters or more in "
                f"production, for example {secrets.token_urlsafe(32)}"
            )
        return self

    @property
    def is_production(self) -> bool:
        """Whether strangers can reach it."""
        return self.environment is Environment.PRODUCTION

    @property
    def database(self) -> str:
        """The database's URL: SQLite inside the data folder where none is told."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'touchline.db').absolute()}"

    @property
    def files(self) -> Path:
        """The folder of takes and films: inside the data folder where none is told."""
        return self.files_dir or self.data_dir / "files"
