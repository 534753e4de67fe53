"""Taking part in a game: as a member of its team, or by its code.

What taking part opens was decided once, for this and for all that stands on it. Members see their team's
games anyway; joining only says that they film, and from where. Whoever joins by the code, with an account or
without, sees what the code itself tells (sport, kind, start, state) and what they send in themself: neither
the roster nor other people's takes nor the film. A code hangs on a wall and is photographed; were it a key to
films of children, it would have to be as secret as a password, and could not hang there.

A guest without an account gets a token for this one game (`cameras`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.core.sports.table import find_sport
from touchline.server.accounts import service as accounts
from touchline.server.accounts import throttle
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.tokens import hashed
from touchline.server.clubs import permissions
from touchline.server.clubs.errors import RoleMissing
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import repository
from touchline.server.games.codes import read_code
from touchline.server.games.errors import (
    CodeUnknown,
    GameCancelled,
    GameFull,
    JoiningOver,
    NoSuchPosition,
    NotTakingPart,
    ParticipantNotFound,
    TooManyFromHere,
)
from touchline.server.games.models import Game, GameState, Participant
from touchline.server.games.schemas import JoinIn
from touchline.server.games.service import cameras, diary, schedule
from touchline.server.kit.errors import NotSignedIn, TooOften
from touchline.server.kit.pagination import Page

JOINED_UNTIL = timedelta(days=14)
"""After the start. So long an interrupted upload lives too."""
MOST_PARTICIPANTS = 200
"""From outside the team: whatever strangers do with a photographed code, its members join."""
MOST_OF_AN_ADDRESS = 60
GUESTS_OF_AN_ADDRESS = throttle.Limit(MOST_OF_AN_ADDRESS, timedelta(days=1), timedelta(days=1))
"""Of one game, in a day: all who film on the Wi-Fi of a rink, and too few to fill a game from it."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody takes part; `token` is a guest's."""

    game: Game
    participant: Participant
    token: str | None


def look_up(session: Session, typed: str, *, now: datetime) -> Game:
    """Return the game of a code, with its team, to whoever holds the code.

    Raises:
        CodeUnknown: no game has it.
        GameCancelled, JoiningOver: it opens nothing any more.
    """
    code = read_code(typed)
    game = repository.find_game_by_code(session, code) if code else None
    if game is None:
        raise CodeUnknown
    _require_open(game, now)
    return game


def join(
    session: Session,
    viewer: Viewer | None,
    game_id: UUID,
    wanted: JoinIn,
    *,
    keys: Keys,
    address: str,
    now: datetime,
) -> Joined:
    """Take part in a game; whoever takes part already may say another position.

    `address` is where the request comes from: guests are counted by it.

    Raises:
        CodeUnknown: neither a member's game nor the game of this code.
        NotSignedIn: neither an account nor a code.
        RoleMissing: mere viewers need the code like everybody else.
        NoSuchPosition, GameFull, GameCancelled, JoiningOver: not here, or not any more.
        TooManyFromHere: many guests of this game came from this address today.
    """
    game = _game_for(session, viewer, game_id, wanted.code)
    _require_open(game, now)
    positions = [position.name for position in find_sport(game.team.sport).positions]
    if wanted.position is not None and wanted.position not in positions:
        raise NoSuchPosition(positions)
    if viewer is None:
        _count_guest(session, keys, game, address, now)
        return _join_as_guest(session, game, wanted, now)
    known = repository.find_participant(session, game.id, viewer.user_id)
    if known is None or known.left_at is not None:
        if game.team_id not in viewer.team_ids:
            _require_room(session, game)
        diary.note(session, viewer.user_id, "game.join", game, now=now, is_guest=False)
    participant = repository.put_participant(session, game.id, viewer.user_id, now=now)
    participant.position = wanted.position
    return Joined(game, participant, None)


def leave(session: Session, game_id: UUID, *, user_id: UUID | None, token: str | None, now: datetime) -> None:
    """Take part no longer, by account or by a guest's token, which opens nothing any more.

    Raises:
        NotSignedIn: neither, or the token opens nothing.
        NotTakingPart: not in this game.
    """
    if user_id is not None:
        found = participant_of(session, game_id, user_id)
    elif token is not None:
        found = cameras.camera_of(session, token, now=now)
    else:
        raise NotSignedIn("Sign in first, or send the token that you were given when you joined.")
    if found is None or found.game_id != game_id:
        raise NotTakingPart
    _end(found, now)


def remove_participant(
    session: Session, viewer: Viewer, game_id: UUID, participant_id: UUID, *, now: datetime
) -> None:
    """Have somebody take part no longer; what they sent stays, and is accepted or deleted by itself.

    Raises:
        GameNotFound, RoleMissing, ParticipantNotFound: as `get_participant` says.
    """
    game, found = get_participant(session, viewer, game_id, participant_id)
    _end(found, now)
    diary.note(session, viewer.user_id, "game.remove", game, now=now, participant_id=str(participant_id))


def get_participant(
    session: Session, viewer: Viewer, game_id: UUID, participant_id: UUID
) -> tuple[Game, Participant]:
    """Return a game that the viewer runs, and somebody who takes part in it.

    Raises:
        GameNotFound, RoleMissing: the viewer does not run the game.
        ParticipantNotFound: nobody takes part who is this.
    """
    game = schedule.get_game_of_staff(session, viewer, game_id)
    found = repository.find_present(session, game.id, participant_id)
    if found is None:
        raise ParticipantNotFound
    return game, found


def _end(participant: Participant, now: datetime) -> None:
    """Have what a guest's token opened be closed, and nothing of what they called themself be kept."""
    participant.left_at, participant.token_hash, participant.name = now, None, None


def outsiders_of(session: Session, game: Game) -> Sequence[UUID]:
    """Return who ever took part and is no member of the team: users, and guests by what they are here."""
    return repository.outsiders_of(session, game)


def participant_of(session: Session, game_id: UUID, user_id: UUID) -> Participant | None:
    """Return what somebody with an account is in a game, if they take part."""
    found = repository.find_participant(session, game_id, user_id)
    return found if found is not None and found.left_at is None else None


def list_participants(
    session: Session, viewer: Viewer, game_id: UUID, page: Page
) -> tuple[Game, Sequence[Participant], int]:
    """Return a game that the viewer sees, a page of those who take part, and how many they are."""
    game = schedule.get_game(session, viewer, game_id)
    return game, *repository.list_participants(session, game.id, page)


def names_of(session: Session, found: Collection[Participant]) -> dict[UUID, str]:
    """Return what each of these is called, by their id here: by their account, or by a guest's own word.

    It is for staff only. Guests who said nothing are missing.
    """
    user_ids = {one.id: one.user_id for one in found if one.user_id is not None}
    contacts = accounts.contacts(session, user_ids.values())
    own = {one.id: one.name for one in found if one.user_id is None and one.name}
    known = {id_: contacts[user_id].display_name for id_, user_id in user_ids.items() if user_id in contacts}
    return own | known


def games_of(
    session: Session, viewer: Viewer, page: Page
) -> tuple[Sequence[Game], dict[UUID, Participant], int]:
    """Return a page of the games of the viewer's teams and of those they joined, the last one first.

    With it what they are in each that they take part in, and how many games there are.
    """
    games, total = repository.list_games_of(session, viewer, page)
    return games, repository.participations(session, viewer.user_id, [game.id for game in games]), total


def _game_for(session: Session, viewer: Viewer | None, game_id: UUID, typed: str | None) -> Game:
    seen = repository.find_game(session, viewer, game_id) if viewer else None
    if viewer and seen and permissions.has_in_team(viewer, seen.team, schedule.FILMS):
        return seen
    if typed is not None:
        code = read_code(typed)
        game = repository.find_game_by_code(session, code) if code else None
        if game is not None and game.id == game_id:
            return game
    elif viewer is None:
        raise NotSignedIn("Sign in first, or send the game's code.")
    elif seen:
        raise RoleMissing("Who only watches joins by the game's code. Ask its coach for it.")
    raise CodeUnknown


def _count_guest(session: Session, keys: Keys, game: Game, address: str, now: datetime) -> None:
    whose = keys.signer.mark("attempt", f"guest {game.id} {address}")
    try:
        throttle.count(session, whose, GUESTS_OF_AN_ADDRESS, now=now)
    except TooOften as refused:
        raise TooManyFromHere(refused.retry_after_s, MOST_OF_AN_ADDRESS) from None


def _join_as_guest(session: Session, game: Game, wanted: JoinIn, now: datetime) -> Joined:
    _require_room(session, game)
    token = cameras.new_token()
    participant = Participant(
        id=new_id(),
        game=game,
        token_hash=hashed(token),
        expires_at=cameras.good_until(game.starts_at, now=now),
        position=wanted.position,
        name=wanted.name,
        joined_at=now,
    )
    session.add(participant)
    diary.note(session, None, "game.join", game, now=now, is_guest=True)
    return Joined(game, participant, token)


def _require_open(game: Game, now: datetime) -> None:
    if game.state is GameState.CANCELLED:
        raise GameCancelled
    if now > game.starts_at + JOINED_UNTIL:
        raise JoiningOver(JOINED_UNTIL.days)


def _require_room(session: Session, game: Game) -> None:
    if repository.count_outsiders(session, game) >= MOST_PARTICIPANTS:
        raise GameFull(MOST_PARTICIPANTS)
