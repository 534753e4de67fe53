"""How good a take's sound is in each second: what wind, hands, overload and distance do to it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import percentile_filter

from touchline.core.direct.hearing import SILENT_DB, Spectra, spectra, to_db
from touchline.core.sync.evidence import Sound

FloatArray = NDArray[np.float64]

SECOND_S = 1.0
_VOICES_HZ = (200.0, 4000.0)
_WIND_BELOW_HZ = 150.0
_FULL_SCALE = 0.985
# Quieter than this a microphone is dead or covered; even an empty hall at night is louder.
_QUIET_DB = -75.0
# A far or muffled microphone hears play 3 dB above its noise, a good one near it 20 dB and more.
_RANGE_DB = (3.0, 20.0)
_RANGE_WINDOW_S = 61
# Wind and hands on the case put more below 150 Hz than all voices: from 6 dB on it is heard, at 20 dB it
# is all that is heard.
_RUMBLE_DB = (6.0, 20.0)
_CLIPPED_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """A take's sound, second by second: row i covers take time [i, i + 1) s; all arrays (N,).

    `level_db`: 200–4,000 Hz, dB of full scale. `clipped`: share of frames that reach full scale.
    `rumble_db`: what lies below 150 Hz against that. `quality` in [0, 1]; NaN where there is no sound.
    `start_s`, `end_s`: take time of the first and after the last sample.
    """

    level_db: FloatArray
    clipped: FloatArray
    rumble_db: FloatArray
    quality: FloatArray
    start_s: float
    end_s: float


def hear(sound: Sound) -> SoundTrack:
    """Measure a take's sound; half a minute is read at a time.

    Quality is the product of three: how far play rises above the noise (95th less 20th percentile of the
    level over the minute around), how little is clipped, and how little wind and handling there is.
    """
    end_s = sound.start_s + len(sound.samples) / sound.sample_rate_hz
    seconds = _Seconds(max(0, int(np.ceil(end_s))))
    for block in spectra(sound):
        seconds.add(block)
    level_db, rumble_db, clipped = seconds.levels()
    reach_db = percentile_filter(level_db, 95, _RANGE_WINDOW_S) - percentile_filter(
        level_db, 20, _RANGE_WINDOW_S
    )
    quality = (
        np.clip((reach_db - _RANGE_DB[0]) / (_RANGE_DB[1] - _RANGE_DB[0]), 0.05, 1.0)
        * np.clip(1.0 - clipped / _CLIPPED_SHARE, 0.0, 1.0)
        * np.clip((_RUMBLE_DB[1] - rumble_db) / (_RUMBLE_DB[1] - _RUMBLE_DB[0]), 0.0, 1.0)
    )
    is_heard = level_db > _QUIET_DB
    return SoundTrack(
        level_db=level_db,
        clipped=clipped,
        rumble_db=rumble_db,
        quality=np.where(is_heard, quality, np.nan),
        start_s=sound.start_s,
        end_s=end_s,
    )


class _Seconds:
    """Sums over the frames of each second."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._frames = np.zeros(count)
        self._voices = np.zeros(count)
        self._wind = np.zeros(count)
        self._clipped = np.zeros(count)

    def add(self, block: Spectra) -> None:
        row = np.floor(block.middle_s / SECOND_S).astype(np.int64)
        kept = (row >= 0) & (row < self._count)
        is_voice = (block.frequency_hz >= _VOICES_HZ[0]) & (block.frequency_hz < _VOICES_HZ[1])
        is_wind = (block.frequency_hz > 0) & (block.frequency_hz < _WIND_BELOW_HZ)

        def per_second(values: NDArray[Any]) -> FloatArray:
            return np.asarray(np.bincount(row[kept], values[kept], self._count), np.float64)

        self._frames += per_second(np.ones(len(row)))
        self._voices += per_second(block.power[:, is_voice].sum(axis=1))
        self._wind += per_second(block.power[:, is_wind].sum(axis=1))
        self._clipped += per_second(block.peak >= _FULL_SCALE)

    def levels(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Voices in dB, wind against voices in dB, share of clipped frames."""
        frames = np.maximum(self._frames, 1)
        level_db = np.where(self._frames > 0, to_db(self._voices / frames), SILENT_DB)
        return level_db, to_db(self._wind / frames) - level_db, self._clipped / frames
