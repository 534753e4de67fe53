"""Where a clip's files lie in storage."""

from uuid import UUID

from touchline.server.recordings.clips.models import Clip

ALL = "clips/"


def of_game(game_id: UUID) -> str:
    """Return the folder of all clips of a game."""
    return f"{ALL}{game_id}/"


def folder(clip: Clip) -> str:
    """Return the folder of a clip."""
    return f"{of_game(clip.game_id)}{clip.id}/"


def video(clip: Clip) -> str:
    """Return where the clip itself lies."""
    return f"{folder(clip)}clip.mp4"


def poster(clip: Clip) -> str:
    """Return where its still lies."""
    return f"{folder(clip)}poster.jpg"
