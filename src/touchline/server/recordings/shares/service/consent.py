"""Whether a game may be shown outside the club: only with a yes of every player of the team.

Nobody knows who can be seen in a video, so all players of the roster count as seen (ADR 0006).
"""

from sqlalchemy.orm import Session

from touchline.base.errors import NotAllowed
from touchline.server.clubs import service as clubs
from touchline.server.clubs.viewer import Purpose
from touchline.server.games.models import Game
from touchline.server.recordings.films.errors import ConsentMissing
from touchline.server.recordings.shares.errors import ShareConsentMissing


def obstacle(session: Session, game: Game) -> NotAllowed | None:
    """Return what stands against showing a game outside the club; None where all players agreed."""
    if unfilmed := clubs.players_without(session, game.team_id, Purpose.FILM, since=game.starts_at):
        return ConsentMissing(len(unfilmed))
    if unshared := clubs.players_without(session, game.team_id, Purpose.SHARE, since=game.starts_at):
        return ShareConsentMissing(len(unshared))
    return None
