"""Erasing one person: in every domain, in one transaction, and nothing is left but ids in the audit log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from anyio import to_thread
from sqlalchemy.orm import Session

from touchline.base.errors import Unavailable
from touchline.server.accounts import service as accounts
from touchline.server.audit import service as audit
from touchline.server.clubs import service as clubs
from touchline.server.games import service as games
from touchline.server.kit.idempotency.forgetting import forget_answers_with
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.naming import is_told_apart
from touchline.server.kit.outbox import posting
from touchline.server.kit.sealing import Sealer
from touchline.server.privacy.person import Person, find_person, what_goes, what_stays
from touchline.server.recordings import deleting as recordings
from touchline.server.uploads import handling
from touchline.server.uploads import service as uploads
from touchline.server.uploads.intake import Intake

__all__ = ["Erased", "Person", "erase_person", "find_person", "remove_files", "what_goes", "what_stays"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Erased:
    """What still lies in folders of somebody whose rows are gone: `remove_files` takes it away."""

    email: str | None
    upload_ids: tuple[UUID, ...]


def erase_person(
    session: Session, sealer: Sealer, person_id: UUID, *, by: UUID | None, now: datetime
) -> Erased:
    """Forget a person in every domain, from the top of the ladder down: each still finds what it is told by.

    Recordings go before uploads, since the upload of a take that is being prepared stays the take's; clubs
    before accounts, since invitations are found by the account's address. What a team recorded stays the
    team's. Call `remove_files` after the commit.

    Raises:
        PersonNotFound: there is nobody of this id.
        RunsClubAlone, LastServerAdministrator: somebody else must take over from them first.
    """
    person = find_person(session, person_id)
    if person.user_id is not None:
        clubs.hold_clubs_run_by(session, person.user_id)
        accounts.hold_person(session, person.user_id)
    upload_ids: list[UUID] = []
    for known_by in person.ids:
        recordings.erase_person(session, known_by, now=now)
        upload_ids += uploads.erase_person(session, known_by)
        games.erase_person(session, known_by)
    for player in filter(lambda player: is_told_apart(player.name), person.players):
        recordings.forget_name(session, clubs.team_ids_of_player(session, player.id), player.name)
    for known_by in person.ids:
        clubs.erase_person(session, known_by, now=now)
        accounts.erase_person(session, known_by, now=now)
        jobs.erase_person(session, known_by)
    if person.email is not None:
        posting.forget_letters_to(session, sealer, person.email)
    forget_answers_with(session, sealer, _words_of(person))
    _note(session, person, by, now)
    return Erased(person.email, tuple(upload_ids))


async def remove_files(intake: Intake, erased: Erased) -> None:
    """Remove what an erased person had not sent to the end, and what can still be read of them on disk.

    Where the database is being read, its log is emptied at night instead (`wiring`).
    """

    def remove() -> None:
        if erased.email is not None:
            intake.ports.mail.forget(erased.email)
        try:
            intake.ports.database.overwrite_deleted()
        except Unavailable as error:
            log.warning("what was erased is overwritten tonight", reason=str(error))

    await handling.forget(intake, erased.upload_ids)
    await to_thread.run_sync(remove)


def _words_of(person: Person) -> list[str]:
    names = [player.name for player in person.players if is_told_apart(player.name)]
    known = [*map(str, person.ids), *names]
    return known if person.email is None else [*known, person.email]


def _note(session: Session, person: Person, by: UUID | None, now: datetime) -> None:
    for player in person.players:
        own = player.organization_id
        audit.record(session, "player.erase", actor_id=by, at=now, subject_id=player.id, organization_id=own)
    if person.user_id is not None:
        audit.record(session, "account.erase", actor_id=by, at=now, subject_id=person.user_id)
