"""The rules of uploads: who may begin one, when it is finished, what joins, what is forgotten."""

import hmac
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.uploads import repository, sniff
from touchline.server.uploads.dialects import Creation, Dialect
from touchline.server.uploads.errors import (
    EmptyUpload,
    FinalUpload,
    InconsistentLength,
    OffsetMismatch,
    PartInUse,
    TooLong,
    TooManyUploads,
    UploadFinished,
    UploadNotFound,
)
from touchline.server.uploads.intake import Finished, Intake
from touchline.server.uploads.models import State, Upload, UploadPart
from touchline.server.uploads.schemas import UploadOut


def find(session: Session, owner_id: UUID, upload_id: UUID) -> Upload:
    """Return an upload of this person.

    Raises:
        UploadNotFound: there is none, or it is somebody else's.
    """
    upload = repository.find(session, owner_id, upload_id)
    if upload is None:
        raise UploadNotFound
    return upload


def get(session: Session, upload_id: UUID) -> Upload:
    """Return an upload whose owner was asked before."""
    upload = repository.get(session, upload_id)
    if upload is None:
        raise UploadNotFound
    return upload


def find_by_key(session: Session, owner_id: UUID, client_key: str) -> Upload | None:
    """Return the upload that this person began under this key."""
    return repository.find_by_key(session, owner_id, client_key)


def list_of(
    session: Session, intake: Intake, owner_id: UUID, limit: int, offset: int
) -> tuple[list[UploadOut], int]:
    """Return a page of this person's uploads, the newest first, and how many there are."""
    rows, total = repository.list_of(session, owner_id, limit, offset)
    return [shown(intake, row) for row in rows], total


def said_of_coming(session: Session, owner_ids: Collection[UUID]) -> list[Mapping[str, str]]:
    """Return what these people said of each whole file of theirs that is on its way."""
    return [one.said for one in repository.list_unfinished_of(session, owner_ids) if not one.is_part]


def create(session: Session, intake: Intake, owner_id: UUID, asked: Creation) -> tuple[Upload, bool]:
    """Begin an upload, or return the one that was begun under the same key; say whether it is new."""
    if asked.client_key and (known := repository.find_by_key(session, owner_id, asked.client_key)):
        return known, False
    intake.before_creating(session, owner_id, asked.said.said)
    upload = _new(owner_id, asked, intake.ports.clock.now())
    if asked.joins:
        _join(session, intake, upload, asked.joins)
        return upload, True
    _check_limits(session, intake, owner_id, asked.body.length_bytes)
    intake.shelf.create(upload.id)
    intake.shelf.touch(upload.id, upload.created_at)
    session.add(upload)
    session.flush()
    return upload, True


def _new(owner_id: UUID, asked: Creation, now: datetime) -> Upload:
    return Upload(
        id=new_id(),
        owner_id=owner_id,
        state=State.UPLOADING,
        length_bytes=asked.body.length_bytes,
        ends_at_length=asked.dialect is Dialect.TUS,
        is_part=asked.is_part,
        is_final=bool(asked.joins),
        client_key=asked.client_key,
        name=asked.said.name,
        said=asked.said.said,
        raw_metadata=asked.said.raw,
        kind=None,
        sha256=None,
        expected_sha256=asked.expected_sha256,
        created_at=now,
        finished_at=None,
    )


def _check_limits(session: Session, intake: Intake, owner_id: UUID, length_bytes: int | None) -> None:
    limits = intake.limits
    _check_length(intake, length_bytes)
    count, size_bytes = repository.held_of(session, owner_id)
    if count >= limits.most_unfinished:
        raise TooManyUploads(f"You have {count} unfinished uploads. Finish or remove some, then go on.")
    if size_bytes + (length_bytes or 0) > limits.most_unfinished_bytes:
        raise TooManyUploads(
            "Your unfinished uploads are too large together. Finish or remove some, then go on."
        )
    intake.shelf.check_room(length_bytes or 0)


def _check_length(intake: Intake, length_bytes: int | None) -> None:
    if length_bytes == 0:
        raise EmptyUpload
    if length_bytes is not None and length_bytes > intake.limits.most_bytes:
        raise TooLong(
            f"A file may have {intake.limits.most_bytes} bytes at most. Send it in shorter recordings."
        )


def find_unfinished(session: Session, owner_id: UUID, upload_id: UUID) -> Upload:
    """Return an upload of this person that takes bytes.

    Raises:
        UploadNotFound, FinalUpload, UploadFinished: there is none.
    """
    upload = find(session, owner_id, upload_id)
    if upload.is_final:
        raise FinalUpload
    if upload.state is State.FINISHED:
        raise UploadFinished(upload.length_bytes or 0)
    return upload


def check_offset(asked_at: int, offset: int) -> None:
    """Refuse bytes that do not follow those that are here."""
    if asked_at != offset:
        raise OffsetMismatch(offset, asked_at)


def note_length(intake: Intake, upload: Upload, length_bytes: int | None, offset: int) -> bool:
    """Remember the length, now that the client knows it; say whether it was new."""
    if length_bytes is None or length_bytes == upload.length_bytes:
        return False
    if upload.length_bytes is not None:
        raise InconsistentLength(
            f"This upload was said to have {upload.length_bytes} bytes, not {length_bytes}."
        )
    _check_length(intake, length_bytes)
    if length_bytes < offset:
        raise InconsistentLength(
            f"{offset} bytes are here already, more than the {length_bytes} of the upload."
        )
    upload.length_bytes = length_bytes
    return True


def finish(session: Session, intake: Intake, upload: Upload, size_bytes: int, sha256: str | None) -> None:
    """All bytes are here: tell those who listen, in this transaction; only the first bytes are read."""
    if size_bytes == 0:
        raise EmptyUpload
    with intake.shelf.path(upload.id).open("rb") as file:
        upload.kind = sniff.kind_of(file.read(sniff.HEAD_BYTES))
    _finished(session, intake, upload, size_bytes, sha256)


def _finished(session: Session, intake: Intake, upload: Upload, size_bytes: int, sha256: str | None) -> None:
    assert upload.kind is not None
    upload.state, upload.length_bytes = State.FINISHED, size_bytes
    upload.sha256, upload.finished_at = sha256, intake.ports.clock.now()
    session.flush()
    if not upload.is_part:
        said = Finished(
            upload.id, upload.owner_id, size_bytes, upload.kind, upload.name, upload.said, upload.sha256
        )
        intake.on_finished(session, said)


def is_as_expected(upload: Upload, sha256: str | None) -> bool:
    """Say whether the bytes are those that the client announced, as far as can be told."""
    if upload.expected_sha256 is None or sha256 is None:
        return True
    return hmac.compare_digest(upload.expected_sha256, sha256)


def _join(session: Session, intake: Intake, whole: Upload, part_ids: Sequence[UUID]) -> None:
    """Make one upload of finished parts: a list of them, so that it takes no longer for large ones."""
    parts = [find(session, whole.owner_id, part_id) for part_id in part_ids]
    joined = repository.list_joined(session, part_ids)
    if joined or len(set(part_ids)) != len(part_ids):
        raise PartInUse("A part can stand in one upload, and once. Send it again to use it again.")
    if not all(part.is_part and part.state is State.FINISHED for part in parts):
        raise PartInUse("Only finished parts can be joined (Upload-Concat: partial). Finish them first.")
    size_bytes = sum(part.length_bytes or 0 for part in parts)
    _check_length(intake, size_bytes)
    whole.kind = parts[0].kind
    session.add(whole)
    session.flush()
    for position, part in enumerate(parts):
        session.add(UploadPart(whole_id=whole.id, position=position, part_id=part.id))
    _finished(session, intake, whole, size_bytes, parts[0].sha256 if len(parts) == 1 else None)


def remove(session: Session, upload: Upload) -> Sequence[UUID]:
    """Forget an upload that is not finished, or a loose part; return whose files may go after the commit.

    Raises:
        UploadFinished: something was made of it by now, which is removed where it lives.
    """
    if upload.state is State.FINISHED and (
        not upload.is_part or repository.list_joined(session, [upload.id])
    ):
        raise UploadFinished(upload.length_bytes or 0)
    repository.delete_all(session, [upload.id])
    return [upload.id]


def discard(session: Session, upload: Upload) -> None:
    """Forget an upload whose bytes are not what was sent."""
    repository.delete_all(session, [upload.id])


def release(session: Session, upload_id: UUID) -> Sequence[UUID]:
    """Forget a finished upload whose bytes were taken over; return whose files may go after the commit."""
    ids = [upload_id, *repository.parts_of(session, upload_id)]
    repository.delete_all(session, ids)
    return ids


def hand_over(session: Session, upload_id: UUID, owner_id: UUID) -> None:
    """Have a finished upload be somebody else's, and nothing that was said of it be kept."""
    repository.hand_over(session, [upload_id, *repository.parts_of(session, upload_id)], owner_id)


def erase_person(session: Session, person_id: UUID) -> Sequence[UUID]:
    """Forget all uploads of a person; return whose files may go after the commit."""
    ids = repository.ids_of_owner(session, person_id)
    repository.delete_all(session, ids)
    return ids


def parts_of(session: Session, upload: Upload) -> Sequence[UUID]:
    """Return what an upload is joined from, in order; nothing where it came as one."""
    return repository.parts_of(session, upload.id) if upload.is_final else ()


def offset_of(intake: Intake, upload: Upload) -> int:
    """Return how many bytes are here: of what is not finished, the size of its file."""
    if upload.state is State.FINISHED:
        return upload.length_bytes or 0
    return intake.shelf.size_bytes(upload.id)


def shown(intake: Intake, upload: Upload) -> UploadOut:
    """Return an upload as the API shows it."""
    return shown_at(intake, upload, offset_of(intake, upload))


def shown_at(intake: Intake, upload: Upload, offset: int) -> UploadOut:
    """Return an upload of which so many bytes are here."""
    return UploadOut(
        id=upload.id,
        state=upload.state,
        name=upload.name,
        said=upload.said,
        kind=upload.kind,
        length_bytes=upload.length_bytes,
        offset_bytes=offset,
        sha256=upload.sha256,
        is_part=upload.is_part,
        created_at=upload.created_at,
        finished_at=upload.finished_at,
        expires_at=expires_at(intake, upload),
    )


def expires_at(intake: Intake, upload: Upload) -> datetime | None:
    """Return when an upload is forgotten if nobody goes on with it; a finished one is not."""
    if upload.state is State.FINISHED:
        return None
    return intake.limits.expires_at(intake.shelf.touched_at(upload.id))
