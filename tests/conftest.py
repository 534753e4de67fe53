"""What every test may ask for."""

import contextlib
import functools
import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from playwright.sync_api import Browser

from factories import databases
from factories.chromium import running_browser
from factories.page_loads import FIRST_PAINT, FIRST_PAINT_GOAL_MS
from touchline.server.kit.db import Database

settings.register_profile("touchline", deadline=None)  # how long a case takes says how busy the machine is
settings.load_profile("touchline")

# With all local variables, as structlog shows it by default, a traceback can take minutes on a busy machine.
structlog.configure(
    [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

# Commands under test are asked to stop. In the background of a shell, or under nohup, they would inherit that
# such requests are ignored.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)

pytest_plugins = ["factories.games"]


def pytest_collection_finish() -> None:
    """Have the collector of garbage look at what tests make, not at all the code and tests that are loaded.

    The engine collects after each stage of a film, which took most of a small film's time.
    """
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how soon pages were seen on a slow phone, beside all other tests."""
    told = [
        value
        for report in terminalreporter.getreports("passed")
        for name, value in getattr(report, "user_properties", ())
        if name == FIRST_PAINT and report.when == "call"
    ]
    if told:
        terminalreporter.section(f"first paint on a slow phone (goal {FIRST_PAINT_GOAL_MS:.0f} ms)")
        for page, first_paint_ms, sent_bytes in told:
            terminalreporter.line(f"{page:12} {first_paint_ms:6.0f} ms {sent_bytes / 1000:6.1f} KB")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser: one per process, since no second one starts beside it."""
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def database_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    """The database of a kind that the migrations made: one per process, however often tests change kinds."""
    with contextlib.ExitStack() as open_ones:

        @functools.cache
        def of(kind: str) -> Database:
            folder = tmp_path_factory.mktemp("database")
            url = open_ones.enter_context(databases.fresh_database(kind, folder, "touchline_test"))
            return open_ones.enter_context(databases.migrated(url))

        yield of


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real recordings: TOUCHLINE_REAL_DATA, else `shared/data` beside the project."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("TOUCHLINE_REAL_DATA", beside))
    if not (folder / "SOURCES.md").is_file():
        pytest.skip(f"no real recordings at {folder} (set TOUCHLINE_REAL_DATA to their folder)")
    return folder
