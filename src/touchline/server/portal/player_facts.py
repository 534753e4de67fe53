"""What the player's script is told: what can be watched, and which routes it calls."""

from typing import Any

from touchline.server.portal.language import Reader, translatable
from touchline.server.recordings.clips.schemas import ClipOut, ClipState
from touchline.server.recordings.films.schemas import WatchOut
from touchline.server.recordings.shares.schemas import OpenedShareOut

API = "/api/v1"

_SIZES = {
    "1080p": translatable("Full size, for a television or computer"),
    "720p": translatable("Medium size, for a tablet"),
    "mobile": translatable("Small, for a phone"),
}


def of_game(watch: WatchOut, *, progress: str) -> dict[str, Any]:
    """Return what the player of a game is told."""
    game = f"{API}/games/{watch.game_id}"
    return {
        "watch": watch.model_dump(mode="json"),
        "calls": {
            "watch": f"{game}/film",
            "progress": progress,
            "clips": f"{game}/clips",
            "clip": f"{API}/clips/",
            "clip_page": f"/games/{watch.game_id}/clips/",
            "shares": f"{game}/shares?limit=100",
            "share": f"{API}/shares/",
            "video": f"{API}/videos/",
            "shared": str(watch.film.id) if watch.film else "",
            "memory": str(watch.game_id),
        },
    }


def of_share(token: str, opened: OpenedShareOut) -> dict[str, Any]:
    """Return what the player of a shared link is told: one picture, and nothing of the game."""
    film = {
        "id": token[:8],
        "is_final": True,
        "duration_s": None,
        "stream_url": opened.stream_url,
        "poster_url": opened.poster_url,
        "shots": [],
        "chapters": [],
    }
    return {
        "watch": {"film": film if opened.stream_url else None, "angles": []},
        "calls": {"open": f"{API}/shares/open/{token}/again", "memory": token[:8]},
        "ticket": opened.ticket,
    }


def downloads(reader: Reader, watch: WatchOut) -> list[dict[str, str]]:
    """Return what can be downloaded: the film in its sizes, and each recording."""
    sizes = watch.film.formats if watch.film else []
    found = [
        {
            "url": f"{API}/videos/{watch.film.id}/download?format={form}" if watch.film else "",
            "label": form if form != "mobile" else reader.gettext("Mobile"),
            "hint": reader.gettext(_SIZES.get(form, "")),
        }
        for form in sizes
    ]
    return found + [
        {
            "url": f"{API}/videos/{angle.take_id}/download",
            "label": reader.gettext("Camera {letter}").format(letter=angle.letter),
            "hint": reader.gettext("As it was recorded"),
        }
        for angle in watch.angles
        if angle.stream_url
    ]


def plain_url(watch: WatchOut) -> str:
    """Return what a browser without scripts plays; empty while there is no final film."""
    if watch.film is None or not watch.film.is_final:
        return ""
    return f"{API}/videos/{watch.film.id}/download?format=720p"


def clip(shown: ClipOut) -> dict[str, Any]:
    """Return a clip as the list below the player shows it."""
    is_ready = shown.state is ClipState.READY
    return {
        "id": str(shown.id),
        "title": shown.title or "",
        "start_s": shown.start_s,
        "length_s": shown.end_s - shown.start_s,
        "is_ready": is_ready,
        "problem": shown.problem or "",
        "download_url": f"{API}/clips/{shown.id}/download" if is_ready and shown.stream_url else "",
        "delete_url": f"/games/{shown.game_id}/clips/{shown.id}/delete" if shown.may_change else "",
    }


def moment(seconds: float) -> str:
    """Return `1:23:45` or `3:05`, a moment of a film."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute}:{second:02d}"
