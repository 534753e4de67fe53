"""What the pages of a game have in common: the game, its title, and what the reader may do with it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs import permissions
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import service as games
from touchline.server.games.models import Game, GameState
from touchline.server.portal import game_words
from touchline.server.portal.language import Reader
from touchline.server.portal.words import Words
from touchline.server.recordings.takes import service as takes
from touchline.server.recordings.takes.models import Take


@dataclass(frozen=True, slots=True)
class GameScene:
    """A game before its reader. `films` says whether they are told the code and may upload."""

    game: Game
    title: str
    when: str
    is_staff: bool
    films: bool
    is_member: bool = True
    """False for whoever joined by the code: they see what the code tells, and what they send themself."""

    @property
    def path(self) -> str:
        """Where the game's page is."""
        return f"/games/{self.game.id}"

    @property
    def home(self) -> str:
        """Where the reader comes from, and goes back to."""
        return self.path if self.is_member else f"/join/{self.game.code}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.game.state is GameState.CANCELLED

    @property
    def may_be_cancelled(self) -> bool:
        """Whether it can still be called off: nothing has been made of it yet."""
        return self.game.state in (GameState.SCHEDULED, GameState.RECORDING)


def of_game(session: Session, viewer: Viewer, reader: Reader, game_id: UUID) -> GameScene:
    """Return the scene of a game that the viewer sees.

    Raises:
        GameNotFound: there is none, or not for this viewer.
    """
    return _scene(viewer, reader, games.get_game(session, viewer, game_id))


def to_film(session: Session, viewer: Viewer, reader: Reader, game_id: UUID) -> GameScene:
    """Return the scene of a game that the viewer may film, as a member or because they joined by its code.

    Raises:
        GameNotFound: there is none, or not for this viewer.
        RoleMissing: the viewer only watches.
    """
    if games.participant_of(session, game_id, viewer.user_id) is None:
        return _scene(viewer, reader, games.get_game_to_film(session, viewer, game_id))
    return _scene_of_guest(viewer, reader, takes.game_of(session, game_id))


def of_take(session: Session, viewer: Viewer, reader: Reader, take: Take) -> GameScene:
    """Return the scene of the game of a take that was found for the viewer."""
    return _scene_of_guest(viewer, reader, takes.game_of(session, take.game_id))


def of_camera(reader: Reader, game: Game) -> GameScene:
    """Return the scene of a game for a guest, who is told nothing of its team."""
    title, when = Words(reader).sport(game.team.sport), game_words.when(reader, game)
    return GameScene(game, title, when, is_staff=False, films=True, is_member=False)


def of_staff(session: Session, viewer: Viewer, reader: Reader, game_id: UUID) -> GameScene:
    """Return the scene of a game that the viewer runs.

    Raises:
        GameNotFound: there is none, or not for this viewer.
        RoleMissing: they see it and do not run it.
    """
    return _scene(viewer, reader, games.get_game_of_staff(session, viewer, game_id))


def _scene_of_guest(viewer: Viewer, reader: Reader, game: Game) -> GameScene:
    """Return the scene of a game for whoever films it; who is not of its team is told nothing of the team."""
    if game.team_id in viewer.team_ids:
        return _scene(viewer, reader, game)
    return of_camera(reader, game)


def _scene(viewer: Viewer, reader: Reader, game: Game) -> GameScene:
    return GameScene(
        game=game,
        title=Words(reader).game(game),
        when=game_words.when(reader, game),
        is_staff=permissions.has_in_team(viewer, game.team, permissions.STAFF),
        films=permissions.has_in_team(viewer, game.team, games.FILMS),
    )
