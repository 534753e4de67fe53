"""Films, and what can be watched of a game, as the API says them; files under names for people."""

from uuid import UUID

from touchline.server.games.models import Game
from touchline.server.recordings.films.models import Film
from touchline.server.recordings.films.schemas import FilmOut
from touchline.server.recordings.takes import showing as takes
from touchline.server.recordings.takes.models import Take
from touchline.server.recordings.takes.schemas import TakeOut


def shown(video: Take | Film, viewer_id: UUID) -> FilmOut | TakeOut:
    """Return a take or film as somebody sees it."""
    if isinstance(video, Take):
        return takes.shown(video, viewer_id)
    return FilmOut(
        kind="film",
        id=video.id,
        game_id=video.game_id,
        version=video.version,
        state=video.state,
        is_final=video.is_final,
        duration_s=video.duration_s,
        problem=video.problem,
        created_at=video.created_at,
        ready_at=video.ready_at,
    )


def name_of(game: Game, what: str, ending: str) -> str:
    """Return the name under which a file of a game is saved: day, teams, what it is."""
    teams = f"{game.team.name} – {game.opponent}" if game.opponent else game.team.name
    return f"{game.played_on.isoformat()} {teams[:90]} {what}.{ending}"
