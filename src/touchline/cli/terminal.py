"""What all commands do alike: show progress, refuse in a sentence, stop without losing anything."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from touchline.base.errors import TouchlineError, Unavailable
from touchline.engine.film.pipeline import FilmResult
from touchline.engine.progress import Report

NOTHING_USABLE, WRONG_USAGE = 1, 2
NOT_TOLD = 1
"""The film is made, and the disk is full that its result was to be written to."""
STOPPED_BY = 128
"""Plus the signal's number: what a shell gives for a program that a signal stopped. Ctrl-C is 130."""

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a polite request of the system, a terminal that was closed: all lose nothing."""

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


def print_result(text: str, result: FilmResult) -> None:
    """Print on standard output; the film is made, whether or not the words find their way.

    Raises:
        typer.Exit: with 1 when they cannot be written, as on a full disk. A reader who went away (`| head`)
            has what he wanted: that changes nothing.
    """
    try:
        typer.echo(text)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of the words goes there
        errors.print(
            f"The result could not be printed ({error.strerror}). "
            f"Nothing is lost: {result.folder.report} tells it too.",
            markup=False,
        )
        if not isinstance(error, BrokenPipeError):
            raise typer.Exit(NOT_TOLD) from error
