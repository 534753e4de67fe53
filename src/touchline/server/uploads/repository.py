"""All SQL about uploads; whose an upload is, is asked in every query that a person causes."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, case, delete, func, select, update
from sqlalchemy.orm import Session

from touchline.server.uploads.models import State, Upload, UploadPart


def visible_to(owner_id: UUID) -> Select[Upload]:
    """Return what this person may see: their own."""
    return select(Upload).where(Upload.owner_id == owner_id)


def find(session: Session, owner_id: UUID, upload_id: UUID) -> Upload | None:
    """Return an upload of this person."""
    return session.scalars(visible_to(owner_id).where(Upload.id == upload_id)).one_or_none()


def find_by_key(session: Session, owner_id: UUID, client_key: str) -> Upload | None:
    """Return the upload that this person created under this key."""
    return session.scalars(visible_to(owner_id).where(Upload.client_key == client_key)).one_or_none()


def list_of(session: Session, owner_id: UUID, limit: int, offset: int) -> tuple[Sequence[Upload], int]:
    """Return a page of this person's uploads, the newest first, and how many there are."""
    page = visible_to(owner_id).order_by(Upload.created_at.desc(), Upload.id.desc())
    total = session.scalar(select(func.count()).select_from(Upload).where(Upload.owner_id == owner_id))
    return session.scalars(page.limit(limit).offset(offset)).all(), total or 0


def held_of(session: Session, owner_id: UUID) -> tuple[int, int]:
    """Return how many unfinished uploads this person has, and how many bytes all of theirs are to have.

    Finished ones count until something is made of them and their bytes are taken over.
    """
    unfinished = func.sum(case((Upload.state == State.UPLOADING, 1), else_=0))
    asked = select(unfinished, func.sum(Upload.length_bytes)).where(Upload.owner_id == owner_id)
    count, size_bytes = session.execute(asked).one()
    return int(count or 0), int(size_bytes or 0)


def list_unfinished_of(session: Session, owner_ids: Collection[UUID]) -> Sequence[Upload]:
    """Return the uploads of these people that are on their way."""
    asked = select(Upload).where(Upload.owner_id.in_(owner_ids), Upload.state == State.UPLOADING)
    return session.scalars(asked).all()


def get(session: Session, upload_id: UUID) -> Upload | None:
    """Return an upload, whoever's it is: for the server's own work."""
    return session.get(Upload, upload_id)


def list_in_state(session: Session, state: State) -> Sequence[Upload]:
    """Return all uploads in a state."""
    return session.scalars(select(Upload).where(Upload.state == state)).all()


def list_without_digest(session: Session, limit: int) -> Sequence[UUID]:
    """Return finished uploads whose SHA-256 is not known yet."""
    asked = select(Upload.id).where(Upload.state == State.FINISHED, Upload.sha256.is_(None))
    return session.scalars(asked.order_by(Upload.id).limit(limit)).all()


def list_loose_parts(session: Session) -> Sequence[Upload]:
    """Return finished parts that belong to no whole."""
    taken = select(UploadPart.part_id)
    asked = select(Upload).where(Upload.is_part, Upload.state == State.FINISHED, Upload.id.not_in(taken))
    return session.scalars(asked).all()


def list_finished(session: Session) -> Sequence[Upload]:
    """Return finished uploads that are no parts and have not been taken over."""
    asked = select(Upload).where(Upload.is_part.is_(False), Upload.state == State.FINISHED)
    return session.scalars(asked).all()


def parts_of(session: Session, whole_id: UUID) -> Sequence[UUID]:
    """Return the parts of a whole, in order."""
    asked = select(UploadPart.part_id).where(UploadPart.whole_id == whole_id).order_by(UploadPart.position)
    return session.scalars(asked).all()


def list_joined(session: Session, part_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Return those of these parts that belong to a whole already."""
    return session.scalars(select(UploadPart.part_id).where(UploadPart.part_id.in_(part_ids))).all()


def which_exist(session: Session, upload_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of these ids that are uploads."""
    return set(session.scalars(select(Upload.id).where(Upload.id.in_(upload_ids))).all())


def delete_all(session: Session, upload_ids: Sequence[UUID]) -> None:
    """Delete uploads, and what ties parts to wholes."""
    tied = UploadPart.whole_id.in_(upload_ids) | UploadPart.part_id.in_(upload_ids)
    session.execute(delete(UploadPart).where(tied))
    session.execute(delete(Upload).where(Upload.id.in_(upload_ids)))


def hand_over(session: Session, upload_ids: Sequence[UUID], owner_id: UUID) -> None:
    """Have uploads be somebody else's, without what was said of them."""
    nameless: dict[str, object] = {"owner_id": owner_id, "name": None, "said": {}, "raw_metadata": None}
    session.execute(update(Upload).where(Upload.id.in_(upload_ids)).values(nameless))


def ids_of_owner(session: Session, owner_id: UUID) -> Sequence[UUID]:
    """Return all uploads of a person."""
    return session.scalars(select(Upload.id).where(Upload.owner_id == owner_id)).all()
