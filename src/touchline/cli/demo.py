"""`touchline demo`: a club, a game and its film to look at, with nothing to prepare."""

from typing import Annotated

import typer

from touchline.cli import terminal
from touchline.cli.films import FILM_MADE, folder_named
from touchline.cli.terminal import NOTHING_USABLE, errors, print_result, told_in_words
from touchline.demo import running
from touchline.engine import demo as film_demo
from touchline.server import serving


def demo(
    *,
    out: Annotated[
        str, typer.Option(help="The folder to put the club, the game and its film in.", metavar="FOLDER")
    ] = "demo",
    seconds: Annotated[float, typer.Option(min=6.0, max=600.0, help="Length of the game.")] = 60.0,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8000,
    once: Annotated[bool, typer.Option("--once", help="End as soon as the film plays.")] = False,
    film_only: Annotated[
        bool, typer.Option("--film-only", help="No server: only the film, and its comparison with the truth.")
    ] = False,
) -> None:
    """Serve a club whose game was filmed by three cameras, and compare its film with the truth."""
    if film_only:
        _film_only(out, seconds)
    with told_in_words(), serving.listening("127.0.0.1", port) as (listener, url):
        demonstration = running.prepare(
            folder_named(out),
            url,
            duration_s=seconds,
            is_once=once,
            progress=terminal.Terminal(),
            say=lambda words: errors.print(words, markup=False),
        )
        errors.print(f"The server is at {url}. Ctrl-C stops it; the same command goes on.", markup=False)
        demonstration.serve(listener)
    if demonstration.failure:
        errors.print(demonstration.failure, markup=False)
    is_good = demonstration.watched is not None and demonstration.watched.is_good
    raise typer.Exit(FILM_MADE if is_good else NOTHING_USABLE)


def _film_only(out: str, seconds: float) -> None:
    with told_in_words():
        outcome = film_demo.run(folder_named(out), duration_s=seconds, progress=terminal.Terminal())
    print_result(outcome.words(), outcome.result)
    raise typer.Exit(FILM_MADE if outcome.is_good else NOTHING_USABLE)
