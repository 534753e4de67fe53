"""`touchline admin`: what whoever runs the server does on its machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from touchline.base.errors import Invalid
from touchline.cli.serving import Data, settings_with
from touchline.cli.terminal import errors, told_in_words
from touchline.local_engine import LocalEngine
from touchline.server import administration, backups

app = typer.Typer(no_args_is_help=True, help="Look after the server, on its own machine.")

Folder = Annotated[Path, typer.Argument(help="The backup's folder.", metavar="FOLDER")]


@app.command()
def create_administrator(
    email: Annotated[str, typer.Argument(help="Whose account it is.")],
    name: Annotated[str, typer.Option(help="What others see.")] = "Administrator",
    data: Data = None,
) -> None:
    """Make the account that may do everything on this server; an existing account becomes one."""
    with told_in_words():
        try:
            said = administration.create_administrator(settings_with(data), email, name, _asked_password())
        except ValidationError as error:
            first = error.errors()[0]
            raise Invalid(f"{first['loc'][-1]}: {first['msg']}") from None
        typer.echo(said)


def _asked_password() -> str:
    """Ask for a password on a terminal, else read a line: an argument could be seen by everybody."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


@app.command()
def verify_audit(data: Data = None) -> None:
    """Go through the whole audit log and say whether anything was changed or removed."""
    with told_in_words():
        verdict = administration.verify_audit(settings_with(data))
    if not verdict.is_whole:
        errors.print(
            f"The audit log was changed: entry {verdict.first_fault} is not as it was written. "
            f"The {verdict.entries} before it are whole.",
            markup=False,
        )
        raise typer.Exit(1)
    typer.echo(f"The audit log is whole: {verdict.entries} entries, the last one {verdict.last_hash}.")
    typer.echo("Write this hash down elsewhere: compared later, it shows a log that was made anew.")


@app.command()
def backup(folder: Folder, data: Data = None) -> None:
    """Copy the database and all files into a folder; done again, only what is new is copied."""
    with told_in_words():
        kept = backups.back_up(settings_with(data), folder, LocalEngine())
    typer.echo(f"{kept.rows} rows and {kept.files} files ({kept.copied} of them new) lie in {folder}.")


@app.command()
def restore(folder: Folder, data: Data = None) -> None:
    """Bring a backup back, into an empty database of any kind and an empty folder of files."""
    with told_in_words():
        kept = backups.restore(settings_with(data), folder, LocalEngine())
    typer.echo(f"{kept.rows} rows and {kept.files} files were restored from {folder}.")
