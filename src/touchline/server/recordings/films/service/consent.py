"""Nobody is filmed or shown unless somebody has said yes for everybody on the roster (ADR 0006).

It is asked anew each time something is made or shown: a yes that is taken back closes what was open.
"""

from sqlalchemy.orm import Session

from touchline.server.clubs import service as clubs
from touchline.server.clubs.viewer import Purpose
from touchline.server.games.models import Game
from touchline.server.recordings.films.errors import ConsentGone, ConsentMissing, GameClosed


def require_consent(session: Session, game: Game) -> None:
    """Go on if everybody on the roster may be filmed.

    Raises:
        GameClosed: somebody may not.
    """
    refusal = obstacle(session, game)
    if refusal is not None:
        raise refusal


def has_consent(session: Session, game: Game) -> bool:
    """Say whether everybody on the roster may be filmed."""
    return obstacle(session, game) is None


def obstacle(session: Session, game: Game) -> GameClosed | None:
    """Return what stands against filming and showing a game inside its team; None where all agreed."""
    missing = clubs.missing_yes(session, game.team_id, Purpose.FILM, since=game.starts_at)
    if missing is None:
        return None
    return ConsentGone() if missing.of_erased else ConsentMissing(missing.players)
