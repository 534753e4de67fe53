"""What a microphone beside the pitch hears of a synthetic game, sample by sample.

Air and microphone are simulated on the game clock; the last step alone resamples to the take's clock, as a
real converter with a drifting crystal does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.clocks import TakeClock
from touchline.core.synthetic import ambience, microphone
from touchline.core.synthetic.game import EventKind, GameEvent, SyntheticGame
from touchline.core.synthetic.waveforms import Emission, SoundKind, waveform

FloatArray = NDArray[np.float64]
Block = NDArray[np.float32]
Point = tuple[float, float, float]

SPEED_OF_SOUND_MPS = 343.0
_MARGIN = 16


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else a microphone hears, and how it records it.

    `crowd_db`: level in dB SPL of the crowd that all microphones hear, 20 m from its stands.
    `snr_db`: mean power of all common sound (music left out) over the sound that only this microphone
    hears (people beside it, wind, its own noise). `shout_every_s`: mean time between shouts of players and
    spectators, None for none. `echo`: share of pressure that each of four walls throws back; they stand
    `wall_distance_m` behind the outermost play. `music_db`: level at 20 m of a loop of `music_loop_s` from
    `loudspeakers_m`, None for none, played during `music_s` of game time. `gain_db` of the recorder;
    `agc` evens out the level slowly.
    """

    crowd_db: float = 62.0
    snr_db: float = 20.0
    shout_every_s: float | None = 3.0
    echo: float = 0.15
    wall_distance_m: float = 15.0
    music_db: float | None = None
    music_loop_s: float = 2.0
    music_s: tuple[float, float] = (0.0, np.inf)
    loudspeakers_m: tuple[Point, ...] = ((-30.0, 20.0, 6.0), (30.0, 20.0, 6.0))
    gain_db: float = 0.0
    agc: bool = False


def hear(
    game: SyntheticGame,
    *,
    microphone_m: Point,
    clock: TakeClock,
    duration_s: float,
    sample_rate_hz: int = 48_000,
    rng: np.random.Generator,
    surroundings: Surroundings | None = None,
) -> Iterator[Block]:
    """Blocks of mono samples in [-1, 1], in order; the first sample is take time 0, the last `duration_s`.

    A sound at distance r arrives r / 343 s later and falls with 1/r. Sounds of the game depend on the game
    alone, so that every microphone hears the same; `rng` makes only what this microphone alone hears.
    Memory does not grow with the duration.

    Raises:
        ValueError: if `duration_s` or `sample_rate_hz` is not positive.
    """
    if not (duration_s > 0.0 and sample_rate_hz > 0):
        raise ValueError(f"cannot hear {duration_s} s at {sample_rate_hz} Hz")
    around = surroundings if surroundings is not None else Surroundings()
    first_s = int(np.floor(clock.offset_s)) - 1
    scene = _Scene(game, np.asarray(microphone_m, dtype=np.float64), sample_rate_hz, around)
    air = _air(scene, first_s, duration_s, rng)
    heard = microphone.convert(air, clock, first_s, round(duration_s * sample_rate_hz), sample_rate_hz)
    return microphone.record(heard, gain_db=around.gain_db, agc=around.agc)


@dataclass(frozen=True, slots=True)
class _Scene:
    """One microphone in one game."""

    game: SyntheticGame
    microphone_m: FloatArray
    rate_hz: int
    around: Surroundings


def emissions(game: SyntheticGame, shout_every_s: float | None) -> list[Emission]:
    """Every single sound of the game in order of time: those of its events, and shouts between them."""
    stands = _stands(game)
    found = [emission for event in game.events for emission in _of_event(event, stands)]
    if shout_every_s is not None:
        found.extend(_shouts(game, shout_every_s))
    return sorted(found, key=lambda emission: emission.at_s)


def _of_event(event: GameEvent, stands: Sequence[Point]) -> list[Emission]:
    seed = abs(hash((round(event.at_s * 1e6), *(round(x * 1e3) for x in event.position_m))))
    parts: list[tuple[SoundKind, float, Point]]
    match event.kind:
        case EventKind.WHISTLE:
            parts = [(SoundKind.WHISTLE, 0.0, event.position_m)]
        case EventKind.KICK_OFF:
            parts = [(SoundKind.WHISTLE, 0.0, event.position_m), (SoundKind.HIT, 0.9, event.position_m)]
        case EventKind.HIT:
            parts = [(SoundKind.HIT, 0.0, event.position_m)]
        case EventKind.SHOT:
            parts = [(SoundKind.SHOT, 0.0, event.position_m)]
        case EventKind.SHOUT:
            parts = [(SoundKind.SHOUT, 0.0, event.position_m)]
        case EventKind.CHEER:
            parts = [(SoundKind.CHEER, 0.07 * i, place) for i, place in enumerate(_spread(event.position_m))]
        case EventKind.GOAL:
            parts = [(SoundKind.CHEER, 0.3 + 0.1 * i, place) for i, place in enumerate(stands[::2])]
            parts.append((SoundKind.WHISTLE, 1.2, event.position_m))
    return [
        Emission(kind, event.at_s + after, place, seed + i) for i, (kind, after, place) in enumerate(parts)
    ]


def _spread(centre_m: Point) -> list[Point]:
    """A cheer comes from a stretch of the stand, not from a point."""
    return [(centre_m[0] + along, centre_m[1], centre_m[2]) for along in (-9.0, -2.0, 4.0, 10.0)]


def _shouts(game: SyntheticGame, every_s: float) -> list[Emission]:
    """One shout about every `every_s`, half of players and half of spectators, decided by the game alone."""
    found = []
    seed = round(abs(float(game.players_m[0].sum())) * 1e6)
    crowd = _spectators(game)
    for slot in range(int(game.duration_s / every_s)):
        rng = np.random.default_rng([seed, slot])
        at_s = (slot + float(rng.uniform(0.0, 1.0))) * every_s
        frame = game.players_m[min(int(at_s * game.rate_hz), len(game.players_m) - 1)]
        x, y = frame[int(rng.integers(len(frame)))]
        player = (float(x), float(y), 1.6)
        place = player if rng.uniform() < 0.5 else crowd[int(rng.integers(len(crowd)))]
        found.append(Emission(SoundKind.SHOUT, at_s, place, int(rng.integers(1 << 31))))
    return found


def _half_extent(game: SyntheticGame) -> FloatArray:
    """Half the length and width of where play was, in metres."""
    extent: FloatArray = np.max(np.abs(game.players_m.reshape(-1, 2)), axis=0)
    return extent


def _spectators(game: SyntheticGame) -> list[Point]:
    """Sixty people in a loose row one to seven metres behind the lines, all around the pitch."""
    half_x, half_y = _half_extent(game)
    rng = np.random.default_rng(60)
    angles = np.linspace(0.0, 2 * np.pi, 60, endpoint=False) + rng.uniform(-0.05, 0.05, 60)
    behind_m = rng.uniform(1.0, 7.0, 60)
    # The square root of cosine and sine bends the circle towards the rectangle of the pitch.
    along = np.sign(np.cos(angles)) * np.sqrt(np.abs(np.cos(angles))) * (half_x + behind_m)
    across = np.sign(np.sin(angles)) * np.sqrt(np.abs(np.sin(angles))) * (half_y + behind_m)
    return [(float(x), float(y), 1.5) for x, y in zip(along, across, strict=True)]


def _stands(game: SyntheticGame) -> list[Point]:
    """Twelve of the spectators, unevenly around the pitch, who stand for the murmur of all."""
    crowd = _spectators(game)
    return [crowd[i] for i in (0, 4, 9, 13, 20, 22, 24, 31, 38, 45, 50, 58)]


def _distance(a_m: FloatArray, b_m: FloatArray | Point) -> float:
    return max(1.0, float(np.linalg.norm(a_m - np.asarray(b_m))))


def _paths(
    source_m: Point, microphone_m: FloatArray, half_m: FloatArray, echo: float
) -> list[tuple[float, float]]:
    """(delay in seconds, pressure gain) of the direct way and of one reflection at each of four walls."""
    x, y, z = source_m
    images = [
        (2 * half_m[0] - x, y, z),
        (-2 * half_m[0] - x, y, z),
        (x, 2 * half_m[1] - y, z),
        (x, -2 * half_m[1] - y, z),
    ]
    ways = [(_distance(microphone_m, source_m), 1.0)]
    if echo > 0.0:
        ways += [(_distance(microphone_m, image), echo) for image in images]
    return [(metres / SPEED_OF_SOUND_MPS, gain / metres) for metres, gain in ways]


def _delayed(
    sound: FloatArray, paths: list[tuple[float, float]], start: float, rate_hz: int
) -> tuple[int, FloatArray]:
    """The sum of the paths of a sound that starts at sample `start` (fractional): (first sample, samples)."""
    arrivals = [start + delay * rate_hz for delay, _ in paths]
    first = int(np.floor(min(arrivals))) - _MARGIN
    length = len(sound) + int(max(arrivals) - first) + _MARGIN
    size = 1 << (length - 1).bit_length()
    omega = 2j * np.pi * np.fft.rfftfreq(size)
    response = sum(
        gain * np.exp(-omega * (at - first)) for at, (_, gain) in zip(arrivals, paths, strict=True)
    )
    return first, np.fft.irfft(np.fft.rfft(sound, size) * response, size)[:length]


def _air(scene: _Scene, first_s: int, duration_s: float, rng: np.random.Generator) -> Iterator[FloatArray]:
    """Sound pressure at the microphone: endless blocks of one second on the game clock, from `first_s`."""
    around, rate_hz = scene.around, scene.rate_hz
    sounds = emissions(scene.game, around.shout_every_s)
    energy = _common_energy(scene, [s for s in sounds if first_s <= s.at_s < first_s + duration_s])
    stands = _arrivals(scene, _stands(scene.game))
    power = energy / duration_s + ambience.crowd_power(stands, around.crowd_db)
    noise_pa = np.sqrt(power) * 10.0 ** (-around.snr_db / 20.0)
    events = _event_blocks(scene, sounds, first_s)
    crowd = ambience.crowd_blocks(stands, around.crowd_db, first_s, rate_hz)
    noise = ambience.noise_blocks(rng, rate_hz)
    music = ambience.music_blocks(_music(scene), around.music_s, first_s, rate_hz)
    while True:
        yield next(events) + next(crowd) + noise_pa * next(noise) + next(music)


def _music(scene: _Scene) -> FloatArray:
    around = scene.around
    if around.music_db is None:
        return np.zeros(scene.rate_hz)
    arrivals = _arrivals(scene, around.loudspeakers_m)
    return ambience.music_loop(arrivals, around.music_db, around.music_loop_s, scene.rate_hz)


def _arrivals(scene: _Scene, sources_m: Sequence[Point]) -> list[tuple[float, float]]:
    """(delay in seconds, metres) from each source to the microphone."""
    metres = [_distance(scene.microphone_m, source) for source in sources_m]
    return [(away / SPEED_OF_SOUND_MPS, away) for away in metres]


def _event_blocks(scene: _Scene, sounds: list[Emission], first_s: int) -> Iterator[FloatArray]:
    """The sounds of the game itself, a second at a time."""
    rate_hz = scene.rate_hz
    walls_m = _half_extent(scene.game) + scene.around.wall_distance_m
    pending = np.zeros(rate_hz)
    following = next((i for i, sound in enumerate(sounds) if sound.at_s > first_s - 10.0), len(sounds))
    second = first_s
    while True:
        while following < len(sounds) and sounds[following].at_s < second + 1:
            sound = sounds[following]
            paths = _paths(sound.position_m, scene.microphone_m, walls_m, scene.around.echo)
            shape = waveform(sound.kind, sound.seed, rate_hz)
            start, samples = _delayed(shape, paths, sound.at_s * rate_hz, rate_hz)
            pending = _added(pending, samples, start - second * rate_hz)
            following += 1
        block, pending = pending[:rate_hz], pending[rate_hz:]
        yield block
        pending = np.concatenate([pending, np.zeros(max(0, rate_hz - len(pending)))])
        second += 1


def _added(pending: FloatArray, samples: FloatArray, at: int) -> FloatArray:
    """`pending` with `samples` added from index `at`; what lies before its beginning has been missed."""
    samples = samples[max(0, -at) :]
    at = max(0, at)
    missing = at + len(samples) - len(pending)
    if missing > 0:
        pending = np.concatenate([pending, np.zeros(missing)])
    pending[at : at + len(samples)] += samples
    return pending


def _common_energy(scene: _Scene, sounds: list[Emission]) -> float:
    """Energy (Pa² s) that these sounds bring to the microphone, from a typical specimen of each kind."""
    typical = {
        kind: float(np.sum(waveform(kind, 0, scene.rate_hz) ** 2)) / scene.rate_hz for kind in SoundKind
    }
    return sum(typical[s.kind] / _distance(scene.microphone_m, s.position_m) ** 2 for s in sounds)
