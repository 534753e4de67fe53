"""The game day: a game is scheduled, its three recordings are uploaded, the film is made and looked at."""

import math
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from touchline.base.errors import Unavailable
from touchline.core.sync.clocks import TakeClock, told_by_reference
from touchline.demo.visitor import Visitor
from touchline.engine.demo import Compared, TrueTake
from touchline.media import decode, probe

LOOKS_EVERY_S = 1.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Watched:
    """What came of the day: where the film is, how many of its frames were seen, and how true its sync is."""

    page: str
    frames: int
    duration_s: float
    compared: tuple[Compared, ...]

    @property
    def is_good(self) -> bool:
        """Whether the film plays, and no certificate promised more than is true."""
        return self.frames > 0 and bool(self.compared) and all(take.bound_holds for take in self.compared)


def schedule(coach: Visitor, team_id: str, takes: int) -> str:
    """Schedule the game that was just played; return its id."""
    game = coach.ask(
        "POST",
        "/games",
        {
            "team_id": team_id,
            "opponent": "FC Marten",
            "place": "North pitch",
            "starts_at": (datetime.now(UTC) - timedelta(minutes=5)).isoformat(),
            "time_zone": "UTC",
            "our_score": 2,
            "their_score": 0,
            "expected_takes": takes,
        },
    )
    return str(game["id"])


def upload_takes(people: Sequence[Visitor], game_id: str, takes: Sequence[Path], say: Say) -> None:
    """Let each of the people upload a take, named after where it stood; those that are there stay."""
    listed = people[0].ask("GET", f"/games/{game_id}/takes?limit=100")
    there = {take["camera"] for take in listed["items"]}
    for somebody, path in zip(people, takes, strict=True):
        camera = somebody.email.partition("@")[0].title()
        if camera not in there:
            somebody.upload(path, {"game_id": game_id, "camera": camera, "position": path.stem})
            say(f"{camera} has uploaded the recording from {path.stem}.")


def wait_for_film(viewer: Visitor, game_id: str, say: Say) -> dict[str, Any]:
    """Return what can be watched once the final film is there.

    Raises:
        Unavailable: it could not be made; the sentence says why.
    """
    told, pause = "", threading.Event()
    while True:
        watch: dict[str, Any] = viewer.ask("GET", f"/games/{game_id}/film")
        film, job = watch["film"], watch["job"]
        if film and film["is_final"]:
            return watch
        is_preparing = any(angle["state"] == "preparing" for angle in watch["angles"])
        if watch["problem"] and not job and not is_preparing:
            raise Unavailable(watch["problem"])
        now = _progress(film, job)
        if now != told:
            say(now)
            told = now
        pause.wait(LOOKS_EVERY_S)


def _progress(film: Any, job: Any) -> str:
    state = "Watchable now, the final film follows" if film else "The film is being made"
    return f"{state}: {job['stage']}." if job and job["stage"] else f"{state}."


def look_at(viewer: Visitor, game_id: str, watch: Mapping[str, Any], truth: Sequence[TrueTake]) -> Watched:
    """Download the film, decode every frame of it, play its playlist's beginning, and compare its sync."""
    film = watch["film"]
    if not viewer.fetch(film["stream_url"]).startswith(b"#EXTM3U"):
        raise Unavailable("The film's playlist cannot be played.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        viewer.fetch(f"/api/v1/videos/{film['id']}/download?format=mobile", path)
        frames = sum(1 for _ in decode.frames(path))
        duration_s = probe.probe(path).duration_s
    sync = viewer.ask("GET", f"/games/{game_id}/sync")
    compared = _compare(sync["takes"], watch["angles"], truth)
    return Watched(f"/games/{game_id}/film", frames, duration_s, compared)


def _compare(
    placed: Sequence[Mapping[str, Any]], angles: Sequence[Mapping[str, Any]], truth: Sequence[TrueTake]
) -> tuple[Compared, ...]:
    """Hold where the takes were placed against where they are, as the one without drift tells the time."""
    angle_of = {angle["take_id"]: angle for angle in angles}
    clocks = {Path(take.file).stem: TakeClock(take.offset_s, take.drift_ppm) for take in truth}
    references = [angle_of[take["take_id"]]["position"] for take in placed if take["drift_ppm"] == 0]
    if not references:
        return ()
    true = told_by_reference(clocks, references[0])
    return tuple(_compared(take, angle_of[take["take_id"]], true) for take in placed)


def _compared(take: Mapping[str, Any], angle: Mapping[str, Any], true: Mapping[str, TakeClock]) -> Compared:
    name = angle["position"]
    if take["offset_s"] is None:
        return Compared(name, math.inf, math.nan, math.inf)
    clock = TakeClock(take["offset_s"], take["drift_ppm"])
    return Compared(
        name=name,
        error_s=clock.error_against(true[name], angle["duration_s"]),
        drift_error_ppm=clock.drift_ppm - true[name].drift_ppm,
        bound_s=take["bound_ms"] / 1000,
    )
