"""Bytes as they come: gathered while the block before is written, cut off when a newer request waits.

Blocks are hashed and written on threads; the event loop only gathers. However a request ends, what came is
settled before its turn ends.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from enum import StrEnum

import anyio
import anyio.to_thread
from starlette.requests import ClientDisconnect

from touchline.server.uploads.errors import CutOff, DiskFull, Interrupted, Stalled, TooLong
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.part import Part
from touchline.server.uploads.turns import LOOK_S, Turn

BLOCK_BYTES = 1 << 20
"""So much is gathered before it is written: two of them are all that an upload takes of memory."""


class Ended(StrEnum):
    """Why a request was ended before its body was."""

    WANTED = "wanted"
    STALLED = "stalled"


class Stream:
    """One request's body on its way to the disk."""

    def __init__(self, intake: Intake, turn: Turn, part: Part, most_bytes: int) -> None:
        self._intake, self._turn, self._part, self._most_bytes = intake, turn, part, most_bytes
        self._heard_s = 0.0
        self._ended: Ended | None = None
        self._writing: asyncio.Task[None] | None = None
        self._block = bytearray()
        self._expected = part.offset

    async def run(self, body: AsyncIterator[bytes]) -> None:
        """Bring the body to the disk.

        Raises:
            CutOff, Stalled, Interrupted: what came is kept, and durable.
            DiskFull: what found room is kept.
            TooLong: more than the upload's length; nothing of this request is kept.
            WrongChecksum: nothing is kept.
        """
        try:
            await self._gather(body)
            await self._flush()
            await self._written()
        except BaseException as error:
            await self._settled(keeps=not isinstance(error, TooLong))
            if isinstance(error, asyncio.CancelledError) and self._ended:
                raise CutOff from error
            raise
        await self._on_thread(self._part.settle)

    async def _gather(self, body: AsyncIterator[bytes]) -> None:
        self._hear()
        try:
            async with asyncio.timeout(None) as cut:
                watching = asyncio.create_task(self._watch(cut))
                try:
                    async for chunk in body:
                        await self._take(chunk)
                finally:
                    watching.cancel()
        except TimeoutError as error:
            raise (CutOff if self._ended is Ended.WANTED else Stalled) from error
        except ClientDisconnect as error:
            raise Interrupted from error

    async def _take(self, chunk: bytes) -> None:
        self._hear()
        self._expected += len(chunk)
        if self._expected > self._most_bytes:
            raise TooLong(f"This upload may have {self._most_bytes} bytes, and more came. Check the file.")
        self._block += chunk
        if len(self._block) >= BLOCK_BYTES:
            await self._flush()

    async def _flush(self) -> None:
        """Hand the block over as soon as the one before is written."""
        await self._written()
        block, self._block = self._block, bytearray()
        if block:
            self._writing = asyncio.create_task(self._on_thread(self._part.write, block))

    async def _written(self) -> None:
        if self._writing is not None:
            await asyncio.shield(self._writing)
            self._writing = None

    async def _watch(self, cut: asyncio.Timeout) -> None:
        loop = asyncio.get_running_loop()
        while self._ended is None:
            await asyncio.sleep(LOOK_S)
            if self._turn.is_wanted():
                self._ended = Ended.WANTED
            elif loop.time() - self._heard_s > self._intake.limits.patience_s:
                self._ended = Ended.STALLED
        cut.reschedule(loop.time())

    def _hear(self) -> None:
        self._heard_s = asyncio.get_running_loop().time()

    async def _settled(self, *, keeps: bool) -> None:
        """End what was begun, also while the server stops; after a block without room nothing follows."""
        with anyio.CancelScope(shield=True):
            if self._writing is not None:
                await asyncio.wait({self._writing})
                if self._writing.exception() is not None:
                    self._block.clear()
            await self._on_thread(self._keep if keeps else self._part.take_back)

    def _keep(self) -> None:
        with contextlib.suppress(DiskFull):
            self._part.write(self._block)
        self._part.abandon()

    async def _on_thread(self, work: Callable[..., None], *arguments: object) -> None:
        await anyio.to_thread.run_sync(work, *arguments, limiter=self._intake.threads)
