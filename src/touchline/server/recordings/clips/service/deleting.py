"""Deletion that really deletes: files go with their rows, and what a crash left behind is swept."""

import re
import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.kit.files import revoking
from touchline.server.kit.naming import without_name
from touchline.server.kit.storage.port import Storage, delete_all
from touchline.server.recordings.clips import keys, repository
from touchline.server.recordings.clips.models import Clip, MarkedSegment
from touchline.server.recordings.clips.service.clips import ADDRESS_LIVES

_KEY = re.compile(rf"{keys.ALL}[0-9a-f-]{{36}}/([0-9a-f-]{{36}})/.+")


def clips_of_take(session: Session, take_id: UUID) -> list[UUID]:
    """Return the clips that show a take, whether cut from its angle or from a film."""
    return [clip.id for clip in repository.clips_of_take(session, take_id)]


def delete_of_take(session: Session, storage: Storage, take_id: UUID, *, now: datetime) -> None:
    """Delete all clips that show a take which is deleted."""
    for clip in repository.clips_of_take(session, take_id):
        _delete(session, storage, clip, now)


def delete_of_game(session: Session, storage: Storage, game_id: UUID, *, now: datetime) -> None:
    """Delete all clips and marks of a game; call it before the game goes."""
    for clip in repository.clips_of_game(session, game_id):
        _delete(session, storage, clip, now)
    delete_all(storage, keys.of_game(game_id))
    repository.delete_segments_of_game(session, game_id)


def erase_person(session: Session, person_id: UUID) -> None:
    """Forget who cut and marked; the clips are the team's."""
    repository.forget_maker(session, person_id)


def forget_name(session: Session, team_ids: Collection[UUID], name: str) -> None:
    """Take a name out of what people of these teams have written on clips and marks."""
    for clip in repository.all_of_teams(session, Clip, team_ids):
        clip.title = clip.title and without_name(clip.title, name)
    for mark in repository.all_of_teams(session, MarkedSegment, team_ids):
        mark.label = without_name(mark.label, name)
        mark.note = mark.note and without_name(mark.note, name)


def sweep(session: Session, storage: Storage, work: Path) -> int:
    """Delete files of clips that are gone, wherever they lie; return how many there were in storage.

    Rows go with their game or take by themselves, also when nobody asked for the files.
    """
    stored = {
        stored.key: UUID(found[1]) for stored in storage.list(keys.ALL) if (found := _KEY.match(stored.key))
    }
    known = repository.known_ids(session, set(stored.values()))
    gone = [key for key, clip_id in stored.items() if clip_id not in known]
    for key in gone:
        storage.delete(key)
    for folder in work.glob("*"):
        if not repository.is_uncut(session, UUID(folder.name)):
            shutil.rmtree(folder, ignore_errors=True)
    return len(gone)


def _delete(session: Session, storage: Storage, clip: Clip, now: datetime) -> None:
    delete_all(storage, keys.folder(clip))
    repository.delete_clips(session, [clip.id])
    revoking.revoke(session, clip.id, now, ADDRESS_LIVES)
