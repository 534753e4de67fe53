"""Games are scheduled by coaches and administrators, and seen by all members of their team."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.models import Team
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import codes, repository
from touchline.server.games.errors import GameCancelled, GameNotFound, NoFreeCode
from touchline.server.games.models import Game, GameState
from touchline.server.games.schemas import GameFilter, GameIn, NewGameIn
from touchline.server.games.service import cameras, diary, states
from touchline.server.kit.pagination import Page

FILMS = permissions.SEES_NAMES
"""Who is told the code and may film without it: every member but mere viewers."""

STAYS_NEXT = timedelta(hours=3)
"""So long after its start a game is still the next one: people are on their way, or in it."""

_MOST_DRAWS = 20


def get_game(session: Session, viewer: Viewer, game_id: UUID) -> Game:
    """Return a game that the viewer sees, with its team.

    Raises:
        GameNotFound: there is none, or not for this viewer.
    """
    game = repository.find_game(session, viewer, game_id)
    if game is None:
        raise GameNotFound
    return game


def get_game_of_staff(session: Session, viewer: Viewer, game_id: UUID) -> Game:
    """Return a game that the viewer may run, with its team.

    Raises:
        GameNotFound: there is none, or not for this viewer.
        RoleMissing: the viewer sees it and neither coaches nor administers its team.
    """
    game = get_game(session, viewer, game_id)
    permissions.require_in_team(viewer, game.team, permissions.STAFF)
    return game


def get_game_to_film(session: Session, viewer: Viewer, game_id: UUID) -> Game:
    """Return a game that the viewer may film without being told the code, with its team.

    Raises:
        GameNotFound: there is none, or not for this viewer.
        RoleMissing: the viewer only watches.
    """
    game = get_game(session, viewer, game_id)
    permissions.require_in_team(viewer, game.team, FILMS)
    return game


def list_games(session: Session, viewer: Viewer, which: GameFilter, page: Page) -> tuple[Sequence[Game], int]:
    """Return a page of the games that the viewer sees, each with its team, and how many there are."""
    return repository.list_games(session, viewer, which, page)


def next_game(session: Session, viewer: Viewer, now: datetime) -> Game | None:
    """Return the game that the viewer goes to next, or is at, with its team."""
    return repository.next_game(session, viewer, after=now - STAYS_NEXT)


def create_game(
    session: Session,
    viewer: Viewer,
    wanted: NewGameIn,
    *,
    now: datetime,
    draw_code: Callable[[], str] = codes.new_code,
) -> Game:
    """Schedule a game of a team; it gets a code that no other game has ever had."""
    team = clubs.get_team_of_staff(session, viewer, wanted.team_id)
    for _ in range(_MOST_DRAWS):
        game = _new_game(viewer, team, wanted, draw_code(), now)
        try:
            with session.begin_nested():
                session.add(game)
        except IntegrityError:
            continue
        diary.note(session, viewer.user_id, "game.create", game, now=now)
        return game
    raise NoFreeCode


def update_game(session: Session, viewer: Viewer, game_id: UUID, wanted: GameIn, *, now: datetime) -> Game:
    """Change what is told of a game.

    Raises:
        GameCancelled: it does not take place any more.
    """
    game = get_game_of_staff(session, viewer, game_id)
    if game.state is GameState.CANCELLED:
        raise GameCancelled
    for field, value in wanted.model_dump().items():
        setattr(game, field, value)
    game.played_on = _day_of(wanted)
    cameras.keep_for(session, game, now=now)
    diary.note(session, viewer.user_id, "game.update", game, now=now)
    return game


def cancel_game(session: Session, viewer: Viewer, game_id: UUID, *, now: datetime) -> None:
    """Say that a game does not take place; its code opens nothing any more.

    Raises:
        GameCannotBecome: it has been filmed.
    """
    game = get_game_of_staff(session, viewer, game_id)
    if game.state is GameState.CANCELLED:
        return
    states.set_state(session, game, GameState.CANCELLED)
    game.cancelled_at = now
    diary.note(session, viewer.user_id, "game.cancel", game, now=now)


def _new_game(viewer: Viewer, team: Team, wanted: NewGameIn, code: str, now: datetime) -> Game:
    return Game(
        id=new_id(),
        team=team,
        state=GameState.SCHEDULED,
        code=code,
        played_on=_day_of(wanted),
        created_by=viewer.user_id,
        created_at=now,
        **wanted.model_dump(exclude={"team_id"}),
    )


def _day_of(wanted: GameIn) -> date:
    return wanted.starts_at.astimezone(ZoneInfo(wanted.time_zone)).date()
