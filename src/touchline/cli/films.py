"""`touchline film`: several recordings of one game in, one film out."""

import json
from pathlib import Path
from typing import Annotated

import typer

from touchline.base.errors import Invalid
from touchline.cli import terminal
from touchline.cli.terminal import NOTHING_USABLE, errors, print_result, told_in_words
from touchline.core.sports.table import SPORTS
from touchline.engine.film import pipeline, telling
from touchline.engine.film.request import ALL_FORMATS, FilmRequest, parse_formats

FILM_MADE = 0


def folder_named(out: str) -> Path:
    """Read `--out`; to `Path`, no name at all is the folder where one happens to be.

    Raises:
        Invalid: nothing stands there, as in `--out "$GAME"` where there is no GAME.
    """
    if not out:
        raise Invalid("--out is empty. Name the folder that is to be made, for example --out saturday.")
    return Path(out)


def film(
    *,
    takes: Annotated[
        list[Path],
        # One that may not be read is left out like any other bad one; typer would refuse them all.
        typer.Argument(help="The recordings of one game, in any order.", metavar="TAKE", readable=False),
    ],
    out: Annotated[
        str,
        typer.Option(
            help="The folder to make the film in: new, or one that it was begun in.", metavar="FOLDER"
        ),
    ],
    sport: Annotated[str | None, typer.Option(help=f"One of: {', '.join(SPORTS)}.")] = None,
    positions: Annotated[Path | None, typer.Option(help="JSON file: where each camera stood.")] = None,
    clock: Annotated[
        Path | None, typer.Option(help="JSON file: readings of a shared clock per take.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only the instant cut: ready in a fraction of the time.")
    ] = False,
    formats: Annotated[str, typer.Option(help="The sizes to offer.")] = ",".join(ALL_FORMATS),
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Direct one synchronised film out of several recordings of one game."""
    with told_in_words():
        request = FilmRequest(
            takes=tuple(takes),
            out=folder_named(out),
            sport=sport,
            positions=positions,
            clock=clock,
            is_quick=quick,
            formats=parse_formats(formats),
        )
        result = pipeline.make_film(request, terminal.Terminal())
    if as_json:
        print_result(json.dumps(telling.summary(result), indent=2), result)
    else:
        errors.print(telling.closing_words(result), markup=False)
    raise typer.Exit(FILM_MADE if result.has_film else NOTHING_USABLE)
