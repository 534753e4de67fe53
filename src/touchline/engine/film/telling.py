"""The result of a film in words for a person, and in JSON for a program."""

from typing import Any

from touchline.engine.film.pipeline import FilmResult
from touchline.engine.film.takes import Take


def closing_words(result: FilmResult) -> str:
    """Say what was made and where to look."""
    if result.directed is None:
        return f"No film could be made: none of the recordings could be used. Why: {result.folder.report}"
    shown = len(result.directed.placed)
    minutes, seconds = divmod(round(result.duration_s), 60)
    film = result.folder.film if result.folder.film.is_file() else result.folder.instant
    takes = "one recording" if shown == 1 else f"{shown} recordings"
    shots = "one shot" if len(result.directed.shots) == 1 else f"{len(result.directed.shots)} shots"
    return (
        f"A film of {minutes}:{seconds:02} from {takes}, {shots}.\n"
        f"Film:   {film}\n"
        f"Report: {result.folder.report}"
    )


def summary(result: FilmResult) -> dict[str, Any]:
    """Give the result as what `--json` prints; `sync.json` and `cuts.json` hold the details."""
    folder = result.folder
    return {
        "film": str(folder.film) if result.has_film and folder.film.is_file() else None,
        "playlist": str(folder.instant) if result.has_film else None,
        "report": str(folder.report),
        "sync": str(folder.sync),
        "cuts": str(folder.cuts) if result.has_film else None,
        "duration_s": round(result.duration_s, 3),
        "shots": len(result.directed.shots) if result.directed else 0,
        "takes": [
            {
                "file": reading.name,
                "is_used": isinstance(reading, Take) and _is_shown(result, reading),
                "why_not": None if isinstance(reading, Take) else reading.sentence,
            }
            for reading in result.readings
        ],
    }


def _is_shown(result: FilmResult, take: Take) -> bool:
    return result.directed is not None and any(placed.take == take for placed in result.directed.placed)
