"""The outside world, connected as the settings say: what `create_app` and the worker are handed."""

from pathlib import Path

from touchline.base.clock import SystemClock
from touchline.server.kit import logs
from touchline.server.kit.counters.sql import SqlCounters
from touchline.server.kit.db import Database
from touchline.server.kit.film_engine.port import FilmEngine
from touchline.server.kit.mail import choosing
from touchline.server.kit.ports import Ports
from touchline.server.kit.sealing import Sealer
from touchline.server.kit.signing import Signer
from touchline.server.kit.storage.links import Links
from touchline.server.kit.storage.local import LocalStorage
from touchline.server.kit.storage.room import Room
from touchline.server.settings import Settings

GB = 1_000_000_000


def connect(settings: Settings, film_engine: FilmEngine) -> Ports:
    """Return the ports of a program that serves or works."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    clock = SystemClock()
    database = Database(settings.database, pool_size=settings.database_pool_size)
    links = Links(signer_for(settings), clock)
    return Ports(
        database=database,
        clock=clock,
        links=links,
        storage=LocalStorage(settings.files, links, _room(settings.files, settings)),
        mail=choosing.choose(
            settings.mail_url.get_secret_value(), settings.data_dir / "mail", settings.mail_from, clock
        ),
        counters=SqlCounters(database, clock),
        sealer=Sealer(*_secrets(settings)),
        film_engine=film_engine,
        folder=settings.data_dir,
    )


def signer_for(settings: Settings) -> Signer:
    """Return what signs: with the present secret, believing the previous one too."""
    return Signer(*_secrets(settings))


def configure_logs(settings: Settings) -> None:
    """Have this process log as the settings say."""
    logs.configure(level=settings.log_level, as_json=settings.log_json)


def _secrets(settings: Settings) -> list[str]:
    return [key.get_secret_value() for key in (settings.secret_key, *settings.older_secret_keys)]


def _room(folder: Path, settings: Settings) -> Room:
    quota_gb = settings.files_quota_gb
    return Room(
        folder,
        quota_bytes=None if quota_gb is None else int(quota_gb * GB),
        keep_free_bytes=int(settings.disk_keep_free_gb * GB),
    )
