"""Soccer games heard by microphones on known clocks: what the benchmark of synchronisation listens to.

The air at a microphone is simulated once and kept; clocks and noise are laid over it for every case, as
`core.synthetic.sound.hear` would, so that cases share the costly part.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from touchline.core.sports.table import SPORTS
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import Sound, TakeEvidence
from touchline.core.synthetic import ambience, microphone
from touchline.core.synthetic.motion import play_game
from touchline.core.synthetic.sound import Surroundings, hear

FloatArray = NDArray[np.float64]
Point = tuple[float, float, float]

RATE_HZ = 8000
FRAME_S = 1.0 / 30.0
PITCH = SPORTS["soccer"]
CACHE = Path(__file__).resolve().parents[1] / ".cache" / "bench-sync"
# Louder than life, as recorders turn it up: the crowd lies 30 dB below full scale.
GAIN_DB = 18.0
_FIRST_START_S, _LATEST_START_S = 2.0, 30.0
_BEHIND_LINE_M = (2.0, 6.0)


@dataclass(frozen=True)
class Recording:
    """What is recorded: cameras up to `baseline_m` apart, `minutes` long, on clocks ±`drift_ppm` fast."""

    drift_ppm: float
    baseline_m: float
    snr_db: float
    minutes: int


@dataclass(frozen=True)
class Take:
    """What synchronisation gets, and the truth."""

    evidence: TakeEvidence
    clock: TakeClock


def record(recording: Recording, seed: int, cameras: int, folder: Path) -> list[Take]:
    """Record a game with so many cameras; their sounds lie in `folder`, from where they are read.

    What lies there already is not recorded again.
    """
    rng = np.random.default_rng([seed, 1])
    sides = rng.permutation([1.0, -1.0] * 4)
    takes = []
    for number, place in enumerate(places(seed, recording.baseline_m, cameras)):
        late_s = 0.0 if number == 0 else rng.uniform(0.0, min(_LATEST_START_S, 6.0 * recording.minutes))
        clock = TakeClock(_FIRST_START_S + late_s, float(sides[number]) * recording.drift_ppm)
        duration_s = 60.0 * recording.minutes - late_s - rng.uniform(0.0, 4.0)
        path = folder / f"{number}.npy"
        if not path.exists():
            np.save(path, _samples(recording, seed, place, clock, duration_s))
        sound = Sound(np.load(path, mmap_mode="r"), RATE_HZ)
        takes.append(Take(TakeEvidence(duration_s, FRAME_S, sound=sound, position_m=place), clock))
    return takes


def places(seed: int, baseline_m: float, cameras: int) -> list[Point]:
    """Places around the pitch: the first two `baseline_m` apart (within 3 %), the others between them.

    Fewer cameras are the first of more.
    """
    rng = np.random.default_rng([seed, 2])
    found: list[Point] = []
    # From most places no other lies as far away as the diagonal: both are drawn anew.
    while not found:
        first, second = _beside_pitch(rng), _beside_pitch(rng)
        if abs(_apart_m(first, second) / baseline_m - 1.0) <= 0.03:
            found = [first, second]
    while len(found) < cameras:
        place = _beside_pitch(rng)
        away_m = [_apart_m(place, other) for other in found]
        if min(away_m) >= 2.0 and max(away_m) <= 1.03 * baseline_m:
            found.append(place)
    return found[:cameras]


def _apart_m(first: Point, second: Point) -> float:
    return float(np.linalg.norm(np.subtract(first, second)))


def _beside_pitch(rng: np.random.Generator) -> Point:
    """A place behind a line, on a tripod or a stand."""
    half_x = PITCH.length_m / 2 + rng.uniform(*_BEHIND_LINE_M)
    half_y = PITCH.width_m / 2 + rng.uniform(*_BEHIND_LINE_M)
    angle = rng.uniform(0.0, 2 * np.pi)
    # The square root bends the circle towards the rectangle of the pitch.
    x = half_x * np.sign(np.cos(angle)) * np.sqrt(abs(np.cos(angle)))
    y = half_y * np.sign(np.sin(angle)) * np.sqrt(abs(np.sin(angle)))
    return float(x), float(y), float(rng.uniform(1.3, 4.0))


def _samples(
    recording: Recording, seed: int, place: Point, clock: TakeClock, duration_s: float
) -> NDArray[np.int16]:
    """What the recorder at this place writes on its clock."""
    air = np.load(keep_air(seed, recording.minutes, place), mmap_mode="r").reshape(-1, RATE_HZ)
    power = float(np.mean([np.mean(block**2) for block in _pressure_pa(air)]))
    noise_pa = np.sqrt(power) * 10.0 ** (-recording.snr_db / 20.0)
    own = ambience.noise_blocks(np.random.default_rng(_number(seed, place)), RATE_HZ)
    mixed = (block + noise_pa * next(own) for block in _pressure_pa(air))
    heard = microphone.convert(mixed, clock, 0, round(duration_s * RATE_HZ), RATE_HZ)
    blocks = microphone.record(heard, gain_db=GAIN_DB, agc=False)
    return np.concatenate([(32767.0 * block).astype(np.int16) for block in blocks])


def _pressure_pa(air: NDArray[np.int16]) -> Iterator[FloatArray]:
    """Sound pressure second by second, out of samples (seconds, rate) that were recorded without gain."""
    return (microphone.FULL_SCALE_PA * np.arctanh(second / 32768.0) for second in air)


def keep_air(seed: int, minutes: int, place: Point) -> Path:
    """Where the game's sound at this place lies, on the game clock; simulated if it is not there."""
    path = CACHE / f"air-{_sources()}-{seed}-{minutes}-{_number(seed, place):08x}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        blocks = [(32767.0 * block).astype(np.int16) for block in _hear(seed, minutes, place)]
        partial = path.with_suffix(".partial")
        with partial.open("wb") as file:
            np.save(file, np.concatenate(blocks))
        partial.rename(path)
    return path


def forget_stale() -> None:
    """Delete the air that older sources simulated: a full run keeps more than a gigabyte."""
    for path in CACHE.glob("air-*"):
        if not path.name.startswith(f"air-{_sources()}-"):
            path.unlink()


def _hear(seed: int, minutes: int, place: Point) -> Iterator[NDArray[np.float32]]:
    duration_s = 60.0 * minutes + 5.0
    # Sound needs players where they shout from, no more than once a second.
    game = play_game(PITCH, duration_s=duration_s, rng=np.random.default_rng(seed), rate_hz=1.0)
    return hear(
        game,
        microphone_m=place,
        clock=TakeClock(0.0),
        duration_s=duration_s,
        sample_rate_hz=RATE_HZ,
        rng=np.random.default_rng(0),
        surroundings=Surroundings(snr_db=np.inf),
    )


def _number(seed: int, place: Point) -> int:
    return int.from_bytes(hashlib.sha256(repr((seed, place)).encode()).digest()[:4])


def _sources() -> str:
    """A hash of what makes the air, so that a change there makes it anew."""
    return hash_of(CACHE.parents[1] / "src" / "touchline" / "core" / "synthetic", Path(__file__))


def hash_of(*paths: Path) -> str:
    """A short hash of Python files, and of those in folders."""
    files = [file for path in paths for file in (sorted(path.glob("*.py")) if path.is_dir() else [path])]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]
