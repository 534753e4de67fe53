"""The command line: `touchline film | serve | worker | demo | admin`."""

from typing import Annotated

import typer

from touchline import __version__
from touchline.cli import admin, demo, films, serving

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="The self-hosted match-day system for sports clubs.",
)
app.command()(films.film)
app.command()(demo.demo)
app.command()(serving.serve)
app.command()(serving.worker)
app.add_typer(admin.app, name="admin")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"touchline {__version__}")
        raise typer.Exit


@app.callback()
def _touchline(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Touchline."""


def main() -> None:
    """Run the program."""
    app(prog_name="touchline")
