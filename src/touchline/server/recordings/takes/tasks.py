"""What is done with takes in the background, and when it begins."""

import functools
from datetime import datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.clock import Clock
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.periodic import Daily
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.jobs.task import Task
from touchline.server.kit.storage.port import delete_all as delete_below
from touchline.server.recordings.takes import keys, service
from touchline.server.recordings.takes.models import Take
from touchline.server.recordings.takes.preparing import STAGES, OnReady, nobody_waits, prepare, shelf_of
from touchline.server.uploads import service as uploads
from touchline.server.uploads.intake import Finished

PREPARE_TAKE = Task("prepare_take", prepare, STAGES, most_attempts=8)


def preparing(on_ready: OnReady = nobody_waits) -> Task:
    """Return the task that prepares takes and tells somebody of each that is ready."""
    run = functools.partial(prepare, on_ready=on_ready)
    return Task(PREPARE_TAKE.name, run, STAGES, most_attempts=PREPARE_TAKE.most_attempts)


def _remove_files(job: Running) -> None:
    delete_below(job.ports.storage, keys.folder(job.ids["take_id"]))


def _remove_upload(job: Running) -> None:
    shelf_of(job.ports).remove(job.ids["upload_id"])


REMOVE_TAKE_FILES = Task("remove_take_files", _remove_files, most_attempts=50)
REMOVE_UPLOAD = Task("remove_upload", _remove_upload, most_attempts=50)


def on_upload_finished(session: Session, finished: Finished, *, clock: Clock) -> None:
    """Make a take of a recording of a game, in the transaction in which its last byte arrives."""
    take = service.receive(session, finished, now=clock.now())
    if take is not None:
        jobs.defer(
            session, PREPARE_TAKE, subject_id=take.game_id, owner_id=finished.owner_id, take_id=take.id
        )


def delete_take(session: Session, viewer: Viewer, take_id: UUID, *, now: datetime) -> None:
    """Delete a take, with its files.

    Raises:
        TakeNotFound, NotYourTake: it is not the viewer's to delete.
    """
    _remove_files_of(session, service.delete_take(session, viewer, take_id, now=now))


def delete_all(session: Session, game_id: UUID) -> None:
    """Delete all takes of a game, with their files."""
    for take in service.delete_all(session, game_id):
        _remove_files_of(session, take)


def _delete_awaited(job: Running) -> None:
    now = job.ports.clock.now()
    with job.ports.database.reading() as session:
        take_ids = service.list_awaited_too_long(session, now=now)
    for take_id in take_ids:
        with job.writing() as session:
            take = service.delete_unless_accepted(session, take_id, now=now)
            if take is not None:
                _remove_files_of(session, take)


def _remove_files_of(session: Session, take: Take) -> None:
    """Have a deleted take's files removed, also those that were still on their way."""
    for upload_id in uploads.release(session, take.upload_id) if take.upload_id else ():
        jobs.defer(session, REMOVE_UPLOAD, upload_id=upload_id)
    jobs.defer(session, REMOVE_TAKE_FILES, take_id=take.id)


DELETE_AWAITED = Task("delete_awaited_takes", _delete_awaited)
EVERY_NIGHT = Daily(DELETE_AWAITED.name, time(3, 10))
