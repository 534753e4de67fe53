"""A recorder: its converter's own clock, its gain, its slow automatic gain, its soft clipping."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync.clocks import TakeClock
from touchline.core.synthetic.waveforms import pascal

FloatArray = NDArray[np.float64]
Block = NDArray[np.float32]

FULL_SCALE_PA = pascal(112.0)
_TAPS = 16
_PHASES = 1024


def convert(
    air: Iterator[FloatArray], clock: TakeClock, first_s: int, samples: int, rate_hz: int
) -> Iterator[FloatArray]:
    """Blocks on the take's clock out of blocks of a second on the game clock, from take time 0.

    `air` begins at game second `first_s`, at least a second before the take. Windowed sinc of 16 taps.
    """
    table = _sinc_table()
    held, held_from = next(air), first_s * rate_hz
    for start in range(0, samples, rate_hz):
        wanted = np.arange(start, min(start + rate_hz, samples)) / rate_hz
        position = clock.to_game(wanted) * rate_hz - held_from
        while position[-1] + _TAPS >= len(held):
            held = np.concatenate([held, next(air)])
        whole = np.floor(position).astype(np.int64)
        phase = ((position - whole) * _PHASES).astype(np.int64)
        block = np.zeros(len(wanted))
        for tap in range(_TAPS):
            block += table[tap, phase] * held[whole + (tap - _TAPS // 2 + 1)]
        yield block
        spent = max(0, int(whole[-1]) - 2 * _TAPS)
        held, held_from = held[spent:], held_from + spent


def _sinc_table() -> FloatArray:
    """Taps (16, phases) of a Hann-windowed sinc for fractions 0 … 1 of a sample."""
    fraction = (np.arange(_PHASES) + 0.5) / _PHASES
    away = np.arange(_TAPS)[:, None] - (_TAPS // 2 - 1) - fraction[None, :]
    taps = np.sinc(away) * np.cos(np.pi * away / (_TAPS + 1)) ** 2
    return np.asarray(taps / taps.sum(axis=0))


def record(blocks: Iterator[FloatArray], *, gain_db: float, agc: bool) -> Iterator[Block]:
    """Samples in [-1, 1] out of sound pressure in pascal; 112 dB SPL would clip at no gain.

    `agc` brings the level of each second towards -22 dB with a time constant of about 5 s.
    """
    gain = 10.0 ** (gain_db / 20.0) / FULL_SCALE_PA
    automatic = 1.0
    for block in blocks:
        if agc:
            level = gain * float(np.sqrt(np.mean(block**2))) + 1e-9
            target = float(np.clip(0.08 / level, 0.1, 30.0))
            following = automatic * (target / automatic) ** 0.2
            ramp = np.linspace(automatic, following, len(block))
            automatic = following
        else:
            ramp = np.ones(1)
        yield np.tanh(gain * ramp * block).astype(np.float32)
