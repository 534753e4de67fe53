"""What a request does to an upload, from its first header to its last byte, in either protocol.

Database work runs in short transactions on threads, before and after the bytes; none waits for them.
`number` says in which order requests arrived.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import anyio.to_thread
from sqlalchemy.orm import Session

from touchline.server.uploads import part, service, turns
from touchline.server.uploads.dialects import Append, Body, Creation
from touchline.server.uploads.errors import (
    Busy,
    CutOff,
    DamagedUpload,
    InconsistentLength,
    TooLong,
    UploadNotFound,
)
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.models import State, Upload
from touchline.server.uploads.part import Part
from touchline.server.uploads.receiving import Stream
from touchline.server.uploads.turns import Turn

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Standing:
    """An upload, and how far it is."""

    upload: Upload
    offset: int
    is_new: bool = False
    part_ids: tuple[UUID, ...] = ()


async def create(
    intake: Intake, number: int, owner_id: UUID, asked: Creation, body: AsyncIterator[bytes]
) -> Standing:
    """Begin an upload, and take the bytes that came with the request."""

    def begin(session: Session) -> Standing:
        upload, is_new = service.create(session, intake, owner_id, asked)
        return Standing(upload, service.offset_of(intake, upload), is_new)

    begun = await _writing(intake, begin)
    if not begun.is_new or begun.upload.is_final or not (asked.has_body or asked.body.completes):
        return begun
    went = await append(
        intake, number, owner_id, begun.upload.id, asked=Append(asked.dialect, 0, asked.body), body=body
    )
    return Standing(went.upload, went.offset, is_new=True)


async def append(
    intake: Intake,
    number: int,
    owner_id: UUID,
    upload_id: UUID,
    *,
    asked: Append,
    body: AsyncIterator[bytes],
) -> Standing:
    """Add bytes to an upload; whoever was at it is cut off."""
    await _reading(intake, lambda session: service.find_unfinished(session, owner_id, upload_id))
    async with turns.take(intake.shelf, intake.arrivals, upload_id, number) as turn:
        upload = await _expected(intake, owner_id, upload_id, asked)
        added = await _receive(intake, upload, turn, asked.body, body)
        if not _is_complete(upload, asked.body, added.offset):
            return Standing(upload, added.offset)
        return await _finish(intake, upload_id, added.offset, added)


async def look(intake: Intake, number: int, owner_id: UUID, upload_id: UUID) -> Standing:
    """Say how far an upload is, durably; whoever was at it is cut off, so that the answer stays true."""
    known = await _reading(intake, lambda session: _seen(session, owner_id, upload_id))
    if known.upload.state is State.FINISHED:
        return known
    async with turns.take(intake.shelf, intake.arrivals, upload_id, number) as turn:
        known = await _reading(intake, lambda session: _seen(session, owner_id, upload_id))
        upload = known.upload
        if upload.state is State.FINISHED:
            return known
        await anyio.to_thread.run_sync(intake.shelf.sync, turn.opened, limiter=intake.threads)
        offset = intake.shelf.size_bytes(upload_id)
        # The last byte came, and we were killed before we said so.
        if upload.ends_at_length and offset == upload.length_bytes:
            return await _finish(intake, upload_id, offset, None)
        return Standing(upload, offset)


async def remove(intake: Intake, number: int, owner_id: UUID, upload_id: UUID) -> None:
    """Forget an upload; whoever was at it is cut off."""
    await _reading(intake, lambda session: service.find(session, owner_id, upload_id).id)
    async with turns.take(intake.shelf, intake.arrivals, upload_id, number):
        gone = await _writing(
            intake, lambda session: service.remove(session, service.find(session, owner_id, upload_id))
        )
        for one in gone:
            intake.digests.forget(one)
            intake.shelf.remove(one)


async def forget(intake: Intake, upload_ids: Sequence[UUID]) -> None:
    """Remove the files of uploads whose rows are gone; whoever is still sending to one is cut off."""
    for upload_id in upload_ids:
        with contextlib.suppress(UploadNotFound, Busy, CutOff):
            async with turns.take(intake.shelf, intake.arrivals, upload_id, intake.arrivals.next()):
                intake.shelf.remove(upload_id)
        intake.digests.forget(upload_id)
        intake.shelf.remove(upload_id)


def _seen(session: Session, owner_id: UUID, upload_id: UUID) -> Standing:
    upload = service.find(session, owner_id, upload_id)
    return Standing(upload, upload.length_bytes or 0, part_ids=tuple(service.parts_of(session, upload)))


async def _expected(intake: Intake, owner_id: UUID, upload_id: UUID, asked: Append) -> Upload:
    """Return the upload if it takes these bytes; only a length that is new is written down."""

    def expect(session: Session) -> tuple[Upload, bool]:
        return _expect(session, intake, owner_id, upload_id, asked)

    upload, is_length_new = await _reading(intake, expect)
    if is_length_new:
        upload, _ = await _writing(intake, expect)
    return upload


def _expect(
    session: Session, intake: Intake, owner_id: UUID, upload_id: UUID, asked: Append
) -> tuple[Upload, bool]:
    upload = service.find_unfinished(session, owner_id, upload_id)
    offset = service.offset_of(intake, upload)
    service.check_offset(asked.offset, offset)
    is_length_new = service.note_length(intake, upload, asked.body.length_bytes, offset)
    most, size = upload.length_bytes, asked.body.size_bytes
    if most is not None and size is not None and offset + size > most:
        raise TooLong(f"This upload was said to have {most} bytes, and this would be more. Check the file.")
    return upload, is_length_new


async def _receive(
    intake: Intake, upload: Upload, turn: Turn, asked: Body, body: AsyncIterator[bytes]
) -> Part:
    offset = intake.shelf.size_bytes(upload.id)
    whole = intake.digests.take(upload.id, offset)
    intake.shelf.check_room()
    added = part.begin(intake.shelf, turn.opened, whole, asked.checksum)
    most_bytes = intake.limits.most_bytes if upload.length_bytes is None else upload.length_bytes
    try:
        await Stream(intake, turn, added, most_bytes).run(body)
    finally:
        intake.digests.keep(upload.id, added.offset, added.whole)
        intake.shelf.touch(upload.id, intake.ports.clock.now())
    return added


def _is_complete(upload: Upload, asked: Body, offset: int) -> bool:
    if asked.completes:
        if upload.length_bytes is not None and offset != upload.length_bytes:
            raise InconsistentLength(
                f"{offset} of {upload.length_bytes} bytes are here. Send the rest first."
            )
        return True
    return upload.ends_at_length and offset == upload.length_bytes


async def _finish(intake: Intake, upload_id: UUID, size_bytes: int, added: Part | None) -> Standing:
    sha256 = added.whole.hexdigest() if added and added.whole else None

    def finish(session: Session) -> Standing | None:
        upload = service.get(session, upload_id)
        if not service.is_as_expected(upload, sha256):
            service.discard(session, upload)
            return None
        service.finish(session, intake, upload, size_bytes, sha256)
        return Standing(upload, size_bytes)

    finished = await _writing(intake, finish)
    intake.digests.forget(upload_id)
    if finished is None:
        intake.shelf.remove(upload_id)
        raise DamagedUpload
    intake.shelf.tidy(upload_id)
    return finished


async def _reading(intake: Intake, work: Callable[[Session], Result]) -> Result:
    def run() -> Result:
        with intake.ports.database.reading() as session:
            return work(session)

    return await anyio.to_thread.run_sync(run)


async def _writing(intake: Intake, work: Callable[[Session], Result]) -> Result:
    def run() -> Result:
        with intake.ports.database.writing() as session:
            return work(session)

    return await anyio.to_thread.run_sync(run)
