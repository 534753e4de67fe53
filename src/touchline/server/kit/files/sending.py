"""Sends an open file to a browser: a piece at a time, and closed whatever happens.

What opened it is asked again while it is sent: a film of gigabytes is not finished for somebody whose link
was withdrawn at its beginning.
"""

import time
from collections.abc import AsyncIterator, Callable, Mapping

from anyio import to_thread
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from touchline.server.kit.files.ranges import Part
from touchline.server.kit.signing import BadToken
from touchline.server.kit.storage.port import PIECE_BYTES, Opened

ASKED_EVERY_S = 0.5

Ask = Callable[[], None]
"""Raises BadToken when the file is not to be sent any further."""


class SentFile(StreamingResponse):
    """The answer that carries a part of a file."""

    def __init__(
        self, opened: Opened, part: Part, status: int, headers: Mapping[str, str], ask: Ask | None = None
    ) -> None:
        self._opened = opened
        super().__init__(_pieces(opened, part, ask), status, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; a reader who goes away ends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._opened.close()

    async def stream_response(self, send: Send) -> None:
        """Send it; where it is not to be sent any further, end without an end, so that the line is cut."""
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        try:
            async for piece in self.body_iterator:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        except BadToken:
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _pieces(opened: Opened, part: Part, ask: Ask | None) -> AsyncIterator[bytes]:
    first, end = part.first, part.first + part.size
    asked_s = time.monotonic()
    while first < end and (
        piece := await to_thread.run_sync(opened.read, first, min(PIECE_BYTES, end - first))
    ):
        yield piece
        first += len(piece)
        if ask is not None and time.monotonic() - asked_s >= ASKED_EVERY_S:
            await to_thread.run_sync(ask)
            asked_s = time.monotonic()
