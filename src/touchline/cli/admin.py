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
from touchline.server.privacy import service as privacy
from touchline.server.privacy.person import Person

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


@app.command()
def erase_person(
    who: Annotated[str, typer.Argument(help="E-mail address of an account, or id of a player.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Erase everything about one person, at once and for good; say before what goes and what stays."""
    with told_in_words():
        settings = settings_with(data)
        person = administration.person_of(settings, who)
        typer.echo(_told(person))
        if not yes:
            _ask("Erase this person for good?")
        administration.erase_person(settings, person, LocalEngine())
    typer.echo("Erased. Make a backup now, and throw older ones away: restored, they bring the person back.")


def _told(person: Person) -> str:
    address = f", {person.email}" if person.email else ""
    places = [
        f"{place.role.value} in {place.club}{f', {place.team}' if place.team else ''}"
        for place in person.places
    ]
    parts = ("This goes:", privacy.what_goes(person)), ("This stays:", privacy.what_stays(person))
    other_names = [player.name for player in person.players if player.name != person.name]
    lines = [f"{person.name}{address}", *(f"  on the roster: {name}" for name in other_names)]
    lines += [f"  {place}" for place in places]
    for title, sentences in parts:
        lines += ["", title, *(f"  - {sentence}" for sentence in sentences)]
    return "\n".join([*lines, ""])


def _ask(question: str) -> None:
    """Go on if somebody at a terminal says yes.

    Raises:
        Invalid: nobody can be asked.
        typer.Abort: they say no.
    """
    if not sys.stdin.isatty():
        raise Invalid("Nobody can be asked here. Add --yes if you are sure.")
    typer.confirm(question, abort=True)


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
