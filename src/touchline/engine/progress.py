"""How a pipeline tells what it is doing, and how it is asked to stop."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

Report = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1. May raise to stop the work."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Progress(Protocol):
    """Whoever watches a pipeline: a terminal, a job row, nobody."""

    def stage(self, title: str) -> AbstractContextManager[Report]:
        """Enter a stage; report its progress through what is yielded."""

    def say(self, sentence: str) -> None:
        """Tell the person something that matters for the result."""


class Unwatched:
    """A Progress that nobody watches."""

    @contextlib.contextmanager
    def stage(self, title: str) -> Iterator[Report]:  # noqa: ARG002
        """Enter a stage that nobody watches."""
        yield lambda _share: None

    def say(self, sentence: str) -> None:
        """Say it to nobody."""


class Stopped(Exception):
    """Raised inside parallel work when another part of it failed or the person stopped it."""


def side_by_side(
    work: Callable[[Item, Report], Result],
    items: Sequence[Item],
    report: Report,
    *,
    workers: int | None = None,
) -> list[Result]:
    """Do `work(item, report)` for all items on threads, one per core; results in the order of the items.

    The first failure (Ctrl-C included) stops the others at their next report and is raised.
    FFmpeg, OpenCV and numpy release the interpreter lock, so threads use all cores here.
    """
    if not items:
        return []
    shares = [0.0] * len(items)
    stop = threading.Event()

    def reporter(index: int) -> Report:
        def tell(share: float) -> None:
            if stop.is_set():
                raise Stopped
            shares[index] = share
            report(sum(shares) / len(shares))

        return tell

    with ThreadPoolExecutor(max_workers=workers or os.cpu_count() or 1) as pool:
        futures = [pool.submit(work, item, reporter(index)) for index, item in enumerate(items)]
        try:
            done, _waiting = wait(futures, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [future.result() for future in futures]
