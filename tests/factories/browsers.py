"""A real browser before a real server: uvicorn in a thread on a free port, over SQLite in a folder."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from factories.outside import ports_over
from touchline.base.clock import SystemClock
from touchline.server import migrate
from touchline.server.accounts import cookies, service
from touchline.server.accounts.keys import keys_of
from touchline.server.app import create_app
from touchline.server.kit.db import Database
from touchline.server.kit.film_engine.port import FilmEngine
from touchline.server.kit.ports import Ports
from touchline.server.settings import Settings

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
SIZES = {"phone": PHONE, "desk": DESK}
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_RUN = """async (rules) => {
  const asked = { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] };
  return (await axe.run(document, asked)).violations;
}"""
"""To tell of all that is right, with where it stands, takes axe as long as to look for what is wrong."""


@dataclass
class Site:
    """A running server, and what a test wants to know of it. `client.app` makes it fit for the factories."""

    app: FastAPI
    url: str
    ports: Ports

    def cookies_of(self, email: str) -> list[Any]:
        """Sign an account in and return the cookies of its browser."""
        keys, now = keys_of(self.app.state.settings), self.ports.clock.now()
        with self.ports.database.writing() as session:
            account = service.find_by_email(session, email)
            cookie, _ = service.open_cookie(session, keys, account, now=now)
        return [{"name": cookies.SIGN_IN, "value": cookie, "url": self.url}]


@contextlib.contextmanager
def running_site(folder: Path, film_engine: FilmEngine | None = None) -> Iterator[Site]:
    """Yield a server that runs until the end."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    database = Database(f"sqlite:///{folder / 'touchline.db'}")
    migrate.upgrade(database.engine)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        public_url=url,
        password_hash_memory_kib=8,
        password_hash_passes=1,
        access_token_minutes=60,
    )
    ports = ports_over(database, SystemClock(), folder=folder, film_engine=film_engine)
    app = create_app(settings, ports)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield Site(app, url, ports)
    server.should_exit = True
    thread.join(20)
    listening.close()
    database.close()


@dataclass
class Visits:
    """Opens pages as somebody, and hears what they complain about."""

    browser: Browser
    site: Site
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, path: str, who: str = "", size: str = "desk", **settings: Any) -> Page:
        """Open a page as the account of this address; nobody's without one."""
        context = self.browser.new_context(viewport=SIZES[size], base_url=self.site.url, **settings)
        self.contexts.append(context)
        if who:
            context.add_cookies(self.site.cookies_of(who))
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        return page

    def close(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        # A form that is refused is a page with status 422, which Chromium notes as an error.
        if message.type in {"error", "warning"} and "status of 422" not in message.text:
            self.complaints.append(message.text)


def faults_of(page: Page) -> list[str]:
    """Return what axe finds wrong with a page, by WCAG 2.2 AA."""
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
    page.evaluate(axe)
    return [
        f"{fault['id']}: {fault['help']}: {node['html'][:160]}"
        for fault in page.evaluate(AXE_RUN, AXE_RULES)
        for node in fault["nodes"]
    ]


def overflow_px(page: Page) -> int:
    """Return by how much a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
