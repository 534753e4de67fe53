"""Somebody with a browser and no script: sends forms as the pages' own fields say, and keeps cookies."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from touchline.server.accounts import cookies, service
from touchline.server.accounts.keys import keys_of
from touchline.server.kit.ports import Ports

HTML = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "accept-language": "en-GB"}
VOID = frozenset(
    {"meta", "link", "input", "br", "img", "hr", "source", "rect", "path", "circle", "line", "use"}
)


@dataclass
class Visitor:
    """A browser, signed in or not."""

    client: TestClient
    csrf_token: str = ""

    def get(self, path: str, **headers: str) -> Response:
        """Open a page."""
        return self.client.get(path, headers=HTML | headers, follow_redirects=False)

    def post(self, path: str, **fields: Any) -> Response:
        """Send a form, with the token that its page holds."""
        return self.send(path, {cookies.CSRF_FIELD: self.csrf_token, **fields})

    def send(self, path: str, fields: dict[str, Any], **headers: str) -> Response:
        """Send a form exactly so."""
        return self.client.post(path, data=fields, headers=HTML | headers, follow_redirects=False)

    def upload(self, path: str, name: str, content: bytes) -> Response:
        """Send a form with a file."""
        token = {cookies.CSRF_FIELD: self.csrf_token}
        return self.client.post(
            path, data=token, files={"file": (name, content)}, headers=HTML, follow_redirects=False
        )

    def follow(self, answer: Response) -> Response:
        """Go where an answer sends the browser."""
        assert answer.status_code == 303, (answer.status_code, answer.text[:2000])
        return self.get(answer.headers["location"])


def visitor(client: TestClient, email: str = "") -> Visitor:
    """Return a new browser; that of an account of this address, if one is told."""
    app = client.app
    assert isinstance(app, FastAPI)
    own = TestClient(app, raise_server_exceptions=False)
    if not email:
        return Visitor(own)
    ports: Ports = app.state.ports
    keys = keys_of(app.state.settings)
    with ports.database.writing() as session:
        account = service.find_by_email(session, email)
        cookie, _ = service.open_cookie(session, keys, account, now=ports.clock.now())
    own.cookies.set(cookies.SIGN_IN, cookie)
    return Visitor(own, cookies.csrf_token(keys, cookie))


@dataclass
class Content(HTMLParser):
    """What a page holds; complains about tags that do not fit together, and about what the policy forbids."""

    faults: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        told = dict(attrs)
        if len(told) != len(attrs):
            self.faults.append(f"an attribute twice: {self.get_starttag_text()}")
        if "style" in told or any(name.startswith("on") for name in told):
            self.faults.append(f"written into the page: {self.get_starttag_text()}")
        if tag == "style" or (
            tag == "script" and not told.get("src") and told.get("type") != "application/json"
        ):
            self.faults.append(f"written into the page: <{tag}>")
        self._note(told)
        if tag not in VOID:
            self._open.append((tag, told.get("id") or ""))

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in VOID:
            return
        if not self._open or self._open.pop()[0] != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element that closes itself, as SVG's do."""
        self._note(dict(attrs))

    def handle_data(self, data: str) -> None:
        """Take words."""
        if data.strip():
            self.said.append(data.strip())
            if self._open and self._open[-1][1].startswith("e-"):
                self.errors[self._open[-1][1][2:]] = data.strip()

    def _note(self, told: dict[str, str | None]) -> None:
        if told.get("id"):
            self.ids.append(str(told["id"]))

    @property
    def text(self) -> str:
        """All words of the page."""
        return " ".join(self.said)


def content_of(answer: Response) -> Content:
    """Return what a page holds, and refuse one that is not well formed."""
    content = Content()
    content.feed(answer.text)
    content.close()
    doubled = {one for one in content.ids if content.ids.count(one) > 1}
    assert content.faults == []
    assert not doubled, doubled
    assert not content._open, content._open
    return content
