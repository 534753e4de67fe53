"""Deleting recordings with all that was made of them, wherever it lies: what shows a take goes with it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs.viewer import Viewer
from touchline.server.games.models import Game
from touchline.server.kit.storage.port import Storage
from touchline.server.recordings.clips import service as clips
from touchline.server.recordings.films import service as films
from touchline.server.recordings.films import tasks as film_tasks
from touchline.server.recordings.films.models import Film
from touchline.server.recordings.shares import service as shares
from touchline.server.recordings.takes import service as takes


def delete_video(
    session: Session, storage: Storage, viewer: Viewer, video_id: UUID, *, now: datetime
) -> None:
    """Delete a film, and end the links to it; or a take, with every film, clip and link that shows it.

    A link to the film outlives a take: the film is made anew without it.

    Raises:
        VideoNotFound, NotYourTake, RoleMissing: it is not the viewer's to delete.
    """
    video = films.find_video(session, viewer, video_id)
    if isinstance(video, Film):
        shares.end_of_film(session, video.game_id, now=now)
        film_tasks.delete_video(session, viewer, video_id, now=now)
        return
    shares.end_of_take(session, video_id, now=now)
    for clip_id in clips.clips_of_take(session, video_id):
        shares.end_of_clip(session, clip_id, now=now)
    film_tasks.delete_video(session, viewer, video_id, now=now)
    clips.delete_of_take(session, storage, video_id, now=now)


def delete_game_recordings(session: Session, storage: Storage, game: Game, *, now: datetime) -> None:
    """Delete all that was recorded of a game and made of it."""
    shares.end_of_game(session, game.id, now=now)
    film_tasks.delete_game_recordings(session, game, now=now)
    clips.delete_of_game(session, storage, game.id, now=now)


def erase_person(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Have nobody be who recorded, asked, cut and shared; what was recorded is the team's.

    Call it before `uploads.service.erase_person`, and before the account goes.
    """
    takes.erase_person(session, person_id)
    films.erase_person(session, person_id)
    clips.erase_person(session, person_id)
    shares.erase_person(session, person_id, now=now)


def forget_name(session: Session, team_ids: Collection[UUID], name: str) -> None:
    """Take a player's name out of what others have written about the recordings of these teams."""
    takes.forget_name(session, team_ids, name)
    clips.forget_name(session, team_ids, name)
    shares.forget_name(session, team_ids, name)
