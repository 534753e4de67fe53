"""The result of a film in words for a person, and in JSON for a program."""

from typing import Any

from touchline.engine.film.pipeline import FilmResult
from touchline.engine.film.takes import Refused, Take


def closing_words(result: FilmResult) -> str:
    """Say what was made and where to look."""
    if result.directed is None:
        return f"No film could be made: none of the recordings could be used. Why: {result.folder.report}"
    shown = len(result.directed.placed)
    minutes, seconds = divmod(round(result.duration_s), 60)
    film = result.film or result.folder.instant
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
        "film": str(result.film) if result.film else None,
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
                "why_not": _why_not(result, reading),
            }
            for reading in result.readings
        ],
    }


def _why_not(result: FilmResult, reading: Take | Refused) -> str | None:
    """Say why a recording is not in the film, None where it is."""
    if isinstance(reading, Refused):
        return reading.sentence
    if result.sync is None or _is_shown(result, reading):
        return None
    usable = [one for one in result.readings if isinstance(one, Take)]
    return result.sync.certificates[usable.index(reading)].explanation


def _is_shown(result: FilmResult, take: Take) -> bool:
    return result.directed is not None and any(placed.take == take for placed in result.directed.placed)
