"""A real worker that makes films, and an engine that waits to be killed in each of its stages."""

import contextlib
import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from factories.workers import PATIENCE_S, QUICK, Diary
from touchline.server import worker
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.film_engine.port import FilmMade, FilmOrder, FilmProgress
from touchline.server.kit.jobs.embedded import EmbeddedRunner
from touchline.server.kit.jobs.forking import listen_for_stops
from touchline.server.kit.jobs.task import Workshop
from touchline.server.settings import Settings


@dataclass(frozen=True)
class FatalEngine:
    """Notes what it does; whoever is in one of these stages for the first time never leaves it."""

    folder: Path
    stages: tuple[str, ...]

    def make_film(self, order: FilmOrder, progress: FilmProgress) -> FilmMade:
        """Pretend to make a film, the second time."""
        diary = Diary(self.folder)
        made = MemoryEngine().make_film(order, FatalProgress(progress, diary, self.stages))
        diary.note("did", "instant cut" if order.is_quick else "film")
        return made


@dataclass(frozen=True)
class FatalProgress:
    """Passes on what an engine tells, and holds it in each stage until it is killed there."""

    progress: FilmProgress
    diary: Diary
    stages: tuple[str, ...]

    @contextlib.contextmanager
    def stage(self, title: str) -> Iterator[Callable[[float], None]]:
        """Enter a stage."""
        with self.progress.stage(title) as report:
            if title in self.stages and self.diary.is_first(f"in {title}"):
                self.diary.note("reached", title)
                multiprocessing.Event().wait(PATIENCE_S)
            yield report

    def say(self, sentence: str) -> None:
        """Pass on a sentence."""
        self.progress.say(sentence)


@dataclass(frozen=True)
class Make:
    """Makes a worker's workshop anew in each of its processes."""

    settings: Settings
    engine: FatalEngine

    def __call__(self) -> Workshop:
        """Return what a worker works with."""
        return worker.assemble(self.settings, self.engine)


def be_film_worker(settings: Settings, engine: FatalEngine) -> None:
    """Be a worker until told to stop; one that is quick to notice who is dead."""
    is_over = listen_for_stops()
    make = Make(settings, engine)
    EmbeddedRunner(make, capacity=4, preload=[worker.__name__], rhythm=QUICK).run_until(is_over)


@contextlib.contextmanager
def film_worker(settings: Settings, engine: FatalEngine) -> Iterator[ForkServerProcess]:
    """Yield a worker that runs; what is left of it is killed afterwards."""
    forks = multiprocessing.get_context("forkserver")
    process = forks.Process(target=be_film_worker, args=(settings, engine))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
