"""Whether a game may be shown outside the club: only with a yes of every player of the team.

Nobody knows who can be seen in a video, so all players of the roster count as seen (ADR 0006).
"""

from sqlalchemy.orm import Session

from touchline.base.errors import NotAllowed
from touchline.server.clubs import service as clubs
from touchline.server.clubs.viewer import Purpose
from touchline.server.games.models import Game
from touchline.server.recordings.films import service as films
from touchline.server.recordings.shares.errors import ShareConsentGone, ShareConsentMissing


def obstacle(session: Session, game: Game) -> NotAllowed | None:
    """Return what stands against showing a game outside the club; None where all players agreed."""
    unfilmed = films.why_closed(session, game)
    if unfilmed is not None:
        return unfilmed
    missing = clubs.missing_yes(session, game.team_id, Purpose.SHARE, since=game.starts_at)
    if missing is None:
        return None
    return ShareConsentGone() if missing.of_erased else ShareConsentMissing(missing.players)
