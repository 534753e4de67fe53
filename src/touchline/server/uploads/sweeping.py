"""What is done behind the requests' back, now and then: nothing here is needed for an upload to go on.

Every function is safe to run twice, and by several processes at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from touchline.server.uploads import digests, repository, service
from touchline.server.uploads.errors import UploadNotFound
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.models import State, Upload

ORPHAN_AGE = timedelta(days=1)
"""A file without an upload may be one that is just beginning; a day later it is not."""

_DIGESTS_AT_ONCE = 100

log = structlog.get_logger()


def sweep(intake: Intake) -> None:
    """Do all of it."""
    finish_whole(intake)
    expire(intake)
    digest_missing(intake)
    remove_orphans(intake)


def expire(intake: Intake) -> int:
    """Forget what nobody went on with, and finished uploads that nothing is made of; return how many."""
    now = intake.ports.clock.now()

    def old_of(uploads: Sequence[Upload]) -> list[UUID]:
        return [upload.id for upload in uploads if _is_old(intake, upload.id, now)]

    with intake.ports.database.writing() as session:
        loose = [*repository.list_in_state(session, State.UPLOADING), *repository.list_loose_parts(session)]
        finished = old_of(repository.list_finished(session))
        claimed = set(intake.claimed_of(session, finished))
        old = [*old_of(loose), *(one for one in finished if one not in claimed)]
        repository.delete_all(session, old)
    for upload_id in old:
        intake.shelf.remove(upload_id)
    return len(old)


def finish_whole(intake: Intake) -> int:
    """Finish uploads whose last byte came just before the server was killed; return how many that were."""
    finished = 0
    with intake.ports.database.writing() as session:
        for upload in repository.list_in_state(session, State.UPLOADING):
            if (
                upload.ends_at_length
                and upload.length_bytes
                and _size(intake, upload.id) == upload.length_bytes
            ):
                service.finish(session, intake, upload, upload.length_bytes, None)
                finished += 1
    return finished


def digest_missing(intake: Intake) -> None:
    """Read the SHA-256 of finished uploads from the disk where it is not known."""
    with intake.ports.database.reading() as session:
        missing = repository.list_without_digest(session, _DIGESTS_AT_ONCE)
    for upload_id in missing:
        digest(intake, upload_id)


def digest_once(intake: Intake, upload_id: UUID) -> None:
    """Read one upload's SHA-256 unless one is being read: a later request, or the sweep, will."""
    if not intake.reading.acquire(blocking=False):
        return
    try:
        digest(intake, upload_id)
    finally:
        intake.reading.release()


def digest(intake: Intake, upload_id: UUID) -> None:
    """Read one upload's SHA-256 from the disk and note it."""
    with intake.ports.database.reading() as session:
        ids = repository.parts_of(session, upload_id) or [upload_id]
    try:
        sha256 = digests.of_files([intake.shelf.path(one) for one in ids])
    except FileNotFoundError:
        return  # taken over or removed meanwhile
    with intake.ports.database.writing() as session:
        try:
            upload = service.get(session, upload_id)
        except UploadNotFound:
            return
        upload.sha256 = sha256
        if not service.is_as_expected(upload, sha256):
            log.warning("upload is not what was announced", upload_id=str(upload_id))


def remove_orphans(intake: Intake) -> int:
    """Remove files of uploads that were never begun or are gone; return how many that were."""
    ids = list(intake.shelf.all_ids())
    with intake.ports.database.reading() as session:
        known: set[UUID] = set()
        for start in range(0, len(ids), 500):
            known |= repository.which_exist(session, ids[start : start + 500])
    limit = intake.ports.clock.now() - ORPHAN_AGE
    orphans = [one for one in ids if one not in known and intake.shelf.touched_at(one) < limit]
    for upload_id in orphans:
        intake.shelf.remove(upload_id)
    return len(orphans)


def _is_old(intake: Intake, upload_id: UUID, now: datetime) -> bool:
    try:
        return intake.limits.expires_at(intake.shelf.touched_at(upload_id)) <= now
    except UploadNotFound:
        return True


def _size(intake: Intake, upload_id: UUID) -> int:
    try:
        return intake.shelf.size_bytes(upload_id)
    except UploadNotFound:
        return -1
