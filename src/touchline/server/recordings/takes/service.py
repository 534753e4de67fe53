"""The rules of takes: who may add one to a game, what it is called, who may change it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.audit import service as audit
from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.errors import GameCancelled, GameNotFound
from touchline.server.games.models import Game, GameState
from touchline.server.kit.naming import without_name
from touchline.server.recordings.takes import announcing, letters, repository
from touchline.server.recordings.takes.errors import (
    BadAnnouncement,
    NotYourTake,
    TakeNotFound,
    TakeRefused,
    TakeStillComing,
    TooManyFromOutside,
    TooManyTakes,
)
from touchline.server.recordings.takes.models import ClockSample, Take, TakeSegment, TakeState
from touchline.server.recordings.takes.schemas import TakeIn
from touchline.server.uploads import service as uploads
from touchline.server.uploads.intake import Finished

MOST_OF_A_GUEST = 20
"""So many recordings of one game, that come or await a yes, may be of one person from outside its team."""

MOST_FROM_OUTSIDE = 60
"""And so many of all of them together: the code hangs on a wall, and a disk is not without end."""

AWAITED_FOR = timedelta(days=30)
"""So long a recording from outside the team waits for a coach's yes; then it is deleted."""

log = structlog.get_logger()


def refuse_unwanted(session: Session, owner_id: UUID, said: Mapping[str, str]) -> None:
    """Refuse a recording before its first byte, where its game, or who sends it, does not allow it.

    Raises:
        GameNotFound, RoleMissing, GameCancelled, BadAnnouncement, UnknownPosition: it will not be a take.
        TooManyTakes, TooManyFromOutside: guests have sent enough.
    """
    announced = announcing.read(said)
    if announced is None:
        if games.guest_of(session, owner_id) is not None:
            raise BadAnnouncement("game_id", "is missing: say of which game it is")
        return
    game = _game_to_film(session, owner_id, announced.game_id)
    if game.state is GameState.CANCELLED:
        raise GameCancelled
    announcing.check_position(game.team.sport, announced.position)
    if _is_outside(session, owner_id, game):
        _require_few(session, owner_id, game)


def _is_outside(session: Session, person_id: UUID, game: Game) -> bool:
    """Say whether somebody is no member of the team that plays: they joined by the game's code."""
    return game.team_id not in clubs.load_viewer(session, person_id).team_ids


def _require_few(session: Session, owner_id: UUID, game: Game) -> None:
    repository.hold_game(session, game.id)
    awaiting = repository.count_awaiting(session, game.id, sent_by=owner_id)
    if awaiting + _count_coming(session, [owner_id], game) >= MOST_OF_A_GUEST:
        raise TooManyTakes(MOST_OF_A_GUEST)
    coming = _count_coming(session, games.outsiders_of(session, game), game)
    if coming + repository.count_awaiting(session, game.id) >= MOST_FROM_OUTSIDE:
        raise TooManyFromOutside(MOST_FROM_OUTSIDE)


def _count_coming(session: Session, owner_ids: Collection[UUID], game: Game) -> int:
    announced = [announcing.read(said) for said in uploads.said_of_coming(session, owner_ids)]
    return sum(one is not None and one.game_id == game.id for one in announced)


def _game_to_film(session: Session, owner_id: UUID, game_id: UUID) -> Game:
    """Return a game that somebody may film: as a member of its team, or because they joined by its code."""
    guest = games.guest_of(session, owner_id)
    if guest is not None:
        if guest.game_id != game_id:
            raise GameNotFound
        return game_of(session, game_id)
    if games.participant_of(session, game_id, owner_id) is not None:
        return game_of(session, game_id)
    viewer = clubs.load_viewer(session, owner_id)
    game = games.get_game(session, viewer, game_id)
    permissions.require_in_team(viewer, game.team, games.FILMS)
    return game


def receive(session: Session, finished: Finished, *, now: datetime) -> Take | None:
    """Make a take of an upload that has finished; None if it is none, or its game is gone by now."""
    announced = announcing.read(finished.said)
    if announced is None:
        return None
    game = repository.find_game(session, announced.game_id)
    if game is None or game.state is GameState.CANCELLED:
        log.warning("recording of a game that is gone", upload_id=str(finished.upload_id))
        return None
    guest = games.guest_of(session, finished.owner_id)
    person_id = None if guest is not None else finished.owner_id
    held = repository.hold_game(session, game.id)
    take = Take(
        id=new_id(),
        game_id=game.id,
        letter=letters.letter_of(held.given),
        state=TakeState.PREPARING,
        camera=announced.camera,
        position=announced.position,
        upload_id=finished.upload_id,
        recorded_by=person_id,
        participant_id=guest.id if guest is not None else None,
        awaits_yes=_is_outside(session, finished.owner_id, game),
        started_at=announced.started_at,
        size_bytes=finished.size_bytes,
        created_at=now,
    )
    held.given += 1
    session.add(take)
    session.flush()
    note(session, game, "take.add", by=person_id, about=take.id, now=now)
    return take


def claimed_of(session: Session, upload_ids: Sequence[UUID]) -> Collection[UUID]:
    """Return those of these uploads that became takes: others came to a game that was gone by then."""
    return repository.uploads_of_takes(session, upload_ids)


def get_take(session: Session, viewer: Viewer, take_id: UUID) -> Take:
    """Return a take that the viewer sees.

    Raises:
        TakeNotFound: there is none, or not for this viewer.
    """
    take = repository.find_take(session, viewer, take_id)
    if take is None:
        raise TakeNotFound
    return take


def require_ready(take: Take) -> None:
    """Go on if a take can be played by whoever sees it.

    Raises:
        TakeStillComing, TakeRefused: it cannot, yet or ever.
    """
    if take.state is TakeState.REFUSED:
        raise TakeRefused(take.problem or "This recording cannot be used. Upload it again.")
    if take.state not in (TakeState.READY, TakeState.AWAITING):
        raise TakeStillComing


def list_takes(session: Session, viewer: Viewer, game_id: UUID) -> Sequence[Take]:
    """Return the takes of a game that the viewer sees, in the order in which they came."""
    return repository.list_takes(session, viewer, game_id)


def list_of_guest(session: Session, participant_id: UUID) -> Sequence[Take]:
    """Return what a guest has sent, in the order in which it came."""
    return repository.list_of_guest(session, participant_id)


def get_take_of_owner(session: Session, viewer: Viewer, take_id: UUID) -> tuple[Take, Game]:
    """Return a take that the viewer may change, with its game.

    Raises:
        TakeNotFound: there is none, or not for this viewer.
        NotYourTake: it is not theirs, or no longer, and they do not run the game.
    """
    take = get_take(session, viewer, take_id)
    game = game_of(session, take.game_id)
    if not may_change(viewer, take, game):
        raise NotYourTake
    return take, game


def may_change(viewer: Viewer, take: Take, game: Game) -> bool:
    """Say whether the viewer coaches or administers the team, or uploaded a take that is still theirs.

    What came from outside is the team's with the coach's yes: films and clips show it from then on.
    """
    if permissions.has_in_team(viewer, game.team, permissions.STAFF):
        return True
    is_theirs = take.awaits_yes or game.team_id in viewer.team_ids
    return take.recorded_by == viewer.user_id and is_theirs


def change_take(session: Session, viewer: Viewer, take_id: UUID, wanted: TakeIn, *, now: datetime) -> Take:
    """Say what filmed, and where it stood."""
    take, game = get_take_of_owner(session, viewer, take_id)
    announcing.check_position(game.team.sport, wanted.position)
    take.camera, take.position = wanted.camera, wanted.position
    note(session, game, "take.update", by=viewer.user_id, about=take.id, now=now)
    return take


def accept_take(session: Session, viewer: Viewer, take_id: UUID, *, now: datetime) -> tuple[Take, bool]:
    """Say yes to a take from outside the team; return it, and whether it is ready by that.

    Raises:
        TakeNotFound: there is none, or not for this viewer.
        RoleMissing: the viewer does not run its game.
        TakeRefused: it cannot be used.
    """
    game = game_of(session, get_take(session, viewer, take_id).game_id)
    permissions.require_in_team(viewer, game.team, permissions.STAFF)
    repository.hold_game(session, game.id)
    take = repository.get_to_change(session, take_id)
    if take is None:
        raise TakeNotFound
    if take.state is TakeState.REFUSED:
        raise TakeRefused(take.problem or "This recording cannot be used. Delete it.")
    if not take.awaits_yes:
        return take, False
    is_ready = take.state is TakeState.AWAITING
    take.awaits_yes = False
    take.state = TakeState.READY if is_ready else take.state
    note(session, game, "take.accept", by=viewer.user_id, about=take.id, now=now)
    session.flush()
    return take, is_ready


def delete_take(session: Session, viewer: Viewer, take_id: UUID, *, now: datetime) -> Take:
    """Delete a take's rows, and return what it was; its files are the caller's to remove."""
    take, game = get_take_of_owner(session, viewer, take_id)
    repository.hold_game(session, game.id)
    repository.delete_takes(session, [take.id])
    note(session, game, "take.delete", by=viewer.user_id, about=take_id, now=now)
    return take


def list_awaited_too_long(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Return the takes to which no coach has said yes in all the time."""
    return repository.list_awaiting(session, created_before=now - AWAITED_FOR)


def delete_unless_accepted(session: Session, take_id: UUID, *, now: datetime) -> Take | None:
    """Delete the rows of a take that awaits a yes; return what it was, None if there is none by now."""
    take = repository.get_take(session, take_id)
    if take is None:
        return None
    game = game_of(session, take.game_id)
    repository.hold_game(session, game.id)
    take = repository.get_to_change(session, take_id)
    if take is None or not take.awaits_yes:
        return None
    repository.delete_takes(session, [take.id])
    note(session, game, "take.expire", by=None, about=take.id, now=now)
    return take


def delete_all(session: Session, game_id: UUID) -> Sequence[Take]:
    """Delete the rows of all takes of a game; return what they were, since their files go too."""
    deleted = repository.list_of_game(session, game_id)
    repository.delete_takes(session, [take.id for take in deleted])
    return deleted


def erase_person(session: Session, person_id: UUID) -> None:
    """Have a person's takes be nobody's; what they show is the team's, and goes with the game.

    So are the uploads of takes that are still being prepared: they become the takes' own.
    """
    for take in repository.list_unprepared(session, person_id):
        if take.upload_id is not None:
            uploads.hand_over(session, take.upload_id, take.id)
    repository.forget_uploader(session, person_id)


def forget_name(session: Session, team_ids: Collection[UUID], name: str) -> None:
    """Take a name out of what is written about the cameras of these teams."""
    for take in repository.list_described(session, team_ids):
        take.camera = without_name(take.camera or "", name)


def game_of(session: Session, game_id: UUID) -> Game:
    """Return the game of a take or film that was found for a viewer, with its team."""
    game = repository.find_game(session, game_id)
    assert game is not None, "takes and films go with their game"
    return game


def hold_game(session: Session, game_id: UUID) -> None:
    """Have whoever else counts or adds takes of this game wait until this transaction ends."""
    repository.hold_game(session, game_id)


def list_ready(session: Session, game_id: UUID) -> Sequence[Take]:
    """Return the takes of a game that a film can be made of, in the order in which they came."""
    return repository.list_of_game(session, game_id, [TakeState.READY])


def list_all(session: Session, game_id: UUID) -> Sequence[Take]:
    """Return all takes of a game, in the order in which they came."""
    return repository.list_of_game(session, game_id)


def clock_samples_of(session: Session, take_ids: Sequence[UUID]) -> Sequence[ClockSample]:
    """Return what the server's clock was seen to say during these takes."""
    return repository.clock_samples_of(session, take_ids)


def recordings_of(session: Session, take_ids: Sequence[UUID]) -> dict[UUID, TakeSegment]:
    """Return each take's recording: `key` is where it lies."""
    return repository.recordings_of(session, take_ids)


def recording_of(session: Session, take_id: UUID) -> TakeSegment:
    """Return a ready take's recording."""
    return repository.recordings_of(session, [take_id])[take_id]


def note(session: Session, game: Game, action: str, *, by: UUID | None, about: UUID, now: datetime) -> None:
    """Write down what somebody does to a take or film of a game."""
    audit.record(
        session,
        action,
        actor_id=by,
        at=now,
        subject_id=about,
        organization_id=game.team.organization_id,
        details={"game_id": str(game.id)},
    )
