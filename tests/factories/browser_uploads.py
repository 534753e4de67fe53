"""What tests of the upload page share: files as they are chosen, and what stands in the way of them."""

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

from playwright.sync_api import FilePayload, Page, Request, Route, expect

from factories.clubs import Club
from factories.games import ShotGame

UPLOADS = "**/api/v1/uploads**"
"""Where the page sends to."""


def chosen(small_game: ShotGame, number: int = 0) -> FilePayload:
    """Return a recording as it is chosen in the page."""
    take = small_game.takes[number]
    name = f"evening-{number}.mp4" if number else "evening.mp4"
    return {"name": name, "mimeType": "video/mp4", "buffer": take.read_bytes()}


def digest(file: FilePayload) -> str:
    """Return the digest of a file as it is chosen in the page."""
    return hashlib.sha256(file["buffer"]).hexdigest()


def newest(club: Club) -> dict[str, object]:
    """Return the coach's newest upload."""
    found: dict[str, object] = club.call("coach", "GET", "/uploads").json()["items"][0]
    return found


def kept(club: Club, game_id: UUID) -> set[object]:
    """Return the digests of what was uploaded whole to a game."""
    told = club.call("coach", "GET", "/uploads?limit=100").json()["items"]
    return {one["sha256"] for one in told if one["said"]["game_id"] == str(game_id)}


def send(page: Page) -> None:
    """Send what was chosen, and wait until it is there."""
    page.get_by_role("button", name="Upload the recording").click()
    expect(page.get_by_text("All of it is here and safe.")).to_be_visible()


@dataclass
class HalfWay:
    """Lets the first half of a file through and holds what comes then, until it is let go."""

    page: Page
    file: bytes
    offsets: list[int] = field(default_factory=list)
    held: list[Route] = field(default_factory=list)
    is_open: bool = False

    @property
    def half(self) -> int:
        """How many bytes are let through."""
        return (len(self.file) + 1) // 2  # told as 50 %, which is rounded down

    def begin(self) -> None:
        """Stand in the way of the page, and send."""
        self.page.route(UPLOADS, self._pass)
        self.page.get_by_role("button", name="Upload the recording").click()
        expect(self.page.locator(".file-state")).to_contain_text("50%")

    def let_go(self) -> None:
        """Stand in nobody's way from now on."""
        self.is_open = True

    def _pass(self, route: Route, request: Request) -> None:
        if request.method != "PATCH":
            route.continue_()
            return
        self.offsets.append(int(request.headers["upload-offset"]))
        if self.is_open:
            route.continue_()
        elif len(self.offsets) == 1:
            route.continue_(post_data=self.file[: self.half])
        else:
            self.held.append(route)


@dataclass
class Refusing:
    """A server that refuses all bytes with a status, until there is room."""

    status: int
    refused: int = 0
    has_room: bool = False

    def answer(self, route: Route, request: Request) -> None:
        """Answer a request of the page."""
        if self.has_room or request.method != "PATCH":
            route.continue_()
            return
        self.refused += 1
        problem = '{"detail": "Not now."}'
        route.fulfill(status=self.status, content_type="application/problem+json", body=problem)
