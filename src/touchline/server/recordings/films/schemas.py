"""What the API says about films, and about all that can be watched of a game."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from touchline.core.sync.certificate import Verdict
from touchline.server.kit import examples
from touchline.server.kit.examples import example, example_of
from touchline.server.kit.jobs.schemas import JobOut
from touchline.server.recordings.films.models import FilmState
from touchline.server.recordings.takes.models import TakeState
from touchline.server.recordings.takes.schemas import TakeOut


class FilmOut(BaseModel):
    """One version of a game's film."""

    model_config = example(
        kind="film",
        id=examples.FILM_ID,
        game_id=examples.GAME_ID,
        version=1,
        state="ready",
        is_final=True,
        duration_s=5548.0,
        problem=None,
        created_at=examples.STOPPED_AT,
        ready_at=examples.FILMED_AT,
    )

    kind: Literal["film"]
    id: UUID
    game_id: UUID
    version: int
    state: FilmState
    is_final: bool
    duration_s: float | None
    problem: str | None
    created_at: datetime
    ready_at: datetime | None


VideoOut = Annotated[FilmOut | TakeOut, Field(discriminator="kind")]
"""A take or a film: both are watched, downloaded, shared and deleted at `/videos/{id}`."""


class ShotOut(BaseModel):
    """What the film shows from `start_s` to `end_s` of its own time, and why.

    A film time t of this shot is `game_start_s + (t - start_s)` on the game clock.
    """

    model_config = example(
        start_s=0.0,
        end_s=8.4,
        game_start_s=2.0,
        take_id=examples.TAKE_ID,
        letter="A",
        reason="The widest view of the opening.",
    )

    start_s: float
    end_s: float
    game_start_s: float
    take_id: UUID
    letter: str
    reason: str


class ChapterOut(BaseModel):
    """A moment worth jumping to, in the film's own time."""

    model_config = example(at_s=1841.0, title="Loud moment")

    at_s: float
    title: str


class PlayableFilmOut(BaseModel):
    """The film, and how to play it.

    `stream_url` is HLS. The player's time is the film's time; `shots` leads from there to the game clock:
    find the shot with `start_s` ≤ t < `end_s`, then game = `game_start_s + (t - start_s)`. Stretches that
    nobody filmed are left out of the film, so the way back is: the shot with the largest `game_start_s` ≤
    game, t = `start_s` + min(game - `game_start_s`, `end_s` - `start_s`).

    Playlists also carry `EXT-X-PROGRAM-DATE-TIME`: 1970-01-01T00:00:00Z is game-clock 0. In the instant cut
    it is true at every segment; in the final film it is true at its first frame and runs with the film's
    own time, so there `shots` is what to believe.

    While `is_final` is false this is the instant cut: its cuts lie at keyframes, and its `shots` say where.
    The final film has other `shots`, so a player keeps the game-clock moment when it swaps. The game clock
    of another `version` may begin elsewhere: compare `offset_s` of the same take.
    """

    model_config = example(
        id=examples.FILM_ID,
        version=1,
        state="ready",
        is_final=True,
        duration_s=5548.0,
        stream_url=examples.FILE_URL + "film.m3u8",
        poster_url=examples.FILE_URL + "film.jpg",
        formats=["1080p", "720p", "mobile"],
        created_at=examples.STOPPED_AT,
        ready_at=examples.FILMED_AT,
        shots=[example_of(ShotOut)],
        chapters=[example_of(ChapterOut)],
    )

    id: UUID
    version: int
    state: FilmState
    is_final: bool
    duration_s: float
    stream_url: str
    poster_url: str | None
    formats: list[str]
    """What `/videos/{id}/download?format=` offers; none for an instant cut."""
    created_at: datetime
    ready_at: datetime | None
    shots: list[ShotOut]
    chapters: list[ChapterOut]


class AngleOut(BaseModel):
    """A take made playable by itself, in its own time (0 is its first frame), and where that lies.

    take time = (game - `offset_s`) · (1 + `drift_ppm` / 1,000,000); game = `offset_s` + take time / (1 + …).
    `offset_s` and all that follows from it are null until a film has placed the take.
    """

    model_config = example(
        take_id=examples.TAKE_ID,
        letter="A",
        camera="Phone on the stand",
        position="centre_high",
        state="ready",
        problem=None,
        stream_url=examples.FILE_URL + "angle.m3u8",
        has_sound=True,
        duration_s=5562.4,
        is_used=True,
        offset_s=-1.204,
        drift_ppm=3.1,
        game_start_s=-1.204,
        game_end_s=5561.2,
        bound_ms=2.4,
        verdict="pass",
        explanation="Heard the same game as B and C.",
    )

    take_id: UUID
    letter: str
    camera: str | None
    position: str | None
    state: TakeState
    problem: str | None
    stream_url: str | None
    has_sound: bool
    duration_s: float | None
    is_used: bool | None
    """Whether the film shows it; null until a film has been made of it."""
    offset_s: float | None
    drift_ppm: float | None
    game_start_s: float | None
    game_end_s: float | None
    bound_ms: float | None
    """The true place lies within ± this, with 95 % confidence."""
    verdict: Verdict | None
    explanation: str | None


class WatchOut(BaseModel):
    """All that can be watched of a game. Addresses are good for hours, and for this viewer only."""

    model_config = example(
        game_id=examples.GAME_ID,
        film=example_of(PlayableFilmOut),
        angles=[example_of(AngleOut)],
        job=None,
        problem=None,
    )

    game_id: UUID
    film: PlayableFilmOut | None
    angles: list[AngleOut]
    job: JobOut | None
    """What is being made of it now."""
    problem: str | None
    """Why there is no film (or no newer one), and what to do."""


class EvidenceOut(BaseModel):
    """One kind of evidence about where a take lies (against the take `other`, or by itself)."""

    model_config = example(
        kind="sound",
        other=examples.OTHER_TAKE_ID,
        other_letter="B",
        is_used=True,
        rms_ms=1.1,
        reason="84 of 91 windows agree.",
    )

    kind: str
    other: UUID | None
    other_letter: str | None
    is_used: bool
    rms_ms: float | None
    """Scatter around the fit."""
    reason: str


class TakeSyncOut(BaseModel):
    """Where a take lies on the game clock, how far that can be trusted, and what it rests on."""

    model_config = example(
        take_id=examples.TAKE_ID,
        letter="A",
        camera="Phone on the stand",
        is_used=True,
        verdict="pass",
        explanation="Heard the same game as B and C.",
        offset_s=-1.204,
        drift_ppm=3.1,
        bound_ms=2.4,
        evidence=[example_of(EvidenceOut)],
    )

    take_id: UUID
    letter: str
    camera: str | None
    is_used: bool
    verdict: Verdict
    explanation: str
    offset_s: float | None
    drift_ppm: float | None
    bound_ms: float | None
    evidence: list[EvidenceOut]


class SyncOut(BaseModel):
    """The sync certificate of a game's film."""

    model_config = example(
        game_id=examples.GAME_ID,
        film_id=examples.FILM_ID,
        version=1,
        created_at=examples.FILMED_AT,
        takes=[example_of(TakeSyncOut)],
    )

    game_id: UUID
    film_id: UUID
    version: int
    created_at: datetime
    takes: list[TakeSyncOut]


class StreamOut(BaseModel):
    """Where to play a video: an HLS playlist, good until `expires_at` and for this viewer only."""

    model_config = example(url=examples.FILE_URL + "film.m3u8", expires_at="2026-09-21T03:44:40Z")

    url: str
    expires_at: datetime
