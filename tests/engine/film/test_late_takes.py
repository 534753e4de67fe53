"""A late take costs only the shots that it changes, and the healed film is as right as one made in one go."""

import json
import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from factories import clips, judges
from factories.games import ShotGame
from touchline.core.sync.clocks import TakeClock, told_by_reference
from touchline.engine.film.pipeline import make_film
from touchline.engine.film.rendering import PART_S
from touchline.engine.film.request import FilmRequest, Format
from touchline.engine.progress import Unwatched
from touchline.media.encode_grid import GRAIN_S

SMALL = {"width": 160, "height": 90, "sound": None}
FRAME_S = 1 / 30
"""Of the synthetic cameras, and so of their film."""

ROUNDING_S = 0.001
ALIKE_LEVELS = 4.0
"""Two encodings of one picture are this near, mean brightness taken off (a late take may move the look)."""


@dataclass(frozen=True)
class Shown:
    """A stretch of a take that a film shows, in take time; `film_s` is where it begins in the film."""

    take: str
    start_s: float
    end_s: float
    film_s: float


@dataclass(frozen=True)
class Made:
    """A film as it lay in its folder: what it shows, by which clocks, and the files of its parts."""

    clocks: dict[str, TakeClock]
    sync: dict[str, Any]
    shown: list[Shown]
    parts: dict[str, int]
    pictures: Path


def made(takes: Sequence[Path], out: Path, clock: Path | None = None) -> Made:
    request = FilmRequest(takes=tuple(takes), out=out, clock=clock, formats=(Format.MOBILE,))
    film = make_film(request, Unwatched()).film
    assert film is not None
    sync = json.loads((out / "sync.json").read_text(encoding="utf-8"))
    clocks = {take["file"]: TakeClock(take["offset_s"], take["drift_ppm"]) for take in sync["takes"]}
    shown, film_s = [], 0.0
    for cut in json.loads((out / "cuts.json").read_text(encoding="utf-8")):
        clock_of = clocks[cut["take"]]
        start_s, end_s = clock_of.to_take(cut["start_s"]), clock_of.to_take(cut["end_s"])
        shown.append(Shown(cut["take"], start_s, end_s, film_s))
        film_s += cut["end_s"] - cut["start_s"]
    files = {path.name: path.stat() for path in (out / ".touchline" / "parts").glob("[!.]*.mp4")}
    parts = {name: file.st_mtime_ns for name, file in files.items()}
    pictures = shutil.copy(film, out.with_name(f"{out.name}-{len(takes)}.mp4"))
    return Made(clocks, sync, shown, parts, pictures)


def seconds_kept(before: Made, after: Made, folder: Path) -> float:
    kept = [name for name, file in after.parts.items() if before.parts.get(name) == file]
    return sum(length_s(folder / ".touchline" / "parts" / name) for name in kept)


def length_s(path: Path) -> float:
    with av.open(path) as container:
        stream = container.streams.video[0]
        return stream.frames / float(stream.average_rate)


def seconds_alike(before: Made, after: Made) -> float:
    """Seconds that both films show, less a part wherever one of them begins or ends another way."""
    alike_s = 0.0
    for new in after.shown:
        for old in (old for old in before.shown if old.take == new.take):
            both_s = min(old.end_s, new.end_s) - max(old.start_s, new.start_s)
            changed = sum(
                abs(one - other) > 0.01 for one, other in ((old.start_s, new.start_s), (old.end_s, new.end_s))
            )
            alike_s += max(0.0, both_s - changed * PART_S - ROUNDING_S)
    return alike_s


# Clips whose every picture says its number, and a clock that all of them were shown


@dataclass(frozen=True)
class Numbered:
    """A clip that begins at `at_s` of a shared clock; its first picture shows `first`."""

    name: str
    at_s: float
    seconds: float
    first: int


RATE = Fraction(24_000, 1001)
"""Half a second is no whole number of its pictures."""

EARLY = (Numbered("a.mp4", 100.0, 10.0, 1000), Numbered("b.mp4", 108.0, 6.0, 2000))
LATE = (
    Numbered("began earlier.mp4", 98.23, 3.0, 3000),
    Numbered("in between.mp4", 102.4, 5.0, 4000),
    Numbered("goes on longer.mp4", 111.31, 6.0, 5000),
)


def written(takes: Sequence[Numbered], folder: Path) -> tuple[list[Path], Path]:
    paths = [
        clips.write_clip(
            folder / take.name, seconds=take.seconds, first_index=take.first, rate=RATE, gop=12, **SMALL
        )
        for take in takes
    ]
    readings = {
        take.name: [[s, take.at_s + s, 0.004] for s in (0.0, take.seconds / 2, take.seconds)]
        for take in takes
    }
    clock = folder / "clock.json"
    clock.write_text(json.dumps(readings), encoding="utf-8")
    return paths, clock


def numbers_told(film: Made, takes: Sequence[Numbered], count: int) -> list[int]:
    """Return the numbers that `cuts.json` and `sync.json` say the film shows."""
    first = {take.name: take.first for take in takes}
    last = {take.name: take.first + round(take.seconds * RATE) - 1 for take in takes}
    numbers = []
    for index in range(count):
        film_s = float(index / RATE)
        shot = next(shot for shot in reversed(film.shown) if shot.film_s <= film_s + 1e-4)
        number = first[shot.take] + math.floor((shot.start_s + film_s - shot.film_s + GRAIN_S) * RATE)
        numbers.append(min(max(number, first[shot.take]), last[shot.take]))
    return numbers


@pytest.fixture(scope="module")
def film_of_two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Path]:
    """The film of the early takes, and its folder."""
    folder = tmp_path_factory.mktemp("two")
    paths, clock = written(EARLY, folder)
    return made(paths, folder / "out", clock), folder / "out"


@pytest.mark.parametrize("late", LATE, ids=lambda take: take.name)
def test_what_shows_the_same_pictures_is_kept_wherever_the_late_take_lies(
    late: Numbered, film_of_two: tuple[Made, Path], tmp_path: Path
) -> None:
    before, folder = film_of_two
    out = shutil.copytree(folder, tmp_path / "out")
    takes = [*EARLY, late]
    paths, clock = written(takes, tmp_path)
    after = made(paths, out, clock)
    assert seconds_kept(before, after, out) >= seconds_alike(before, after) > 5.0
    shown = judges.frame_numbers(after.pictures, SMALL["width"], SMALL["height"])
    assert shown == numbers_told(after, takes, len(shown))


# A synthetic game, whose clocks are measured anew with every take


def test_a_film_that_is_healed_keeps_what_did_not_change_and_is_the_film_made_in_one_go(
    small_game: ShotGame, tmp_path: Path
) -> None:
    early, late = small_game.takes[:2], small_game.takes[2]
    before = made(early, tmp_path / "out")
    after = made([*early, late], tmp_path / "out")
    whole = made([*early, late], tmp_path / "whole")
    assert before.clocks.items() <= after.clocks.items() != whole.clocks.items()
    assert seconds_kept(before, after, tmp_path / "out") >= seconds_alike(before, after) > 5.0
    assert_certificates_hold(after, small_game)
    assert_same_pictures(after, whole)


def assert_certificates_hold(film: Made, game: ShotGame) -> None:
    truth = {take["file"]: TakeClock(take["offset_s"], take["drift_ppm"]) for take in game.truth["takes"]}
    told = told_by_reference(truth, film.sync["reference"])
    lengths_s = {take["file"]: take["duration_s"] for take in game.truth["takes"]}
    for take in film.sync["takes"]:
        error_s = film.clocks[take["file"]].error_against(told[take["file"]], lengths_s[take["file"]])
        assert error_s <= take["bound_s"] + 1e-6


def assert_same_pictures(healed: Made, whole: Made) -> None:
    """Where both show one take at one moment, their pictures are the same, within one frame of each other."""
    one, other = brightness(healed.pictures), brightness(whole.pictures)
    compared = 0
    for shot in healed.shown:
        for like in (like for like in whole.shown if like.take == shot.take):
            start_s, end_s = max(shot.start_s, like.start_s), min(shot.end_s, like.end_s)
            for take_s in np.arange(start_s + FRAME_S, end_s - 2 * FRAME_S, FRAME_S):
                picture = one[round((shot.film_s + take_s - shot.start_s) / FRAME_S)]
                at = round((like.film_s + take_s - like.start_s) / FRAME_S)
                differences = np.abs(other[max(0, at - 1) : at + 2] - picture).mean(axis=(1, 2))
                assert differences.min() < ALIKE_LEVELS, (shot, take_s)
                compared += 1
    assert compared > len(one) / 2


def brightness(film: Path) -> NDArray[np.float32]:
    """Luma of all pictures, each one's mean taken off."""
    with av.open(film) as container:
        frames = np.array([clips.luma_of(frame) for frame in container.decode(video=0)], np.float32)
    return np.asarray(frames - frames.mean(axis=(1, 2), keepdims=True), np.float32)
