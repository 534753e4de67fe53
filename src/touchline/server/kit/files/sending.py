"""Sends an open file to a browser: a piece at a time, and closed whatever happens."""

from collections.abc import AsyncIterator, Mapping

from anyio import to_thread
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from touchline.server.kit.files.ranges import Part
from touchline.server.kit.storage.port import PIECE_BYTES, Opened


class SentFile(StreamingResponse):
    """The answer that carries a part of a file."""

    def __init__(self, opened: Opened, part: Part, status: int, headers: Mapping[str, str]) -> None:
        self._opened = opened
        super().__init__(_pieces(opened, part), status, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; a reader who goes away ends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._opened.close()


async def _pieces(opened: Opened, part: Part) -> AsyncIterator[bytes]:
    first, end = part.first, part.first + part.size
    while first < end and (
        piece := await to_thread.run_sync(opened.read, first, min(PIECE_BYTES, end - first))
    ):
        yield piece
        first += len(piece)
