"""How loud sound is to people (ITU-R BS.1770-4, as EBU R128 asks), measured while it streams by."""

from dataclasses import dataclass, field

import numpy as np
import scipy
from numpy.typing import NDArray

Block = NDArray[np.float32]
FloatArray = NDArray[np.float64]

RATE_HZ = 48_000
_STEP = RATE_HZ // 10
_SILENT_LUFS = -70.0
_RELATIVE_LU = -10.0
_OFFSET_LUFS = -0.691

_HEAD = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585]
_HEARING = [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621]
"""The two filters of K-weighting at 48 kHz, BS.1770-4 tables 1 and 2: b0 b1 b2 a0 a1 a2."""


@dataclass
class LoudnessMeter:
    """Integrated loudness of stereo sound at 48 kHz; takes blocks of shape (n, 2) in order."""

    _state: FloatArray = field(default_factory=lambda: np.zeros((2, 2, 2)))
    _rest: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))
    _powers: list[FloatArray] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Take the next samples."""
        weighted, self._state = scipy.signal.sosfilt([_HEAD, _HEARING], block, axis=0, zi=self._state)
        waiting = np.concatenate([self._rest, weighted])
        whole = len(waiting) // _STEP
        steps = waiting[: whole * _STEP].reshape(whole, _STEP, 2)
        self._powers.append(np.einsum("sic,sic->s", steps, steps) / _STEP)
        self._rest = waiting[whole * _STEP :]

    def integrated_lufs(self) -> float:
        """Loudness of all that came so far, −inf where nothing was louder than −70 LUFS.

        Blocks of 400 ms every 100 ms; those below −70 LUFS, then those more than 10 LU below the mean of
        the rest, do not count.
        """
        powers = np.concatenate([np.zeros(0), *self._powers])
        if len(powers) < 4:
            powers = np.pad(powers, (0, 4 - len(powers)))
        blocks = np.convolve(powers, np.full(4, 0.25), "valid")
        heard = blocks[blocks > _power(_SILENT_LUFS)]
        if len(heard) == 0:
            return -np.inf
        counted = heard[heard > heard.mean() * 10 ** (_RELATIVE_LU / 10)]
        return float(_OFFSET_LUFS + 10 * np.log10(counted.mean()))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_LUFS) / 10))
