"""The command line: `touchline film`, `touchline demo`."""

import typer

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


def main() -> None:
    """Run the program."""
    app()
