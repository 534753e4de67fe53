"""The command line: `touchline film`, `touchline demo`."""

import contextlib
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from touchline import __version__
from touchline.base.errors import TouchlineError, Unavailable
from touchline.core.sports.table import SPORTS
from touchline.engine import demo as demo_game
from touchline.engine.film import pipeline, telling
from touchline.engine.film.request import ALL_FORMATS, FilmRequest, parse_formats
from touchline.engine.progress import Report

FILM_MADE, NOTHING_USABLE, WRONG_USAGE = 0, 1, 2
STOPPED_BY = 128
"""Plus the signal's number: what a shell gives for a program that a signal stopped. Ctrl-C is 130."""

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a polite request of the system, a terminal that was closed: all lose nothing."""

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="The self-hosted match-day system for sports clubs.",
)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Terminal:
    """Shows a pipeline's progress: bars with the remaining time on a terminal, else one line per stage."""

    @contextlib.contextmanager
    def stage(self, title: str) -> Iterator[Report]:
        """Show one stage."""
        started = time.monotonic()
        if errors.is_terminal:
            with Progress(
                TextColumn("{task.description:<34}"),
                BarColumn(),
                TaskProgressColumn(),
                TimeRemainingColumn(compact=True, elapsed_when_finished=True),
                console=errors,
            ) as bars:
                task = bars.add_task(title, total=1.0)
                yield lambda share: bars.update(task, completed=share)
                bars.update(task, completed=1.0)
        else:
            yield lambda _share: None
            errors.print(f"{title}: {time.monotonic() - started:.1f} s", markup=False)

    def say(self, sentence: str) -> None:
        """Print a sentence."""
        errors.print(sentence, markup=False)


class Interrupted(KeyboardInterrupt):
    """A signal asked to stop; like Ctrl-C, it reaches whatever is being done."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = STOPPED_BY + number


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise Interrupted(number)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Interrupted` here when a signal asks to stop; a signal that the caller ignores stays ignored."""
    before = {number: signal.getsignal(number) for number in STOPS}
    heeded = [number for number in STOPS if before[number] not in (signal.SIG_IGN, None)]
    for number in heeded:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, before[number])


@contextlib.contextmanager
def told_in_words() -> Iterator[None]:
    """Every refusal is a sentence and an exit code, and being stopped loses nothing."""
    try:
        with stoppable():
            yield
    except TouchlineError as error:
        errors.print(str(error), markup=False)
        raise typer.Exit(NOTHING_USABLE if isinstance(error, Unavailable) else WRONG_USAGE) from error
    except Interrupted as interrupt:
        errors.print("Stopped. Nothing is lost: the same command goes on where it was.", markup=False)
        raise typer.Exit(interrupt.exit_code) from interrupt


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


@app.command()
def film(
    *,
    takes: Annotated[
        list[Path], typer.Argument(help="The recordings of one game, in any order.", metavar="TAKE...")
    ],
    out: Annotated[
        Path, typer.Option(help="The folder to make the film in: new, or one that it was begun in.")
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
            out=out,
            sport=sport,
            positions=positions,
            clock=clock,
            is_quick=quick,
            formats=parse_formats(formats),
        )
        result = pipeline.make_film(request, Terminal())
    if as_json:
        typer.echo(json.dumps(telling.summary(result), indent=2))
    else:
        errors.print(telling.closing_words(result), markup=False)
    raise typer.Exit(FILM_MADE if result.has_film else NOTHING_USABLE)


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="The folder to put the game and its film in.")] = Path("demo"),
    seconds: Annotated[float, typer.Option(min=6.0, max=600.0, help="Length of the game.")] = 60.0,
) -> None:
    """Make a synthetic three-camera game, film it, and compare the result with the truth."""
    with told_in_words():
        outcome = demo_game.run(out, duration_s=seconds, progress=Terminal())
    typer.echo(outcome.words())
    raise typer.Exit(FILM_MADE if outcome.is_good else NOTHING_USABLE)


def main() -> None:
    """Run the program."""
    app()
