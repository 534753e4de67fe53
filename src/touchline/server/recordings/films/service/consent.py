"""Nobody is filmed or shown unless somebody has said yes for everybody on the roster (ADR 0006).

It is asked anew each time something is made or shown: a yes that is taken back closes what was open.
"""

from sqlalchemy.orm import Session

from touchline.server.clubs import service as clubs
from touchline.server.clubs.viewer import Purpose
from touchline.server.games.models import Game
from touchline.server.recordings.films.errors import ConsentMissing


def require_consent(session: Session, game: Game) -> None:
    """Go on if everybody on the roster may be filmed.

    Raises:
        ConsentMissing: somebody may not.
    """
    without = clubs.players_without(session, game.team_id, Purpose.FILM, since=game.starts_at)
    if without:
        raise ConsentMissing(len(without))


def has_consent(session: Session, game: Game) -> bool:
    """Say whether everybody on the roster may be filmed."""
    return not clubs.players_without(session, game.team_id, Purpose.FILM, since=game.starts_at)
