"""`touchline serve` and `touchline worker`: the club's server, and one more pair of hands for its jobs."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from touchline.base.errors import Invalid
from touchline.cli.terminal import told_in_words
from touchline.local_engine import LocalEngine
from touchline.server import outside, serving
from touchline.server import worker as workers
from touchline.server.own_secret import with_own_secret
from touchline.server.settings import Settings

OURS_ALONE = 0o077
"""What the server writes is read by nobody else on its machine: names of children, mail, backups."""

Data = Annotated[
    Path | None,
    typer.Option("--data", help="The folder of the database and all files.", metavar="FOLDER"),
]


def settings_with(data: Path | None = None) -> Settings:
    """Read the settings from the environment; what is said on the command line wins.

    Without a secret key, the data folder's own is used.

    Raises:
        Invalid: a setting is not as it must be; the sentence names it.
    """
    os.umask(OURS_ALONE)
    said: dict[str, Any] = {} if data is None else {"data_dir": data}
    try:
        return with_own_secret(Settings(**said))
    except ValidationError as error:
        first = error.errors()[0]
        where = "_".join(str(part) for part in first["loc"]).upper()
        name = f"TOUCHLINE_{where}: " if where else ""
        raise Invalid(f"{name}{first['msg'].removeprefix('Value error, ')}") from None


def serve(
    data: Data = None,
    host: Annotated[
        str, typer.Option(help="The address to listen at; 0.0.0.0 for the whole network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8000,
) -> None:
    """Run the club's server: web, API and a worker, on this machine."""
    with told_in_words():
        settings = settings_with(data)
        with serving.listening(host, port) as (listener, address):
            typer.echo(f"Touchline {address}   Ctrl-C stops it; nothing is lost.")
            serving.serve(settings, LocalEngine(), listener, on_ready=lambda: typer.echo("Ready."))


def worker(data: Data = None) -> None:
    """Do jobs beside a server that runs elsewhere, with the same settings."""
    with told_in_words():
        settings = settings_with(data)
        outside.configure_logs(settings)
        workers.run(settings, LocalEngine())
