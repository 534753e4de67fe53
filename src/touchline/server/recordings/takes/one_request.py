"""A recording in one request, for scripts and plain forms: the same intake as every other upload."""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import anyio.to_thread

from touchline.base.errors import TouchlineError
from touchline.base.ids import new_id
from touchline.server.games.errors import GameCancelled, GameNotFound
from touchline.server.recordings.takes import announcing, repository
from touchline.server.recordings.takes.errors import BadAnnouncement
from touchline.server.recordings.takes.models import Take
from touchline.server.uploads import handling
from touchline.server.uploads import service as uploads
from touchline.server.uploads.dialects import Body, Creation, Dialect
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.metadata import Metadata
from touchline.server.uploads.models import State, Upload


async def receive(
    intake: Intake,
    owner_id: UUID,
    said: Mapping[str, str],
    body: AsyncIterator[bytes],
    *,
    size_bytes: int | None = None,
) -> Take:
    """Take in a recording; what breaks off is forgotten, since nobody could go on with it.

    Raises:
        GameNotFound, GameCancelled, RoleMissing, …: it is not wanted (see `service.refuse_unwanted`), or not
            any more when its last byte has come.
        Interrupted, Stalled, DiskFull, TooLong, EmptyUpload: not all of it came.
    """
    if not said.get("game_id"):
        raise BadAnnouncement("game_id", "is missing: say of which game it is")
    upload_key = str(new_id())
    asked = Creation(
        Dialect.IETF,
        Body(size_bytes=size_bytes, completes=True, length_bytes=size_bytes, checksum=None),
        has_body=True,
        said=Metadata(dict(said)),
        client_key=upload_key,
    )
    number = intake.arrivals.next()
    try:
        standing = await handling.create(intake, number, owner_id, asked, body)
    except TouchlineError:
        await _forget(intake, owner_id, upload_key)
        raise
    return await anyio.to_thread.run_sync(_take_of, intake, standing.upload)


def _take_of(intake: Intake, upload: Upload) -> Take:
    with intake.ports.database.reading() as session:
        take = repository.find_by_upload(session, upload.id)
        if take is not None:
            return take
        announced = announcing.read(upload.said)
        game = repository.find_game(session, announced.game_id) if announced else None
    raise GameCancelled if game is not None else GameNotFound


async def _forget(intake: Intake, owner_id: UUID, upload_key: str) -> None:
    begun = await anyio.to_thread.run_sync(_begun_under, intake, owner_id, upload_key)
    if begun is not None:
        await handling.remove(intake, intake.arrivals.next(), owner_id, begun)


def _begun_under(intake: Intake, owner_id: UUID, upload_key: str) -> UUID | None:
    with intake.ports.database.reading() as session:
        upload = uploads.find_by_key(session, owner_id, upload_key)
        return upload.id if upload and upload.state is State.UPLOADING else None
